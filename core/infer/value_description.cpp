#include "core/infer/value_description.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

bool areFinite(const std::vector<double>& values)
{
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

// Formats, planes and scales of every value.
class ValueDescriber {
public:
    ValueDescriber(const FusedGraph& fused, const Graph& graph, const UnitOptions& options,
                   const Calibration* calibration)
        : m_fused(fused)
        , m_graph(graph)
        , m_format(options.format)
        , m_isSymmetric(options.symmetricActivations)
        , m_calibration(calibration)
    {}

    Result<std::vector<PlanValue>> run()
    {
        for (std::size_t i = 0; i < m_fused.nodes.size(); ++i) {
            PlanValue value;
            value.format = m_format;
            value.planes = m_fused.nodes[i].planes;
            value.rows = m_fused.nodes[i].rows;
            value.isReal = m_format == UnitFormat::Fp32 || staysReal(static_cast<int>(i));
            m_values.push_back(value);
            if (m_format == UnitFormat::Int8 || m_format == UnitFormat::Int16) {
                if (const auto done = quantise(static_cast<int>(i)); !done)
                    return tl::unexpected(done.error());
            }
        }
        return std::move(m_values);
    }

private:
    const FusedNode& node(int index) const
    {
        return m_fused.nodes[static_cast<std::size_t>(index)];
    }
    PlanValue& value(int index) { return m_values[static_cast<std::size_t>(index)]; }
    const std::string& nameOf(const FusedNode& fused) const
    {
        return m_graph.nodes[static_cast<std::size_t>(fused.node)].name;
    }

    // The last layer, and what only a Softmax reads, leave the narrow format.
    bool staysReal(int index) const
    {
        const FusedNode& made = node(index);
        const bool canBeReal =
            !made.codes
            && ((made.kind == FusedKind::Convolution && !made.hasResidual)
                || made.kind == FusedKind::Linear || made.kind == FusedKind::Softmax
                || made.kind == FusedKind::Generic);
        if (!canBeReal)
            return false;
        bool isRead = index == m_fused.output;
        for (const FusedNode& reader : m_fused.nodes) {
            if (std::ranges::find(reader.inputs, index) == reader.inputs.end())
                continue;
            if (reader.kind != FusedKind::Softmax)
                return false;
            isRead = true;
        }
        return isRead;
    }

    Result<void> quantise(int index)
    {
        const FusedNode& made = node(index);
        const bool keepsScale = made.kind == FusedKind::MaxPool
                                || made.kind == FusedKind::AveragePool
                                || made.kind == FusedKind::Relayout;
        if (keepsScale) {
            value(index).quantisation = value(made.inputs[0]).quantisation;
            return {};
        }
        if (const auto fits = requireIntegers(made); !fits)
            return fits;
        if (value(index).isReal)
            return {};
        if (made.codes && m_format == UnitFormat::Int8) {
            value(index).quantisation = *made.codes;
            return {};
        }
        ValueRange range = rangeOf(made.values.back());
        if (!std::isfinite(range.low) || !std::isfinite(range.high))
            return fail(
                ErrorCode::BadInput,
                {PROPAGO_TEXT("its values were not finite on the calibration pictures"), {}},
                nameOf(made), {PROPAGO_TEXT("train the network again or use fp32"), {}});
        if (made.activation == FusedActivation::Relu)
            range.low = std::max(range.low, 0.0f);
        value(index).quantisation = m_format == UnitFormat::Int16
                                        ? wideQuantisationFor(range)
                                        : quantisationFor(range, m_isSymmetric);
        return {};
    }

    // 16 bits have levels enough for everything that was seen; 8 take what the range method chose.
    ValueRange rangeOf(int node) const
    {
        const bool isWide = m_format == UnitFormat::Int16
                            && m_calibration->extremes.size() == m_calibration->ranges.size();
        const auto& ranges = isWide ? m_calibration->extremes : m_calibration->ranges;
        return ranges[static_cast<std::size_t>(node)];
    }

    Result<void> requireIntegers(const FusedNode& made) const
    {
        if (!areFinite(made.weights) || !areFinite(made.bias))
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("its weights hold values that are not numbers"), {}},
                        nameOf(made), {PROPAGO_TEXT("train the network again or use fp32"), {}});
        const std::int64_t filters = std::max<std::int64_t>(
            1, made.kind == FusedKind::Convolution ? made.window.filters : made.planes.elements());
        const std::int64_t products = static_cast<std::int64_t>(made.weights.size()) / filters;
        if (products <= kMostProducts || made.rules.bits == 32)
            return {};
        return fail(
            ErrorCode::Unsupported,
            {PROPAGO_TEXT("sums of %1 products do not fit into the 32 bits of integer inference"),
             {std::to_string(products)}},
            nameOf(made), {PROPAGO_TEXT("use bf16 or fp32"), {}});
    }

    const FusedGraph& m_fused;
    const Graph& m_graph;
    UnitFormat m_format;
    bool m_isSymmetric;
    const Calibration* m_calibration;
    std::vector<PlanValue> m_values;
};

} // namespace

Result<std::vector<PlanValue>> describeValues(const FusedGraph& fused, const Graph& graph,
                                              const UnitOptions& options,
                                              const Calibration* calibration)
{
    return ValueDescriber(fused, graph, options, calibration).run();
}

} // namespace propago
