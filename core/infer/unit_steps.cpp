#include "core/infer/unit_steps.h"

#include "core/infer/chains.h"
#include "core/infer/generic_step.h"
#include "core/infer/kernel_steps.h"
#include "core/infer/layout_steps.h"
#include "core/infer/memory_plan.h"
#include "core/infer/real_layer_step.h"
#include "core/infer/value_description.h"
#include "core/infer/value_steps.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

// What the values of one chunk may take. Larger chunks share each reading of the weights, smaller
// ones stay closer to the processor; around here neither costs more than a few percent.
constexpr std::int64_t kChunkBytes = 2 << 20;

// Gives every value its place: outside, in a buffer of its own, or in one that a dying value leaves.
class ValuePlacer {
public:
    ValuePlacer(const FusedGraph& fused, bool keepsValues, const std::vector<int>& chained,
                std::vector<PlanValue>& values)
        : m_fused(fused), m_keeps(keepsValues), m_chained(chained), m_values(values)
    {
        findReaders();
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            if (!m_values[i].isInner)
                chooseBuffer(static_cast<int>(i));
        }
    }

    /// Bytes of the arena for `samples`.
    std::int64_t place(std::int64_t samples)
    {
        std::vector<Lifetime> lifetimes = m_lifetimes;
        for (Lifetime& each : lifetimes)
            each.bytes *= samples;
        const MemoryPlan plan = planMemory(lifetimes);
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            if (m_buffers[i] >= 0)
                m_values[i].place = {Home::Arena,
                                     plan.offsets[static_cast<std::size_t>(m_buffers[i])]};
        }
        return plan.bytes;
    }

private:
    const FusedNode& node(int index) const
    {
        return m_fused.nodes[static_cast<std::size_t>(index)];
    }
    PlanValue& value(int index) { return m_values[static_cast<std::size_t>(index)]; }
    int& buffer(int index) { return m_buffers[static_cast<std::size_t>(index)]; }

    int before(int index) const { return m_chained[static_cast<std::size_t>(index)]; }

    void findReaders()
    {
        const int end = static_cast<int>(m_fused.nodes.size());
        m_buffers.assign(m_fused.nodes.size(), -1);
        m_lastReaders.resize(m_fused.nodes.size());
        for (int i = 0; i < end; ++i) {
            m_lastReaders[static_cast<std::size_t>(i)] = m_keeps ? end : i;
            for (const int input : node(i).inputs)
                m_lastReaders[static_cast<std::size_t>(input)] =
                    std::max(m_lastReaders[static_cast<std::size_t>(input)], i);
            // A chained convolution reads its input when the last one runs.
            for (int each = before(i); each >= 0; each = before(each)) {
                int& last = m_lastReaders[static_cast<std::size_t>(node(each).inputs[0])];
                last = std::max(last, i);
            }
        }
        m_lastReaders[static_cast<std::size_t>(m_fused.output)] = end;
    }

    void chooseBuffer(int index)
    {
        if (!m_keeps && node(index).kind == FusedKind::Input && value(index).isReal) {
            value(index).place.home = Home::Input;
            return;
        }
        if (!m_keeps && index == m_fused.output && value(index).isReal) {
            value(index).place.home = Home::Output;
            return;
        }
        const int last = m_lastReaders[static_cast<std::size_t>(index)];
        const int donor = donorFor(index);
        if (donor >= 0) {
            buffer(index) = buffer(donor);
            m_lifetimes[static_cast<std::size_t>(buffer(donor))].last = last;
            return;
        }
        buffer(index) = static_cast<int>(m_lifetimes.size());
        m_lifetimes.push_back({value(index).sampleBytes(), index, last});
    }

    // An input that dies here and whose bytes this operation may overwrite while it reads them.
    int donorFor(int index)
    {
        const FusedNode& made = node(index);
        if (before(index) >= 0)
            return -1; // other rows of it may still be needed
        std::vector<int> candidates;
        if (made.kind == FusedKind::Activation || made.kind == FusedKind::Add)
            candidates = made.inputs;
        else if (made.hasResidual && made.inputs[1] != made.inputs[0])
            candidates = {made.inputs[1]};
        for (const int donor : candidates) {
            if (buffer(donor) >= 0 && m_lastReaders[static_cast<std::size_t>(donor)] == index
                && value(donor).storage() == value(index).storage()
                && value(donor).sampleBytes() == value(index).sampleBytes())
                return donor;
        }
        return -1;
    }

    const FusedGraph& m_fused;
    bool m_keeps;
    const std::vector<int>& m_chained;
    std::vector<PlanValue>& m_values;
    std::vector<int> m_lastReaders;
    std::vector<int> m_buffers;        // -1: outside
    std::vector<Lifetime> m_lifetimes; // bytes of one sample
};

