#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"

#include <string>
#include <vector>

/// Cuts into a graph that keep its order, its names and its indices in step.
namespace propago::surgery {

/// A name of the kind's own style that no layer has: "conv2".
std::string freeName(const Graph& graph, OperatorKind kind);

/// Puts `node`, whose inputs are set, at index `at`; later indices move on by one.
void place(Graph& graph, int at, Node node);

/// Takes out node `index`, which nothing reads any more; later indices move up by one.
void takeOut(Graph& graph, int index);

/// Whoever reads `from`, and the output of the network, reads `to` instead; but not node `except`.
void readInstead(Graph& graph, int from, int to, int except);

/// Nodes that read `node`, in order.
std::vector<int> readersOf(const Graph& graph, int node);

/// Takes out what nothing reads, among `node` and what it reads, and so on back; the output and
/// the Input stay.
void takeOutUnread(Graph& graph, int node);

/// Where a skip into a joining layer behind `last` would begin: what the two convolutions before it
/// begin with, as long as the shape stays the same; `last` itself when there is nothing before it.
int skipSource(const Graph& graph, int last);

/// As many inputs as the operator takes: what is missing is read from the first one once more.
void fillInputs(Node& node);

} // namespace propago::surgery
