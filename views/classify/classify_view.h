#pragma once
#include "core/base/result.h"
#include "views/port/session_port.h"

#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QTimer;
class QVBoxLayout;

namespace propago {

class AnswerPanel;
class DrawingCanvas;
class LivePictures;
class PictureLabel;
class ResultsCard;
struct LoadedPicture;
struct VideoSource;

/// The Classify workspace: pictures go in by file, drop, paste, drawing or camera; probabilities come
/// out.
class ClassifyView : public QWidget {
    Q_OBJECT
public:
    explicit ClassifyView(SessionPort* port, QWidget* parent = nullptr);
    ~ClassifyView() override;
    /// What the button "Camera" switches on; a film, for example.
    void setCamera(const VideoSource& source);

public slots:
    /// Classifies these files one after the other.
    void openImages(const QStringList& files);
    void pasteImage();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private slots:
    void takeRead();

private:
    QWidget* makeSource();
    void connectCamera();
    QWidget* makeDrawing();
    QWidget* makeInput();
    void showSamples();
    void askForFiles();
    void next();
    void take(const Result<LoadedPicture>& picture, const QString& name);
    void send(const LoadedPicture& picture, const QString& name);
    void classifyDrawing();
    void receive(const Classification& answer);
    void showAnswer(const Classification& answer);
    void showNothing();
    void showInput(const QImage& loaded, const QImage& seen);
    QStringList classNames() const;

    struct Reading;

    SessionPort* m_port;
    QStringList m_waiting;                  ///< files still to be read
    std::optional<std::uint64_t> m_request; ///< of the picture that is being classified
    std::uint64_t m_drawingRequest = 0;
    std::unique_ptr<Reading> m_reading;
    LivePictures* m_live;
    QLabel* m_hint;
    QStringList m_notes; ///< of the picture that is shown
    QString m_samplesOf;
    QVBoxLayout* m_sampleColumn;
    QWidget* m_samples = nullptr;
    DrawingCanvas* m_canvas;
    QTimer* m_drawingTimer;
    PictureLabel* m_loaded;
    PictureLabel* m_seen;
    QLabel* m_loadedText;
    QLabel* m_seenText;
    QLabel* m_note;
    AnswerPanel* m_answer;
    ResultsCard* m_results;
};

} // namespace propago
