#pragma once
#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QTableWidget;
class QTabWidget;
class QToolButton;

namespace propago {

class BuilderCanvas;
class BuilderModel;
class BuilderPalette;
class SessionPort;

/// A network is made here: layers from the palette, on the canvas, set up in a form or as text; with
/// shapes and costs at every moment, a table, and the same network as PyTorch code. It is trained
/// when it is used, not before.
class BuilderView : public QWidget {
    Q_OBJECT
public:
    explicit BuilderView(SessionPort* port, QWidget* parent = nullptr);
    BuilderModel* model() const { return m_model; }
    BuilderCanvas* canvas() const { return m_canvas; }
    /// Begins with the network that is open; goes on with the one under edit when it is the same.
    void open();

signals:
    void closed();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeTop();
    QWidget* makePalette();
    QWidget* makeSide();
    QWidget* makeCode();
    void refresh();
    void refreshText();
    void refreshSummary();
    void refreshCode();
    void readText();
    void say(const QString& sentence, bool isFault);
    void use();

    SessionPort* m_port;
    BuilderModel* m_model;
    BuilderPalette* m_palette;
    BuilderCanvas* m_canvas;
    QScrollArea* m_scroll;
    QComboBox* m_templates;
    QToolButton* m_undo;
    QToolButton* m_redo;
    QPushButton* m_use;
    QToolButton* m_close;
    QLabel* m_totals;
    QLabel* m_reason;
    QTabWidget* m_tabs;
    QPlainTextEdit* m_text;
    QLabel* m_textFault;
    QTableWidget* m_summary;
    QPlainTextEdit* m_code;
    QTimer m_typing; ///< text is read when typing pauses
    bool m_isWriting = false;
    const void* m_openedFor = nullptr; ///< the program that editing began from
};

} // namespace propago
