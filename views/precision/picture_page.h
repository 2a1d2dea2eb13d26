#pragma once
#include "core/base/result.h"
#include "core/infer/evaluation.h"
#include "views/port/session_port.h"

#include <QWidget>

#include <memory>

class QLabel;
class QSpinBox;

namespace propago {

class CameraControl;
class RaceView;
struct LoadedPicture;
struct VideoSource;

/// One picture through all formats at once: of the held-out part, opened, dropped or pasted, or the
/// newest of a camera whenever the last race is over.
class PicturePage : public QWidget {
    Q_OBJECT
public:
    explicit PicturePage(SessionPort* port, QWidget* parent = nullptr);
    ~PicturePage() override;
    /// The formats that race, and how their integers are made.
    void setOptions(const EvaluationOptions& options);
    /// Sends a picture of the held-out dataset.
    void showHeldOut(qint64 picture);
    void openImage(const QString& file);
    void pasteImage();
    /// What the button "Camera" switches on; a film, for example.
    void setCamera(const VideoSource& source);

signals:
    /// A number of the race is to be computed step by step.
    void elementChosen(int node, qint64 element);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private slots:
    void takeRead();

private:
    QWidget* makeHead();
    void connectPort();
    void ask();
    void askAbout(const QImage& picture, const QString& name);
    void raceFrame(const QImage& frame);
    void finishRace();
    void askForFile();
    void take(const Result<LoadedPicture>& picture, const QString& name);
    void showRace();
    QString describe(const PictureRace& answer) const;
    QStringList classNames() const;

    struct Reading;

    SessionPort* m_port;
    EvaluationOptions m_options;
    RaceQuestion m_question;
    std::unique_ptr<Reading> m_reading;
    std::shared_ptr<const Program> m_program; ///< that the question was about
    bool m_isAsked = false;
    bool m_isRacing = false; ///< a question is on its way
    CameraControl* m_camera;
    QSpinBox* m_number;
    QLabel* m_words;
    RaceView* m_race;
};

} // namespace propago
