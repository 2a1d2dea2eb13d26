#pragma once
#include "core/base/thread_pool.h"
#include "core/graph/builder.h"
#include "core/graph/operator.h"
#include "core/graph/zoo.h"
#include "core/program/executor.h"
#include "core/program/program.h"
#include "core/program/roles.h"
#include "core/program/stepper.h"
#include "core/program/workspace.h"
#include "core/tensor/bfloat16.h"
#include "core/tensor/random.h"
#include "core/tensor/tensor.h"

#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

/// What tests of programs share: networks, pictures, checks of whole workspaces.
namespace propago::test {

/// Fills `view` (fp32, fp64 or bf16) with f(index).
inline void fillWith(const TensorView& view, const std::function<double(std::int64_t)>& f)
{
    for (std::int64_t i = 0; i < view.elements(); ++i) {
        if (view.format == Format::Fp64)
            view.as<double>()[i] = f(i);
        else if (view.format == Format::Bf16)
            view.as<Bfloat16>()[i] = Bfloat16(f(i));
        else
            view.as<float>()[i] = static_cast<float>(f(i));
    }
}

/// Numbers between -1 and 1 that lie at least 1 / count apart and from zero: no maximum has a rival
/// and no kink is near, so a small change changes nothing but the value.
inline std::vector<double> spacedNumbers(std::int64_t count, std::uint64_t seed)
{
    const RandomSource source(seed, RandomStream::Generate, 0, 77);
    const auto order = permutation(static_cast<std::int32_t>(count), source);
    std::vector<double> numbers;
    for (const std::int32_t place : order)
        numbers.push_back((2.0 * place + 1.0) / static_cast<double>(count) - 1.0
                          + (count % 2 == 0 ? 0.0 : 0.5 / static_cast<double>(count)));
    return numbers;
}

inline void fillSpaced(const TensorView& view, std::uint64_t seed)
{
    const auto numbers = spacedNumbers(view.elements(), seed);
    fillWith(view, [&](std::int64_t i) { return numbers[static_cast<std::size_t>(i)]; });
}

/// Pictures and labels that are a pure function of (seed, epoch-independent sample number).
class GeneratedBatches final : public BatchSource {
public:
    GeneratedBatches(std::int64_t size, std::int64_t batch, std::uint64_t seed)
        : m_size(size), m_batch(batch), m_seed(seed)
    {}
    std::int64_t batchesPerEpoch() const override { return (m_size + m_batch - 1) / m_batch; }
    std::int64_t count(std::int64_t batch) const override
    {
        return std::min(m_batch, m_size - batch % batchesPerEpoch() * m_batch);
    }
    void fill(std::int64_t batch, const TensorView& x, const TensorView& labels,
              const TensorView& target, ThreadPool&) override
    {
        ++fills;
        const std::int64_t classes = target.shape.sample().elements();
        const RandomSource source(m_seed, RandomStream::Generate,
                                  static_cast<std::uint64_t>(batch));
        fillWith(x, [&](std::int64_t i) {
            return 2.0 * source.uniform(static_cast<std::uint64_t>(i)) - 1;
        });
        fillWith(target, [](std::int64_t) { return 0.0; });
        const RandomSource choice(m_seed, RandomStream::Shuffle, static_cast<std::uint64_t>(batch));
        for (std::int64_t i = 0; i < labels.elements(); ++i) {
            const auto label = static_cast<std::int32_t>(
                choice.below(static_cast<std::uint32_t>(classes), static_cast<std::uint64_t>(i)));
            labels.as<std::int32_t>()[i] = label;
            if (target.format == Format::Fp64)
                target.as<double>()[i * classes + label] = 1;
            else
                target.as<float>()[i * classes + label] = 1;
        }
    }
    std::int64_t datasetIndex(std::int64_t batch, std::int64_t sample) override
    {
        return batch % batchesPerEpoch() * m_batch + sample;
    }

