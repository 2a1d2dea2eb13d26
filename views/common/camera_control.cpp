#include "views/common/camera_control.h"

#include "core/base/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace propago {

namespace {

constexpr int kLookAgain = 40; // milliseconds

// A name from outside: nothing in it is a short cut.
QString menuText(const std::string& name)
{
    return QString::fromStdString(displayable(name, 60))
        .replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace

CameraControl::CameraControl(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_camera(new Camera(this))
    , m_button(new QPushButton(tr("Camera")))
    , m_choose(new QToolButton)
    , m_menu(new QMenu(this))
{
    m_button->setObjectName(name);
    m_button->setCheckable(true);
    m_button->setToolTip(tr("Live pictures of a camera"));
    m_choose->setObjectName(name + QStringLiteral("Menu"));
    m_choose->setText(QString(QChar(0x25BE)));
    m_choose->setAccessibleName(tr("Choose the camera"));
    m_choose->setToolTip(m_choose->accessibleName());
    m_choose->setPopupMode(QToolButton::InstantPopup);
    m_choose->setMenu(m_menu);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_button, 1);
    row->addWidget(m_choose);
    m_looking.setInterval(kLookAgain);
    m_camera->setMirrored(true);
    connect(m_button, &QPushButton::toggled, this, &CameraControl::turn);
    connect(m_menu, &QMenu::aboutToShow, this, &CameraControl::lookForDevices);
    connect(&m_looking, &QTimer::timeout, this, &CameraControl::takeDevices);
}

void CameraControl::setSource(const VideoSource& source)
{
    m_source = source;
    m_camera->setMirrored(source.path.empty());
    if (isOn())
        m_camera->open(source);
}

void CameraControl::turnOff()
{
    m_button->setChecked(false);
}

void CameraControl::turn(bool isOn)
{
    if (isOn)
        m_camera->open(m_source);
    else
        m_camera->close();
    emit turned(isOn);
}

// Each time anew: a camera may have been plugged in meanwhile.
void CameraControl::lookForDevices()
{
    m_devices.reset();
    m_search.emplace([] { return findVideoDevices(); });
    m_looking.start();
    fillMenu();
}

void CameraControl::takeDevices()
{
    m_devices = m_search->take();
    if (!m_devices)
        return;
    m_looking.stop();
    fillMenu();
}

void CameraControl::fillMenu()
{
    m_menu->clear();
    if (!m_source.path.empty())
        m_menu->addAction(menuText(m_source.path))->setEnabled(false);
    if (m_devices && !m_devices->empty())
        addDevices();
    else
        m_menu->addAction(m_devices ? tr("No camera was found") : tr("Looking for cameras…"))
            ->setEnabled(false);
    m_menu->addSeparator();
    QAction* mirror = m_menu->addAction(tr("As in a looking glass"));
    mirror->setCheckable(true);
    mirror->setChecked(m_camera->isMirrored());
    connect(mirror, &QAction::toggled, m_camera, &Camera::setMirrored);
}

void CameraControl::addDevices()
{
    for (const VideoDevice& device : *m_devices) {
        QAction* action = m_menu->addAction(
            QStringLiteral("%1 · %2").arg(device.index).arg(menuText(device.name)));
        action->setCheckable(true);
        action->setChecked(m_source.path.empty() && m_source.device == device.index);
        connect(action, &QAction::triggered, this, [this, index = device.index] {
            setSource({index, {}});
            m_button->setChecked(true);
        });
    }
}

void CameraControl::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    window()->installEventFilter(this);
}

void CameraControl::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    window()->removeEventFilter(this);
    turnOff();
}

// Not every system hides what is minimised.
bool CameraControl::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Close
        || (event->type() == QEvent::WindowStateChange && window()->isMinimized()))
        turnOff();
    return QWidget::eventFilter(watched, event);
}

} // namespace propago
