#include "views/frame/watch_strip.h"

#include "core/trace/watch.h"
#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/common/watch_list.h"
#include "views/port/session_port.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr double kMargin = 16;
constexpr double kGap = 12;

} // namespace

WatchStrip::WatchStrip(SessionPort* port, WatchList* list, QWidget* parent)
    : QWidget(parent), m_port(port), m_list(list)
{
    setObjectName(QStringLiteral("watchStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(list, &WatchList::changed, this, &WatchStrip::adopt);
    connect(port, &SessionPort::historyChanged, this, [this] {
        describe();
        update();
    });
    adopt();
}

void WatchStrip::adopt()
{
    setVisible(!m_list->elements().empty());
    describe();
    update();
}

QSize WatchStrip::sizeHint() const
{
    return {600, static_cast<int>(fontMetrics().height() * 3.4)};
}

QRectF WatchStrip::cell(int index) const
{
    const auto count = static_cast<double>(std::max<std::size_t>(m_list->elements().size(), 3));
    const double wide = (width() - 2 * kMargin - (count - 1) * kGap) / count;
    return {kMargin + index * (wide + kGap), 2, wide, height() - 8.0};
}

QRectF WatchStrip::cross(int index) const
{
    const QRectF area = cell(index);
    const double side = fontMetrics().height();
    return {area.right() - side, area.top(), side, side};
}

QString WatchStrip::nameOf(const ElementRef& ref) const
{
    const auto program = m_port->facts()->program;
    const int slot = program ? program->slot(ref.tensor) : -1;
    if (slot < 0)
        return {};
    const Slot& place = program->allSlots()[static_cast<std::size_t>(slot)];
    QStringList at;
    std::int64_t rest = ref.element;
    for (int i = place.shape.rank() - 1; i >= 0; --i) {
        at.prepend(QString::number(rest % place.shape[i]));
        rest /= place.shape[i];
    }
    return QString::fromStdString(place.name) + QStringLiteral(" [") + at.join(QStringLiteral(", "))
           + QLatin1Char(']');
}

const Watch* WatchStrip::watchOf(const ElementRef& ref) const
{
    for (const Watch& watch : m_port->history()->watches) {
        if (watch.ref == ref)
            return &watch;
    }
    return nullptr;
}

// The curves as a sentence each, for those who do not see them.
void WatchStrip::describe()
{
    QStringList lines;
    for (const ElementRef& ref : m_list->elements()) {
        const Watch* watch = watchOf(ref);
        lines << (watch && watch->last >= 0
                      ? tr("%1 is %2").arg(nameOf(ref)).arg(watch->value, 0, 'g', 6)
                      : tr("%1: nothing measured yet").arg(nameOf(ref)));
    }
    setAccessibleName(tr("Watched numbers"));
    setAccessibleDescription(lines.join(QStringLiteral(". ")));
    setToolTip(lines.join(QLatin1Char('\n')));
}

void WatchStrip::paintCurve(QPainter& painter, const QRectF& area, const Watch& watch) const
{
    const Palette& p = paletteOf(palette());
    const std::vector<Envelope::Point> points = watch.curve.points();
    double low = 1e300, high = -1e300;
    for (const Envelope::Point& point : points) {
        if (!std::isfinite(point.value))
            continue;
        low = std::min(low, point.value);
        high = std::max(high, point.value);
    }
    if (points.empty() || low > high)
        return;
    const auto first = static_cast<double>(points.front().at);
    const double length = std::max(1.0, static_cast<double>(points.back().at) - first);
    const double extent = high > low ? high - low : 1;
    QPainterPath path;
    for (const Envelope::Point& point : points) {
        if (!std::isfinite(point.value))
            continue;
        const QPointF at(area.left()
                             + (static_cast<double>(point.at) - first) / length * area.width(),
                         area.bottom() - (point.value - low) / extent * area.height());
        path.elementCount() == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(p.forwardAccent, 1.4));
    painter.drawPath(path);
    painter.setBrush(p.forwardAccent);
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(path.currentPosition(), 2.5, 2.5);
}

void WatchStrip::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), p.card); // as the transport above it
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(scaled(font(), TypeSize::Small));
    const QFontMetricsF metrics(painter.font());
    for (int i = 0; i < static_cast<int>(m_list->elements().size()); ++i) {
        const ElementRef& ref = m_list->elements()[static_cast<std::size_t>(i)];
        const Watch* watch = watchOf(ref);
        const QRectF area = cell(i);
        const QString value = watch && watch->last >= 0 ? QString::number(watch->value, 'g', 4)
                                                        : QString(QChar(0x2013));
        const double room = area.width() - metrics.horizontalAdvance(value) - cross(i).width() - 14;
        painter.setPen(p.mutedText);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignTop,
                         metrics.elidedText(nameOf(ref), Qt::ElideMiddle, room));
        painter.setPen(p.text);
        painter.drawText(area.adjusted(0, 0, -cross(i).width() - 6, 0),
                         Qt::AlignRight | Qt::AlignTop, value);
        painter.setPen(p.mutedText);
        painter.drawText(cross(i), Qt::AlignCenter, QString(QChar(0x2715)));
        const QRectF plot = area.adjusted(2, metrics.height() + 5, -4, -3);
        painter.setPen(p.grid);
        painter.drawLine(plot.bottomLeft() + QPointF(0, 2), plot.bottomRight() + QPointF(0, 2));
        if (watch)
            paintCurve(painter, plot, *watch);
    }
}

void WatchStrip::mousePressEvent(QMouseEvent* event)
{
    for (int i = 0; i < static_cast<int>(m_list->elements().size()); ++i) {
        if (cross(i).contains(event->position()))
            return m_list->toggle(m_list->elements()[static_cast<std::size_t>(i)]);
    }
}

void WatchStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        describe();
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace propago
