#include "core/graph/graph_editor.h"

#include "core/graph/graph_surgery.h"
#include "core/graph/operator.h"
#include "core/graph/settings.h"

#include <algorithm>

namespace propago {

namespace {

Node& nodeAt(Graph& graph, int index)
{
    return graph.nodes[static_cast<std::size_t>(index)];
}

int size(const Graph& graph)
{
    return static_cast<int>(graph.nodes.size());
}

bool reads(const Node& node, int input)
{
    return std::ranges::find(node.inputs, input) != node.inputs.end();
}

Failure backwards(const std::string& from, const std::string& to)
{
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("%1 comes after %2 and cannot feed it"), {from, to}}, {},
                {PROPAGO_TEXT("connections lead forward only"), {}});
}

// Labels that files gave stay with their layers.
void keepLabels(const Graph& before, Graph& after)
{
    for (Node& node : after.nodes) {
        const int old = before.find(node.name);
        if (old < 0 || before.nodes[static_cast<std::size_t>(old)].kind != node.kind)
            continue;
        node.valueName = before.nodes[static_cast<std::size_t>(old)].valueName;
        node.parameterNames = before.nodes[static_cast<std::size_t>(old)].parameterNames;
    }
}

// "set kernel of conv1"; several settings at once are just that.
Text settingSentence(const Node& node, const Attributes& wanted)
{
    const Setting* changed = nullptr;
    for (const Setting& setting : settingsOf(node.kind)) {
        if (agree(setting, node.attributes, wanted))
            continue;
        if (changed)
            return {PROPAGO_TEXT("change %1"), {node.name}};
        changed = &setting;
    }
    if (!changed)
        return {PROPAGO_TEXT("change %1"), {node.name}};
    return {PROPAGO_TEXT("set %1 of %2"), {changed->key, node.name}};
}

} // namespace

GraphEditor::GraphEditor(Graph graph)
{
    m_states.push_back({std::make_shared<const Graph>(std::move(graph)), {}});
    show();
}

void GraphEditor::show()
{
    m_now = m_states[m_past].graph;
    m_check = checkGraph(*m_now);
}

void GraphEditor::change(Graph graph, Text sentence, bool joins)
{
    if (graph == *m_now)
        return;
    m_states.resize(m_past + 1);
    if (joins && m_past > 0 && m_states.back().joins)
        m_states.pop_back();
    m_states.push_back(
        {std::make_shared<const Graph>(std::move(graph)), std::move(sentence), joins});
    m_past = m_states.size() - 1;
    show();
}

void GraphEditor::undo()
{
    if (!canUndo())
        return;
    m_states[m_past].joins = false;
    --m_past;
    show();
}

void GraphEditor::redo()
{
    if (!canRedo())
        return;
    ++m_past;
    show();
}

Text GraphEditor::undoText() const
{
    return canUndo() ? m_states[m_past].sentence : Text{};
}

Text GraphEditor::redoText() const
{
    return canRedo() ? m_states[m_past + 1].sentence : Text{};
}

Result<void> GraphEditor::requireInside(int index) const
{
    if (index >= 0 && index < size(*m_now))
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("there is no layer %1"), {std::to_string(index + 1)}}, {},
                {PROPAGO_TEXT("choose a layer of the network"), {}});
}

// Puts `node` between the layers at `at`; what it reads besides the layer before must stand there.
Result<void> GraphEditor::attach(Graph& graph, Node node, int at) const
{
    if (at == 0)
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("nothing can stand before the input"), {}},
                    node.name, {PROPAGO_TEXT("place it behind the Input layer"), {}});
    const int before = at - 1;
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
        if (node.inputs[i] >= at)
            return backwards(nodeAt(graph, node.inputs[i]).name, node.name);
    }
    if (node.inputs.empty())
        node.inputs = {before};
    node.inputs.front() = before;
    surgery::place(graph, at, std::move(node));
    const bool isBetween = at + 1 < size(graph) && reads(nodeAt(graph, at + 1), before);
    if (isBetween)
        std::ranges::replace(nodeAt(graph, at + 1).inputs, before, at);
    else
        surgery::readInstead(graph, before, at, at);
    return {};
}

