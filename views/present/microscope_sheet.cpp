#include "views/present/microscope_sheet.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace propago {

namespace {

// Which map of which source a term belongs to, and where it lies there.
struct TermPlace {
    int node = -1;
    std::int64_t map = -1;
    std::int64_t row = -1, column = -1;       ///< within the map; -1: padding
    std::int64_t tapRow = -1, tapColumn = -1; ///< within the window; -1: there is none
};

class SheetMaker {
public:
    SheetMaker(const Program& program, const ElementRef& ref, const Explanation& explanation)
        : m_program(program), m_ref(ref), m_explanation(explanation)
    {}

    MicroscopeSheet make()
    {
        MicroscopeSheet sheet;
        sheet.isBackward = m_ref.tensor.kind != SlotKind::Value && !isOfLoss();
        sheet.bias = m_explanation.bias;
        sheet.sum = m_explanation.sum;
        sheet.result = m_explanation.result;
        sheet.isOutdated = m_explanation.isOutdated;
        for (const Term& vote : m_explanation.votes)
            sheet.votes.push_back(vote.value);
        std::map<std::pair<int, std::int64_t>, SheetGroup> groups;
        for (const Term& term : m_explanation.terms) {
            const TermPlace place = placeOf(term);
            SheetGroup& group = groups[{place.node, place.map}];
            group.node = place.node;
            group.map = place.map;
            const CellRole role = roleOf(term, group.cells.size());
            group.cells.push_back(cellOf(term, place));
            group.cells.back().role = role;
            group.sum += group.cells.back().product();
        }
        for (auto& [key, group] : groups) {
            layOut(group);
            sheet.groups.push_back(std::move(group));
        }
        return sheet;
    }

private:
    // Probabilities and losses: made of what the network says.
    bool isOfLoss() const
    {
        const SlotKind kind = m_ref.tensor.kind;
        return kind == SlotKind::Probabilities || kind == SlotKind::SampleLoss
               || kind == SlotKind::Loss;
    }
    const Node& node(int index) const
    {
        return m_program.graph().nodes[static_cast<std::size_t>(index)];
    }
    const Shape& shape(int index) const
    {
        return m_program.shapes()[static_cast<std::size_t>(index)];
    }

    TermPlace placeOf(const Term& term) const
    {
        TermPlace place;
        const bool isForward = m_ref.tensor.kind == SlotKind::Value;
        place.node = isForward
                         ? node(m_ref.tensor.node).inputs[static_cast<std::size_t>(term.input)]
                         : term.node;
        if (isOfLoss())
            place.node = m_program.graph().output;
        if (place.node < 0 || isOfLoss())
            return place;
        const Shape& source = shape(place.node);
        if (term.element >= 0 && source.rank() == 3 && !isNormalised(term)) {
            place.map = term.element / (source[1] * source[2]);
            place.row = term.element / source[2] % source[1];
            place.column = term.element % source[2];
        }
        const Node& made = node(m_ref.tensor.node);
        if (isForward && made.kind == OperatorKind::Conv2d && term.weight >= 0)
            placeTap(made, term, source, place);
        return place;
    }

    // Of such a node each gradient arrives on three ways.
    bool isNormalised(const Term& term) const
    {
        if (m_ref.tensor.kind != SlotKind::Gradient || term.node < 0)
            return false;
        const OperatorKind kind = node(term.node).kind;
        return kind == OperatorKind::BatchNorm2d || kind == OperatorKind::LayerNorm
               || kind == OperatorKind::GroupNorm;
    }

