#include "views/precision/bit_rows_canvas.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/plot/chart_theme.h"
#include "views/present/number_words.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>

namespace propago {

namespace {

constexpr double kDragStep = 16; // pixels up or down for one width
constexpr double kMostRow = 3.4; // lines of type

int placeOf(int bits)
{
    const auto& all = bitChoices();
    return static_cast<int>(std::ranges::find(all, bits) - all.begin());
}

} // namespace

BitRowsCanvas::BitRowsCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("bitRows"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize BitRowsCanvas::minimumSizeHint() const
{
    const double line = QFontMetricsF(font()).height();
    return {520,
            static_cast<int>(line * 1.6 + line * 1.75 * static_cast<double>(m_game.rows().size()))};
}

void BitRowsCanvas::show(const BitGame& game)
{
    const bool isOther = game.rows().size() != m_game.rows().size();
    m_game = game;
    m_row = std::clamp(m_row, 0, std::max(static_cast<int>(game.rows().size()) - 1, 0));
    QStringList parts;
    for (const BitRow& row : game.rows())
        parts << tr("%1: %2 bits").arg(row.name).arg(row.bits);
    setAccessibleName(tr("Bits of each layer"));
    setAccessibleDescription(parts.join(QStringLiteral("; ")));
    if (isOther)
        updateGeometry();
    update();
}

BitRowsCanvas::Areas BitRowsCanvas::areas() const
{
    Areas at;
    const QFontMetricsF body(scaled(font(), TypeSize::Body, true));
    const QFontMetricsF small(scaled(font(), TypeSize::Small));
    at.head = small.height() * 1.6;
    const auto count = std::max<double>(static_cast<double>(m_game.rows().size()), 1);
    at.row =
        std::clamp((height() - at.head) / count, body.height() * 1.5, body.height() * kMostRow);
    double longest = 40;
    for (const BitRow& row : m_game.rows())
        longest = std::max(longest, body.horizontalAdvance(row.name));
    at.name = 8;
    at.weights = at.name + std::min(longest, width() * 0.2) + 12;
    at.choices = at.weights + small.horizontalAdvance(QStringLiteral("99999999")) + 12;
    at.choice = body.horizontalAdvance(QStringLiteral("fp32")) + 12;
    at.bar = at.choices + 4 * at.choice + 16;
    at.end = width() - 6;
    at.minds = at.end - std::max(90.0, (at.end - at.bar) * 0.36);
    return at;
}

QRectF BitRowsCanvas::rowArea(const Areas& at, int row) const
{
    return {0, at.head + row * at.row, static_cast<double>(width()), at.row};
}

QRectF BitRowsCanvas::choiceArea(int row, int bits) const
{
    const Areas at = areas();
    const QRectF area = rowArea(at, row);
    return {at.choices + placeOf(bits) * at.choice, area.top() + 3, at.choice, area.height() - 6};
}

QRectF BitRowsCanvas::barArea(int row) const
{
    const Areas at = areas();
    const QRectF area = rowArea(at, row);
    std::int64_t most = 1;
    for (const BitRow& each : m_game.rows())
        most = std::max(most, each.weights);
    const BitRow& own = m_game.rows()[static_cast<std::size_t>(row)];
    const double words = QFontMetricsF(scaled(font(), TypeSize::Small))
                             .horizontalAdvance(QStringLiteral("999.9 kB"));
    const double room = at.minds - at.bar - words - 20;
    const double wide =
        std::max(room * static_cast<double>(own.weights) / static_cast<double>(most), 2.0);
    const double tall = (area.height() - 8) * own.bits / 32;
    return {at.bar, area.center().y() - tall / 2, wide, tall};
}

// ---- painting ------------------------------------------------------------------------------

void BitRowsCanvas::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Areas at = areas();
    paintHead(painter, p, at);
    for (int row = 0; row < static_cast<int>(m_game.rows().size()); ++row)
        paintRow(painter, p, at, row);
}

void BitRowsCanvas::paintHead(QPainter& painter, const Palette& p, const Areas& at) const
{
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    const auto title = [&](double left, double right, const QString& words, Qt::Alignment where) {
        painter.drawText(
            QRectF(left, 0, right - left, at.head), where | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(words, Qt::ElideRight, right - left));
    };
    title(at.name, at.weights - 6, tr("layer"), Qt::AlignLeft);
    title(at.weights, at.choices - 12, tr("weights"), Qt::AlignRight);
    title(at.choices, at.bar - 10, tr("bits"), Qt::AlignHCenter);
    title(at.bar, at.minds - 8, tr("area: bytes"), Qt::AlignLeft);
    const QString minds = tr("loss +");
    title(at.minds, at.end, minds, Qt::AlignLeft);
    double x = at.minds + QFontMetricsF(painter.font()).horizontalAdvance(minds) + 8;
    const ChartTheme theme = chartThemeFor(palette());
    const double box = QFontMetricsF(painter.font()).ascent() * 0.85;
    for (const int bits : {4, 2}) {
        painter.fillRect(QRectF(x, at.head / 2 - box / 2, box, box), theme.of(bits == 4 ? 2 : 1));
        title(x + box + 4, x + box * 3, QString::number(bits), Qt::AlignLeft);
        x += box * 3;
    }
}

void BitRowsCanvas::paintRow(QPainter& painter, const Palette& p, const Areas& at, int row) const
{
    const BitRow& own = m_game.rows()[static_cast<std::size_t>(row)];
    const QRectF area = rowArea(at, row);
    const bool isChosen = row == m_row;
    if (isChosen) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(p.softAccent);
        painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 6, 6);
    }
    painter.setFont(scaled(font(), TypeSize::Body, true));
    painter.setPen(isChosen ? p.forwardAccent : p.text);
    const double room = at.weights - at.name - 8;
    painter.drawText(QRectF(at.name, area.top(), room, area.height()), Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(own.name, Qt::ElideRight, room));
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    painter.drawText(QRectF(at.weights, area.top(), at.choices - 12 - at.weights, area.height()),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(own.weights));
    paintChoices(painter, p, row);
    const QRectF bar = barArea(row);
    painter.fillRect(bar, chartThemeFor(palette()).of(0));
    painter.setPen(p.mutedText);
    painter.setFont(scaled(font(), TypeSize::Small));
    const QString size = packedSizeText(packedBytes(own.weights, own.bits));
    painter.drawText(QRectF(bar.right() + 6, area.top(), at.minds - bar.right(), area.height()),
                     Qt::AlignVCenter, size);
    paintMinds(painter, p, at, row);
}

