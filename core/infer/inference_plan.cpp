#include "core/infer/inference_plan.h"

#include "core/infer/equalised_plan.h"
#include "core/infer/node_plan.h"
#include "core/infer/unit_plan.h"

#include <algorithm>

namespace propago {

namespace {

Result<void> requireFormat(Format format)
{
    constexpr Format kThere[] = {Format::Fp64, Format::Fp32, Format::Bf16, Format::Int8};
    if (std::ranges::find(kThere, format) != std::end(kThere))
        return {};
    return fail(ErrorCode::Unsupported,
                {PROPAGO_TEXT("there is no inference in %1"), {std::string(traits(format).name)}},
                {}, {PROPAGO_TEXT("use one of %1"), {"fp64, fp32, bf16, int8"}});
}

Result<void> requireInput(const Graph& graph)
{
    const auto inputs = std::ranges::count(graph.nodes, OperatorKind::Input, &Node::kind);
    if (inputs == 1)
        return {};
    return fail(ErrorCode::Unsupported,
                {PROPAGO_TEXT("inference needs exactly one input, this network has %1"),
                 {std::to_string(inputs)}},
                graph.name, {PROPAGO_TEXT("use a network that reads one picture"), {}});
}

Result<void> requireCalibration(const Graph& graph, const Calibration* calibration)
{
    if (calibration && calibration->ranges.size() == graph.nodes.size())
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("int8 inference needs the ranges of this network's values"), {}},
                graph.name, {PROPAGO_TEXT("calibrate it on training pictures first"), {}});
}

} // namespace

Result<std::unique_ptr<InferencePlan>> planInference(const Graph& graph, const Weights& weights,
                                                     const PlanOptions& options,
                                                     const Calibration* calibration,
                                                     ThreadPool& pool)
{
    if (const auto known = requireFormat(options.precision); !known)
        return tl::unexpected(known.error());
    if (const auto single = requireInput(graph); !single)
        return tl::unexpected(single.error());
    if (options.precision == Format::Int8) {
        if (const auto ranges = requireCalibration(graph, calibration); !ranges)
            return tl::unexpected(ranges.error());
    }
    if (options.quantisation.equalises && !traits(options.precision).isFloating)
        return planEqualised(graph, weights, options, *calibration, pool);
    const bool isPlain = options.precision == Format::Fp64
                         || (options.precision == Format::Fp32 && options.keepsValues);
    if (isPlain)
        return planNodes(graph, weights, options, pool);
    return planUnits(graph, weights, options, calibration, pool);
}

} // namespace propago
