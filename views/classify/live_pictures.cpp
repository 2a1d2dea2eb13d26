#include "views/classify/live_pictures.h"

#include "views/common/camera_control.h"

#include <QPushButton>

namespace propago {

LivePictures::LivePictures(SessionPort* port, QObject* parent)
    : QObject(parent)
    , m_port(port)
    , m_control(new CameraControl(QStringLiteral("classifyCamera")))
    , m_shot(new QPushButton(tr("Take picture")))
{
    m_shot->setObjectName(QStringLiteral("classifyCameraShot"));
    m_shot->setToolTip(tr("Keeps the picture in the list below (Space)"));
    m_shot->setEnabled(false);
    m_shot->hide();
    connect(m_shot, &QPushButton::clicked, this, &LivePictures::keep);
    connect(m_control, &CameraControl::turned, this, &LivePictures::turn);
    connect(camera(), &Camera::frameArrived, this, &LivePictures::ask);
    connect(camera(), &Camera::stateChanged, this, [this] {
        if (camera()->state() == Camera::State::Lost)
            forget();
    });
    // Another network does not owe the answers of the one before.
    connect(m_port, &SessionPort::factsChanged, this, [this] { m_request.reset(); });
}

Camera* LivePictures::camera() const
{
    return m_control->camera();
}

bool LivePictures::isOn() const
{
    return m_control->isOn();
}

void LivePictures::turnOff()
{
    m_control->turnOff();
}

void LivePictures::turn(bool isOn)
{
    forget();
    m_shot->setVisible(isOn);
    emit turned(isOn);
}

// A picture that is no longer live cannot be taken.
void LivePictures::forget()
{
    m_request.reset();
    m_newest.reset();
    m_shot->setEnabled(false);
}

void LivePictures::ask(const QImage& frame)
{
    emit frameShown(frame);
    if (!m_request && m_port->facts()->program)
        m_request = m_port->classify(frame, tr("camera"));
}

bool LivePictures::receive(const Classification& answer)
{
    if (m_request != answer.request)
        return false;
    m_request.reset();
    m_newest = answer;
    if (!m_shot->isEnabled()) {
        m_shot->setEnabled(true);
        m_shot->setFocus(); // from now on Space takes a picture
    }
    emit answered(answer);
    return true;
}

void LivePictures::keep()
{
    if (!m_newest)
        return;
    Classification picture = *m_newest;
    picture.name = tr("camera, picture %1").arg(++m_kept);
    emit kept(picture);
}

} // namespace propago
