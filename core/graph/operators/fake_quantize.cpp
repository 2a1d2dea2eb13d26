#include "core/graph/operators/fake_quantize.h"

#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"

#include <cmath>

namespace propago {

CodeRange codesOf(const Attributes& attributes)
{
    const std::int64_t levels = std::int64_t{1} << attributes.bits;
    const std::int64_t lowest = attributes.isSigned ? -levels / 2 : 0;
    return {attributes.scale, attributes.zeroPoint, lowest, lowest + levels - 1};
}

namespace operators {

namespace {

template<typename T> class FakeQuantizeKernel final : public NodeKernel {
public:
    explicit FakeQuantizeKernel(const CodeRange& codes) : m_codes(codes) {}
    void forward(const NodeContext& c) const override
    {
        fakeQuantise<T>(m_codes, c.inputs[0].as<T>(), c.output.as<T>(), c.output.elements(),
                        *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        fakeQuantiseBackward<T>(m_codes, c.inputs[0].as<T>(), g.outputGradient.as<T>(),
                                g.target.as<T>(), c.output.elements(), g.accumulates, *c.pool);
    }

private:
    CodeRange m_codes;
};

Result<void> requireCodes(const Node& node)
{
    const Attributes& a = node.attributes;
    if (a.bits != 2 && a.bits != 4 && a.bits != 8 && a.bits != 16)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("values cannot be rounded to %1 bits"), {std::to_string(a.bits)}},
                    node.name, {PROPAGO_TEXT("use 2, 4, 8 or 16"), {}});
    if (!(std::isfinite(a.scale) && a.scale >= 1e-30 && a.scale <= 1e30))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("its scale of %1 is no step that values can be rounded to"),
                     {shortest(a.scale)}},
                    node.name, {PROPAGO_TEXT("use a positive scale"), {}});
    const CodeRange codes = codesOf(a);
    if (a.zeroPoint >= codes.lowest && a.zeroPoint <= codes.highest)
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("its zero point %1 is none of the codes from %2 to %3"),
                 {std::to_string(a.zeroPoint), std::to_string(codes.lowest),
                  std::to_string(codes.highest)}},
                node.name, {PROPAGO_TEXT("use a zero point among them"), {}});
}

class FakeQuantizeOperator final : public Operator {
public:
    const char* name() const override { return "FakeQuantize"; }
    Result<Shape> outputShape(const Node& node, std::span<const Shape> inputs) const override
    {
        if (const auto fits = requireCodes(node); !fits)
            return tl::unexpected(fits.error());
        return sameShape(inputs);
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes&,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<FakeQuantizeKernel<double>>(codesOf(node.attributes));
        return std::make_unique<FakeQuantizeKernel<float>>(codesOf(node.attributes));
    }
    Explanation explain(const Node& node, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        const Attributes& a = node.attributes;
        Explanation result = explainMapped(name(), context, sample, element);
        const double code = codeOf(codesOf(a), result.sum);
        result.formula = {PROPAGO_TEXT("%1 / %2 + %3 gives code %4; (%4 − %3) · %2 = %5"),
                          {sixDigits(result.sum), sixDigits(a.scale), std::to_string(a.zeroPoint),
                           sixDigits(code), sixDigits(result.result)}};
        return result;
    }
};

} // namespace

const Operator& fakeQuantize()
{
    static const FakeQuantizeOperator instance;
    return instance;
}

} // namespace operators

} // namespace propago
