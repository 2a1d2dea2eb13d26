#include "core/infer/inference_plan.h"

#include "core/infer/equalised_plan.h"
#include "core/infer/node_plan.h"
#include "core/infer/unit_plan.h"

#include <algorithm>

namespace propago {

namespace {

Result<void> requireFormat(Format format)
{
    const std::vector<Format>& there = inferenceFormats();
    if (std::ranges::find(there, format) != there.end())
        return {};
    std::string names;
    for (const Format each : there)
        names += (names.empty() ? "" : ", ") + std::string(traits(each).name);
    return fail(ErrorCode::Unsupported,
                {PROPAGO_TEXT("there is no inference in %1"), {std::string(traits(format).name)}},
                {}, {PROPAGO_TEXT("use one of %1"), {names}});
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

Result<void> requireCalibration(const Graph& graph, Format format, const Calibration* calibration)
{
    if (calibration && calibration->ranges.size() == graph.nodes.size())
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("%1 inference needs the ranges of this network's values"),
                 {std::string(traits(format).name)}},
                graph.name, {PROPAGO_TEXT("calibrate it on training pictures first"), {}});
}

} // namespace

const std::vector<Format>& inferenceFormats()
{
    static const std::vector<Format> formats{Format::Fp64, Format::Fp32,  Format::Fp16,
                                             Format::Bf16, Format::Int16, Format::Int8,
                                             Format::Int4, Format::Int2};
    return formats;
}

Result<std::unique_ptr<InferencePlan>> planInference(const Graph& graph, const Weights& weights,
                                                     const PlanOptions& options,
                                                     const Calibration* calibration,
                                                     ThreadPool& pool)
{
    if (const auto known = requireFormat(options.precision); !known)
        return tl::unexpected(known.error());
    if (const auto single = requireInput(graph); !single)
        return tl::unexpected(single.error());
    if (needsCalibration(options.precision)) {
        const auto ranges = requireCalibration(graph, options.precision, calibration);
        if (!ranges)
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
