#include "core/io/onnx_validate.h"

#include <algorithm>
#include <set>

namespace propago {

namespace {

constexpr int kNobody = -1;

/// Who reads whom among the nodes of a description.
class Links {
public:
    explicit Links(const std::vector<OnnxNode>& nodes) : m_nodes(nodes), m_readers(nodes.size())
    {
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            for (const std::string& output : nodes[i].outputs)
                m_producers.emplace(output, static_cast<int>(i));
        }
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            for (const int source : sources(static_cast<int>(i)))
                m_readers[static_cast<std::size_t>(source)].push_back(static_cast<int>(i));
        }
    }

    int producer(const std::string& name) const
    {
        const auto found = m_producers.find(name);
        return found == m_producers.end() ? kNobody : found->second;
    }

    // The nodes that produce the inputs of `node`, one entry for each input.
    std::vector<int> sources(int node) const
    {
        std::vector<int> result;
        for (const std::string& input : m_nodes[static_cast<std::size_t>(node)].inputs) {
            if (const int source = input.empty() ? kNobody : producer(input); source != kNobody)
                result.push_back(source);
        }
        return result;
    }

    const std::vector<int>& readers(int node) const
    {
        return m_readers[static_cast<std::size_t>(node)];
    }

    // Everything the value `name` depends on.
    std::set<int> needed(const std::string& name) const
    {
        std::set<int> found;
        std::vector<int> open{producer(name)};
        while (!open.empty()) {
            const int node = open.back();
            open.pop_back();
            if (node == kNobody || !found.insert(node).second)
                continue;
            const auto next = sources(node);
            open.insert(open.end(), next.begin(), next.end());
        }
        return found;
    }

    // Kahn 1962, always taking the first node that is ready: a sorted graph stays as it is.
    std::vector<int> order() const
    {
        std::vector<std::size_t> waits(m_nodes.size());
        std::set<int> ready;
        for (int i = 0; i < static_cast<int>(m_nodes.size()); ++i) {
            waits[static_cast<std::size_t>(i)] = sources(i).size();
            if (waits[static_cast<std::size_t>(i)] == 0)
                ready.insert(i);
        }
        std::vector<int> result;
        while (!ready.empty()) {
            const int node = *ready.begin();
            ready.erase(ready.begin());
            result.push_back(node);
            for (const int reader : readers(node)) {
                if (--waits[static_cast<std::size_t>(reader)] == 0)
                    ready.insert(reader);
            }
        }
        return result;
    }

private:
    const std::vector<OnnxNode>& m_nodes;
    std::map<std::string, int> m_producers;
    std::vector<std::vector<int>> m_readers;
};

// A circle among the nodes that could not be ordered: going from each to one it waits for must come
// back to a node that was seen before.
std::string circle(const std::vector<OnnxNode>& nodes, const Links& links,
                   const std::vector<int>& ordered)
{
    const std::set<int> done(ordered.begin(), ordered.end());
    int node = 0;
    while (done.contains(node))
        ++node;
    std::vector<int> way;
    while (std::ranges::find(way, node) == way.end()) {
        way.push_back(node);
        const auto sources = links.sources(node);
        node = *std::ranges::find_if(sources, [&](int source) { return !done.contains(source); });
    }
    std::string text;
    for (auto at = std::ranges::find(way, node); at != way.end(); ++at)
        text = nodes[static_cast<std::size_t>(*at)].label() + (text.empty() ? "" : " -> ") + text;
    return displayable(text);
}

} // namespace

Result<void> sortOnnxNodes(OnnxDescription& d, const std::string& path,
                           std::vector<std::string>& notes)
{
    const Links links(d.nodes);
    const auto order = links.order();
    if (order.size() < d.nodes.size())
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("these nodes wait for each other in a circle: %1"),
                     {circle(d.nodes, links, order)}},
                    path, {PROPAGO_TEXT("export the model again"), {}});
    if (!std::ranges::is_sorted(order))
        notes.emplace_back("the nodes were not in order and have been sorted");
    if (d.outputs.size() > 1)
        notes.emplace_back("only the first of " + std::to_string(d.outputs.size())
                           + " outputs is used");
    const auto needed = links.needed(d.outputs.front());
    std::vector<OnnxNode> sorted;
    for (const int index : order) {
        if (needed.contains(index))
            sorted.push_back(std::move(d.nodes[static_cast<std::size_t>(index)]));
    }
    if (sorted.size() < d.nodes.size())
        notes.emplace_back(std::to_string(d.nodes.size() - sorted.size())
                           + " nodes that the output does not depend on were left out");
    d.nodes = std::move(sorted);
    return {};
}

} // namespace propago
