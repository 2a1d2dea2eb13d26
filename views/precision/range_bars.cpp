#include "views/precision/range_bars.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/precision/precision_words.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace propago {

namespace {

constexpr int kMethods = 4;
constexpr double kRoom = 6;

QString number(double value)
{
    return QLocale().toString(value, 'g', 3);
}

QString percent(double share)
{
    return QLocale().toString(100 * share, 'f', 2) + QStringLiteral(" %");
}

} // namespace

RangeBars::RangeBars(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("rangeBars"));
    setAccessibleName(tr("Ranges of the activation, by method"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
}

void RangeBars::show(std::shared_ptr<const RangeComparison> comparison, int node)
{
    m_comparison = std::move(comparison);
    m_node = node;
    setAccessibleDescription(lines().join(QLatin1Char('\n')));
    updateGeometry();
    update();
}

const ValueRange* RangeBars::rangeOf(const RangeTrial& trial) const
{
    return m_node >= 0 && m_node < static_cast<int>(trial.ranges.size())
               ? &trial.ranges[static_cast<std::size_t>(m_node)]
               : nullptr;
}

QStringList RangeBars::lines() const
{
    QStringList lines;
    for (std::size_t i = 0; m_comparison && i < m_comparison->trials.size(); ++i) {
        const RangeTrial& trial = m_comparison->trials[i];
        if (const ValueRange* range = rangeOf(trial))
            lines << tr("%1: %2 to %3, accuracy %4")
                         .arg(methodName(trial.method), number(range->low), number(range->high),
                              percent(trial.accuracy));
    }
    return lines;
}

QSize RangeBars::sizeHint() const
{
    const double line = QFontMetricsF(scaled(font(), TypeSize::Small)).height() + kRoom;
    return {360, qRound(line * kMethods)};
}

void RangeBars::paintTrial(QPainter& painter, const RangeTrial& trial, int row) const
{
    const ValueRange* range = rangeOf(trial);
    if (!range)
        return;
    const Palette& p = paletteOf(palette());
    const QFontMetricsF metrics(painter.font());
    const double line = metrics.height() + kRoom;
    double low = 0, high = 0, widest = 0;
    for (const RangeTrial& each : m_comparison->trials) {
        if (const ValueRange* other = rangeOf(each)) {
            low = std::min(low, double{other->low});
            high = std::max(high, double{other->high});
        }
        widest = std::max(widest, metrics.horizontalAdvance(methodName(each.method)));
    }
    const double right = metrics.horizontalAdvance(QStringLiteral("100.00 %")) + kRoom;
    const double ends = metrics.horizontalAdvance(QStringLiteral("-8.88e-08")) + kRoom;
    const QRectF axis(widest + 2 * kRoom, row * line, width() - widest - right - ends - 4 * kRoom,
                      line);
    const auto x = [&](double value) {
        return axis.left() + (high > low ? (value - low) / (high - low) : 0) * axis.width();
    };
    painter.setPen(p.text);
    painter.drawText(QRectF(0, axis.top(), widest, line), Qt::AlignLeft | Qt::AlignVCenter,
                     methodName(trial.method));
    painter.setPen(Qt::NoPen);
    painter.setBrush(p.grid);
    painter.drawRect(QRectF(axis.left(), axis.center().y() - 2, axis.width(), 4));
    painter.setBrush(p.forwardAccent);
    painter.drawRect(QRectF(QPointF(x(range->low), axis.center().y() - line * 0.25),
                            QPointF(x(range->high), axis.center().y() + line * 0.25)));
    painter.setPen(p.mutedText);
    painter.drawText(QRectF(axis.right() + kRoom, axis.top(), ends, line),
                     Qt::AlignLeft | Qt::AlignVCenter, number(range->high));
    painter.setPen(p.text);
    painter.drawText(QRectF(width() - right, axis.top(), right, line),
                     Qt::AlignRight | Qt::AlignVCenter, percent(trial.accuracy));
}

void RangeBars::paintEvent(QPaintEvent*)
{
    if (!m_comparison)
        return;
    QPainter painter(this);
    painter.setFont(scaled(font(), TypeSize::Small));
    for (std::size_t i = 0; i < m_comparison->trials.size(); ++i)
        paintTrial(painter, m_comparison->trials[i], static_cast<int>(i));
}

} // namespace propago
