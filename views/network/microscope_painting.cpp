// What MicroscopeCanvas paints; how it lays things out and listens to the mouse is in
// microscope_canvas.cpp.
#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/microscope_canvas.h"
#include "views/present/stage_columns.h"
#include "views/present/tensor_image.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr double kGap = 26;
constexpr double kSmallestNumberCell = 24;
constexpr std::size_t kMostBars = 96;

// Signs of numbers that are printed as 0 say nothing.
QString fixed(double value, int decimals)
{
    const double size = std::abs(value);
    const int kept = size >= 100 ? 0 : size >= 10 ? std::min(decimals, 1) : decimals;
    QString text = QString::number(value, 'f', kept);
    if (text.toDouble() == 0)
        text = QString::number(0.0, 'f', kept);
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString powerOfTen(int exponent)
{
    static const QString kDigits = QStringLiteral("\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076"
                                                  "\u2077\u2078\u2079");
    QString text = QStringLiteral("10");
    for (const QChar digit : QString::number(exponent))
        text += digit == QLatin1Char('-') ? QChar(0x207B) : kDigits[digit.digitValue()];
    return text;
}

// Numbers that would be printed as zeros are shown as multiples of a power of ten.
int exponentFor(double largest)
{
    return largest < 0.01 && largest > 1e-300 ? static_cast<int>(std::floor(std::log10(largest)))
                                              : 0;
}

QString brief(double value)
{
    const int exponent = exponentFor(std::abs(value));
    if (exponent == 0)
        return fixed(value, 3);
    return fixed(value / std::pow(10.0, exponent), 2) + QChar(0x00D7) + powerOfTen(exponent);
}

double largest(const SheetGroup& group, double (*of)(const SheetCell&))
{
    double most = 1e-12;
    for (const SheetCell& cell : group.cells)
        most = std::max(most, std::abs(of(cell)));
    return most;
}

double valueOf(const SheetCell& cell)
{
    return cell.value;
}
double factorOf(const SheetCell& cell)
{
    return cell.factor;
}
double productOf(const SheetCell& cell)
{
    return cell.product();
}

} // namespace

void MicroscopeCanvas::paintCaption(QPainter& painter, const Palette& p, const QRectF& below,
                                    const QString& text) const
{
    painter.setFont(scaled(font(), TypeSize::Small));
    painter.setPen(p.mutedText);
    const QFontMetricsF metrics(painter.font());
    const double width = std::max(below.width(), 90.0);
    const QRectF line(below.left(), below.top() - metrics.height() - 3, width, metrics.height());
    painter.drawText(line, Qt::AlignLeft, metrics.elidedText(text, Qt::ElideRight, width));
}

void MicroscopeCanvas::paintSource(QPainter& painter, const Palette& p, const Areas& at) const
{
    const Tensor* source = sourceTensor();
    const SheetGroup* shown = group();
    if (!source || at.source.isNull())
        return;
    const bool isSigned = m_content.sheet.isBackward;
    const QImage image =
        planeImage(*source, shown->map, largestMagnitude(*source), isSigned, p.isDark());
    QRectF area = at.source;
    area.setHeight(area.width() * image.height() / std::max(1, image.width()));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(area, image);
    painter.setPen(p.border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5));
    paintCaption(painter, p, area, tr("%1 · map %2").arg(nameOf(shown->node)).arg(shown->map));
    // The window, padding included, as far as the map reaches.
    const double w = area.width() / image.width(), h = area.height() / image.height();
    painter.setPen(QPen(isSigned ? p.backwardAccent : p.forwardAccent, 1.5));
    painter.setBrush(Qt::NoBrush);
    for (const SheetCell& cell : shown->cells) {
        if (shown->cells.size() <= 49 && cell.sourceRow >= 0)
            painter.drawRect(QRectF(area.left() + static_cast<double>(cell.sourceColumn) * w,
                                    area.top() + static_cast<double>(cell.sourceRow) * h, w, h));
    }
}

