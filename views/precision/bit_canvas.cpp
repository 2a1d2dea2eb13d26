#include "views/precision/bit_canvas.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/plot/chart_theme.h"
#include "views/present/number_words.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace propago {

namespace {

constexpr int kBitsInLine = 32;
constexpr double kWide = 1.75;  // of fp64, whose bits need two lines, in rows
constexpr double kGroupGap = 5; // before exponent and fraction
constexpr double kColumnGap = 18;

int rowCount()
{
    return static_cast<int>(lensFormats().size());
}

Format formatOf(int row)
{
    return lensFormats()[static_cast<std::size_t>(row)];
}

int rowOf(Format format)
{
    const auto& all = lensFormats();
    return static_cast<int>(std::find(all.begin(), all.end(), format) - all.begin());
}

// Place of a role in the colours of charts, which every colour vision tells apart.
int colourOf(BitRole role)
{
    constexpr int blue = 0, orange = 1, green = 2;
    return role == BitRole::Sign ? orange : role == BitRole::Exponent ? green : blue;
}

bool isSet(std::uint64_t bits, int bit)
{
    return (bits >> bit & 1) != 0;
}

} // namespace

BitCanvas::BitCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("bitCanvas"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_bit = traits(chosenFormat()).bits - 1;
}

QSize BitCanvas::minimumSizeHint() const
{
    return {640, static_cast<int>(fontMetrics().height() * 1.35 * (rowCount() + kWide))};
}

void BitCanvas::show(const NumberLensModel& model)
{
    m_model = model;
    setAccessibleName(tr("Bits of the number in each format"));
    setAccessibleDescription(lensWords(model));
    update();
}

void BitCanvas::choose(Format format, int bit)
{
    m_row = rowOf(format);
    m_bit = std::clamp(bit, 0, traits(format).bits - 1);
    emit choiceChanged();
    update();
}

BitCanvas::Areas BitCanvas::areas() const
{
    Areas at;
    const QFontMetricsF small(scaled(font(), TypeSize::Small));
    at.head = small.height() * 1.5;
    at.row = (height() - at.head) / (rowCount() - 1 + kWide);
    at.bits = QFontMetricsF(scaled(font(), TypeSize::Body, true)).horizontalAdvance("int16") + 18;
    const double room = width() * 0.46 - 2 * kGroupGap;
    const double line = QFontMetricsF(font()).height();
    at.cell = std::clamp(room / kBitsInLine, 10.0, line * 2.6);
    at.tall = std::clamp(std::min(at.cell * 1.5, at.row * 0.76), 10.0, line * 3.3);
    at.value = at.bits + kBitsInLine * at.cell + 2 * kGroupGap + kColumnGap;
    at.end = width() - 8;
    const double rest = at.end - at.value;
    at.ulp = at.end - rest * 0.17;
    at.relative = at.ulp - rest * 0.22;
    at.error = at.relative - rest * 0.17;
    return at;
}

QRectF BitCanvas::rowArea(const Areas& at, int row) const
{
    const double top = at.head + (row == 0 ? 0 : at.row * (row - 1 + kWide));
    return {0, top, static_cast<double>(width()), at.row * (row == 0 ? kWide : 1)};
}

QRectF BitCanvas::bitArea(Format format, int bit) const
{
    const Areas at = areas();
    const QRectF row = rowArea(at, rowOf(format));
    const int place = traits(format).bits - 1 - bit;
    const int line = place / kBitsInLine;
    const double lines = (traits(format).bits + kBitsInLine - 1) / kBitsInLine;
    const double gaps = bitRole(format, bit) == BitRole::Sign       ? 0
                        : bitRole(format, bit) == BitRole::Mantissa ? 2
                                                                    : 1;
    const double tall = lines > 1 ? std::min(at.tall, row.height() * 0.42) : at.tall;
    const double top = row.center().y() - tall * lines / 2 + line * (tall + 1);
    return {at.bits + (place % kBitsInLine) * at.cell + (line > 0 ? 2 : gaps) * kGroupGap, top,
            at.cell - 1, tall - 1};
}

std::optional<std::pair<int, int>> BitCanvas::bitAt(const QPointF& position) const
{
    for (int row = 0; row < rowCount(); ++row) {
        for (int bit = 0; bit < traits(formatOf(row)).bits; ++bit) {
            if (bitArea(formatOf(row), bit).adjusted(0, 0, 1, 1).contains(position))
                return std::pair(row, bit);
        }
    }
    return std::nullopt;
}