void BitRowsCanvas::paintChoices(QPainter& painter, const Palette& p, int row) const
{
    const BitRow& own = m_game.rows()[static_cast<std::size_t>(row)];
    for (const int bits : bitChoices()) {
        const QRectF cell = choiceArea(row, bits).adjusted(1.5, 1.5, -1.5, -1.5);
        const bool isTaken = bits == own.bits;
        painter.setPen(QPen(isTaken ? p.forwardAccent : p.border,
                            isTaken && row == m_row && hasFocus() ? 2.5 : 1));
        painter.setBrush(isTaken ? p.forwardAccent : p.card);
        painter.drawRoundedRect(cell, 5, 5);
        if (isTaken && row == m_row && hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(p.text, 2));
            painter.drawRoundedRect(cell.adjusted(-1, -1, 1, 1), 6, 6);
        }
        painter.setPen(isTaken ? p.onAccent : p.mutedText);
        painter.setFont(scaled(font(), TypeSize::Body, isTaken));
        painter.drawText(cell, Qt::AlignCenter, bitsName(bits));
    }
}

void BitRowsCanvas::paintMinds(QPainter& painter, const Palette& p, const Areas& at, int row) const
{
    const BitRow& own = m_game.rows()[static_cast<std::size_t>(row)];
    const QRectF area = rowArea(at, row);
    const double most = std::max(m_game.largestIncrease(), 1e-12);
    const ChartTheme theme = chartThemeFor(palette());
    painter.setFont(scaled(font(), TypeSize::Small));
    const QFontMetricsF metrics(painter.font());
    const double number = metrics.horizontalAdvance(QStringLiteral("+0.00000")) + 6;
    const double room = at.end - at.minds - number;
    double top = area.top() + 4;
    const double tall = (area.height() - 8) / 2;
    for (const int bits : {4, 2}) {
        const auto each = m_game.sensitivity(own.node, bits);
        if (!each) {
            top += tall;
            continue;
        }
        const double wide = std::max(room * std::max(each->lossIncrease, 0.0) / most, 1.5);
        painter.fillRect(QRectF(at.minds, top + tall * 0.18, wide, tall * 0.64),
                         theme.of(bits == 4 ? 2 : 1));
        painter.setPen(p.mutedText);
        painter.drawText(QRectF(at.minds + wide + 5, top - 3, number, tall + 6), Qt::AlignVCenter,
                         (each->lossIncrease < 0 ? QString() : QStringLiteral("+"))
                             + briefNumber(each->lossIncrease, 2));
        top += tall;
    }
}