void MicroscopeCanvas::paintTarget(QPainter& painter, const Palette& p, const Areas& at) const
{
    const TensorRef& ref = m_content.ref.tensor;
    const Tensor* target = tensor(ref);
    if (!target)
        return;
    const propago::Shape& shape = target->shape();
    const bool isBackward = m_content.sheet.isBackward;
    const bool isWeight =
        ref.kind == SlotKind::ParameterGradient || ref.kind == SlotKind::Parameter;
    const QColor accent = isBackward ? p.backwardAccent : p.forwardAccent;
    const std::int64_t columns = shape.rank() >= 1 ? shape[shape.rank() - 1] : 1;
    const std::int64_t rows = shape.rank() >= 2 ? shape[shape.rank() - 2] : 1;
    const bool isPlane = shape.rank() >= 3 && rows * columns > 1;
    if (!isPlane) {
        paintCaption(painter, p, at.target,
                     isWeight                              ? tr("gradient")
                     : ref.kind == SlotKind::Probabilities ? tr("probability")
                                                           : nameOf(ref.node));
        painter.setFont(scaled(font(), TypeSize::Title, true));
        painter.setPen(accent);
        painter.drawText(at.target, Qt::AlignLeft | Qt::AlignTop, brief(m_content.sheet.result));
        return;
    }
    const std::int64_t plane = m_content.ref.element / (rows * columns);
    QImage image(static_cast<int>(columns), static_cast<int>(rows), QImage::Format_RGB32);
    const double range = largestMagnitude(*target);
    for (std::int64_t i = 0; i < rows * columns; ++i) {
        const double value = target->at(plane * rows * columns + i) / range;
        image.setPixel(static_cast<int>(i % columns), static_cast<int>(i / columns),
                       isBackward || value < 0 ? divergingColour(value, p.isDark())
                                               : sequentialColour(value, p.isDark()));
    }
    QRectF area = at.target;
    area.setHeight(area.width() * static_cast<double>(rows) / static_cast<double>(columns));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(area, image);
    painter.setPen(p.border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5));
    const double w = area.width() / static_cast<double>(columns);
    const double h = area.height() / static_cast<double>(rows);
    const std::int64_t place = m_content.ref.element % (rows * columns);
    painter.setPen(QPen(accent, 2.5));
    painter.drawRect(QRectF(area.left() + static_cast<double>(place % columns) * w,
                            area.top() + static_cast<double>(place / columns) * h, w, h)
                         .adjusted(-1, -1, 1, 1));
    paintCaption(painter, p, area,
                 isWeight ? tr("weights of %1").arg(nameOf(ref.node))
                          : tr("%1 · map %2").arg(nameOf(ref.node)).arg(plane));
}

