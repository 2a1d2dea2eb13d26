#include "core/graph/pytorch_code.h"

#include "core/graph/pytorch_layers.h"
#include "core/graph/shapes.h"

#include <algorithm>
#include <set>

namespace propago {

namespace {

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Python identifiers for names of any kind, no two alike.
class Identifiers {
public:
    std::string variable(const std::string& name)
    {
        std::string word;
        for (const char c : name)
            word += isWord(c) ? c : '_';
        if (word.empty() || (word.front() >= '0' && word.front() <= '9'))
            word.insert(0, "layer_");
        // Also kept from hiding what nn.Module itself has under that name.
        static const std::set<std::string> reserved{
            "and",      "as",         "assert",   "async",    "await",   "break",  "class",
            "continue", "def",        "del",      "elif",     "else",    "except", "False",
            "finally",  "for",        "from",     "global",   "if",      "import", "in",
            "is",       "lambda",     "None",     "nonlocal", "not",     "or",     "pass",
            "raise",    "return",     "True",     "try",      "while",   "with",   "yield",
            "self",     "torch",      "nn",       "F",        "forward", "train",  "eval",
            "training", "float",      "half",     "double",   "type",    "to",     "apply",
            "modules",  "parameters", "children", "buffers",  "cpu",     "cuda",   "dump_patches"};
        while (reserved.contains(word) || m_taken.contains(word))
            word += '_';
        m_taken.insert(word);
        return word;
    }

private:
    std::set<std::string> m_taken;
};

// "fashion-cnn" becomes FashionCnn.
std::string className(const std::string& name)
{
    std::string result;
    bool begins = true;
    for (const char c : name) {
        const bool isLetter = isWord(c) && c != '_';
        if (isLetter)
            result += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        begins = !isLetter;
    }
    if (result.empty() || (result.front() >= '0' && result.front() <= '9'))
        result.insert(0, "Network");
    return result;
}

std::string tupleOf(const Shape& shape)
{
    std::string result;
    for (const std::int64_t size : shape.dimensions())
        result += ", " + std::to_string(size);
    return result;
}

std::string lineOf(const std::string& text)
{
    return "        " + text + "\n";
}

/// The lines of __init__ and forward.
struct Body {
    std::string setUp, forward, output;
};

Result<Body> bodyOf(const Graph& graph, const std::vector<Shape>& shapes)
{
    Body body;
    Identifiers identifiers;
    std::vector<std::string> variables;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        const Node& node = graph.nodes[static_cast<std::size_t>(i)];
        const std::string variable = identifiers.variable(node.name);
        PytorchNames names{"self." + variable, {}};
        for (const int input : node.inputs)
            names.inputs.push_back(variables[static_cast<std::size_t>(input)]);
        variables.push_back(variable);
        const auto layer = pytorchLayer(node, inputShapes(graph, shapes, i), names);
        if (!layer)
            return tl::unexpected(layer.error());
        for (const std::string& made : {layer->module, layer->parameter}) {
            if (!made.empty())
                body.setUp += lineOf(names.self + " = " + made);
        }
        if (node.kind != OperatorKind::Input)
            body.forward += lineOf(variable + " = " + layer->expression);
    }
    body.output = variables[static_cast<std::size_t>(graph.output)];
    return body;
}

std::string inputNameOf(const Graph& graph)
{
    Identifiers identifiers;
    for (const Node& node : graph.nodes) {
        const std::string variable = identifiers.variable(node.name);
        if (node.kind == OperatorKind::Input)
            return variable;
    }
    return "input";
}

} // namespace

Result<std::string> pytorchCode(const Graph& graph)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    const auto inputs = std::ranges::count(graph.nodes, OperatorKind::Input, &Node::kind);
    if (inputs != 1)
        return fail(ErrorCode::Unsupported,
                    {PROPAGO_TEXT("training needs a network with one input, this one has %1"),
                     {std::to_string(inputs)}},
                    graph.name, {PROPAGO_TEXT("add or remove Input layers"), {}});
    const auto body = bodyOf(graph, *shapes);
    if (!body)
        return tl::unexpected(body.error());
    const std::string name = className(graph.name);
    const Shape input = networkInput(graph);
    const Shape output = (*shapes)[static_cast<std::size_t>(graph.output)];
    return "import torch\n"
           "import torch.nn.functional as F\n"
           "from torch import nn\n"
           "\n\n"
           "class "
           + name + "(nn.Module):\n" + "    \"\"\"From " + input.text() + " to " + output.text()
           + "; the batch comes first.\"\"\"\n\n" + "    def __init__(self):\n"
           + lineOf("super().__init__()") + body->setUp + "\n    def forward(self, "
           + inputNameOf(graph) + "):\n" + body->forward + lineOf("return " + body->output)
           + "\n\nif __name__ == \"__main__\":\n" + "    network = " + name + "().eval()\n"
           + "    result = network(torch.zeros(1" + tupleOf(input) + "))\n"
           + "    count = sum(p.numel() for p in network.parameters() if p.requires_grad)\n"
           + "    print(tuple(result.shape), count)\n";
}

} // namespace propago
