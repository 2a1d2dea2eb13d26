#include "core/io/session_tensors.h"

#include "core/graph/operator.h"
#include "core/graph/shapes.h"

namespace propago {

namespace {

constexpr std::int64_t kColumns = 3;

void addParameter(std::map<std::string, ExpectedTensor>& expected, const std::string& nodeName,
                  const ParameterSpec& spec, int node, int index)
{
    const std::string name = nodeName + "." + spec.role;
    expected[name] = {{SlotKind::Parameter, node, index}, spec.shape};
    for (int state = 0; spec.isTrained && state < kStateStride; ++state)
        expected["optimizer/" + name + "/" + std::to_string(state)] = {
            {SlotKind::OptimizerState, node, index * kStateStride + state}, spec.shape};
}

Failure incomplete(const std::string& path, const std::string& name, Text what)
{
    return fail(ErrorCode::BadInput, std::move(what), path + ", " + displayable(name),
                {PROPAGO_TEXT("the file is damaged: use an older copy"), {}});
}

} // namespace

Result<std::map<std::string, ExpectedTensor>> expectedTensors(const Graph& graph)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    std::map<std::string, ExpectedTensor> expected;
    for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
        const Node& n = graph.nodes[static_cast<std::size_t>(node)];
        const auto specs = operatorFor(n.kind).parameters(n, inputShapes(graph, *shapes, node));
        for (int i = 0; i < static_cast<int>(specs.size()); ++i)
            addParameter(expected, n.name, specs[static_cast<std::size_t>(i)], node, i);
    }
    return expected;
}

Result<void> checkComplete(const Session& session,
                           const std::map<std::string, ExpectedTensor>& expected,
                           const std::string& path)
{
    if (session.tensors.empty())
        return {};
    std::map<int, int> counts; // how many of the parameters have state 0, 1, ...
    int trained = 0;
    for (const auto& [name, known] : expected) {
        const bool isThere = session.tensors.contains(known.ref);
        if (known.ref.kind == SlotKind::Parameter && !isThere)
            return incomplete(path, name, {PROPAGO_TEXT("this tensor is missing"), {}});
        if (known.ref.kind != SlotKind::OptimizerState)
            continue;
        const int state = known.ref.index % kStateStride;
        trained += state == 0 ? 1 : 0;
        counts[state] += isThere ? 1 : 0;
    }
    bool wasThere = true;
    for (const auto& [state, count] : counts) {
        if (count != 0 && (count != trained || !wasThere))
            return incomplete(
                path, "optimizer",
                {PROPAGO_TEXT("state %1 is there for %2 of %3 parameters"),
                 {std::to_string(state), std::to_string(count), std::to_string(trained)}});
        wasThere = count != 0;
    }
    return {};
}

Tensor batchHistory(const History& history)
{
    Tensor tensor(Shape{static_cast<std::int64_t>(history.batches.size()), kColumns}, Format::Fp64);
    double* to = tensor.span<double>().data();
    history.batches.forEach(0, history.batches.size(), [&](std::size_t, const BatchMetrics& batch) {
        *to++ = batch.loss;
        *to++ = batch.accuracy;
        *to++ = batch.learningRate;
    });
    return tensor;
}

void readBatchHistory(const Tensor& tensor, History& history)
{
    const auto numbers = tensor.span<double>();
    for (std::size_t i = 0; i + kColumns <= numbers.size(); i += kColumns)
        history.batches.push_back({numbers[i], numbers[i + 1], numbers[i + 2]});
}

} // namespace propago
