#include "views/common/camera_notice.h"

#include "views/common/camera.h"

#include <QLabel>
#include <QPushButton>

namespace propago {

CameraNotice::CameraNotice(Camera* camera, const QString& name, QBoxLayout::Direction direction,
                           QWidget* parent)
    : QWidget(parent)
    , m_camera(camera)
    , m_words(new QLabel)
    , m_again(new QPushButton(tr("Connect again")))
{
    m_words->setObjectName(name + QStringLiteral("Problem"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_again->setObjectName(name + QStringLiteral("Again"));
    auto* layout = new QBoxLayout(direction, this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_words, direction == QBoxLayout::LeftToRight ? 1 : 0);
    layout->addWidget(m_again);
    if (direction == QBoxLayout::TopToBottom)
        layout->addStretch();
    connect(m_again, &QPushButton::clicked, camera, &Camera::reconnect);
    connect(camera, &Camera::stateChanged, this, &CameraNotice::showState);
    showState();
}

void CameraNotice::showState()
{
    m_words->setText(m_camera->problem());
    setVisible(!m_camera->problem().isEmpty());
}

} // namespace propago