Result<int> GraphEditor::insert(const Node& layer, int at)
{
    Graph graph = *m_now;
    Node node = layer;
    node.name = surgery::freeName(graph, node.kind);
    node.inputs.clear();
    at = std::clamp(at, 0, size(graph));
    const bool hasInput =
        std::ranges::find(graph.nodes, OperatorKind::Input, &Node::kind) != graph.nodes.end();
    if (node.kind == OperatorKind::Input && hasInput)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("training needs a network with one input"), {}}, {},
                    {PROPAGO_TEXT("change the size of the Input that is there"), {}});
    if (!hasInput && node.kind != OperatorKind::Input)
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("a network begins with its input"), {}}, {},
                    {PROPAGO_TEXT("add an Input layer first"), {}});
    const Text sentence{PROPAGO_TEXT("add %1"), {node.name}};
    if (node.kind == OperatorKind::Input) {
        surgery::place(graph, 0, std::move(node));
        graph.output = graph.output < 0 ? 0 : graph.output;
        change(std::move(graph), sentence);
        return 0;
    }
    const int arity = operatorFor(node.kind).arity(node);
    if (at > 0 && arity != 1)
        node.inputs = {at - 1, surgery::skipSource(graph, at - 1)};
    if (auto done = attach(graph, std::move(node), at); !done)
        return tl::unexpected(done.error());
    change(std::move(graph), sentence);
    return at;
}

// Everything that read the layer reads its first input; the layer itself stays, unread.
int GraphEditor::detach(Graph& graph, int index) const
{
    const int source = nodeAt(graph, index).inputs.front();
    surgery::readInstead(graph, index, source, index);
    return source;
}

Result<void> GraphEditor::remove(int index)
{
    if (auto inside = requireInside(index); !inside)
        return inside;
    Graph graph = *m_now;
    const Text sentence{PROPAGO_TEXT("remove %1"), {nodeAt(graph, index).name}};
    if (nodeAt(graph, index).kind == OperatorKind::Input) {
        if (!surgery::readersOf(graph, index).empty())
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("the layers behind the input need it"), {}},
                        nodeAt(graph, index).name,
                        {PROPAGO_TEXT("remove them first, or start from the empty template"), {}});
        surgery::takeOut(graph, index);
    } else {
        detach(graph, index);
        surgery::takeOutUnread(graph, index);
    }
    change(std::move(graph), sentence);
    return {};
}

Result<int> GraphEditor::move(int index, int at)
{
    if (auto inside = requireInside(index); !inside)
        return tl::unexpected(inside.error());
    Graph graph = *m_now;
    Node node = nodeAt(graph, index);
    if (node.kind == OperatorKind::Input)
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("the input stays in front"), {}}, node.name,
                    {PROPAGO_TEXT("move the other layers"), {}});
    at = std::clamp(at, 0, size(graph));
    const int target = at > index ? at - 1 : at;
    if (target == index)
        return index;
    detach(graph, index);
    for (int& input : node.inputs)
        input -= input > index ? 1 : 0;
    surgery::takeOut(graph, index);
    const Text sentence{PROPAGO_TEXT("move %1"), {node.name}};
    if (auto done = attach(graph, std::move(node), target); !done)
        return tl::unexpected(done.error());
    change(std::move(graph), sentence);
    return target;
}

Result<void> GraphEditor::setAttributes(int index, const Attributes& attributes)
{
    if (auto inside = requireInside(index); !inside)
        return inside;
    Graph graph = *m_now;
    Node& node = nodeAt(graph, index);
    const Text sentence = settingSentence(node, attributes);
    node.attributes = attributes;
    const std::vector<int> before = node.inputs;
    surgery::fillInputs(node);
    const auto unread = node.inputs.size() < before.size() ? before.back() : -1;
    if (unread >= 0)
        surgery::takeOutUnread(graph, unread);
    change(std::move(graph), sentence);
    return {};
}

