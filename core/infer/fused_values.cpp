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

void roundToBits(std::vector<double>& weights, std::int64_t filters, std::int64_t bits)
{
    const std::int64_t perFilter = static_cast<std::int64_t>(weights.size()) / filters;
    for (std::int64_t filter = 0; filter < filters; ++filter) {
        double* row = weights.data() + filter * perFilter;
        const double scale = weightScale(row, perFilter, bits);
        for (std::int64_t i = 0; i < perFilter; ++i)
            row[i] = scale * weightCode(row[i], scale, bits);
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
