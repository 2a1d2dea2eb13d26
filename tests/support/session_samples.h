#pragma once
#include "core/graph/builder.h"
#include "core/graph/operator.h"
#include "core/graph/shapes.h"
#include "core/train/session.h"

#include <cmath>
#include <limits>

/// Sessions for tests of files: every field holds something that is not its default.
namespace propago::test {

inline Graph smallGraph()
{
    GraphBuilder builder("small");
    builder.input({1, 6, 6});
    const int first = builder.conv(2, 3, 1, 1);
    builder.simple(OperatorKind::BatchNorm2d);
    const int second = builder.simple(OperatorKind::LeakyRelu);
    builder.add(first, second);
    builder.maxPool(2, 2);
    builder.simple(OperatorKind::Flatten);
    builder.linear(3);
    Graph graph = builder.graph();
    graph.nodes[3].attributes.slope = 0.1;
    graph.nodes[1].valueName = "/conv1/Conv_output_0";
    graph.nodes[1].parameterNames = {"conv1.weight", "conv1.bias"};
    return graph;
}

inline TrainingSettings unusualSettings()
{
    TrainingSettings s;
    s.seed = std::numeric_limits<std::uint64_t>::max();
    s.batch = 17;
    s.epochs = 9;
    s.optimizer = OptimizerKind::Adam;
    s.learningRate = 0.1 + 0.2; // not a short decimal number
    s.momentum = 0.87;
    s.beta1 = 0.81;
    s.beta2 = 0.93;
    s.epsilon = 5e-324;
    s.weightDecay = 1e-300;
    s.alpha = 0.123;
    s.adagradEpsilon = 1e-7;
    s.gradClipValue = 1.0 / 7.0;
    s.gradClipNorm = 12.5;
    s.schedule = ScheduleKind::Cosine;
    s.scheduleEpochs = 3;
    s.scheduleFactor = 1.0 / 3.0;
    s.schedulePatience = 4;
    s.labelSmoothing = 0.1;
    s.augmentation = {3, 0.25, 1.0 / 3.0 * 50, 0.2, 0.3, 5, 0.7};
    s.loss = LossKind::L1;
    s.initialiser = InitialiserKind::XavierNormal;
    s.shuffles = false;
    s.format = Format::Fp64;
    return s;
}

/// Parameters of every node, and `states` optimizer states for each trained one.
inline std::map<TensorRef, Tensor> tensorsFor(const Graph& graph, Format format, int states)
{
    std::map<TensorRef, Tensor> tensors;
    const auto shapes = *inferShapes(graph);
    const auto add = [&](const TensorRef& ref, const Shape& shape) {
        Tensor tensor(shape, format);
        for (std::int64_t i = 0; i < tensor.elements(); ++i) {
            const double value =
                std::sin(static_cast<double>(17 * ref.node + 5 * ref.index + i) + 0.25);
            if (format == Format::Fp64)
                tensor.span<double>()[static_cast<std::size_t>(i)] = value;
            else
                tensor.span<float>()[static_cast<std::size_t>(i)] = static_cast<float>(value);
        }
        tensors.emplace(ref, std::move(tensor));
    };
    for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
        const Node& n = graph.nodes[static_cast<std::size_t>(node)];
        const auto specs = operatorFor(n.kind).parameters(n, inputShapes(graph, shapes, node));
        for (int i = 0; i < static_cast<int>(specs.size()); ++i) {
            const ParameterSpec& spec = specs[static_cast<std::size_t>(i)];
            add({SlotKind::Parameter, node, i}, spec.shape);
            for (int state = 0; spec.isTrained && state < states; ++state)
                add({SlotKind::OptimizerState, node, i * kStateStride + state}, spec.shape);
        }
    }
    return tensors;
}

inline Session smallSession()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    Session session;
    session.graph = smallGraph();
    session.settings = unusualSettings();
    session.data = "idx:/tmp/\xFF images,labels"; // file names need not be UTF-8
    session.limit = 1234;
    session.classNames = {"T-shirt", "<b>\"bag\"</b>", "\xEA\xB0\x80\xEB\xB0\xA9\n"};
    session.normalisation = {{0.1f, 0.2f}, {0.3f, std::numeric_limits<float>::denorm_min()}};
    session.position.batch = 3;
    session.learningRates = {{3, 0.01}, {70, 1.0 / 7.0}};
    session.tensors = tensorsFor(session.graph, Format::Fp64, 2);
    session.history.batches = {{2.3, 0.1, 0.3}, {nan, 0.2, 0.3}, {-infinity, 1.0 / 3.0, 0.3}};
    session.history.epochs = {{1, 2.25, 0.5, infinity, 0.25, 12.5, 4800},
                              {2, nan, 0.5, 1, 0.25, 12.5, 4800}};
    session.notes = "first try\n\"quoted\" \\ \xEC\x97\xB0\xEC\x8A\xB5";
    return session;
}

} // namespace propago::test