    CellRole roleOf(const Term& term, std::size_t before) const
    {
        if (m_ref.tensor.kind == SlotKind::Probabilities
            && m_program.options().lossName == "CrossEntropyLoss")
            return CellRole::Exponential;
        if (m_ref.tensor.kind == SlotKind::Loss)
            return CellRole::Picture;
        if (m_ref.tensor.kind == SlotKind::Value || isOfLoss())
            return CellRole::Element;
        if (m_ref.tensor.kind == SlotKind::Parameter)
            return before == 0 ? CellRole::Weight : CellRole::Step;
        if (term.node < 0)
            return term.factor < 0 ? CellRole::Ideal : CellRole::Actual;
        if (isNormalised(term))
            return before == 0   ? CellRole::Direct
                   : before == 1 ? CellRole::Mean
                                 : CellRole::Deviation;
        return term.element < 0 ? CellRole::Rest : CellRole::Element;
    }

    // Padding lies in a window although it is no element.
    void placeTap(const Node& made, const Term& term, const Shape& source, TermPlace& place) const
    {
        const Attributes& a = made.attributes;
        const std::int64_t taps = a.kernelH * a.kernelW, channels = source[0] / a.groups;
        const std::int64_t filter = term.weight / (taps * channels);
        place.map = filter / (a.features / a.groups) * channels + term.weight / taps % channels;
        place.tapRow = term.weight % taps / a.kernelW;
        place.tapColumn = term.weight % taps % a.kernelW;
    }

    static SheetCell cellOf(const Term& term, const TermPlace& place)
    {
        SheetCell cell;
        cell.row = place.tapRow;
        cell.column = place.tapColumn;
        cell.sourceRow = place.row;
        cell.sourceColumn = place.column;
        cell.source = term.element >= 0 ? term.element : term.sample;
        cell.weight = term.weight;
        cell.value = term.value;
        cell.factor = term.factor;
        cell.isPadding = term.element < 0 && place.tapRow >= 0;
        return cell;
    }

    // Cells without a place in a window stand as they do in their map, without the rows and columns
    // between that nothing comes from; those without a map stand in a column, the strongest first.
    static void layOut(SheetGroup& group)
    {
        const bool hasWindow = group.cells.front().row >= 0;
        const bool hasMap = group.map >= 0;
        if (!hasWindow && hasMap) {
            std::map<std::int64_t, std::int64_t> rows, columns;
            for (const SheetCell& cell : group.cells) {
                rows[cell.sourceRow] = 0;
                columns[cell.sourceColumn] = 0;
            }
            std::int64_t next = 0;
            for (auto& [from, to] : rows)
                to = next++;
            next = 0;
            for (auto& [from, to] : columns)
                to = next++;
            for (SheetCell& cell : group.cells) {
                cell.row = rows[cell.sourceRow];
                cell.column = columns[cell.sourceColumn];
            }
        } else if (!hasWindow) {
            const CellRole role = group.cells.front().role;
            if (role == CellRole::Element || role == CellRole::Exponential)
                std::ranges::stable_sort(group.cells, [](const SheetCell& a, const SheetCell& b) {
                    return std::abs(a.product()) > std::abs(b.product());
                });
            std::int64_t next = 0;
            for (SheetCell& cell : group.cells) {
                cell.row = next++;
                cell.column = 0;
            }
        }
        for (const SheetCell& cell : group.cells) {
            group.rows = std::max(group.rows, cell.row + 1);
            group.columns = std::max(group.columns, cell.column + 1);
        }
    }

    const Program& m_program;
    const ElementRef& m_ref;
    const Explanation& m_explanation;
};

// Those of an int8 layer, and not numbers that happen to have no fraction.
bool areIntegers(const Explanation& explanation)
{
    return std::abs(explanation.sum) >= 10 && explanation.votes.empty()
           && std::ranges::all_of(explanation.terms, [](const Term& term) {
                  return term.value == std::floor(term.value)
                         && term.factor == std::floor(term.factor);
              });
}

// Enough decimals for four digits of the largest part.
int decimalsFor(double largest)
{
    if (!(largest > 0) || !std::isfinite(largest))
        return 4;
    return std::clamp(3 - static_cast<int>(std::floor(std::log10(largest))), 4, 14);
}

// Numbers as they are printed, and what they are then worth.
class Printer {
public:
    explicit Printer(double largest) : m_decimals(decimalsFor(largest)) {}
    static Printer ofIntegers()
    {
        Printer printer(0);
        printer.m_decimals = 0;
        return printer;
    }
    double worth(double value) const
    {
        const double unit = std::pow(10.0, m_decimals);
        return std::round(value * unit) / unit;
    }
    QString text(double value) const
    {
        const QString digits = QString::number(std::abs(worth(value)), 'f', m_decimals);
        return (worth(value) < 0 ? QString(QChar(0x2212)) : QStringLiteral("+")) + digits;
    }

private:
    int m_decimals;
};

} // namespace