// ---- painting ------------------------------------------------------------------------------

void BitCanvas::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Areas at = areas();
    paintHead(painter, p, at);
    for (int row = 0; row < rowCount(); ++row)
        paintRow(painter, p, at, row);
}

void BitCanvas::paintHead(QPainter& painter, const Palette& p, const Areas& at) const
{
    const ChartTheme theme = chartThemeFor(palette());
    painter.setFont(scaled(font(), TypeSize::Small));
    const QFontMetricsF metrics(painter.font());
    const std::array<std::pair<BitRole, QString>, 3> legend{
        {{BitRole::Sign, tr("sign")},
         {BitRole::Exponent, tr("exponent")},
         {BitRole::Mantissa, tr("fraction, or the integer")}}};
    double x = at.bits;
    const double box = metrics.ascent() * 0.8, middle = at.head * 0.45;
    for (const auto& [role, name] : legend) {
        painter.fillRect(QRectF(x, middle - box / 2, box, box), theme.of(colourOf(role)));
        painter.setPen(p.mutedText);
        const double width = metrics.horizontalAdvance(name);
        painter.drawText(QRectF(x + box + 5, 0, width + 4, at.head * 0.9), Qt::AlignVCenter, name);
        x += box + width + 22;
    }
    const auto column = [&](double right, const QString& name) {
        painter.drawText(QRectF(right - 220, 0, 220, at.head * 0.9),
                         Qt::AlignRight | Qt::AlignVCenter, name);
    };
    painter.setPen(p.mutedText);
    painter.drawText(QRectF(at.value, 0, 220, at.head * 0.9), Qt::AlignVCenter,
                     tr("the bits stand for"));
    column(at.relative, tr("error"));
    column(at.ulp, tr("relative"));
    column(at.end, tr("spacing (ulp)"));
}

void BitCanvas::paintRow(QPainter& painter, const Palette& p, const Areas& at, int row) const
{
    const QRectF area = rowArea(at, row);
    const LensRow shown = m_model.row(formatOf(row));
    if (row == m_row) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(p.softAccent);
        painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 6, 6);
    } else if (row > 0 && row != m_row + 1) {
        painter.setPen(p.grid);
        painter.drawLine(QPointF(8, area.top()), QPointF(area.right() - 8, area.top()));
    }
    painter.setFont(scaled(font(), TypeSize::Body, true));
    painter.setPen(row == m_row ? p.forwardAccent : p.text);
    painter.drawText(area.adjusted(8, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     formatName(shown.format));
    paintBits(painter, p, shown);
    paintNumbers(painter, p, at, area, shown);
}

