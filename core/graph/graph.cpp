#include "core/graph/graph.h"

namespace propago {

int Graph::find(std::string_view wanted) const
{
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].name == wanted)
            return static_cast<int>(i);
    }
    return -1;
}

int Graph::add(Node node)
{
    nodes.push_back(std::move(node));
    output = static_cast<int>(nodes.size()) - 1;
    return output;
}

const std::string& valueName(const Node& node)
{
    return node.valueName.empty() ? node.name : node.valueName;
}

} // namespace propago
