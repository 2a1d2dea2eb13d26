#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"

#include <string>
#include <string_view>

namespace propago {

/// The network as text, one layer a line, settings that differ from their default by name:
///
///     network lenet
///     input = Input(1x28x28)
///     conv1 = Conv2d(input, 6, kernel=5, padding=2)
///     relu1 = Relu(conv1)
///
/// A last line "output relu1" names the output where it is not the last layer. Names that are no
/// plain words stand in quotation marks. Labels from files (value and parameter names) and settings
/// that a layer's operator does not read are left out.
std::string writeGraphText(const Graph& graph);

/// The line of one layer, as writeGraphText() writes it.
std::string writeLayer(const Graph& graph, int index);

/// The settings of a layer as writeLayer() writes them, without its inputs: "6, kernel=5, padding=2".
std::string writeSettings(const Node& node);

/// What is wrong with a text, and where.
struct GraphTextProblem {
    int line = 1;   ///< from 1
    int column = 1; ///< from 1, in characters
    Text what;
};

/// Most bytes that a text may have.
inline constexpr std::size_t kGraphTextBytes = std::size_t{4} << 20;

/// The network that `text` describes: in order and well named, though layers may not fit together
/// (checkGraph() says that). "#" begins a comment. Bounded by limits.h whatever the text.
tl::expected<Graph, GraphTextProblem> parseGraphText(std::string_view text);

} // namespace propago
