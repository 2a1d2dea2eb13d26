#include "views/present/bit_game.h"

#include "core/graph/shapes.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace propago {

namespace {

constexpr std::size_t kMostUndos = 200;

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::BitGame", sentence);
}

QString percent(double share)
{
    return QString::number(100 * share, 'f', 1) + QStringLiteral(" %");
}

std::int64_t weightsOf(const Graph& graph, const std::vector<Shape>& shapes, int index)
{
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    const Shape& input = shapes[static_cast<std::size_t>(node.inputs.front())];
    const Attributes& a = node.attributes;
    if (node.kind == OperatorKind::Linear)
        return a.features * input.elements();
    return a.features * (input[0] / a.groups) * a.kernelH * a.kernelW;
}

QString times(double ratio)
{
    return QString::number(ratio, 'f', ratio < 10 ? 1 : 0);
}

} // namespace

const std::vector<int>& bitChoices()
{
    static const std::vector<int> choices{32, 8, 4, 2};
    return choices;
}

QString bitsName(int bits)
{
    return bits == 32 ? QStringLiteral("fp32") : QString::number(bits);
}

std::int64_t packedBytes(std::int64_t weights, int bits)
{
    return (weights * bits + 7) / 8;
}

QString packedSizeText(std::int64_t bytes)
{
    if (bytes < 1000)
        return say("%1 B").arg(bytes);
    const double kilo = static_cast<double>(bytes) / 1000;
    return kilo < 1000 ? say("%1 kB").arg(kilo, 0, 'f', kilo < 100 ? 1 : 0)
                       : say("%1 MB").arg(kilo / 1000, 0, 'f', 1);
}

std::vector<BitRow> bitRows(const Graph& graph, const std::vector<int>& nodes)
{
    std::vector<BitRow> rows;
    const auto shapes = inferShapes(graph);
    for (const int node : nodes) {
        if (!shapes || node < 0 || node >= static_cast<int>(graph.nodes.size()))
            continue;
        rows.push_back({node,
                        QString::fromStdString(graph.nodes[static_cast<std::size_t>(node)].name),
                        weightsOf(graph, *shapes, node), 8});
    }
    return rows;
}

void BitGame::setRows(std::vector<BitRow> rows)
{
    *this = BitGame();
    m_rows = std::move(rows);
}

std::vector<int> BitGame::chosen() const
{
    std::vector<int> bits;
    for (const BitRow& row : m_rows)
        bits.push_back(row.bits);
    return bits;
}

void BitGame::remember()
{
    m_undo.push_back(chosen());
    if (m_undo.size() > kMostUndos)
        m_undo.erase(m_undo.begin());
}

void BitGame::choose(std::size_t row, int bits)
{
    if (row >= m_rows.size() || m_rows[row].bits == bits)
        return;
    remember();
    m_rows[row].bits = bits;
}

void BitGame::chooseAll(int bits)
{
    if (std::ranges::all_of(m_rows, [bits](const BitRow& row) { return row.bits == bits; }))
        return;
    remember();
    for (BitRow& row : m_rows)
        row.bits = bits;
}

void BitGame::undo()
{
    if (m_undo.empty())
        return;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i].bits = m_undo.back()[i];
    m_undo.pop_back();
}

std::vector<int> BitGame::layerBits() const
{
    std::vector<int> bits;
    for (const BitRow& row : m_rows) {
        const auto at = static_cast<std::size_t>(row.node);
        bits.resize(std::max(bits.size(), at + 1));
        bits[at] = row.bits;
    }
    return bits;
}

std::int64_t BitGame::bytes() const
{
    std::int64_t sum = 0;
    for (const BitRow& row : m_rows)
        sum += packedBytes(row.weights, row.bits);
    return sum;
}

int BitGame::bitsOf(const BitTrial& trial, const BitRow& row)
{
    const auto at = static_cast<std::size_t>(row.node);
    const int bits = at < trial.layerBits.size() ? trial.layerBits[at] : 0;
    return bits == 0 ? 8 : bits;
}

void BitGame::addTrial(const BitTrial& trial)
{
    std::erase_if(m_trials, [&](const BitTrial& old) {
        return std::ranges::all_of(
            m_rows, [&](const BitRow& row) { return bitsOf(old, row) == bitsOf(trial, row); });
    });
    m_trials.push_back(trial);
}

