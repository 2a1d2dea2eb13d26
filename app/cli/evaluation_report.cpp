#include "app/cli/evaluation_report.h"

#include "app/cli/json_output.h"
#include "app/cli/text_table.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

Json batchesJson(const std::vector<BatchSpeed>& batches)
{
    Json json = Json::array();
    for (const BatchSpeed& each : batches)
        json.push_back(
            {{"batch", each.batch}, {"images_per_second", numberJson(each.imagesPerSecond)}});
    return json;
}

Json layerJson(const LayerError& layer, const Graph& graph)
{
    Json json{{"name", graph.nodes[static_cast<std::size_t>(layer.node)].name},
              {"sqnr_db", numberJson(layer.sqnr)},
              {"rmse", numberJson(layer.rmse)},
              {"scale", nullptr},
              {"rmse_over_scale", nullptr}};
    if (layer.scale > 0) {
        json["scale"] = numberJson(layer.scale);
        json["rmse_over_scale"] = numberJson(layer.rmse / layer.scale);
    }
    return json;
}

// Layers of that precision against fp32; none for fp32 itself.
Json layersJson(const Evaluation& evaluation, Format precision, const Graph& graph)
{
    Json json = Json::array();
    const auto found = std::ranges::find(evaluation.errors, precision, &PrecisionErrors::precision);
    if (found == evaluation.errors.end())
        return json;
    for (const LayerError& layer : found->layers)
        json.push_back(layerJson(layer, graph));
    return json;
}

std::string microseconds(const std::optional<double>& value)
{
    return value ? fixed(*value, 1) : "";
}

// "0.0391", "< 0.0001"; nothing for fp32 itself.
std::string probability(const PrecisionResult& row)
{
    if (row.precision == Format::Fp32)
        return "";
    return row.againstFp32.pValue < 0.0001 ? "< 0.0001" : fixed(row.againstFp32.pValue, 4);
}

Json bitsJson(const std::vector<int>& layerBits, const Graph& graph)
{
    Json json = Json::object();
    for (const int node : nodesWithBits(graph)) {
        const auto index = static_cast<std::size_t>(node);
        json[graph.nodes[index].name] = layerBits[index];
    }
    return json;
}

Json pointJson(const BitTrial& point, const Graph& graph)
{
    return {{"bits", bitsJson(point.layerBits, graph)},
            {"weight_bytes", point.weightBytes},
            {"samples", point.samples},
            {"accuracy", numberJson(point.accuracy)},
            {"accuracy_ci95", {numberJson(point.accuracyLow), numberJson(point.accuracyHigh)}},
            {"agreement_with_fp32", numberJson(point.agreementWithFp32)}};
}

} // namespace

Json precisionJson(const Evaluation& evaluation, std::size_t index, const Graph& graph)
{
    const PrecisionResult& row = evaluation.precisions[index];
    return {{"precision", std::string(traits(row.precision).name)},
            {"samples", row.samples},
            {"accuracy", numberJson(row.accuracy)},
            {"accuracy_ci95", {numberJson(row.accuracyLow), numberJson(row.accuracyHigh)}},
            {"top5", numberJson(row.top5)},
            {"loss", numberJson(row.loss)},
            {"agreement_with_fp32", numberJson(row.agreementWithFp32)},
            {"mcnemar",
             {{"only_fp32", row.againstFp32.onlyFp32},
              {"only_this", row.againstFp32.onlyThis},
              {"p_value", numberJson(row.againstFp32.pValue)}}},
            {"weight_bytes", row.weightBytes},
            {"latency_us",
             {{"p50", numberJson(row.latency.p50)},
              {"p95", numberJson(row.latency.p95)},
              {"p99", numberJson(row.latency.p99)}}},
            {"latency_runs", row.latency.runs},
            {"latency_drift", numberJson(row.drift)},
            {"images_per_second", numberJson(row.imagesPerSecond)},
            {"batches", batchesJson(row.batches)},
            {"kernel", row.kernel},
            {"emulated", row.isEmulated},
            {"layers", layersJson(evaluation, row.precision, graph)}};
}

std::string precisionTable(const Evaluation& evaluation)
{
    TextTable table({"precision", "accuracy", "95 % from", "to", "top 5", "loss", "agrees",
                     "p value", "weight bytes", "p50 us", "p95 us", "p99 us", "images/s",
                     "kernel"});
    for (const PrecisionResult& row : evaluation.precisions)
        table.add({std::string(traits(row.precision).name), percent(row.accuracy),
                   percent(row.accuracyLow), percent(row.accuracyHigh), percent(row.top5),
                   fixed(row.loss, 4), percent(row.agreementWithFp32), probability(row),
                   grouped(row.weightBytes), fixed(row.latency.p50, 1),
                   microseconds(row.latency.p95), microseconds(row.latency.p99),
                   fixed(row.imagesPerSecond, 0), row.kernel});
    return table.text();
}

Json bitCurveJson(const BitCurve& curve, const Graph& graph)
{
    Json json{{"fp32_accuracy", numberJson(curve.points.front().fp32Accuracy)},
              {"fp32_bytes", curve.points.front().fp32Bytes},
              {"sensitivities", Json::array()},
              {"points", Json::array()}};
    for (const LayerSensitivity& each : curve.sensitivities)
        json["sensitivities"].push_back(
            {{"layer", graph.nodes[static_cast<std::size_t>(each.node)].name},
             {"bits", each.bits},
             {"agreement_with_fp32", numberJson(each.agreementWithFp32)},
             {"loss_increase", numberJson(each.lossIncrease)}});
    for (const BitTrial& point : curve.points)
        json["points"].push_back(pointJson(point, graph));
    return json;
}

std::string bitCurveTable(const BitCurve& curve, const Graph& graph)
{
    std::vector<std::string> header{"weight bytes", "accuracy", "95 % from", "to", "agrees"};
    const std::vector<int> nodes = nodesWithBits(graph);
    for (const int node : nodes)
        header.push_back(graph.nodes[static_cast<std::size_t>(node)].name);
    TextTable table(std::move(header));
    for (const BitTrial& point : curve.points) {
        std::vector<std::string> row{grouped(point.weightBytes), percent(point.accuracy),
                                     percent(point.accuracyLow), percent(point.accuracyHigh),
                                     percent(point.agreementWithFp32)};
        for (const int node : nodes)
            row.push_back(std::to_string(point.layerBits[static_cast<std::size_t>(node)]));
        table.add(std::move(row));
    }
    const BitTrial& first = curve.points.front();
    return table.text() + "fp32: " + percent(first.fp32Accuracy) + ", " + grouped(first.fp32Bytes)
           + " bytes; all on " + grouped(first.samples) + " pictures\n";
}

} // namespace propago