void MicroscopeCanvas::paintCell(QPainter& painter, const Palette& p, const QRectF& at,
                                 double value, double range, bool isGhost) const
{
    const double share = value / range;
    const QRgb colour = divergingColour(share, p.isDark());
    painter.fillRect(at.width() > 6 ? at.adjusted(0.5, 0.5, -0.5, -0.5) : at,
                     isGhost ? p.card : QColor(colour));
    if (isGhost) {
        painter.setPen(QPen(p.mutedText, 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(at.adjusted(2, 2, -2, -2));
    }
    if (at.width() < kSmallestNumberCell)
        return;
    painter.setPen(isGhost               ? p.mutedText
                   : qGray(colour) > 128 ? QColor(0x18, 0x21, 0x2F)
                                         : QColor(Qt::white));
    const int exponent = exponentFor(range);
    const int decimals = m_content.sheet.isOfIntegers       ? 0
                         : exponent != 0 || at.width() < 38 ? 2
                                                            : 3;
    painter.drawText(at, Qt::AlignCenter, fixed(value / std::pow(10.0, exponent), decimals));
}

void MicroscopeCanvas::paintGrids(QPainter& painter, const Palette& p, const Areas& at) const
{
    const SheetGroup& shown = *group();
    QFont digits = scaled(font(), TypeSize::Small);
    digits.setPixelSize(std::clamp(static_cast<int>(at.cell * 0.3), 8, 18));
    const double ranges[] = {largest(shown, valueOf), largest(shown, factorOf),
                             largest(shown, productOf)};
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(digits);
    for (const SheetCell& cell : shown.cells) {
        const QPointF offset(static_cast<double>(cell.column) * at.cell,
                             static_cast<double>(cell.row) * at.cell);
        const QSizeF size(at.cell, at.cell);
        paintCell(painter, p, QRectF(at.values.topLeft() + offset, size), cell.value, ranges[0],
                  cell.isPadding);
        paintCell(painter, p, QRectF(at.factors.topLeft() + offset, size), cell.factor, ranges[1],
                  false);
        paintCell(painter, p, QRectF(at.products.topLeft() + offset, size), cell.product(),
                  ranges[2], cell.isPadding);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isWeight = m_content.ref.tensor.kind == SlotKind::ParameterGradient;
    paintCaption(painter, p, at.values, m_content.sheet.isBackward ? tr("gradient") : tr("values"));
    paintCaption(painter, p, at.factors, isWeight ? tr("inputs") : tr("factors"));
    paintCaption(painter, p, at.products, tr("products"));
    painter.setFont(scaled(font(), TypeSize::Title, true));
    painter.setPen(p.mutedText);
    const auto between = [&](const QRectF& left, const QString& sign) {
        painter.drawText(QRectF(left.right(), left.top(), kGap, left.height()), Qt::AlignCenter,
                         sign);
    };
    between(at.values, QString(QChar(0x00D7)));
    between(at.factors, QStringLiteral("="));
    painter.setPen(p.text);
    painter.setFont(scaled(font(), TypeSize::Body, true));
    painter.drawText(QRectF(at.products.left(), at.products.bottom() + 4,
                            std::max(at.products.width(), 140.0), fontMetrics().height() * 1.3),
                     Qt::AlignLeft, tr("sum %1").arg(brief(shown.sum)));
}

void MicroscopeCanvas::paintList(QPainter& painter, const Palette& p, const Areas& at) const
{
    const SheetGroup& shown = *group();
    const double line = fontMetrics().height() * 1.25;
    const double range = largest(shown, productOf);
    const std::size_t rows = std::min(shown.cells.size(), at.listed > 1 ? at.listed - 1 : 1);
    painter.setFont(font());
    const double quarter = std::min(at.values.width() * 0.27, 190.0);
    double y = at.values.top();
    double listed = 0;
    for (std::size_t i = 0; i < rows; ++i, y += line) {
        const SheetCell& cell = shown.cells[i];
        listed += cell.product();
        const QRectF row(at.values.left(), y, quarter, line);
        painter.setPen(p.mutedText);
        const QString name = nameOf(shown, cell);
        painter.drawText(
            row, Qt::AlignLeft | Qt::AlignVCenter,
            fontMetrics().elidedText(name, Qt::ElideMiddle, static_cast<int>(quarter) - 4));
        painter.setPen(p.text);
        painter.drawText(row.translated(quarter, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QStringLiteral("%1 %2 %3")
                             .arg(brief(cell.value), QString(QChar(0x00D7)), brief(cell.factor)));
        painter.drawText(row.translated(2 * quarter, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QStringLiteral("= ") + brief(cell.product()));
        const double width =
            (at.values.width() - 2.75 * quarter) * std::abs(cell.product()) / range;
        painter.fillRect(
            QRectF(at.values.left() + 2.75 * quarter, y + line * 0.25, width, line / 2),
            QColor(divergingColour(cell.product() > 0 ? 0.85 : -0.85, p.isDark())));
    }
    if (rows < shown.cells.size()) {
        painter.setPen(p.mutedText);
        painter.drawText(
            QRectF(at.values.left(), y, at.values.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
            tr("%n more, together %1", nullptr, static_cast<int>(shown.cells.size() - rows))
                .arg(brief(shown.sum - listed)));
    }
}

std::size_t MicroscopeCanvas::partCount() const
{
    const MicroscopeSheet& sheet = m_content.sheet;
    const std::size_t parts = !sheet.votes.empty()       ? sheet.votes.size()
                              : sheet.groups.size() == 1 ? sheet.groups.front().cells.size()
                                                         : sheet.groups.size();
    return parts + (sheet.bias != 0 ? 1 : 0);
}

std::vector<MicroscopeCanvas::Part> MicroscopeCanvas::sumParts() const
{
    const MicroscopeSheet& sheet = m_content.sheet;
    std::vector<Part> parts;
    for (std::size_t i = 0; i < sheet.votes.size(); ++i)
        parts.push_back({sheet.votes[i], -1, QString::number(i)});
    const bool hasGroups = parts.empty() && sheet.groups.size() > 1;
    for (std::size_t i = 0; hasGroups && i < sheet.groups.size(); ++i) {
        const SheetGroup& each = sheet.groups[i];
        parts.push_back({each.sum, static_cast<int>(i),
                         each.map >= 0 ? QString::number(each.map) : nameOf(each.node)});
    }
    if (parts.empty() && !sheet.groups.empty()) {
        for (const SheetCell& cell : sheet.groups.front().cells)
            parts.push_back({cell.product(), -1, {}});
    }
    if (parts.size() > kMostBars) {
        Part rest;
        for (std::size_t i = kMostBars; i < parts.size(); ++i)
            rest.value += parts[i].value;
        rest.name = tr("rest");
        parts.resize(kMostBars);
        parts.push_back(rest);
    }
    if (sheet.bias != 0)
        parts.push_back({sheet.bias, -1, tr("bias")});
    return parts;
}

void MicroscopeCanvas::paintSums(QPainter& painter, const Palette& p, const Areas& at) const
{
    const MicroscopeSheet& sheet = m_content.sheet;
    const std::vector<Part> parts = sumParts();
    if (parts.size() < 2)
        return;
    double running = 0, low = 0, high = 0;
    for (const Part& part : parts) {
        running += part.value;
        low = std::min(low, running);
        high = std::max(high, running);
    }
    const double line = QFontMetricsF(scaled(font(), TypeSize::Small)).height();
    const QRectF area = at.sums.adjusted(0, line + 4, -110, -line);
    const double span = std::max(high - low, 1e-300);
    const auto yOf = [&](double value) {
        return area.bottom() - (value - low) / span * area.height();
    };
    paintCaption(painter, p, at.sums.adjusted(0, line + 2, 0, 0),
                 !sheet.votes.empty()
                     ? tr("what each picture of the batch wants, one added to the other")
                     : tr("the running sum"));
    painter.setPen(p.grid);
    painter.drawLine(QPointF(area.left(), yOf(0)), QPointF(area.right(), yOf(0)));
    const double step = std::min(area.width() / static_cast<double>(parts.size()), 64.0);
    const double bar = std::max(step - 3, 1.0);
    running = 0;
    painter.setFont(scaled(font(), TypeSize::Small));
    double labelled = area.left() - 1;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const double next = running + parts[i].value;
        const double x = area.left() + static_cast<double>(i) * step;
        const QRectF box(x, std::min(yOf(running), yOf(next)), bar,
                         std::max(std::abs(yOf(next) - yOf(running)), 1.0));
        painter.fillRect(box, QColor(divergingColour(parts[i].value > 0 ? 0.8 : -0.8, p.isDark())));
        const bool isChosen =
            (parts[i].group >= 0 && static_cast<std::size_t>(parts[i].group) == m_content.group)
            || (!sheet.votes.empty() && static_cast<std::int64_t>(i) == m_content.snapshot->sample);
        if (isChosen) {
            painter.setPen(QPen(p.text, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(box.adjusted(-1, -1, 1, 1));
        }
        painter.setPen(p.mutedText);
        painter.drawLine(QPointF(x + bar, yOf(next)), QPointF(x + step, yOf(next)));
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(parts[i].name);
        if (!parts[i].name.isEmpty() && x + bar / 2 - width / 2 > labelled) {
            painter.drawText(QPointF(x + bar / 2 - width / 2, at.sums.bottom() - 3), parts[i].name);
            labelled = x + bar / 2 + width / 2 + 4;
        }
        m_bars.append(parts[i].group >= 0 ? QRectF(x, area.top(), step, area.height()) : QRectF());
        running = next;
    }
    const double end = area.left() + static_cast<double>(parts.size()) * step;
    painter.setPen(sheet.isBackward ? p.backwardAccent : p.forwardAccent);
    painter.setFont(scaled(font(), TypeSize::Body, true));
    painter.drawText(QPointF(end + 6, std::clamp(yOf(running) + 5, area.top() + 8, area.bottom())),
                     QStringLiteral("= ") + brief(sheet.sum));
}

} // namespace propago
