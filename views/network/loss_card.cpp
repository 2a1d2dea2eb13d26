#include "views/network/loss_card.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/port/session_port.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr int kMostBars = 10;
// In heights of a letter: a bar's row, the same where room is scarce, and all that is not bars.
constexpr double kRow = 1.04;
constexpr double kLeastRow = 0.8;
constexpr double kLines = 6.2;

std::vector<double> numbers(const Snapshot& snapshot, SlotKind kind)
{
    const auto found = snapshot.tensors.find({kind, -1, 0});
    std::vector<double> result;
    for (std::int64_t i = 0; found != snapshot.tensors.end() && i < found->second.elements(); ++i)
        result.push_back(found->second.at(i));
    return result;
}

} // namespace

LossCard::LossCard(SessionPort* port, QWidget* parent)
    : Card(tr("Loss: ideal against actual"), parent), m_port(port)
{
    body()->addStretch();
    setMouseTracking(true);
    setToolTip(tr("Click a bar or the loss to see how it came about"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(port, &SessionPort::snapshotChanged, this, qOverload<>(&QWidget::update));
    connect(port, &SessionPort::factsChanged, this, qOverload<>(&QWidget::update));
}

QSize LossCard::sizeHint() const
{
    return {290, static_cast<int>(fontMetrics().height() * (kMostBars * kRow + kLines)) + 12};
}

QSize LossCard::minimumSizeHint() const
{
    return {290, static_cast<int>(fontMetrics().height() * (kMostBars * kLeastRow + kLines)) + 12};
}

// Where room is scarce the bars stand closer, and the lines below them stay whole.
double LossCard::rowHeight() const
{
    const double letters = fontMetrics().height();
    const double room = (height() - 12 - letters * kLines) / kMostBars;
    return std::clamp(room, letters * kLeastRow, letters * kRow);
}

LossCard::Content LossCard::content() const
{
    Content result;
    const auto snapshot = m_port->snapshot();
    if (!snapshot || snapshot->program != m_port->facts()->program)
        return result;
    result.actual = numbers(*snapshot, SlotKind::Probabilities);
    result.ideal = numbers(*snapshot, SlotKind::Target);
    result.label = snapshot->label;
    result.loss = snapshot->sampleLoss;
    // Until the loss step has run in this batch, what the slot holds is of the batch before.
    result.isKnown = snapshot->lastStep >= 0 && snapshot->phase >= Phase::Loss
                     && !result.actual.empty() && result.actual.size() == result.ideal.size();
    return result;
}

QString LossCard::formula(const Content& content) const
{
    const auto& facts = *m_port->facts();
    const auto label = static_cast<std::size_t>(std::max(content.label, 0));
    const QString loss = QString::number(content.loss, 'g', 4);
    switch (facts.settings.loss) {
    case LossKind::CrossEntropy:
        // Smoothed labels and blended pictures want a little of other categories too.
        if (content.ideal[label] < 0.9999)
            return tr("%1sum of ideal × ln actual = %2").arg(QChar(0x2212)).arg(loss);
        return tr("%1ln %2 = %3")
            .arg(QChar(0x2212))
            .arg(content.actual[label], 0, 'g', 4)
            .arg(loss);
    case LossKind::MeanSquaredError:
        return tr("sum of (actual %1 ideal)%2 / %3 = %4")
            .arg(QChar(0x2212))
            .arg(QChar(0x00B2))
            .arg(content.actual.size())
            .arg(loss);
    case LossKind::L1: break;
    }
    return tr("sum of |actual %1 ideal| / %2 = %3")
        .arg(QChar(0x2212))
        .arg(content.actual.size())
        .arg(loss);
}

double LossCard::paintBars(QPainter& painter, const Content& content, QRectF area) const
{
    const Palette& p = paletteOf(palette());
    const auto& names = m_port->facts()->classNames;
    const QFont small = scaled(font(), TypeSize::Small);
    const QFontMetricsF metrics(small);
    const QFontMetricsF boldMetrics(scaled(font(), TypeSize::Small, true));
    const double row = rowHeight();
    double labelWidth = 40;
    const std::size_t shown = std::min<std::size_t>(content.actual.size(), kMostBars);
    for (std::size_t i = 0; i < shown && i < names.size(); ++i)
        labelWidth =
            std::max(labelWidth, boldMetrics.horizontalAdvance(QString::fromStdString(names[i])));
    labelWidth = std::min(labelWidth, area.width() * 0.34);
    const double numberWidth = boldMetrics.horizontalAdvance(QStringLiteral("0.000")) + 4;
    const double barLeft = area.left() + labelWidth + 10;
    const double barWidth = area.right() - numberWidth - 8 - barLeft;
    for (std::size_t i = 0; i < shown; ++i) {
        const bool isRight = static_cast<int>(i) == content.label;
        const QRectF line(area.left(), area.top() + static_cast<double>(i) * row, area.width(),
                          row);
        painter.setFont(scaled(font(), TypeSize::Small, isRight));
        painter.setPen(isRight ? p.text : p.mutedText);
        const QString name =
            i < names.size() ? QString::fromStdString(names[i]) : QString::number(i);
        painter.drawText(
            QRectF(line.left(), line.top(), labelWidth, row), Qt::AlignRight | Qt::AlignVCenter,
            (isRight ? boldMetrics : metrics).elidedText(name, Qt::ElideRight, labelWidth + 0.5));
        painter.drawText(QRectF(line.right() - numberWidth, line.top(), numberWidth, row),
                         Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(content.actual[i], 'f', 3));
        const double actual = std::clamp(content.actual[i], 0.0, 1.0) * barWidth;
        const double ideal = std::clamp(content.ideal[i], 0.0, 1.0) * barWidth;
        const QRectF bar(barLeft, line.top() + row * 0.2, barWidth, row * 0.6);
        QColor difference = p.backwardAccent;
        difference.setAlpha(70);
        painter.fillRect(QRectF(bar.left() + std::min(actual, ideal), bar.top(),
                                std::abs(actual - ideal), bar.height()),
                         difference);
        painter.fillRect(QRectF(bar.left(), bar.top(), std::max(actual, 1.5), bar.height()),
                         isRight ? p.forwardAccent : p.mutedText);
        if (ideal <= 0)
            continue;
        painter.setPen(QPen(p.backwardAccent, 1.3, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(bar.left(), bar.top() - 1, ideal, bar.height() + 2));
    }
    return area.top() + static_cast<double>(shown) * row;
}

void LossCard::paintEvent(QPaintEvent* event)
{
    Card::paintEvent(event);
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF area = QRectF(rect()).adjusted(16, 18 + fontMetrics().height(), -16, -10);
    const Content shown = content();
    if (!shown.isKnown) {
        painter.setPen(p.mutedText);
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Known when this batch has reached the loss."));
        return;
    }
    const double bottom = paintBars(painter, shown, area);
    const double line = fontMetrics().height() * 1.25;
    QRectF text(area.left(), bottom + line * 0.3, area.width(), line);
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     tr("dashed: ideal · shaded: difference"));
    text.translate(0, line);
    text.setHeight(line * 1.3);
    painter.setFont(scaled(font(), TypeSize::Title));
    painter.setPen(p.text);
    const QString live = formula(shown);
    if (QFontMetricsF(painter.font()).horizontalAdvance(live) > text.width())
        painter.setFont(scaled(font(), TypeSize::Body, true));
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, live);
    text.translate(0, line * 1.25);
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    const auto label = static_cast<std::size_t>(std::max(shown.label, 0));
    if (label < shown.actual.size())
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap,
                         tr("right category: actual %1 ideal = %2")
                             .arg(QChar(0x2212))
                             .arg(QString::number(shown.actual[label] - shown.ideal[label], 'f', 4)
                                      .replace(QLatin1Char('-'), QChar(0x2212))));
}

int LossCard::lineAt(const QPointF& position) const
{
    const Content shown = content();
    if (!shown.isKnown)
        return -1;
    const double row = rowHeight();
    const double down = position.y() - 18 - fontMetrics().height();
    const int bars = static_cast<int>(std::min<std::size_t>(shown.actual.size(), kMostBars));
    return down < 0 ? -1 : std::min(static_cast<int>(down / row), bars);
}

void LossCard::mousePressEvent(QMouseEvent* event)
{
    const int line = lineAt(event->position());
    const int bars = static_cast<int>(std::min<std::size_t>(content().actual.size(), kMostBars));
    if (line >= 0 && line < bars)
        emit probabilityAsked(line);
    else if (line == bars)
        emit lossAsked();
}

void LossCard::mouseMoveEvent(QMouseEvent* event)
{
    setCursor(lineAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void LossCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        setTitle(tr("Loss: ideal against actual"));
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace propago
