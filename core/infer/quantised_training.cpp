#include "core/infer/quantised_training.h"

#include "core/graph/graph_surgery.h"
#include "core/infer/folded_graph.h"
#include "core/infer/fused_graph.h"
#include "core/infer/unit_steps.h"
#include "core/infer/value_description.h"

#include <algorithm>
#include <map>

namespace propago {

namespace {

bool hasBits(const Node& node)
{
    return node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
}

void setBits(Graph& graph, const QuantisedTrainingOptions& options)
{
    std::vector<Node*> layers;
    for (Node& node : graph.nodes) {
        if (hasBits(node))
            layers.push_back(&node);
    }
    for (Node* layer : layers) {
        const bool isOuter = layer == layers.front() || layer == layers.back();
        layer->attributes.weightBits = isOuter && !options.quantisesAll ? 8 : options.bits;
    }
}

/// What a plan of integers says about a network.
struct IntegerForm {
    std::map<int, Quantisation>
        stored;                       ///< by the node that makes a value: how it has to be rounded
    std::map<int, double> inputSteps; ///< by layer with weights
};

Result<IntegerForm> integerForm(const Graph& graph, const Weights& weights,
                                const Calibration& calibration)
{
    const auto fused = fuse(graph, weights, {true, false, true});
    if (!fused)
        return tl::unexpected(fused.error());
    const auto values = describeValues(*fused, graph, {UnitFormat::Int8}, &calibration);
    if (!values)
        return tl::unexpected(values.error());
    IntegerForm form;
    for (std::size_t i = 0; i < values->size(); ++i) {
        const FusedNode& made = fused->nodes[i];
        const bool isLayer = made.kind == FusedKind::Convolution || made.kind == FusedKind::Linear;
        if (isLayer && hasBits(graph.nodes[static_cast<std::size_t>(made.node)]))
            form.inputSteps[made.node] = static_cast<double>(
                (*values)[static_cast<std::size_t>(made.inputs[0])].quantisation.scale);
        // The largest of some codes is a code already.
        const bool isRounded = (*values)[i].isReal || made.codes || made.values.empty()
                               || made.kind == FusedKind::MaxPool;
        if (!isRounded)
            form.stored.emplace(made.values.front(), (*values)[i].quantisation);
    }
    return form;
}

Node fakeQuantize(const Graph& graph, int source, const Quantisation& quantisation)
{
    Node node;
    node.kind = OperatorKind::FakeQuantize;
    node.name = surgery::freeName(graph, node.kind);
    node.inputs = {source};
    node.attributes.scale = static_cast<double>(quantisation.scale);
    node.attributes.zeroPoint = quantisation.zeroPoint;
    return node;
}

// Everything at its new place, a FakeQuantize behind each value that is stored.
QuantisedNetwork inserted(Graph graph, const Weights& weights,
                          const std::map<int, Quantisation>& stored)
{
    std::vector<int> newIndex(graph.nodes.size());
    int shift = 0;
    for (int i = 0; i < static_cast<int>(newIndex.size()); ++i) {
        newIndex[static_cast<std::size_t>(i)] = i + shift;
        const auto found = stored.find(i);
        if (found == stored.end())
            continue;
        const int source = i + shift++;
        surgery::place(graph, source + 1, fakeQuantize(graph, source, found->second));
        surgery::readInstead(graph, source, source + 1, source + 1);
    }
    QuantisedNetwork result{std::move(graph), {}};
    for (const auto& [ref, values] : weights)
        result.weights.emplace(
            TensorRef{ref.kind, newIndex.at(static_cast<std::size_t>(ref.node)), ref.index},
            values);
    return result;
}

void widen(ValueRange& range, const ValueRange& other)
{
    range.low = std::min(range.low, other.low);
    range.high = std::max(range.high, other.high);
}

} // namespace

Result<QuantisedNetwork> withFakeQuantisation(const Graph& graph, const Weights& weights,
                                              const Calibration& calibration,
                                              const QuantisedTrainingOptions& options)
{
    Graph rounded = graph;
    setBits(rounded, options);
    const auto form = integerForm(rounded, weights, calibration);
    if (!form)
        return tl::unexpected(form.error());
    for (const auto& [layer, step] : form->inputSteps)
        rounded.nodes[static_cast<std::size_t>(layer)].attributes.scale = step;
    return inserted(std::move(rounded), weights, form->stored);
}

Result<QuantisedNetwork> prepareForQuantisedTraining(const Graph& graph, const Weights& weights,
                                                     const Dataset& data,
                                                     const Normalisation& normalisation,
                                                     const QuantisedTrainingOptions& options,
                                                     ThreadPool& pool, const Progress& progress)
{
    const auto folded = foldBatchNorms(graph, weights);
    if (!folded)
        return tl::unexpected(folded.error());
    const std::int64_t samples = options.calibrationSamples;
    auto calibration = calibrate(folded->graph, folded->weights, data, normalisation, samples, pool,
                                 partOf(progress, 0, 0.5));
    if (!calibration)
        return tl::unexpected(calibration.error());
    Graph rounded = folded->graph;
    setBits(rounded, options);
    if (options.widensRanges) {
        const auto seen = calibrate(rounded, folded->weights, data, normalisation, samples, pool,
                                    partOf(progress, 0.5, 1));
        if (!seen)
            return tl::unexpected(seen.error());
        for (std::size_t i = 0; i < seen->ranges.size(); ++i)
            widen(calibration->ranges[i], seen->ranges[i]);
    }
    return withFakeQuantisation(folded->graph, folded->weights, *calibration, options);
}

} // namespace propago
