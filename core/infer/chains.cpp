#include "core/infer/chains.h"

#include "core/infer/kernel_steps.h"

namespace propago {

namespace {

bool runTogether(const FusedNode& first, const FusedNode& second, UnitFormat format, Method method)
{
    if (first.kind != FusedKind::Convolution || first.hasResidual)
        return false;
    if (second.kind == FusedKind::MaxPool)
        return canTakeIn(first, second, format, method);
    return second.kind == FusedKind::Convolution && second.window.groups > 1
           && format == UnitFormat::Fp32 && gainsTogether(first, second);
}

} // namespace

std::vector<int> chains(const FusedGraph& fused, UnitFormat format, Method method)
{
    std::vector<int> readers(fused.nodes.size());
    ++readers[static_cast<std::size_t>(fused.output)];
    for (const FusedNode& node : fused.nodes) {
        for (const int input : node.inputs)
            ++readers[static_cast<std::size_t>(input)];
    }
    std::vector<int> result(fused.nodes.size(), -1);
    for (std::size_t i = 0; i < fused.nodes.size(); ++i) {
        const FusedNode& second = fused.nodes[i];
        if (second.inputs.empty())
            continue;
        const auto before = static_cast<std::size_t>(second.inputs[0]);
        if (readers[before] == 1 && runTogether(fused.nodes[before], second, format, method))
            result[i] = second.inputs[0];
    }
    return result;
}

} // namespace propago