    std::int64_t fills = 0;

private:
    std::int64_t m_size, m_batch;
    std::uint64_t m_seed;
};

/// loss = sum of weight_i * output_i / N with fixed weights: sends a known, uneven gradient back
/// and adds no curvature of its own.
class WeightedSum final : public LossFunction {
public:
    const char* name() const override { return "WeightedSum"; }
    static double weight(std::int64_t element)
    {
        return std::sin(1.7 * static_cast<double>(element) + 0.3);
    }
    void forward(const LossContext& c) const override
    {
        std::memcpy(c.probabilities.data, c.output.data,
                    static_cast<std::size_t>(c.output.bytes()));
        const std::int64_t columns = c.output.shape.sample().elements();
        double total = 0;
        fillWith(c.sampleLoss, [&](std::int64_t sample) {
            double sum = 0;
            for (std::int64_t i = sample * columns; i < (sample + 1) * columns; ++i)
                sum += weight(i) * c.output.at(i);
            total += sum;
            return sum;
        });
        fillWith(c.loss,
                 [&](std::int64_t) { return total / static_cast<double>(c.output.shape[0]); });
    }
    void backward(const LossContext& c, const TensorView& gradient) const override
    {
        const auto n = static_cast<double>(c.output.shape[0]);
        fillWith(gradient, [&](std::int64_t i) { return weight(i) / n; });
    }
};

/// Plain w -= lr * g.
class PlainDescent final : public Optimizer {
public:
    const char* name() const override { return "PlainDescent"; }
    int states() const override { return 0; }
    const char* stateName(int) const override { return ""; }
    void update(const UpdateContext& c) const override
    {
        fillWith(c.parameter, [&](std::int64_t i) {
            return c.parameter.at(i) - c.learningRate * c.gradient.at(i);
        });
    }
};

class ConstantRate final : public Schedule {
public:
    explicit ConstantRate(double rate) : m_rate(rate) {}
    double rate(std::int64_t) const override { return m_rate; }

private:
    double m_rate;
};

/// The input of the ready-made network, at most 32 x 32: what is tested does not need more.
inline Shape smallInput(const std::string& network)
{
    const Shape input = zooInput(network);
    return {input[0], std::min<std::int64_t>(input[1], 32), std::min<std::int64_t>(input[2], 32)};
}

/// The program, or an exception with the refusal.
inline std::shared_ptr<const Program> compiled(const Graph& graph, const CompileOptions& options)
{
    auto program = compile(graph, options);
    if (!program)
        throw std::runtime_error(describe(program.error()));
    return *program;
}

/// Small weights that differ from each other; ones and positive numbers where they have to be.
inline void fillParameters(Workspace& workspace, std::uint64_t seed)
{
    const Program& program = workspace.program();
    for (const int slot : program.parameterSlots()) {
        const TensorRef ref = program.allSlots()[static_cast<std::size_t>(slot)].ref;
        const ParameterSpec& spec =
            program.parameters(ref.node)[static_cast<std::size_t>(ref.index)];
        const RandomSource source(seed, RandomStream::Initial, 0, static_cast<std::uint32_t>(slot));
        const bool isAroundOne = spec.initial == InitialValue::One;
        fillWith(workspace.view(slot), [&](std::int64_t i) {
            const double u = 2.0 * source.uniform(static_cast<std::uint64_t>(i)) - 1;
            return isAroundOne ? 1.0 + 0.4 * u : 0.6 * u;
        });
    }
}

/// FNV-1a, eight bytes at a time, over every slot, or over those that survive a batch.
inline std::uint64_t stateHash(const Workspace& workspace, bool onlyPersistent = false)
{
    std::uint64_t hash = 14695981039346656037u;
    const auto& all = workspace.program().allSlots();
    for (int i = 0; i < static_cast<int>(all.size()); ++i) {
        if (onlyPersistent && !all[static_cast<std::size_t>(i)].isPersistent)
            continue;
        const TensorView view = workspace.view(i);
        for (std::int64_t byte = 0; byte < view.bytes(); byte += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, view.data + byte,
                        static_cast<std::size_t>(std::min<std::int64_t>(8, view.bytes() - byte)));
            hash = (hash ^ word) * 1099511628211u;
            hash ^= hash >> 29;
        }
    }
    return hash;
}

