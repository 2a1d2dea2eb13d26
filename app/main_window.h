#pragma once
#include "app/actions.h"
#include "core/capture/video_source.h"
#include "core/trace/stop_rules.h"
#include "core/train/settings.h"
#include "views/common/palette.h"

#include <QMainWindow>
#include <QUndoStack>

class QLabel;
class QStackedWidget;

namespace propago {

class ClassifyView;
class Languages;
class MessageBar;
class NetworkView;
class PrecisionView;
class Rail;
class SessionPort;
class TrainingView;
class TransportBar;
class WatchList;

/// The window: menus, rail, workspaces, transport. It knows where things are, not what they do.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(SessionPort* port, Languages* languages, QWidget* parent = nullptr);

    NetworkView* network() const { return m_network; }
    ClassifyView* classify() const { return m_classify; }
    PrecisionView* precision() const { return m_precision; }
    TransportBar* transport() const { return m_transport; }
    const Actions& actions() const { return m_actions; }
    /// 0 network, 1 training, 2 classify, 3 precision.
    void showWorkspace(int index);
    void setTheme(ThemeKind kind);
    /// Remember geometry, theme and language between starts.
    void setRemembers(bool remembers) { m_remembers = remembers; }
    void restoreSettings();
    /// What the buttons "Camera" switch on, in place of the first device.
    void setCamera(const VideoSource& source);

public slots:
    void openPaths(const QStringList& paths);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void setUpWorkspaces();
    void makeViews();
    void remakeViews();
    void setUpMenus();
    void setUpActions();
    void setUpPort();
    void retranslate();
    void refreshTitle();
    void showRunning(bool running);
    void setZoom(double zoom);
    void setPresenter(bool presents);
    void chooseFile();
    void save();
    void saveAs();
    void savePicture();
    void showShortcuts();
    void showAbout();
    void rememberSettings();
    void noticeSettings();

    SessionPort* m_port;
    Languages* m_languages;
    Actions m_actions;
    Rail* m_rail;
    QStackedWidget* m_workspaces;
    QLabel* m_title;
    QLabel* m_subtitle;
    MessageBar* m_messages;
    WatchList* m_watches;
    StopRules m_stopRules;
    NetworkView* m_network = nullptr;
    TrainingView* m_training = nullptr;
    ClassifyView* m_classify = nullptr;
    PrecisionView* m_precision = nullptr;
    TransportBar* m_transport = nullptr;
    QList<QMenu*> m_menus;
    QMenu* m_themeMenu = nullptr;
    QMenu* m_languageMenu = nullptr;
    VideoSource m_camera;
    QUndoStack m_undo;
    TrainingSettings m_knownSettings;
    QString m_knownTitle;
    bool m_hasKnownSettings = false;
    bool m_isReplaying = false;
    ThemeKind m_theme = ThemeKind::Light;
    double m_zoom = 1;
    bool m_isRunning = false;
    bool m_remembers = false;
};

} // namespace propago
