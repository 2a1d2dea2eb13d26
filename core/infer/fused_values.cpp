#include "core/infer/fused_values.h"

#include "core/graph/operators/fake_quantize.h"
#include "core/kernels/weight_rounding.h"

#include <algorithm>

namespace propago {

std::optional<Quantisation> bytesOf(const Node& node)
{
    const Attributes& a = node.attributes;
    if (node.kind != OperatorKind::FakeQuantize || a.bits > 8)
        return std::nullopt;
    const CodeRange codes = codesOf(a);
    return Quantisation{static_cast<float>(a.scale),
                        static_cast<int>(codes.zeroPoint - codes.lowest)};
}

void roundToBits(FusedNode& made, const Node& node)
{
    const Attributes& a = node.attributes;
    const std::int64_t perFilter = static_cast<std::int64_t>(made.weights.size()) / a.features;
    for (std::int64_t filter = 0; filter < a.features; ++filter) {
        double* row = made.weights.data() + filter * perFilter;
        const double scale = weightScale(row, perFilter, a.weightBits);
        for (std::int64_t i = 0; i < perFilter; ++i)
            row[i] = scale * weightCode(row[i], scale, a.weightBits);
        if (a.hasBias && a.scale != 1) {
            double& bias = made.bias[static_cast<std::size_t>(filter)];
            bias = roundedBias(bias, a.scale, scale);
        }
    }
}

void flattenInputs(FusedGraph& graph)
{
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const bool isReadFlat = std::ranges::all_of(graph.nodes, [&](const FusedNode& reader) {
            return reader.kind == FusedKind::Linear
                   || std::ranges::find(reader.inputs, static_cast<int>(i)) == reader.inputs.end();
        });
        if (graph.nodes[i].kind == FusedKind::Input && isReadFlat)
            graph.nodes[i].planes = {graph.nodes[i].planes.elements(), 1, 1};
    }
}

} // namespace propago