Result<void> GraphEditor::setInputShape(int index, const Shape& shape)
{
    if (auto inside = requireInside(index); !inside)
        return inside;
    Graph graph = *m_now;
    nodeAt(graph, index).inputShape = shape;
    change(std::move(graph), {PROPAGO_TEXT("set the input to %1"), {shape.text()}});
    return {};
}

Result<void> GraphEditor::rename(int index, const std::string& name)
{
    if (auto inside = requireInside(index); !inside)
        return inside;
    Graph graph = *m_now;
    const std::string old = nodeAt(graph, index).name;
    const bool isFree = graph.find(name) < 0 || name == old;
    if (name.empty() || !isFree || name.size() > static_cast<std::size_t>(limits::kNameBytes))
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("every layer needs a name of its own"), {}},
                    displayable(name), {PROPAGO_TEXT("choose a name that is free"), {}});
    nodeAt(graph, index).name = name;
    change(std::move(graph), {PROPAGO_TEXT("rename %1 to %2"), {old, name}});
    return {};
}

Result<void> GraphEditor::connect(int from, int index, int input)
{
    for (const int each : {from, index}) {
        if (auto inside = requireInside(each); !inside)
            return inside;
    }
    Graph graph = *m_now;
    Node& node = nodeAt(graph, index);
    const std::string name = nodeAt(graph, from).name;
    if (from >= index)
        return backwards(name, node.name);
    if (input < 0 || input >= static_cast<int>(node.inputs.size()))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("it has %1 inputs, not %2"),
                     {std::to_string(node.inputs.size()), std::to_string(input + 1)}},
                    node.name, {PROPAGO_TEXT("choose one of its inputs"), {}});
    node.inputs[static_cast<std::size_t>(input)] = from;
    const Text sentence{PROPAGO_TEXT("connect %1 to %2"), {name, node.name}};
    change(std::move(graph), sentence);
    return {};
}

Result<void> GraphEditor::addInput(int from, int index)
{
    for (const int each : {from, index}) {
        if (auto inside = requireInside(each); !inside)
            return inside;
    }
    Graph graph = *m_now;
    Node& node = nodeAt(graph, index);
    const std::string name = nodeAt(graph, from).name;
    if (from >= index)
        return backwards(name, node.name);
    if (operatorFor(node.kind).arity(node) >= 0)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("%1 takes %2 inputs, no more"),
                     {operatorFor(node.kind).name(), std::to_string(node.inputs.size())}},
                    node.name, {PROPAGO_TEXT("join branches with Add or Concat"), {}});
    node.inputs.push_back(from);
    const Text sentence{PROPAGO_TEXT("connect %1 to %2"), {name, node.name}};
    change(std::move(graph), sentence);
    return {};
}

Result<void> GraphEditor::removeInput(int index, int input)
{
    if (auto inside = requireInside(index); !inside)
        return inside;
    Graph graph = *m_now;
    Node& node = nodeAt(graph, index);
    const bool isThere = input >= 0 && input < static_cast<int>(node.inputs.size());
    if (!isThere || operatorFor(node.kind).arity(node) >= 0 || node.inputs.size() < 2)
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("it needs the inputs that it has"), {}},
                    node.name, {PROPAGO_TEXT("connect it to another layer instead"), {}});
    const int from = node.inputs[static_cast<std::size_t>(input)];
    const Text sentence{PROPAGO_TEXT("disconnect %1 from %2"),
                        {nodeAt(graph, from).name, node.name}};
    node.inputs.erase(node.inputs.begin() + input);
    change(std::move(graph), sentence);
    return {};
}

void GraphEditor::renameNetwork(const std::string& name)
{
    Graph graph = *m_now;
    graph.name = name;
    change(std::move(graph), {PROPAGO_TEXT("call the network %1"), {displayable(name)}});
}

void GraphEditor::replaceAll(Graph graph, const Text& sentence, bool joins)
{
    keepLabels(*m_now, graph);
    change(std::move(graph), sentence, joins);
}

} // namespace propago
