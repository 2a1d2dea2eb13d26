#include "core/graph/graph_check.h"

#include "core/base/checked.h"
#include "core/graph/operator.h"
#include "core/graph/shapes.h"

#include <algorithm>
#include <limits>
#include <map>

namespace propago {

namespace {

void addTo(std::int64_t& total, std::int64_t value)
{
    total = checkedAdd(total, value).value_or(std::numeric_limits<std::int64_t>::max());
}

void addTo(SummaryRow& total, const SummaryRow& row)
{
    addTo(total.parameters, row.parameters);
    addTo(total.macs, row.macs);
    addTo(total.parameterBytes, row.parameterBytes);
    addTo(total.activationBytes, row.activationBytes);
}

/// Goes through the layers in order.
class Checker {
public:
    explicit Checker(const Graph& graph) : m_graph(graph), m_shapes(graph.nodes.size())
    {
        for (std::size_t i = 0; i < graph.nodes.size(); ++i)
            m_first.emplace(graph.nodes[i].name, static_cast<int>(i));
    }

    GraphCheck check()
    {
        m_result.total.name = m_graph.name;
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i)
            checkLayer(static_cast<int>(i));
        flagUnused();
        checkWhole();
        return m_result;
    }

private:
    const Node& node(int index) const { return m_graph.nodes[static_cast<std::size_t>(index)]; }

    void checkLayer(int index)
    {
        LayerCheck layer;
        layer.row.name = node(index).name;
        layer.row.kind = operatorFor(node(index).kind).name();
        layer.waitsFor = waitedFor(index);
        if (layer.waitsFor < 0)
            compute(index, layer);
        m_result.layers.push_back(std::move(layer));
    }

    // The first faulty layer that this one depends on; -1 when there is none.
    int waitedFor(int index) const
    {
        for (const int input : node(index).inputs) {
            if (input < 0 || input >= index)
                continue; // nodeShape() says what is wrong
            const LayerCheck& before = m_result.layers[static_cast<std::size_t>(input)];
            if (!before.isKnown)
                return before.waitsFor >= 0 ? before.waitsFor : input;
        }
        return -1;
    }

    void compute(int index, LayerCheck& layer)
    {
        auto shape = checkName(index).and_then(
            [&]() -> Result<Shape> { return nodeShape(m_graph, m_shapes, index); });
        if (shape)
            shape = count(index, *shape, layer.row);
        if (!shape) {
            layer.error = shape.error();
            return;
        }
        m_shapes[static_cast<std::size_t>(index)] = *shape;
        layer.isKnown = true;
        addTo(m_result.total, layer.row);
    }

    Result<void> checkName(int index) const
    {
        const std::string& name = node(index).name;
        if (!name.empty() && m_first.at(name) == index)
            return {};
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("every layer needs a name of its own"), {}},
                    name, {PROPAGO_TEXT("rename one of them"), {}});
    }

    // Parameters first: where they are bounded, the multiply-adds fit into 64 bits.
    Result<Shape> count(int index, const Shape& output, SummaryRow& row) const
    {
        const Operator& op = operatorFor(node(index).kind);
        const auto inputs = inputShapes(m_graph, m_shapes, index);
        for (const ParameterSpec& spec : op.parameters(node(index), inputs)) {
            if (!boundedShape(spec.shape.dimensions()))
                return fail(ErrorCode::BadInput,
                            {PROPAGO_TEXT("its parameters of %1 are beyond the limits"),
                             {spec.shape.text()}},
                            node(index).name, {PROPAGO_TEXT("make the layer smaller"), {}});
            row.parameters += spec.isTrained ? spec.shape.elements() : 0;
            row.parameterBytes += bytesFor(Format::Fp32, spec.shape.elements());
        }
        row.output = output;
        row.macs = op.macs(node(index), {inputs, output});
        row.activationBytes = bytesFor(Format::Fp32, output.elements());
        return output;
    }

    void flagUnused()
    {
        std::vector<bool> isRead(m_graph.nodes.size());
        for (const Node& each : m_graph.nodes) {
            for (const int input : each.inputs) {
                if (input >= 0 && input < static_cast<int>(isRead.size()))
                    isRead[static_cast<std::size_t>(input)] = true;
            }
        }
        for (std::size_t i = 0; i < isRead.size(); ++i) {
            LayerCheck& layer = m_result.layers[i];
            if (isRead[i] || static_cast<int>(i) == m_graph.output || layer.error)
                continue;
            layer.error = Error{ErrorCode::BadInput,
                                {PROPAGO_TEXT("nothing reads its output"), {}},
                                layer.row.name,
                                {PROPAGO_TEXT("connect it to a later layer, or remove it"), {}}};
        }
    }

    void checkWhole()
    {
        for (const LayerCheck& layer : m_result.layers) {
            if (layer.error && !m_result.problem)
                m_result.problem = layer.error;
        }
        if (m_result.problem)
            return;
        const auto inputs = std::ranges::count(m_graph.nodes, OperatorKind::Input, &Node::kind);
        if (m_graph.nodes.empty())
            refuse({PROPAGO_TEXT("the network is empty"), {}},
                   {PROPAGO_TEXT("add an Input layer"), {}});
        else if (m_graph.output < 0 || m_graph.output >= static_cast<int>(m_graph.nodes.size()))
            refuse({PROPAGO_TEXT("the network has no output"), {}},
                   {PROPAGO_TEXT("add a layer"), {}});
        else if (inputs != 1)
            refuse({PROPAGO_TEXT("training needs a network with one input, this one has %1"),
                    {std::to_string(inputs)}},
                   {PROPAGO_TEXT("add or remove Input layers"), {}});
        else if (m_graph.nodes.size() == 1)
            refuse({PROPAGO_TEXT("the network has an input but no layer behind it"), {}},
                   {PROPAGO_TEXT("add a layer"), {}});
        else
            m_result.total.output = m_shapes[static_cast<std::size_t>(m_graph.output)];
    }

    void refuse(Text what, Text remedy)
    {
        m_result.problem = Error{ErrorCode::BadInput, std::move(what), {}, std::move(remedy)};
    }

    const Graph& m_graph;
    std::vector<Shape> m_shapes;
    std::map<std::string, int> m_first; ///< layer that has a name first
    GraphCheck m_result;
};

} // namespace

GraphCheck checkGraph(const Graph& graph)
{
    return Checker(graph).check();
}

} // namespace propago