// Makes the kernels, in order.
class StepMaker {
public:
    StepMaker(const FusedGraph& fused, const Graph& graph, const std::vector<int>& chained,
              Method method, UnitSteps& result)
        : m_fused(fused), m_graph(graph), m_chained(chained), m_method(method), m_result(result)
    {}

    void run()
    {
        for (std::size_t i = 0; i < m_fused.nodes.size(); ++i) {
            const std::int64_t weightsBefore = m_result.weightBytes;
            auto step = stepFor(static_cast<int>(i));
            if (!step)
                continue;
            m_result.steps.push_back(std::move(step));
            m_result.operations.push_back(
                operationOf(static_cast<int>(i), m_result.weightBytes - weightsBefore));
        }
        const PlanValue& output = m_result.values[static_cast<std::size_t>(m_fused.output)];
        if (output.place.home != Home::Output) {
            m_result.steps.push_back(exportStep(output));
            m_result.operations.push_back({-1, {}, 0, output.sampleBytes() + realBytes(output), 0});
        }
    }

private:
    const PlanValue& value(int index) const
    {
        return m_result.values[static_cast<std::size_t>(index)];
    }

    // A value as the fp32 planes that come from outside and go there.
    static std::int64_t realBytes(const PlanValue& value)
    {
        if (value.rows.width > 0)
            return 4 * value.rows.height * value.rows.width;
        return unitBytes(UnitFormat::Fp32, value.planes.channels, value.planes.plane());
    }

    PlanOperation operationOf(int index, std::int64_t weightBytes) const
    {
        const FusedNode& node = nodeAt(index);
        PlanOperation operation{node.node, {}, 0, value(index).sampleBytes(), weightBytes};
        if (node.kind == FusedKind::Input)
            operation.valueBytes += realBytes(value(index));
        for (const int input : node.inputs) {
            if (!value(input).isInner)
                operation.valueBytes += value(input).sampleBytes();
        }
        const std::vector<int> chain = chainOf(index);
        for (std::size_t i = 0; i + 1 < chain.size(); ++i)
            operation.before.push_back(nodeAt(chain[i]).node);
        if (chain.size() > 1)
            operation.valueBytes += value(nodeAt(chain[0]).inputs[0]).sampleBytes();
        return operation;
    }

    const FusedNode& nodeAt(int index) const
    {
        return m_fused.nodes[static_cast<std::size_t>(index)];
    }

    // What runs in this node's step, the node itself last.
    std::vector<int> chainOf(int index) const
    {
        std::vector<int> chain;
        for (int each = index; each >= 0; each = m_chained[static_cast<std::size_t>(each)])
            chain.insert(chain.begin(), each);
        return chain;
    }

    std::unique_ptr<PlanStep> chained(int index)
    {
        const std::vector<int> chain = chainOf(index);
        const FusedNode& node = nodeAt(index);
        const PlanValue& input = value(nodeAt(chain[0]).inputs[0]);
        if (node.kind == FusedKind::MaxPool)
            return pooledConvolutionStep(nodeAt(chain[0]), input, value(index),
                                         m_result.weightBytes);
        std::vector<ChainLink> links;
        for (const int each : chain)
            links.push_back({&nodeAt(each), &value(each)});
        return chainStep(links, input, node.hasResidual ? &value(node.inputs[1]) : nullptr,
                         m_result.weightBytes);
    }

