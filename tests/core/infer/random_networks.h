#pragma once
// Qt makes a keyword of a name that core/program uses; the tests say Q_SLOTS.
#undef slots

#include "core/graph/graph.h"
#include "core/graph/operator.h"
#include "core/graph/shapes.h"
#include "core/infer/calibration.h"
#include "core/infer/inference_plan.h"
#include "tests/support/dice.h"

#include <algorithm>
#include <cmath>

namespace propago::test {

/// Draws networks of skips, branches, joins, groups, strides and dilations that end in two Linear
/// layers, and sometimes in Softmax.
class NetworkDrawer {
public:
    explicit NetworkDrawer(std::uint64_t seed) : m_dice(seed) {}

    Graph draw()
    {
        Node input;
        input.inputShape = Shape{1 + m_dice.below(5), 6 + m_dice.below(6), 6 + m_dice.below(6)};
        add(OperatorKind::Input, input, {});
        const int layers = 4 + m_dice.below(9);
        for (int i = 0; i < layers; ++i)
            addLayer();
        addHead();
        return m_graph;
    }

private:
    int add(OperatorKind kind, Node node, std::vector<int> inputs)
    {
        node.kind = kind;
        node.inputs = std::move(inputs);
        node.name = "node" + std::to_string(m_graph.nodes.size());
        m_graph.nodes.push_back(node);
        m_graph.output = static_cast<int>(m_graph.nodes.size()) - 1;
        if (inferShapes(m_graph))
            return m_graph.output;
        m_graph.nodes.pop_back(); // drawn, but breaks a rule
        return m_graph.output = static_cast<int>(m_graph.nodes.size()) - 1;
    }
    Shape shapeOf(int node) const
    {
        return inferShapes(m_graph).value()[static_cast<std::size_t>(node)];
    }
    // The newest node more often than not: chains are what fusion looks for.
    int anyNode()
    {
        const int count = static_cast<int>(m_graph.nodes.size());
        return m_dice.chance(70) ? count - 1 : m_dice.below(count);
    }

    void addLayer()
    {
        using Kind = OperatorKind;
        static constexpr Kind kSimple[] = {Kind::Relu,    Kind::Relu,     Kind::LeakyRelu,
                                           Kind::Sigmoid, Kind::Tanh,     Kind::BatchNorm2d,
                                           Kind::Dropout, Kind::Identity, Kind::BatchNorm2d};
        const int draw = m_dice.below(100);
        if (draw < 30)
            addConvolution(anyNode());
        else if (draw < 65)
            add(kSimple[m_dice.below(9)], {}, {anyNode()});
        else if (draw < 75)
            addPool(anyNode());
        else if (draw < 90)
            addSum();
        else
            addJoin();
    }

    int addConvolution(int from)
    {
        Node node;
        Attributes& a = node.attributes;
        const auto channels = static_cast<int>(shapeOf(from)[0]);
        a.groups = m_dice.chance(30) ? (m_dice.chance(50)   ? channels
                                        : channels % 2 == 0 ? 2
                                                            : 1)
                                     : 1;
        a.features = a.groups * (1 + m_dice.below(a.groups > 1 ? 3 : 9));
        a.kernelH = 1 + m_dice.below(3);
        a.kernelW = m_dice.chance(70) ? a.kernelH : 1 + m_dice.below(3);
        a.strideH = a.strideW = m_dice.chance(80) ? 1 : 2;
        a.dilationH = a.dilationW = m_dice.chance(80) ? 1 : 2;
        a.padTop = a.padBottom = m_dice.chance(70) ? a.kernelH / 2 * a.dilationH : m_dice.below(2);
        a.padLeft = a.padRight = m_dice.chance(70) ? a.kernelW / 2 * a.dilationW : m_dice.below(2);
        a.hasBias = m_dice.chance(60);
        return add(OperatorKind::Conv2d, node, {from});
    }

    void addPool(int from)
    {
        Node node;
        Attributes& a = node.attributes;
        a.kernelH = a.kernelW = 2 + m_dice.below(2);
        a.strideH = a.strideW = 1 + m_dice.below(2);
        a.padTop = a.padLeft = a.padBottom = a.padRight = m_dice.below(2);
        a.countsPadding = m_dice.chance(50);
        a.roundsUp = m_dice.chance(30);
        add(m_dice.chance(50) ? OperatorKind::MaxPool2d : OperatorKind::AvgPool2d, node, {from});
    }

    void addSum()
    {
        const int left = anyNode();
        int right = m_dice.below(static_cast<int>(m_graph.nodes.size()));
        if (m_dice.chance(60)) { // a block: a 3x3 convolution of its own filters, then the skip
            Node node;
            node.attributes.features = shapeOf(left)[0];
            node.attributes.kernelH = node.attributes.kernelW = 3;
            node.attributes.padTop = node.attributes.padLeft = 1;
            node.attributes.padBottom = node.attributes.padRight = 1;
            right = add(OperatorKind::Conv2d, node, {left});
            if (m_dice.chance(50))
                right = add(OperatorKind::BatchNorm2d, {}, {right});
        }
        const bool swaps = m_dice.chance(50);
        add(OperatorKind::Add, {}, swaps ? std::vector{right, left} : std::vector{left, right});
        if (m_dice.chance(60))
            add(OperatorKind::Relu, {}, {m_graph.output});
    }

