#include "core/infer/layer_rules.h"

#include <algorithm>

namespace propago {

namespace {

bool hasWeights(const FusedNode& node)
{
    return node.kind == FusedKind::Convolution || node.kind == FusedKind::Linear;
}

int bitsOf(Format precision)
{
    return precision == Format::Int4 ? 4 : precision == Format::Int2 ? 2 : 8;
}

bool isLayer(OperatorKind kind)
{
    return kind == OperatorKind::Conv2d || kind == OperatorKind::Linear;
}

/// Bits of the layer that `node` is in the network; 0 when the options leave it to the precision.
int chosenBits(const QuantisationOptions& options, Format precision, int node)
{
    const bool isChosen = precision != Format::Int16 && node >= 0
                          && static_cast<std::size_t>(node) < options.layerBits.size();
    return isChosen ? options.layerBits[static_cast<std::size_t>(node)] : 0;
}

/// The first means that fit, of the values that a fused node leaves behind: those of channels, or of
/// features for what is flat.
std::vector<double> meansOf(const FusedNode& from, const FusedNode& layer,
                            const Calibration& calibration)
{
    for (const int value : from.values) {
        if (static_cast<std::size_t>(value) >= calibration.means.size())
            continue;
        const auto& means = calibration.means[static_cast<std::size_t>(value)];
        const auto count = static_cast<std::int64_t>(means.size());
        const bool fits = layer.kind == FusedKind::Convolution
                              ? count == layer.window.channels
                              : count > 0 && from.planes.elements() % count == 0;
        if (fits)
            return {means.begin(), means.end()};
    }
    return {};
}

Result<void> requireBits(const Graph& graph, int node, int bits)
{
    if (bits == 0 || bits == 2 || bits == 4 || bits == 8 || bits == 32)
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("there are no weights of %1 bits"), {std::to_string(bits)}},
                graph.nodes[static_cast<std::size_t>(node)].name,
                {PROPAGO_TEXT("use 2, 4, 8 or 32 bits"), {}});
}

} // namespace

Result<void> setLayerRules(FusedGraph& fused, const Graph& graph, Format precision,
                           const QuantisationOptions& options, const Calibration* calibration)
{
    for (FusedNode& node : fused.nodes) {
        // A BatchNorm that stands alone is one weight for each channel.
        if (!hasWeights(node) || !isLayer(graph.nodes[static_cast<std::size_t>(node.node)].kind))
            continue;
        const int chosen = chosenBits(options, precision, node.node);
        if (const auto known = requireBits(graph, node.node, chosen); !known)
            return known;
        node.rules.bits = chosen > 0            ? chosen
                          : node.weightBits > 0 ? static_cast<int>(node.weightBits)
                                                : bitsOf(precision);
        node.rules.perChannel = options.perChannel;
        if (options.correctsBias && calibration)
            node.rules.means =
                meansOf(fused.nodes[static_cast<std::size_t>(node.inputs[0])], node, *calibration);
    }
    return {};
}

std::vector<double> inputMeans(const FusedNode& node)
{
    const std::vector<double>& means = node.rules.means;
    if (means.empty())
        return {};
    const WindowGeometry& g = node.window;
    const bool isConvolution = node.kind == FusedKind::Convolution;
    const std::size_t filters =
        static_cast<std::size_t>(isConvolution ? g.filters : node.planes.elements());
    const std::size_t perFilter = node.weights.size() / filters;
    std::vector<double> result;
    result.reserve(node.weights.size());
    for (std::size_t f = 0; f < filters; ++f) {
        const std::int64_t firstChannel =
            isConvolution ? static_cast<std::int64_t>(f) / g.groupFilters() * g.groupChannels() : 0;
        for (std::size_t i = 0; i < perFilter; ++i) {
            const std::size_t at = means.size() == 1 ? 0
                                   : isConvolution   ? static_cast<std::size_t>(
                                         firstChannel + static_cast<std::int64_t>(i) / g.taps())
                                                   : i * means.size() / perFilter;
            result.push_back(means[at]);
        }
    }
    return result;
}

} // namespace propago
