#pragma once
#include "core/capture/detached.h"
#include "core/capture/video_devices.h"
#include "views/common/camera.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QMenu;
class QPushButton;
class QToolButton;

namespace propago {

/// The button that switches a camera on and off, and the menu beside it that chooses one. The camera
/// is on only while this is to be seen: not in another workspace, not minimised, not closed.
class CameraControl : public QWidget {
    Q_OBJECT
public:
    /// The button is called `name`, its menu `name`Menu.
    explicit CameraControl(const QString& name, QWidget* parent = nullptr);
    Camera* camera() const { return m_camera; }
    bool isOn() const { return m_camera->isOn(); }
    /// What the button switches on. A device is shown as in a looking glass, a film as it is.
    void setSource(const VideoSource& source);
    void turnOff();

signals:
    void turned(bool isOn);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void turn(bool isOn);
    void lookForDevices();
    void takeDevices();
    void fillMenu();
    void addDevices();

    VideoSource m_source;
    Camera* m_camera;
    QPushButton* m_button;
    QToolButton* m_choose;
    QMenu* m_menu;
    QTimer m_looking;
    std::optional<Detached<std::vector<VideoDevice>>> m_search;
    std::optional<std::vector<VideoDevice>> m_devices; ///< nothing: not looked for yet
};

} // namespace propago
