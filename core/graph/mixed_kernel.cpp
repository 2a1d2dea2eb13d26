#include "core/graph/mixed_kernel.h"

#include "core/base/memory.h"
#include "core/graph/stored_views.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

namespace propago {

namespace {

static_assert(std::is_trivially_destructible_v<TensorView>);

std::size_t aligned(std::size_t bytes)
{
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::size_t wideBytes(std::int64_t elements)
{
    return aligned(static_cast<std::size_t>(bytesFor(Format::Fp32, elements)) + kSlack);
}

std::size_t viewBytes(std::size_t inputs)
{
    return aligned(inputs * sizeof(TensorView));
}

bool isBf16(const TensorView& view)
{
    return view.format == Format::Bf16;
}

bool areBf16(const NodeContext& context)
{
    return isBf16(context.output) && std::ranges::all_of(context.inputs, isBf16);
}

} // namespace

/// fp32 copies of what a call sees in bf16, behind the scratch of its kernel.
struct MixedKernel::Wide {
    Wide(const NodeContext& from, std::byte* room)
        : context(from)
        , inputs(reinterpret_cast<TensorView*>(room))
        , next(room + viewBytes(from.inputs.size()))
    {
        std::uninitialized_copy(from.inputs.begin(), from.inputs.end(), inputs);
        context.inputs = {inputs, from.inputs.size()};
    }
    Wide(const Wide&) = delete;
    Wide& operator=(const Wide&) = delete;

    /// Room for the numbers of `view` as fp32; the view itself if it is fp32.
    TensorView room(const TensorView& view)
    {
        if (!isBf16(view))
            return view;
        const TensorView wide{view.shape, Format::Fp32, next};
        next += wideBytes(view.elements());
        return wide;
    }
    TensorView copy(const TensorView& view)
    {
        const TensorView wide = room(view);
        if (isBf16(view))
            widen(numbersOf(view), wide.as<float>(), view.elements(), *context.pool);
        return wide;
    }
    void copyInputs()
    {
        for (std::size_t i = 0; i < context.inputs.size(); ++i)
            inputs[i] = copy(inputs[i]);
    }
    void keep(const TensorView& wide, const TensorView& view, bool accumulates)
    {
        if (isBf16(view))
            store(wide.as<float>(), targetOf(view), view.elements(), accumulates, *context.pool);
    }

    NodeContext context;
    TensorView* inputs; ///< those of the context
    std::byte* next;
};

MixedKernel::MixedKernel(std::unique_ptr<NodeKernel> fp32, std::unique_ptr<NodeKernel> bf16,
                         const NodeShapes& shapes)
    : m_fp32(std::move(fp32)), m_bf16(std::move(bf16))
{
    for (const Shape& input : shapes.inputs)
        m_elements.push_back(input.elements());
    m_elements.push_back(shapes.output.elements());
}

std::size_t MixedKernel::kernelBytes(std::int64_t batch, int threads) const
{
    return aligned(m_fp32->scratchBytes(batch, threads) + kSlack);
}

std::size_t MixedKernel::scratchBytes(std::int64_t batch, int threads) const
{
    // The values, the gradient at the output, and the one of the largest input.
    std::size_t bytes = kernelBytes(batch, threads) + viewBytes(m_elements.size())
                        + wideBytes(batch * m_elements.back())
                        + wideBytes(batch * std::ranges::max(m_elements));
    for (const std::int64_t elements : m_elements)
        bytes += wideBytes(batch * elements);
    return std::max(bytes, m_bf16 ? m_bf16->scratchBytes(batch, threads) : 0);
}

void MixedKernel::forward(const NodeContext& context) const
{
    if (m_bf16 && areBf16(context))
        return m_bf16->forward(context);
    Wide wide(context, context.scratch + kernelBytes(context.batch, context.pool->threads()));
    wide.copyInputs();
    wide.context.output = wide.room(context.output);
    m_fp32->forward(wide.context);
    wide.keep(wide.context.output, context.output, false);
}

void MixedKernel::backwardInput(const NodeContext& context, const GradientContext& gradient) const
{
    if (m_bf16 && areBf16(context) && isBf16(gradient.outputGradient) && isBf16(gradient.target))
        return m_bf16->backwardInput(context, gradient);
    Wide wide(context, context.scratch + kernelBytes(context.batch, context.pool->threads()));
    wide.copyInputs();
    wide.context.output = wide.copy(context.output);
    GradientContext inner = gradient;
    inner.outputGradient = wide.copy(gradient.outputGradient);
    inner.target = wide.room(gradient.target);
    inner.accumulates = gradient.accumulates && !isBf16(gradient.target);
    m_fp32->backwardInput(wide.context, inner);
    wide.keep(inner.target, gradient.target, gradient.accumulates);
}

void MixedKernel::backwardParameter(const NodeContext& context,
                                    const GradientContext& gradient) const
{
    if (m_bf16 && areBf16(context) && isBf16(gradient.outputGradient))
        return m_bf16->backwardParameter(context, gradient);
    Wide wide(context, context.scratch + kernelBytes(context.batch, context.pool->threads()));
    wide.copyInputs();
    wide.context.output = wide.copy(context.output);
    GradientContext inner = gradient;
    inner.outputGradient = wide.copy(gradient.outputGradient);
    m_fp32->backwardParameter(wide.context, inner);
}

std::unique_ptr<NodeKernel> mixedKernel(const Node& node, const NodeShapes& shapes)
{
    const Operator& op = operatorFor(node.kind);
    auto kernel = op.prepare(node, shapes, Format::Fp32);
    if (kernel->takesAnyStorage() || node.kind == OperatorKind::Input)
        return kernel;
    return std::make_unique<MixedKernel>(std::move(kernel), op.prepareBf16(node, shapes), shapes);
}

} // namespace propago