void BitCanvas::paintBits(QPainter& painter, const Palette& p, const LensRow& row) const
{
    const ChartTheme theme = chartThemeFor(palette());
    const bool isChosen = rowOf(row.format) == m_row;
    QFont digits = font();
    const QRectF any = bitArea(row.format, 0);
    digits.setPixelSize(
        std::max(7, static_cast<int>(std::min(any.width() * 0.82, any.height() * 0.72))));
    painter.setFont(digits);
    for (int bit = 0; bit < traits(row.format).bits; ++bit) {
        const QRectF cell = bitArea(row.format, bit);
        const QColor colour = theme.of(colourOf(bitRole(row.format, bit)));
        const bool set = isSet(row.bits, bit);
        painter.setPen(QPen(colour, 1));
        painter.setBrush(set ? colour : p.card);
        painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
        painter.setPen(set ? readableOn(colour) : p.mutedText);
        painter.drawText(cell, Qt::AlignCenter, set ? QStringLiteral("1") : QStringLiteral("0"));
        if (isChosen && bit == m_bit && hasFocus()) {
            painter.setPen(QPen(p.text, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(cell.adjusted(-1.5, -1.5, 1.5, 1.5));
        }
    }
}

void BitCanvas::paintNumbers(QPainter& painter, const Palette& p, const Areas& at,
                             const QRectF& area, const LensRow& row) const
{
    const QFontMetricsF metrics(scaled(font(), TypeSize::Body));
    painter.setFont(scaled(font(), TypeSize::Body));
    const bool isBad =
        row.held != Held::Exactly && row.held != Held::Rounded && row.held != Held::AsSubnormal;
    const auto cell = [&](double left, double right) {
        return QRectF(left, area.top(), right - left, area.height());
    };
    const QString beside =
        isBad || row.held == Held::Exactly ? rowOutcome(row) : briefNumber(row.error, 3);
    const double besideEnd = beside == rowOutcome(row) ? at.ulp : at.relative;
    const double valueEnd = besideEnd - metrics.horizontalAdvance(beside) - 12;
    const QString value =
        traits(row.format).isFloating ? everyDigit(row.value) : briefNumber(row.value, 9);
    painter.setPen(isBad ? p.backwardAccent : p.text);
    painter.drawText(cell(at.value, valueEnd), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(value, Qt::ElideMiddle, valueEnd - at.value - 6));
    if (isBad || row.held == Held::Exactly) {
        painter.setPen(isBad ? p.backwardAccent : p.mutedText);
        painter.drawText(cell(at.error, at.ulp), Qt::AlignRight | Qt::AlignVCenter,
                         rowOutcome(row));
    } else {
        painter.setPen(p.text);
        painter.drawText(cell(at.error, at.relative), Qt::AlignRight | Qt::AlignVCenter,
                         briefNumber(row.error, 3));
        painter.drawText(cell(at.relative, at.ulp), Qt::AlignRight | Qt::AlignVCenter,
                         briefNumber(100 * row.relative, 3) + QStringLiteral(" %"));
    }
    painter.setPen(p.mutedText);
    painter.drawText(cell(at.ulp, at.end), Qt::AlignRight | Qt::AlignVCenter,
                     std::isnan(row.ulp) ? QString(QChar(0x2013)) : briefNumber(row.ulp, 3));
}

// ---- input ---------------------------------------------------------------------------------

void BitCanvas::flipAt(int row, int bit)
{
    choose(formatOf(row), bit);
    emit bitFlipped(formatOf(row), bit);
}

void BitCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto hit = bitAt(event->position())) {
        m_paints = !isSet(m_model.row(formatOf(hit->first)).bits, hit->second);
        flipAt(hit->first, hit->second);
        return;
    }
    const Areas at = areas();
    for (int row = 0; row < rowCount(); ++row) {
        if (rowArea(at, row).contains(event->position()))
            choose(formatOf(row), m_bit);
    }
}

void BitCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const auto hit = bitAt(event->position());
    setCursor(hit ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const bool isDrag = event->buttons().testFlag(Qt::LeftButton);
    if (!isDrag || !hit || hit->first != m_row)
        return;
    if (isSet(m_model.row(chosenFormat()).bits, hit->second) != m_paints)
        flipAt(hit->first, hit->second);
}

void BitCanvas::moveBit(int by)
{
    choose(chosenFormat(), m_bit + by);
}

void BitCanvas::moveRow(int by)
{
    const int next = std::clamp(m_row + by, 0, rowCount() - 1);
    // The place from the left stays: the upper half of fp32 is bf16.
    const int place = traits(chosenFormat()).bits - 1 - m_bit;
    choose(formatOf(next), traits(formatOf(next)).bits - 1 - place);
}

bool BitCanvas::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Left: moveBit(1); return true;
    case Qt::Key_Right: moveBit(-1); return true;
    case Qt::Key_Up: moveRow(-1); return true;
    case Qt::Key_Down: moveRow(1); return true;
    case Qt::Key_Home: moveBit(64); return true;
    case Qt::Key_End: moveBit(-64); return true;
    case Qt::Key_Space: flipAt(m_row, m_bit); return true;
    default: return false;
    }
}

void BitCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->modifiers() != Qt::NoModifier || !handleKey(event->key()))
        QWidget::keyPressEvent(event);
}

QString BitCanvas::tip(const QPointF& position) const
{
    if (const auto hit = bitAt(position)) {
        const Format format = formatOf(hit->first);
        NumberLensModel flipped = m_model;
        flipped.flip(format, hit->second);
        return tr("Flip it: %1 becomes %2")
            .arg(formatName(format), briefNumber(flipped.value(), 9));
    }
    const Areas at = areas();
    for (int row = 0; row < rowCount(); ++row) {
        if (rowArea(at, row).contains(position))
            return everyDigit(m_model.row(formatOf(row)).value).left(240);
    }
    return {};
}

// Arrow keys and Space run the network elsewhere; on bits they move and flip.
bool BitCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        static constexpr std::array kOurs{Qt::Key_Left, Qt::Key_Right, Qt::Key_Up,   Qt::Key_Down,
                                          Qt::Key_Home, Qt::Key_End,   Qt::Key_Space};
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier
            && std::find(kOurs.begin(), kOurs.end(), key->key()) != kOurs.end()) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), tip(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace propago
