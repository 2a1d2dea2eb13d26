#pragma once
#include "core/infer/fused_graph.h"
#include "core/infer/quantisation_options.h"

namespace propago {

/// Writes down for every layer of `fused` how a plan in `precision` takes its weights: bits, scales,
/// and what bias correction has to know. Fails when options.layerBits asks for bits that are not there.
Result<void> setLayerRules(FusedGraph& fused, const Graph& graph, Format precision,
                           const QuantisationOptions& options, const Calibration* calibration);

/// For each weight of `node` what it is multiplied with on average; empty without node.rules.means.
std::vector<double> inputMeans(const FusedNode& node);

} // namespace propago