    std::unique_ptr<PlanStep> stepFor(int index)
    {
        const FusedNode& node = nodeAt(index);
        const PlanValue& output = value(index);
        if (output.isInner)
            return nullptr;
        if (m_chained[static_cast<std::size_t>(index)] >= 0)
            return chained(index);
        const PlanValue* residual = node.hasResidual ? &value(node.inputs[1]) : nullptr;
        if (node.rules.bits == 32)
            return realLayerStep(node, value(node.inputs[0]), residual, output, m_method,
                                 m_result.weightBytes);
        switch (node.kind) {
        case FusedKind::Input:
            return output.place.home == Home::Input ? nullptr : importStep(output);
        case FusedKind::Convolution:
            return convolutionStep(node, value(node.inputs[0]), residual, output, m_method,
                                   m_result.weightBytes);
        case FusedKind::Linear:
            return linearStep(node, value(node.inputs[0]), output, m_result.weightBytes);
        case FusedKind::MaxPool:
        case FusedKind::AveragePool: return poolStep(node, value(node.inputs[0]), output);
        case FusedKind::GlobalAverage:
            return output.format == UnitFormat::Int8 || output.format == UnitFormat::Int16
                       ? integerAverageStep(value(node.inputs[0]), output)
                       : poolStep(node, value(node.inputs[0]), output);
        case FusedKind::Activation: return activationStep(node, value(node.inputs[0]), output);
        case FusedKind::Add:
            return addStep(node, value(node.inputs[0]), value(node.inputs[1]), output);
        case FusedKind::Concat: return concatStep(node, valuesOf(node.inputs), output);
        case FusedKind::Softmax: return softmaxStep(value(node.inputs[0]), output);
        case FusedKind::Relayout: return relayoutStep(value(node.inputs[0]), output);
        case FusedKind::Generic: return generic(node, output);
        }
        throw std::logic_error("unknown fused operation");
    }

    std::unique_ptr<PlanStep> generic(const FusedNode& node, const PlanValue& output)
    {
        for (const Tensor& parameter : node.parameters)
            m_result.weightBytes += parameter.bytes();
        const Node& source = m_graph.nodes[static_cast<std::size_t>(node.node)];
        return genericStep(source, node, valuesOf(node.inputs), output);
    }

    std::vector<PlanValue> valuesOf(const std::vector<int>& indices) const
    {
        std::vector<PlanValue> values;
        for (const int index : indices)
            values.push_back(value(index));
        return values;
    }

    const FusedGraph& m_fused;
    const Graph& m_graph;
    const std::vector<int>& m_chained;
    Method m_method;
    UnitSteps& m_result;
};

} // namespace

Result<UnitSteps> layOutSteps(const FusedGraph& fused, const Graph& graph,
                              const UnitOptions& options, const Calibration* calibration,
                              std::int64_t samples)
{
    auto values = describeValues(fused, graph, options, calibration);
    if (!values)
        return tl::unexpected(values.error());
    UnitSteps result;
    result.values = std::move(*values);
    result.owners = fused.owners;
    std::vector<int> chained(fused.nodes.size(), -1);
    if (!options.keepsValues)
        chained = chains(fused, options.format, options.method);
    for (const int before : chained) {
        if (before >= 0)
            result.values[static_cast<std::size_t>(before)].isInner = true;
    }
    ValuePlacer placer(fused, options.keepsValues, chained, result.values);
    const std::int64_t single = std::max<std::int64_t>(1, placer.place(1));
    const std::int64_t fitting = std::clamp<std::int64_t>(kChunkBytes / single, 1, 16);
    result.samples = options.keepsValues ? samples : std::min(samples, fitting);
    result.arenaBytes = placer.place(result.samples);
    StepMaker(fused, graph, chained, options.method, result).run();
    return result;
}

} // namespace propago
