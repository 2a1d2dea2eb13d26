#include "views/precision/map_trio.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/present/number_words.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>

namespace propago {

namespace {

constexpr int kPixels = 224; // maps of large networks are drawn in blocks
constexpr double kGap = 18;

} // namespace

MapTrio::MapTrio(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("mapTrio"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void MapTrio::show(std::shared_ptr<const Race> race, std::size_t lane, const RaceColumn& column,
                   std::int64_t map)
{
    const std::int64_t plane = column.isVector ? column.elements : column.height * column.width;
    const bool isKept = m_element >= 0 && column.node == m_column.node;
    m_race = std::move(race);
    m_lane = lane;
    m_column = column;
    m_map = map;
    makeImages();
    if (!m_race)
        return;
    moveTo(isKept ? (column.isVector ? 0 : map * plane) + m_element % plane
                  : elementThatDiffersMost(*m_race, lane, column, map));
}

void MapTrio::makeImages()
{
    if (!m_race)
        return;
    const bool isDark = paletteOf(palette()).isDark();
    m_images[0] = raceTile(*m_race, 0, m_column, m_map, kPixels, isDark);
    m_images[1] = raceTile(*m_race, m_lane, m_column, m_map, kPixels, isDark);
    m_images[2] = differenceTile(*m_race, m_lane, m_column, m_map, kPixels, isDark);
}

QRectF MapTrio::partArea(int part) const
{
    const double line = QFontMetricsF(scaled(font(), TypeSize::Small)).height();
    const double side = std::min(height() - line * 1.3 - 4, width() * 0.19);
    const auto longer = static_cast<double>(std::max(m_column.width, m_column.height));
    return {2 + part * (side + kGap), line * 1.3,
            side * static_cast<double>(m_column.width) / longer,
            side * static_cast<double>(m_column.height) / longer};
}

QRectF MapTrio::cellArea(int part, std::int64_t element) const
{
    const QRectF area = partArea(part);
    const std::int64_t plane = m_column.height * m_column.width;
    const std::int64_t place = m_column.isVector ? element : element % plane;
    const double wide = area.width() / static_cast<double>(m_column.width);
    const double tall = area.height() / static_cast<double>(m_column.height);
    return {area.left() + static_cast<double>(place % m_column.width) * wide,
            area.top() + static_cast<double>(place / m_column.width) * tall, wide, tall};
}

std::int64_t MapTrio::elementAt(const QPointF& position) const
{
    for (int part = 0; m_race && part < 3; ++part) {
        const QRectF area = partArea(part);
        if (!area.contains(position))
            continue;
        const auto along = [](double offset, double extent, std::int64_t count) {
            const double place = offset / extent * static_cast<double>(count);
            return std::clamp(static_cast<std::int64_t>(place), std::int64_t{0}, count - 1);
        };
        const std::int64_t row = along(position.y() - area.top(), area.height(), m_column.height);
        const std::int64_t column = along(position.x() - area.left(), area.width(), m_column.width);
        const std::int64_t first = m_column.isVector ? 0 : m_map * m_column.height * m_column.width;
        const std::int64_t element = first + row * m_column.width + column;
        return element < m_column.elements ? element : -1;
    }
    return -1;
}

void MapTrio::moveTo(std::int64_t element)
{
    m_element =
        std::clamp<std::int64_t>(element, 0, std::max<std::int64_t>(m_column.elements - 1, 0));
    setAccessibleName(tr("One map in fp32, in another precision, and their difference"));
    setAccessibleDescription(place() + QStringLiteral(": ") + numbers());
    update();
}

QString MapTrio::place() const
{
    if (m_column.isVector)
        return QStringLiteral("%1 [%2]").arg(m_column.name).arg(m_element);
    const std::int64_t within = m_element % (m_column.height * m_column.width);
    return tr("%1, map %2, row %3, column %4")
        .arg(m_column.name)
        .arg(m_map)
        .arg(within / m_column.width)
        .arg(within % m_column.width);
}

QString MapTrio::numbers() const
{
    if (!m_race || m_element < 0)
        return {};
    const auto node = static_cast<std::size_t>(m_column.node);
    const double reference = m_race->lanes[0].values[node].at(m_element);
    const double value = m_race->lanes[m_lane].values[node].at(m_element);
    return tr("fp32 %1 · %2 %3 · difference %4")
        .arg(briefNumber(reference, 6), formatName(m_race->lanes[m_lane].precision),
             briefNumber(value, 6), briefNumber(value - reference, 3));
}

void MapTrio::paintEvent(QPaintEvent*)
{
    if (!m_race)
        return;
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int part = 0; part < 3; ++part)
        paintPart(painter, p, part);
    paintWords(painter, p);
}

void MapTrio::paintPart(QPainter& painter, const Palette& p, int part) const
{
    const QRectF area = partArea(part);
    const QString title = part == 0   ? formatName(m_race->lanes[0].precision)
                          : part == 1 ? formatName(m_race->lanes[m_lane].precision)
                                      : tr("difference");
    painter.setFont(scaled(font(), TypeSize::Small, true));
    painter.setPen(p.text);
    painter.drawText(QRectF(area.left(), 0, 200, area.top()), Qt::AlignLeft | Qt::AlignVCenter,
                     title);
    painter.drawImage(area, m_images[part]);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(p.border);
    painter.drawRect(area);
    if (m_element < 0)
        return;
    const QRectF cell = cellArea(part, m_element);
    painter.setPen(QPen(p.card, 4));
    painter.drawRect(cell.adjusted(-1, -1, 1, 1));
    painter.setPen(QPen(hasFocus() ? p.forwardAccent : p.text, 2));
    painter.drawRect(cell.adjusted(-1, -1, 1, 1));
}

void MapTrio::paintWords(QPainter& painter, const Palette& p) const
{
    const double left = 2 + 3 * (std::min(height() - 20.0, width() * 0.19) + kGap) + 6;
    QRectF area(left, 0, width() - left, height());
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    const double small = QFontMetricsF(painter.font()).height();
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop, place());
    area.setTop(area.top() + small * 1.25);
    const QStringList parts = numbers().split(QStringLiteral(" · "));
    for (const QString& each : parts) {
        painter.setFont(scaled(font(), TypeSize::Title));
        painter.setPen(p.text);
        painter.drawText(area, Qt::AlignLeft | Qt::AlignTop, each);
        area.setTop(area.top() + QFontMetricsF(painter.font()).height() * 1.05);
    }
    const QFontMetricsF title(scaled(font(), TypeSize::Title));
    const double words = title.horizontalAdvance(tr("difference") + QStringLiteral(" -0.0000000"));
    paintLegend(painter, p,
                QRectF(left + words + 24, small * 1.25 + 4, width() - left - words - 24, height()));
}

void MapTrio::paintLegend(QPainter& painter, const Palette& p, const QRectF& area) const
{
    painter.setFont(scaled(font(), TypeSize::Small));
    const QFontMetricsF metrics(painter.font());
    const double wide = std::min(area.width() - 20, metrics.height() * 22), tall = 9;
    for (int x = 0; x < static_cast<int>(wide); ++x) {
        const double share = 2.0 * x / wide - 1; // of the full glow, evenly in difference
        const double glow = glowOf(share * kFullGlow, 1);
        painter.fillRect(QRectF(area.left() + x, area.top(), 1.5, tall),
                         QColor(divergingColour(glow, p.isDark())));
    }
    painter.setPen(p.mutedText);
    painter.drawText(QRectF(area.left(), 0, wide, metrics.height()), Qt::AlignLeft,
                     tr("glow: below and above fp32"));
    const double y = area.top() + tall + 1;
    const QString end = QString::number(100 * kFullGlow) + QStringLiteral(" %");
    painter.drawText(QRectF(area.left(), y, wide, metrics.height()), Qt::AlignLeft,
                     QChar(0x2212) + end);
    painter.drawText(QRectF(area.left(), y, wide, metrics.height()), Qt::AlignRight,
                     QLatin1Char('+') + end);
    painter.drawText(QRectF(area.left(), y, wide, metrics.height()), Qt::AlignHCenter,
                     tr("of the layer's range"));
    paintScale(painter, p, QRectF(area.left(), y + metrics.height() * 1.5, wide, tall));
}

// The palette of fp32's values: from 0, or around it.
void MapTrio::paintScale(QPainter& painter, const Palette& p, const QRectF& bar) const
{
    const QFontMetricsF metrics(painter.font());
    const double low = m_column.isSigned ? -m_column.largest : 0;
    for (int x = 0; x < static_cast<int>(bar.width()); ++x) {
        const double share = x / bar.width();
        painter.fillRect(QRectF(bar.left() + x, bar.top(), 1.5, bar.height()),
                         QColor(m_column.isSigned ? divergingColour(2 * share - 1, p.isDark())
                                                  : sequentialColour(share, p.isDark())));
    }
    painter.setPen(p.mutedText);
    const QRectF words(bar.left(), bar.bottom() + 1, bar.width(), metrics.height());
    painter.drawText(words, Qt::AlignLeft, briefNumber(low, 3));
    painter.drawText(words, Qt::AlignRight, briefNumber(m_column.largest, 3));
    painter.drawText(words, Qt::AlignHCenter, tr("values in fp32"));
}

void MapTrio::mousePressEvent(QMouseEvent* event)
{
    if (const std::int64_t element = elementAt(event->position()); element >= 0) {
        moveTo(element);
        emit elementChosen(m_column.node, element);
    }
}

void MapTrio::mouseMoveEvent(QMouseEvent* event)
{
    const std::int64_t element = elementAt(event->position());
    setCursor(element >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (element >= 0)
        moveTo(element);
}

bool MapTrio::handleKey(int key)
{
    const std::int64_t plane =
        m_column.isVector ? m_column.elements : m_column.height * m_column.width;
    const std::int64_t first = m_column.isVector ? 0 : m_map * plane;
    const std::int64_t by = key == Qt::Key_Left    ? -1
                            : key == Qt::Key_Right ? 1
                            : key == Qt::Key_Up    ? -m_column.width
                            : key == Qt::Key_Down  ? m_column.width
                                                   : 0;
    if (by != 0) {
        moveTo(std::clamp(m_element + by, first, first + plane - 1));
        return true;
    }
    if (key != Qt::Key_Return && key != Qt::Key_Enter)
        return false;
    emit elementChosen(m_column.node, m_element);
    return true;
}

void MapTrio::keyPressEvent(QKeyEvent* event)
{
    if (!m_race || event->modifiers() != Qt::NoModifier || !handleKey(event->key()))
        QWidget::keyPressEvent(event);
}

bool MapTrio::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        static constexpr std::array kOurs{Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down};
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier
            && std::find(kOurs.begin(), kOurs.end(), key->key()) != kOurs.end()) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void MapTrio::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        makeImages();
}

} // namespace propago