std::size_t MicroscopeSheet::strongestGroup() const
{
    std::size_t best = 0;
    for (std::size_t i = 1; i < groups.size(); ++i) {
        if (std::abs(groups[i].sum) > std::abs(groups[best].sum))
            best = i;
    }
    return best;
}

MicroscopeSheet sheetOf(const Program& program, const ElementRef& ref,
                        const Explanation& explanation)
{
    MicroscopeSheet sheet = SheetMaker(program, ref, explanation).make();
    sheet.isOfIntegers = areIntegers(explanation);
    return sheet;
}

QString calculationText(const MicroscopeSheet& sheet)
{
    QString text;
    const auto add = [&text](const QString& part) {
        if (!text.isEmpty())
            text += QStringLiteral(" + ");
        text += part;
    };
    const auto number = [](double value) {
        const QString digits = QString::fromStdString(shortest(value));
        return value < 0 ? QLatin1Char('(') + digits + QLatin1Char(')') : digits;
    };
    if (!sheet.votes.empty()) {
        for (const double vote : sheet.votes)
            add(number(vote));
    } else {
        for (const SheetGroup& group : sheet.groups) {
            for (const SheetCell& cell : group.cells)
                add(number(cell.value) + QStringLiteral(" * ") + number(cell.factor));
        }
        if (sheet.bias != 0)
            add(number(sheet.bias));
    }
    return text + QStringLiteral(" = ") + QString::fromStdString(shortest(sheet.sum));
}

QString sumText(const MicroscopeSheet& sheet, std::size_t mostGroups)
{
    std::vector<double> parts;
    if (!sheet.votes.empty()) {
        parts = sheet.votes;
    } else {
        for (const SheetGroup& group : sheet.groups)
            parts.push_back(group.sum);
        if (parts.size() == 1) {
            parts.clear();
            for (const SheetCell& cell : sheet.groups.front().cells)
                parts.push_back(cell.product());
        }
    }
    std::ranges::stable_sort(parts, [](double a, double b) { return std::abs(a) > std::abs(b); });
    const double largest =
        std::max(parts.empty() ? 0 : std::abs(parts.front()), std::abs(sheet.bias));
    const Printer printer = sheet.isOfIntegers ? Printer::ofIntegers() : Printer(largest);
    QStringList words;
    double printed = 0;
    const std::size_t shown = std::min(parts.size(), mostGroups);
    for (std::size_t i = 0; i < shown; ++i) {
        printed += printer.worth(parts[i]);
        words << printer.text(parts[i]);
    }
    if (sheet.bias != 0) {
        printed += printer.worth(sheet.bias);
        words << QCoreApplication::translate("MicroscopeSheet", "bias %1")
                     .arg(printer.text(sheet.bias));
    }
    const double rest = printer.worth(printer.worth(sheet.sum) - printed);
    if (parts.size() > shown)
        words << QCoreApplication::translate("MicroscopeSheet", "%1 (%n more)", nullptr,
                                             static_cast<int>(parts.size() - shown))
                     .arg(printer.text(rest));
    else if (rest != 0)
        words << QCoreApplication::translate("MicroscopeSheet", "%1 (rounding)")
                     .arg(printer.text(rest));
    return words.join(QLatin1Char(' ')) + QStringLiteral(" = ") + printer.text(sheet.sum);
}

} // namespace propago
