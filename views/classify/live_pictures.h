#pragma once
#include "views/port/session_port.h"

#include <QObject>

#include <optional>

class QPushButton;

namespace propago {

class Camera;
class CameraControl;

/// The camera of the Classify workspace. A new frame is asked about only when the last answer has
/// come, so that a slow network sees fewer frames and never old ones.
class LivePictures : public QObject {
    Q_OBJECT
public:
    explicit LivePictures(SessionPort* port, QObject* parent = nullptr);
    /// The buttons, for whoever lays them out and owns them then.
    CameraControl* control() const { return m_control; }
    QPushButton* shot() const { return m_shot; }
    Camera* camera() const;
    bool isOn() const;
    void turnOff();
    /// True for the answer to a frame; answered() follows.
    bool receive(const Classification& answer);
    /// Hands the frame that is shown out with kept().
    void keep();

signals:
    void turned(bool isOn);
    void frameShown(const QImage& frame);
    void answered(const propago::Classification& answer);
    void kept(const propago::Classification& answer);

private:
    void turn(bool isOn);
    void forget();
    void ask(const QImage& frame);

    SessionPort* m_port;
    CameraControl* m_control;
    QPushButton* m_shot;
    std::optional<std::uint64_t> m_request;
    std::optional<Classification> m_newest;
    int m_kept = 0;
};

} // namespace propago
