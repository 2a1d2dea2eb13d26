#include "core/infer/generic_step.h"

#include "core/graph/operator.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace propago {

namespace {

constexpr std::size_t kMostOperands = 4;

std::size_t aligned(std::int64_t bytes)
{
    return (static_cast<std::size_t>(bytes) + kSlack + 63) / 64 * 64;
}

// Hands out parts of the scratch memory.
class Shelf {
public:
    explicit Shelf(std::byte* memory) : m_next(memory) {}
    std::byte* take(std::int64_t bytes)
    {
        std::byte* part = m_next;
        m_next += aligned(bytes);
        return part;
    }

private:
    std::byte* m_next;
};

class GenericStep final : public PlanStep {
public:
    GenericStep(const Node& source, const FusedNode& node, const std::vector<PlanValue>& inputs,
                const PlanValue& output)
        : m_inputs(inputs)
        , m_operands(node.operands)
        , m_output(output)
        , m_shape(node.shape)
        , m_parameters(node.parameters)
    {
        const Operator& op = operatorFor(source.kind);
        const NodeShapes shapes{m_operands, m_shape};
        m_kernel = op.prepare(source, shapes, Format::Fp32);
        m_saved = op.saved(source, shapes, Format::Fp32);
        if (std::max({m_operands.size(), m_parameters.size(), m_saved.size()}) > kMostOperands)
            throw std::logic_error("more operands than a step holds");
    }

    std::size_t scratchBytes(std::int64_t n, int threads) const override
    {
        std::size_t bytes = m_kernel->scratchBytes(n, threads);
        for (const Shape& operand : m_operands)
            bytes += aligned(4 * n * operand.elements());
        for (const SavedSpec& spec : m_saved)
            bytes += aligned(savedView(spec, n).bytes());
        return bytes + aligned(4 * n * m_shape.elements());
    }

    void run(const Frame& frame) const override
    {
        Shelf shelf(frame.scratch);
        std::array<TensorView, kMostOperands> inputs, parameters, saved;
        for (std::size_t i = 0; i < m_inputs.size(); ++i)
            inputs[i] = unpacked(frame, i, shelf);
        for (std::size_t i = 0; i < m_parameters.size(); ++i)
            parameters[i] = m_parameters[i].view();
        for (std::size_t i = 0; i < m_saved.size(); ++i) {
            saved[i] = savedView(m_saved[i], frame.n);
            saved[i].data = shelf.take(saved[i].bytes());
        }
        NodeContext context;
        context.batch = frame.n;
        context.inputs = std::span(inputs.data(), m_inputs.size());
        context.parameters = std::span(parameters.data(), m_parameters.size());
        context.saved = std::span(saved.data(), m_saved.size());
        context.output = {m_shape.batched(frame.n), Format::Fp32, m_output.place.write(frame)};
        const bool isPacked = m_output.storage() != UnitFormat::Fp32;
        if (isPacked)
            context.output.data = shelf.take(context.output.bytes());
        context.pool = frame.pool ? frame.pool : &m_alone;
        context.scratch = shelf.take(0);
        m_kernel->forward(context);
        if (isPacked)
            pack(frame, context.output.as<float>());
    }

private:
    static TensorView savedView(const SavedSpec& spec, std::int64_t n)
    {
        return {spec.isPerSample ? spec.shape.batched(n) : spec.shape, spec.format, nullptr};
    }

    // Input `index` as fp32; the steps only read what their inputs' views show.
    TensorView unpacked(const Frame& frame, std::size_t index, Shelf& shelf) const
    {
        const PlanValue& from = m_inputs[index];
        auto* units = const_cast<std::byte*>(from.place.read(frame));
        TensorView view{m_operands[index].batched(frame.n), Format::Fp32, units};
        if (from.storage() == UnitFormat::Fp32)
            return view;
        view.data = shelf.take(view.bytes());
        for (std::int64_t i = 0; i < frame.n; ++i)
            fromUnits(from.storage(), units + i * from.sampleBytes(),
                      view.as<float>() + i * from.planes.elements(), from.planes.channels,
                      from.planes.plane(), from.quantisation.scale, from.quantisation.zeroPoint);
        return view;
    }

    void pack(const Frame& frame, const float* values) const
    {
        const Planes& planes = m_output.planes;
        for (std::int64_t i = 0; i < frame.n; ++i)
            toUnits(m_output.storage(), values + i * planes.elements(),
                    m_output.place.write(frame) + i * m_output.sampleBytes(), planes.channels,
                    planes.plane(), m_output.quantisation.scale, m_output.quantisation.zeroPoint);
    }

    std::vector<PlanValue> m_inputs;
    std::vector<Shape> m_operands;
    PlanValue m_output;
    Shape m_shape;
    std::vector<Tensor> m_parameters;
    std::vector<SavedSpec> m_saved;
    std::unique_ptr<NodeKernel> m_kernel;
    mutable ThreadPool m_alone{1}; // has no threads: calls come straight back
};

} // namespace

std::unique_ptr<PlanStep> genericStep(const Node& source, const FusedNode& node,
                                      const std::vector<PlanValue>& inputs, const PlanValue& output)
{
    return std::make_unique<GenericStep>(source, node, inputs, output);
}

} // namespace propago
