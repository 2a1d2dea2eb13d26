#include "core/graph/graph_surgery.h"

#include "core/graph/graph_check.h"
#include "core/graph/operator.h"

#include <algorithm>

namespace propago::surgery {

namespace {

Node& nodeAt(Graph& graph, int index)
{
    return graph.nodes[static_cast<std::size_t>(index)];
}

void shift(Graph& graph, int first, int by)
{
    for (Node& node : graph.nodes) {
        for (int& input : node.inputs)
            input += input >= first ? by : 0;
    }
    graph.output += graph.output >= first ? by : 0;
}

} // namespace

std::string freeName(const Graph& graph, OperatorKind kind)
{
    const std::string prefix = namePrefix(kind);
    if (kind == OperatorKind::Input && graph.find(prefix) < 0)
        return prefix;
    auto number = 1 + std::ranges::count_if(graph.nodes, [&](const Node& node) {
                      return namePrefix(node.kind) == prefix;
                  });
    while (graph.find(prefix + std::to_string(number)) >= 0)
        ++number;
    return prefix + std::to_string(number);
}

void place(Graph& graph, int at, Node node)
{
    shift(graph, at, 1);
    graph.nodes.insert(graph.nodes.begin() + at, std::move(node));
}

void takeOut(Graph& graph, int index)
{
    graph.nodes.erase(graph.nodes.begin() + index);
    if (graph.output == index)
        graph.output = -1;
    shift(graph, index + 1, -1);
}

void readInstead(Graph& graph, int from, int to, int except)
{
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        if (i != except)
            std::ranges::replace(nodeAt(graph, i).inputs, from, to);
    }
    if (graph.output == from)
        graph.output = to;
}

std::vector<int> readersOf(const Graph& graph, int node)
{
    std::vector<int> readers;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        const auto& inputs = graph.nodes[static_cast<std::size_t>(i)].inputs;
        if (std::ranges::find(inputs, node) != inputs.end())
            readers.push_back(i);
    }
    return readers;
}

void takeOutUnread(Graph& graph, int node)
{
    std::vector<int> waiting{node};
    while (!waiting.empty()) {
        const int index = *std::ranges::max_element(waiting);
        std::erase(waiting, index);
        const bool stays = index == graph.output || nodeAt(graph, index).kind == OperatorKind::Input
                           || !readersOf(graph, index).empty();
        if (stays)
            continue;
        waiting.insert(waiting.end(), nodeAt(graph, index).inputs.begin(),
                       nodeAt(graph, index).inputs.end());
        takeOut(graph, index); // what waits stands before it and keeps its index
    }
}

int skipSource(const Graph& graph, int last)
{
    const GraphCheck check = checkGraph(graph);
    const auto shapeOf = [&](int index) {
        return check.layers[static_cast<std::size_t>(index)].row.output;
    };
    int convolutions = 0;
    int source = last;
    while (convolutions < 2) {
        const Node& node = graph.nodes[static_cast<std::size_t>(source)];
        if (node.inputs.empty() || shapeOf(node.inputs.front()) != shapeOf(last))
            break;
        convolutions += node.kind == OperatorKind::Conv2d ? 1 : 0;
        source = node.inputs.front();
    }
    return source;
}

void fillInputs(Node& node)
{
    const int arity = operatorFor(node.kind).arity(node);
    if (arity >= 0 && !node.inputs.empty())
        node.inputs.resize(static_cast<std::size_t>(arity), node.inputs.front());
}

} // namespace propago::surgery
