#include "views/classify/prediction_bars.h"

#include "views/common/palette.h"

#include <QEvent>
#include <QLocale>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace propago {

namespace {

constexpr int kTallestRow = 40;
constexpr int kGap = 12;

} // namespace

PredictionBars::PredictionBars(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Probabilities"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PredictionBars::setProbabilities(const std::vector<double>& probabilities,
                                      const QStringList& names)
{
    m_probabilities = probabilities;
    m_names = names;
    while (m_names.size() < static_cast<qsizetype>(probabilities.size()))
        m_names << QString::number(m_names.size());
    const auto best = std::max_element(m_probabilities.begin(), m_probabilities.end());
    m_top = m_probabilities.empty() ? -1 : static_cast<int>(best - m_probabilities.begin());
    if (m_top >= 0)
        setAccessibleDescription(
            tr("Most likely %1 with %2 %").arg(m_names[m_top]).arg(100 * *best, 0, 'f', 1));
    updateGeometry();
    update();
}

int PredictionBars::rowHeight() const
{
    const int rows = std::max<int>(static_cast<int>(m_names.size()), 1);
    return std::clamp(height() / rows, fontMetrics().height() + 4, kTallestRow);
}

QSize PredictionBars::minimumSizeHint() const
{
    return {nameWidth() + 160, static_cast<int>(m_names.size()) * (fontMetrics().height() + 4)};
}

int PredictionBars::nameWidth() const
{
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    int widest = 40;
    for (const QString& name : m_names)
        widest = std::max(widest, metrics.horizontalAdvance(name));
    return std::min(widest, 160);
}

void PredictionBars::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int height = rowHeight();
    for (int row = 0; row < static_cast<int>(m_names.size()); ++row) {
        const QRect area(0, row * height, width(), height);
        if (event->rect().intersects(area))
            paintRow(painter, row, area);
    }
}

void PredictionBars::paintRow(QPainter& painter, int row, const QRect& area) const
{
    const Palette& p = paletteOf(palette());
    const bool isTop = row == m_top;
    const bool isKnown = row < static_cast<int>(m_probabilities.size());
    QFont font = this->font();
    font.setBold(true);
    const int names = nameWidth() + 6;
    const int numbers = QFontMetrics(font).horizontalAdvance(QStringLiteral("100.00 %")) + 4;
    font.setBold(isTop);
    painter.setFont(font);
    painter.setPen(isTop ? p.text : p.mutedText);
    const QRect name(area.left(), area.top(), names, area.height());
    painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_names[row], Qt::ElideRight, names));
    QRectF bar(area.left() + names + kGap, 0, area.width() - names - numbers - 2 * kGap,
               std::min(18, area.height() - 6));
    bar.moveCenter(QPointF(bar.center().x(), area.center().y() + 0.5));
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.grid);
    painter.drawRoundedRect(bar, 3, 3);
    if (!isKnown)
        return;
    const double share = m_probabilities[static_cast<std::size_t>(row)];
    painter.setBrush(isTop ? p.forwardAccent : p.mutedText);
    painter.drawRoundedRect(
        QRectF(bar.topLeft(), QSizeF(std::max(1.5, bar.width() * share), bar.height())), 3, 3);
    painter.setPen(isTop ? p.text : p.mutedText);
    painter.drawText(QRect(area.right() - numbers, area.top(), numbers, area.height()),
                     Qt::AlignRight | Qt::AlignVCenter,
                     QLocale().toString(100 * share, 'f', 2) + QStringLiteral(" %"));
}

void PredictionBars::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace propago