const BitTrial* BitGame::present() const
{
    for (const BitTrial& trial : m_trials) {
        if (std::ranges::all_of(m_rows,
                                [&](const BitRow& row) { return bitsOf(trial, row) == row.bits; }))
            return &trial;
    }
    return nullptr;
}

bool BitGame::keepsGoal(const BitTrial& trial)
{
    return trial.samples > 0 && trial.accuracy >= kGoal * trial.fp32Accuracy;
}

const BitTrial* BitGame::best() const
{
    const BitTrial* best = nullptr;
    for (const BitTrial& trial : m_trials) {
        if (keepsGoal(trial) && (!best || trial.weightBytes < best->weightBytes))
            best = &trial;
    }
    return best;
}

std::vector<BitTrial> BitGame::front() const
{
    std::vector<BitTrial> all = m_curve.points;
    all.insert(all.end(), m_trials.begin(), m_trials.end());
    std::ranges::stable_sort(all, [](const BitTrial& a, const BitTrial& b) {
        return a.weightBytes != b.weightBytes ? a.weightBytes < b.weightBytes
                                              : a.accuracy > b.accuracy;
    });
    std::vector<BitTrial> front;
    for (const BitTrial& trial : all) {
        if (front.empty() || trial.accuracy > front.back().accuracy)
            front.push_back(trial);
    }
    return front;
}

std::optional<LayerSensitivity> BitGame::sensitivity(int node, int bits) const
{
    for (const LayerSensitivity& each : m_curve.sensitivities) {
        if (each.node == node && each.bits == bits)
            return each;
    }
    return std::nullopt;
}

double BitGame::largestIncrease() const
{
    double most = 0;
    for (const LayerSensitivity& each : m_curve.sensitivities)
        most = std::max(most, each.lossIncrease);
    return most;
}

const BitTrial* BitGame::uniform(int bits) const
{
    const auto isUniform = [&](const BitTrial& trial) {
        return std::ranges::all_of(m_rows,
                                   [&](const BitRow& row) { return bitsOf(trial, row) == bits; });
    };
    for (const auto* trials : {&m_trials, &m_curve.points}) {
        for (const BitTrial& trial : *trials) {
            if (isUniform(trial))
                return &trial;
        }
    }
    return nullptr;
}

QString BitGame::enoughWords() const
{
    QStringList parts;
    for (const int bits : {4, 2}) {
        const BitTrial* trial = m_rows.empty() ? nullptr : uniform(bits);
        if (!trial)
            continue;
        parts << (keepsGoal(*trial) ? say("%1 bits are enough here: %2 of %3")
                                    : say("%1 bits are not enough here: %2 of %3"))
                     .arg(QString::number(bits), percent(trial->accuracy),
                          percent(trial->fp32Accuracy));
    }
    if (parts.isEmpty())
        return say(
            "Whether 4 or 2 bits are enough for this network: try them in all layers, or let "
            "it be found.");
    return parts.join(QStringLiteral(" · "));
}

QString BitGame::presentWords() const
{
    const BitTrial* trial = present();
    if (!trial)
        return say("%1 of weights, not judged yet").arg(packedSizeText(bytes()));
    return say("%1, %2 times smaller than fp32 · accuracy %3 (%4 to %5), %6 of fp32")
        .arg(packedSizeText(trial->weightBytes),
             times(static_cast<double>(trial->fp32Bytes)
                   / static_cast<double>(std::max<std::int64_t>(trial->weightBytes, 1))),
             percent(trial->accuracy), percent(trial->accuracyLow), percent(trial->accuracyHigh),
             percent(trial->fp32Accuracy > 0 ? trial->accuracy / trial->fp32Accuracy : 0));
}

QString BitGame::bestWords() const
{
    const BitTrial* found = best();
    if (!found)
        return say("Goal: keep 99 % of fp32's accuracy with the fewest bytes");
    return say("Best so far: %1, %2 times smaller than fp32, with %3")
        .arg(packedSizeText(found->weightBytes),
             times(static_cast<double>(found->fp32Bytes)
                   / static_cast<double>(std::max<std::int64_t>(found->weightBytes, 1))),
             percent(found->accuracy));
}

} // namespace propago
