#include "views/common/card.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace propago {

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_header(new QHBoxLayout)
    , m_body(new QVBoxLayout(this))
{
    m_body->setContentsMargins(16, 12, 16, 14);
    m_body->setSpacing(8);
    m_title->setTextFormat(Qt::PlainText);
    m_header->addWidget(m_title);
    m_header->addStretch();
    m_body->addLayout(m_header);
    setTitle(title);
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_title->setFont(scaled(QApplication::font(), TypeSize::Body, true));
    setAccessibleName(title);
}

void Card::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(p.border);
    painter.setBrush(p.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

void Card::changeEvent(QEvent* event)
{
    // A change of style forgets fonts that were set before the first polish.
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange
        || event->type() == QEvent::StyleChange)
        m_title->setFont(scaled(QApplication::font(), TypeSize::Body, true));
    QFrame::changeEvent(event);
}

} // namespace propago
