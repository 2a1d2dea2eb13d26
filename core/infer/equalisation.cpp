#include "core/infer/equalisation.h"

#include "core/graph/graph_surgery.h"
#include "core/infer/folding.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr int kRounds = 40;
constexpr double kMoved = 1e-4; // less than this is nothing

bool hasWeights(const Node& node)
{
    return node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
}

bool keepsScale(OperatorKind kind)
{
    switch (kind) {
    case OperatorKind::Relu:
    case OperatorKind::LeakyRelu:
    case OperatorKind::MaxPool2d:
    case OperatorKind::AvgPool2d:
    case OperatorKind::GlobalAvgPool2d:
    case OperatorKind::AdaptiveAvgPool2d:
    case OperatorKind::Flatten:
    case OperatorKind::Dropout:
    case OperatorKind::Identity: return true;
    default: return false;
    }
}

// The layer whose weights read what `first` makes, or -1.
int readerOf(const Graph& graph, int first)
{
    for (int node = first;;) {
        const std::vector<int> readers = surgery::readersOf(graph, node);
        if (readers.size() != 1 || node == graph.output)
            return -1;
        node = readers.front();
        const Node& reader = graph.nodes[static_cast<std::size_t>(node)];
        if (hasWeights(reader))
            return node;
        if (!keepsScale(reader.kind))
            return -1;
    }
}

// One pair's weights as [filter][the rest] and, seen from the second layer, who reads which channel.
class Pair {
public:
    Pair(const Graph& graph, Weights& weights, const EqualisedPair& pair)
        : m_first(weights.at({SlotKind::Parameter, pair.first, 0}).span<float>())
        , m_second(weights.at({SlotKind::Parameter, pair.second, 0}).span<float>())
    {
        const Attributes& first = graph.nodes[static_cast<std::size_t>(pair.first)].attributes;
        const Node& second = graph.nodes[static_cast<std::size_t>(pair.second)];
        m_channels = static_cast<std::size_t>(first.features);
        m_factors.assign(m_channels, 1.0);
        if (first.hasBias)
            m_bias = weights.at({SlotKind::Parameter, pair.first, 1}).span<float>();
        m_filters = static_cast<std::size_t>(second.attributes.features);
        if (second.kind == OperatorKind::Conv2d)
            m_groups = static_cast<std::size_t>(second.attributes.groups);
    }

    /// How far the channel furthest from equal was.
    double equalise()
    {
        double moved = 0;
        for (std::size_t channel = 0; channel < m_channels; ++channel) {
            const double made = largestMade(channel);
            const double read = largestRead(channel);
            if (!(made > 0) || !(read > 0) || !std::isfinite(made / read))
                continue;
            moved = std::max(moved, std::abs(std::log(made / read)));
            scale(channel, std::sqrt(made / read));
        }
        return moved;
    }

    const std::vector<double>& factors() const { return m_factors; }

private:
    // Calls use(weight) for every weight of the first layer that makes the channel.
    template<typename Use> void forMaking(std::size_t channel, Use use) const
    {
        const std::size_t count = m_first.size() / m_channels;
        for (std::size_t i = 0; i < count; ++i)
            use(m_first[channel * count + i]);
    }

    // Calls use(weight) for every weight of the second layer that reads the channel.
    template<typename Use> void forReading(std::size_t channel, Use use) const
    {
        const std::size_t inGroup = m_channels / m_groups; // channels that one filter reads
        const std::size_t count = m_second.size() / (m_filters * inGroup);
        const std::size_t filters = m_filters / m_groups;
        const std::size_t group = channel / inGroup;
        for (std::size_t f = group * filters; f < (group + 1) * filters; ++f) {
            for (std::size_t i = 0; i < count; ++i)
                use(m_second[(f * inGroup + channel % inGroup) * count + i]);
        }
    }

    double largestMade(std::size_t channel) const
    {
        double largest = 0;
        forMaking(channel, [&](float weight) {
            largest = std::max(largest, std::abs(static_cast<double>(weight)));
        });
        return largest;
    }

    double largestRead(std::size_t channel) const
    {
        double largest = 0;
        forReading(channel, [&](float weight) {
            largest = std::max(largest, std::abs(static_cast<double>(weight)));
        });
        return largest;
    }

    void scale(std::size_t channel, double s)
    {
        m_factors[channel] *= s;
        forMaking(channel, [s](float& weight) { weight = static_cast<float>(weight / s); });
        forReading(channel, [s](float& weight) { weight = static_cast<float>(weight * s); });
        if (!m_bias.empty())
            m_bias[channel] = static_cast<float>(m_bias[channel] / s);
    }

    std::span<float> m_first, m_second, m_bias;
    std::vector<double> m_factors; // of all rounds together
    std::size_t m_channels = 1, m_filters = 1, m_groups = 1;
};

} // namespace

std::vector<EqualisedPair> pairsToEqualise(const Graph& graph)
{
    std::vector<EqualisedPair> pairs;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        if (!hasWeights(graph.nodes[static_cast<std::size_t>(i)]))
            continue;
        if (const int second = readerOf(graph, i); second >= 0)
            pairs.push_back({i, second});
    }
    return pairs;
}

ChannelFactors equalise(const Graph& graph, Weights& weights)
{
    const std::vector<EqualisedPair> found = pairsToEqualise(graph);
    std::vector<Pair> pairs;
    for (const EqualisedPair& pair : found)
        pairs.emplace_back(graph, weights, pair);
    double moved = 1;
    for (int round = 0; round < kRounds && moved > kMoved; ++round) {
        moved = 0;
        for (Pair& pair : pairs)
            moved = std::max(moved, pair.equalise());
    }
    ChannelFactors factors(graph.nodes.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        for (int node = found[i].first; node != found[i].second;
             node = surgery::readersOf(graph, node).front())
            factors[static_cast<std::size_t>(node)] = pairs[i].factors();
    }
    return factors;
}

Result<EqualisedNetwork> equalised(const Graph& graph, const Weights& weights)
{
    auto folded = foldBatchNorms(graph, weights);
    if (!folded)
        return tl::unexpected(folded.error());
    for (int i = 0; i < static_cast<int>(folded->graph.nodes.size()); ++i) {
        if (!hasWeights(folded->graph.nodes[static_cast<std::size_t>(i)]))
            continue;
        if (const auto complete = weightsOf(folded->graph, folded->weights, i); !complete)
            return tl::unexpected(complete.error());
    }
    EqualisedNetwork result{std::move(*folded), {}};
    result.factors = equalise(result.network.graph, result.network.weights);
    return result;
}

} // namespace propago