// ---- input ---------------------------------------------------------------------------------

int BitRowsCanvas::rowAt(const QPointF& position) const
{
    const Areas at = areas();
    for (int row = 0; row < static_cast<int>(m_game.rows().size()); ++row) {
        if (rowArea(at, row).contains(position))
            return row;
    }
    return -1;
}

void BitRowsCanvas::chooseRow(int row)
{
    m_row = std::clamp(row, 0, std::max(static_cast<int>(m_game.rows().size()) - 1, 0));
    update();
}

void BitRowsCanvas::shiftBits(int row, int by)
{
    if (row < 0 || row >= static_cast<int>(m_game.rows().size()))
        return;
    const auto& all = bitChoices();
    const int place = placeOf(m_game.rows()[static_cast<std::size_t>(row)].bits) + by;
    if (place >= 0 && place < static_cast<int>(all.size()))
        emit bitsChosen(row, all[static_cast<std::size_t>(place)]);
}

void BitRowsCanvas::mousePressEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position());
    if (row < 0 || event->button() != Qt::LeftButton)
        return;
    chooseRow(row);
    m_dragFrom = event->position().y();
    m_isDragging = event->position().x() > areas().bar && event->position().x() < areas().minds;
    for (const int bits : bitChoices()) {
        if (choiceArea(row, bits).contains(event->position()))
            emit bitsChosen(row, bits);
    }
}

// A bar is pulled up for more bits, down for fewer.
void BitRowsCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position());
    const Areas at = areas();
    const bool isChoice = row >= 0 && event->position().x() >= at.choices
                          && event->position().x() < at.choices + 4 * at.choice;
    const bool isBar =
        row >= 0 && event->position().x() > at.bar && event->position().x() < at.minds;
    setCursor(isChoice ? Qt::PointingHandCursor : isBar ? Qt::SizeVerCursor : Qt::ArrowCursor);
    if (!m_isDragging || !event->buttons().testFlag(Qt::LeftButton))
        return;
    const double moved = event->position().y() - m_dragFrom;
    if (std::abs(moved) < kDragStep)
        return;
    m_dragFrom = event->position().y();
    shiftBits(m_row, moved > 0 ? 1 : -1);
}

bool BitRowsCanvas::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Up: chooseRow(m_row - 1); return true;
    case Qt::Key_Down: chooseRow(m_row + 1); return true;
    case Qt::Key_Left: shiftBits(m_row, -1); return true;
    case Qt::Key_Right: shiftBits(m_row, 1); return true;
    case Qt::Key_2: emit bitsChosen(m_row, 2); return true;
    case Qt::Key_4: emit bitsChosen(m_row, 4); return true;
    case Qt::Key_8: emit bitsChosen(m_row, 8); return true;
    case Qt::Key_3: emit bitsChosen(m_row, 32); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: emit tried(); return true;
    default: return false;
    }
}

void BitRowsCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->modifiers() != Qt::NoModifier || m_game.rows().empty() || !handleKey(event->key()))
        QWidget::keyPressEvent(event);
}

bool BitRowsCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        static constexpr std::array kOurs{Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down,
                                          Qt::Key_2,    Qt::Key_3,     Qt::Key_4,  Qt::Key_8};
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier
            && std::find(kOurs.begin(), kOurs.end(), key->key()) != kOurs.end()) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace propago