/// Name of the first slot whose bytes differ from `copies`, or "" when none does.
inline std::string firstDifference(const Workspace& workspace, const std::vector<Tensor>& copies)
{
    for (std::size_t i = 0; i < copies.size(); ++i) {
        const TensorView view = workspace.view(static_cast<int>(i));
        if (std::memcmp(view.data, copies[i].view().data, static_cast<std::size_t>(view.bytes()))
            != 0)
            return workspace.program().allSlots()[i].name;
    }
    return {};
}

/// Deep copies of all slots, in slot order.
inline std::vector<Tensor> copiesOf(const Workspace& workspace)
{
    std::vector<Tensor> copies;
    for (int i = 0; i < static_cast<int>(workspace.program().allSlots().size()); ++i)
        copies.push_back(copyOf(workspace.view(i)));
    return copies;
}

/// Puts networks together node by node, with any attributes.
struct Draft {
    Graph graph;

    explicit Draft(const Shape& input)
    {
        Node node;
        node.name = "input";
        node.kind = OperatorKind::Input;
        node.inputShape = input;
        graph.name = "draft";
        graph.add(std::move(node));
    }
    /// Adds a node behind `inputs`; its name is kind and index.
    int put(OperatorKind kind, std::vector<int> inputs, const Attributes& attributes = {})
    {
        Node node;
        node.kind = kind;
        node.name = std::string(operatorFor(kind).name()) + std::to_string(graph.nodes.size());
        node.attributes = attributes;
        node.inputs = std::move(inputs);
        return graph.add(std::move(node));
    }
    int conv(std::int64_t filters, std::int64_t kernel, int from, bool hasBias = true)
    {
        Attributes a;
        a.features = filters;
        a.kernelH = a.kernelW = kernel;
        a.padTop = a.padLeft = a.padBottom = a.padRight = kernel / 2;
        a.hasBias = hasBias;
        return put(OperatorKind::Conv2d, {from}, a);
    }
    int linear(std::int64_t features, int from)
    {
        Attributes a;
        a.features = features;
        return put(OperatorKind::Linear, {from}, a);
    }
};

inline Attributes window(std::int64_t kernel, std::int64_t stride, std::int64_t padding = 0)
{
    Attributes a;
    a.kernelH = a.kernelW = kernel;
    a.strideH = a.strideW = stride;
    a.padTop = a.padLeft = a.padBottom = a.padRight = padding;
    return a;
}

/// A random network of convolutions, normalisations, dropouts, skips and joins.
inline Graph randomGraph(std::uint64_t seed, const Shape& input, std::int64_t classes)
{
    const RandomSource source(seed, RandomStream::Generate, 0, 5);
    std::uint64_t drawn = 0;
    const auto draw = [&](std::uint32_t bound) { return source.below(bound, drawn++); };
    constexpr OperatorKind kBends[] = {OperatorKind::Relu, OperatorKind::Tanh,
                                       OperatorKind::LeakyRelu, OperatorKind::Sigmoid};
    Draft draft(input);
    int last = draft.conv(4, 3, 0);
    for (int block = 0; block < 3; ++block) {
        const int entry = last;
        last = draft.conv(4, draw(2) == 0 ? 1 : 3, last, draw(2) == 0);
        if (draw(3) > 0)
            last = draft.put(OperatorKind::BatchNorm2d, {last});
        last = draft.put(kBends[draw(4)], {last});
        if (draw(2) == 0)
            last = draft.put(OperatorKind::Dropout, {last});
        const std::uint32_t way = draw(3);
        if (way == 0)
            last = draft.put(OperatorKind::Add, {last, entry});
        if (way == 1)
            last = draft.conv(4, 1, draft.put(OperatorKind::Concat, {last, entry}));
    }
    last = draft.put(OperatorKind::MaxPool2d, {last}, window(2, 2));
    draft.linear(classes, draft.put(OperatorKind::Flatten, {last}));
    return draft.graph;
}

} // namespace propago::test
