#include "views/precision/pieces.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>
#include <QScrollArea>

namespace propago::precision {

namespace {

// A change of style forgets fonts that were set before the first polish.
class ScaledLabel final : public QLabel {
public:
    ScaledLabel(TypeSize size, bool isBold) : m_size(size), m_isBold(isBold)
    {
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        settle();
    }

protected:
    void changeEvent(QEvent* event) override
    {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::StyleChange)
            settle();
    }

private:
    void settle() { setFont(scaled(QApplication::font(), m_size, m_isBold)); }

    TypeSize m_size;
    bool m_isBold;
};

} // namespace

QLabel* label(TypeSize size, bool isQuiet, bool isBold)
{
    auto* text = new ScaledLabel(size, isBold);
    if (isQuiet)
        text->setForegroundRole(QPalette::PlaceholderText);
    return text;
}

void letThrough(QScrollArea& scroll)
{
    scroll.viewport()->setAutoFillBackground(false);
    scroll.widget()->setAutoFillBackground(false);
}

} // namespace propago::precision
