#include "views/frame/message_bar.h"

#include "views/common/palette.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>
#include <QToolButton>

namespace propago {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent), m_label(new QLabel(this))
{
    setObjectName(QStringLiteral("messageBar"));
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = new QToolButton(this);
    close->setText(QString(QChar(0x00D7)));
    close->setAccessibleName(tr("Close the message"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 6, 10, 6);
    layout->addWidget(m_label, 1);
    layout->addWidget(close);
    hide();
}

QString MessageBar::text() const
{
    return m_label->text();
}

void MessageBar::showText(const QString& sentence, bool isFailure)
{
    m_isFailure = isFailure;
    m_label->setText(sentence);
    setAccessibleName(sentence);
    show();
    const int serial = ++m_serial;
    if (!isFailure)
        QTimer::singleShot(6000, this,
                           [this, serial] { setVisible(isVisible() && serial != m_serial); });
}

void MessageBar::showFailure(const QString& sentence)
{
    showText(sentence, true);
}

void MessageBar::showNote(const QString& sentence)
{
    showText(sentence, false);
}

void MessageBar::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), p.card);
    painter.fillRect(QRect(0, 0, 5, height()), m_isFailure ? p.backwardAccent : p.forwardAccent);
    painter.fillRect(QRect(0, height() - 1, width(), 1), p.border);
}

} // namespace propago
