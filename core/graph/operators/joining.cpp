#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/elementwise.h"

#include <cstring>

namespace propago::operators {

namespace {

// How an input lies inside the joined output: `outer` runs of `run` bytes.
struct Stripe {
    std::int64_t outer, run, pitch, offset;
};

class ConcatKernel final : public NodeKernel {
public:
    ConcatKernel(std::int64_t axis, const NodeShapes& shapes, Format format) : m_format(format)
    {
        for (int i = 0; i < axis; ++i)
            m_outer *= shapes.output[i];
        for (int i = static_cast<int>(axis) + 1; i < shapes.output.rank(); ++i)
            m_inner *= shapes.output[i];
        for (const Shape& input : shapes.inputs) {
            m_offsets.push_back(m_total);
            m_extents.push_back(input[static_cast<int>(axis)]);
            m_total += m_extents.back();
        }
    }
    void forward(const NodeContext& c) const override
    {
        for (std::size_t i = 0; i < m_extents.size(); ++i) {
            const Stripe s = stripe(i, c.batch);
            for (std::int64_t o = 0; o < s.outer; ++o)
                std::memcpy(c.output.data + o * s.pitch + s.offset, c.inputs[i].data + o * s.run,
                            static_cast<std::size_t>(s.run));
        }
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        const Stripe s = stripe(static_cast<std::size_t>(g.index), c.batch);
        for (std::int64_t o = 0; o < s.outer; ++o) {
            const std::byte* from = g.outputGradient.data + o * s.pitch + s.offset;
            std::byte* to = g.target.data + o * s.run;
            if (!g.accumulates)
                std::memcpy(to, from, static_cast<std::size_t>(s.run));
            else if (m_format == Format::Fp64)
                join<double>(from, to, s.run, *c.pool);
            else
                join<float>(from, to, s.run, *c.pool);
        }
    }

private:
    template<typename T>
    static void join(const std::byte* from, std::byte* to, std::int64_t bytes, ThreadPool& pool)
    {
        accumulate<T>(reinterpret_cast<const T*>(from), reinterpret_cast<T*>(to),
                      bytes / static_cast<std::int64_t>(sizeof(T)), pool);
    }
    Stripe stripe(std::size_t input, std::int64_t batch) const
    {
        const std::int64_t unit = m_inner * traits(m_format).bits / 8;
        return {batch * m_outer, m_extents[input] * unit, m_total * unit, m_offsets[input] * unit};
    }
    Format m_format;
    std::int64_t m_outer = 1, m_inner = 1, m_total = 0;
    std::vector<std::int64_t> m_offsets, m_extents;
};

class ConcatOperator final : public Operator {
public:
    const char* name() const override { return "Concat"; }
    int arity(const Node&) const override { return -1; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        const auto axis = static_cast<int>(node.attributes.axis);
        const Shape& first = inputs[0];
        if (axis < 0 || axis >= first.rank())
            return fail(
                ErrorCode::BadInput,
                {PROPAGO_TEXT("there is no axis %1 in %2"), {std::to_string(axis), first.text()}},
                node.name, {PROPAGO_TEXT("join along an axis that is there"), {}});
        std::vector<std::int64_t> dimensions(first.dimensions().begin(), first.dimensions().end());
        dimensions[static_cast<std::size_t>(axis)] = 0;
        for (const Shape& input : inputs) {
            if (!joins(first, input, axis))
                return fail(ErrorCode::BadInput,
                            {PROPAGO_TEXT("%1 and %2 differ in more than axis %3"),
                             {first.text(), input.text(), std::to_string(axis)}},
                            node.name, {PROPAGO_TEXT("bring the branches to the same size"), {}});
            dimensions[static_cast<std::size_t>(axis)] += input[axis];
        }
        return Shape(dimensions);
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes& shapes,
                                        Format format) const override
    {
        return std::make_unique<ConcatKernel>(node.attributes.axis, shapes, format);
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const auto axis = static_cast<int>(node.attributes.axis);
        const Shape out = context.output.shape.sample();
        std::int64_t inner = 1;
        for (int i = axis + 1; i < out.rank(); ++i)
            inner *= out[i];
        // Along the axis the inputs lie one behind the other.
        std::int64_t place = element / inner % out[axis];
        int input = 0;
        while (place >= extent(context, input, axis))
            place -= extent(context, input++, axis);
        const std::int64_t source =
            (element / (inner * out[axis]) * extent(context, input, axis) + place) * inner
            + element % inner;
        const TensorView& from = context.inputs[static_cast<std::size_t>(input)];
        Explanation result;
        result.terms = {
            {input, source, -1, from.at(sample * from.shape.sample().elements() + source), 1}};
        finishSum(result, context.output.at(sample * out.elements() + element));
        return result;
    }

private:
    static std::int64_t extent(const NodeContext& context, int input, int axis)
    {
        return context.inputs[static_cast<std::size_t>(input)].shape.sample()[axis];
    }
    static bool joins(const Shape& first, const Shape& other, int axis)
    {
        if (first.rank() != other.rank())
            return false;
        for (int i = 0; i < first.rank(); ++i) {
            if (i != axis && first[i] != other[i])
                return false;
        }
        return true;
    }
};

} // namespace

const Operator& concat()
{
    static const ConcatOperator instance;
    return instance;
}

} // namespace propago::operators
