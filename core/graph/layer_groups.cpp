#include "core/graph/layer_groups.h"

#include <algorithm>

namespace propago {

namespace {

bool joins(const Node& node)
{
    return node.inputs.size() > 1;
}

bool pools(OperatorKind kind)
{
    return kind == OperatorKind::MaxPool2d || kind == OperatorKind::AvgPool2d
           || kind == OperatorKind::GlobalAvgPool2d;
}

bool isActivation(OperatorKind kind)
{
    return kind == OperatorKind::Relu || kind == OperatorKind::LeakyRelu
           || kind == OperatorKind::Clip || kind == OperatorKind::HardSwish
           || kind == OperatorKind::Silu || kind == OperatorKind::Gelu;
}

// Nothing before node `index` is read behind it.
std::vector<bool> narrowPlaces(const Graph& graph)
{
    const auto count = graph.nodes.size();
    std::vector<int> reach(count, -1); // the last layer that reads it
    for (std::size_t i = 0; i < count; ++i) {
        for (const int input : graph.nodes[i].inputs) {
            if (input >= 0 && input < static_cast<int>(count))
                reach[static_cast<std::size_t>(input)] = static_cast<int>(i);
        }
    }
    std::vector<bool> narrow(count);
    int furthest = -1; // of all layers before
    for (std::size_t i = 0; i < count; ++i) {
        narrow[i] = furthest <= static_cast<int>(i);
        furthest = std::max(furthest, reach[i]);
    }
    return narrow;
}

} // namespace

std::vector<LayerRange> layerGroups(const Graph& graph)
{
    const std::vector<bool> narrow = narrowPlaces(graph);
    const int count = static_cast<int>(graph.nodes.size());
    std::vector<LayerRange> groups;
    int first = 0;
    for (int i = 0; i < count; ++i) {
        const Node& node = graph.nodes[static_cast<std::size_t>(i)];
        const bool isFollowed =
            i + 1 < count && isActivation(graph.nodes[static_cast<std::size_t>(i + 1)].kind);
        const bool endsJoin =
            i > 0 && isActivation(node.kind) && joins(graph.nodes[static_cast<std::size_t>(i - 1)]);
        const bool isEnd = pools(node.kind) || endsJoin || (joins(node) && !isFollowed);
        if (i + 1 < count && !(isEnd && narrow[static_cast<std::size_t>(i)]))
            continue;
        groups.push_back({first, i + 1 - first});
        first = i + 1;
    }
    return groups;
}

} // namespace propago
