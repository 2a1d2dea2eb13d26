#pragma once
#include "core/graph/graph.h"

#include <string>
#include <vector>

namespace propago {

/// Writes networks down as they are drawn: each call adds a node behind `from` (the newest one
/// unless said otherwise) and returns its index. Names are given by kind and number: "conv1".
class GraphBuilder {
public:
    explicit GraphBuilder(std::string name);

    int input(const Shape& shape);
    int conv(std::int64_t filters, std::int64_t kernel, std::int64_t stride = 1,
             std::int64_t padding = 0, bool hasBias = true, int from = -1);
    int linear(std::int64_t features, int from = -1);
    int maxPool(std::int64_t kernel, std::int64_t stride, std::int64_t padding = 0, int from = -1);
    /// A node that needs no settings.
    int simple(OperatorKind kind, int from = -1);
    /// Any node with one input.
    int node(OperatorKind kind, const Attributes& attributes, int from = -1);
    int add(int left, int right);
    /// Their maps one behind the other.
    int join(const std::vector<int>& parts);
    const Graph& graph() const { return m_graph; }

private:
    int place(Node node, const char* prefix, int from);
    Graph m_graph;
};

} // namespace propago