    void addJoin()
    {
        const int left = anyNode();
        int right = left;
        if (m_dice.chance(70)) {
            Node node;
            node.attributes.features = 1 + m_dice.below(6);
            right = add(OperatorKind::Conv2d, node, {left});
        }
        Node node;
        node.attributes.axis = m_dice.below(3);
        add(OperatorKind::Concat, node, {left, right});
        node.attributes.axis = 0;
        add(OperatorKind::Concat, node, {right, left});
    }

    void addHead()
    {
        int flat = add(OperatorKind::Flatten, {}, {m_graph.output});
        if (m_dice.chance(30)) {
            const int other = add(OperatorKind::Flatten, {}, {m_dice.below(flat)});
            flat = add(OperatorKind::Concat, {}, {flat, other});
        }
        Node hidden;
        hidden.attributes.features = 3 + m_dice.below(12);
        add(OperatorKind::Linear, hidden, {flat});
        add(m_dice.chance(70) ? OperatorKind::Relu : OperatorKind::Tanh, {}, {m_graph.output});
        Node last;
        last.attributes.features = 2 + m_dice.below(8);
        last.attributes.hasBias = m_dice.chance(50);
        add(OperatorKind::Linear, last, {m_graph.output});
        if (m_dice.chance(20))
            add(OperatorKind::Softmax, {}, {m_graph.output});
    }

    Dice m_dice;
    Graph m_graph;
};

inline Graph randomNetwork(std::uint64_t seed)
{
    return NetworkDrawer(seed).draw();
}

/// Numbers for every parameter that keep the values of the network near 1.
inline Weights randomWeights(const Graph& graph, std::uint64_t seed)
{
    Weights weights;
    Dice dice(seed);
    const auto shapes = inferShapes(graph).value();
    for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
        const auto& described = graph.nodes[static_cast<std::size_t>(node)];
        int index = 0;
        for (const ParameterSpec& spec :
             operatorFor(described.kind).parameters(described, inputShapes(graph, shapes, node))) {
            Tensor values(spec.shape, Format::Fp32);
            const double spread = spec.initial == InitialValue::Weight
                                      ? std::sqrt(1.5 / static_cast<double>(spec.fanIn))
                                      : 0.2;
            for (float& value : values.span<float>())
                value = static_cast<float>(spec.initial == InitialValue::One
                                               ? 0.7 + std::abs(dice.normal()) * spread
                                               : dice.normal() * spread);
            weights.emplace(TensorRef{SlotKind::Parameter, node, index++}, std::move(values));
        }
    }
    return weights;
}

/// `count` inputs between 0 and 1.
inline Tensor randomInputs(const Graph& graph, std::int64_t count, std::uint64_t seed)
{
    Dice dice(seed);
    Tensor x(networkInput(graph).batched(count), Format::Fp32);
    for (float& value : x.span<float>())
        value = dice.uniform();
    return x;
}

/// Space for the outputs of `count` inputs.
inline Tensor outputsFor(const Graph& graph, std::int64_t count)
{
    return {inferShapes(graph).value()[static_cast<std::size_t>(graph.output)].batched(count),
            Format::Fp32};
}

/// What a network computes from `x` under these options.
inline Tensor outputsOf(const Graph& graph, const Weights& weights, const Tensor& x,
                        const PlanOptions& options, const Calibration* calibration,
                        ThreadPool& pool)
{
    Tensor y = outputsFor(graph, x.shape()[0]);
    planInference(graph, weights, options, calibration, pool).value()->run(x.view(), y.view());
    return y;
}

/// The ranges that the values of every node span over `x`.
inline Calibration rangesOver(const Graph& graph, const Weights& weights, const Tensor& x,
                              ThreadPool& pool)
{
    const std::int64_t n = x.shape()[0];
    auto plan = planInference(graph, weights, {Format::Fp32, n, true}, nullptr, pool).value();
    Tensor y = outputsFor(graph, n);
    plan->run(x.view(), y.view());
    Calibration calibration;
    calibration.samples = n;
    for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
        const Tensor values = plan->value(node, n);
        const auto [low, high] = std::ranges::minmax(values.span<float>());
        calibration.ranges.push_back({low, high});
    }
    return calibration;
}

/// Largest difference between two tensors, as a share of the largest value in `expected`.
inline double relativeError(const Tensor& actual, const Tensor& expected)
{
    double difference = 0;
    double largest = 1e-30;
    for (std::int64_t i = 0; i < expected.elements(); ++i) {
        const double one = std::abs(actual.at(i) - expected.at(i));
        difference = one <= difference ? difference : one; // NaN counts as large
        largest = std::max(largest, std::abs(expected.at(i)));
    }
    return difference / largest;
}

/// The square root of the mean squared difference, as a share of that of `expected`.
inline double meanError(const Tensor& actual, const Tensor& expected)
{
    double difference = 0;
    double size = 1e-30;
    for (std::int64_t i = 0; i < expected.elements(); ++i) {
        difference += std::pow(actual.at(i) - expected.at(i), 2);
        size += std::pow(expected.at(i), 2);
    }
    return std::sqrt(difference / size);
}

} // namespace propago::test
