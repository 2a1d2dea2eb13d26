#include "core/infer/folding.h"

#include <cmath>

namespace propago {

namespace {

Result<std::vector<double>> parameter(const Graph& graph, const Weights& weights, int node,
                                      int index)
{
    const auto found = weights.find({SlotKind::Parameter, node, index});
    if (found == weights.end())
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("its weights are missing"), {}},
                    graph.nodes[static_cast<std::size_t>(node)].name,
                    {PROPAGO_TEXT("train the network or open a file that holds its weights"), {}});
    std::vector<double> values(static_cast<std::size_t>(found->second.elements()));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = found->second.at(static_cast<std::int64_t>(i));
    return values;
}

} // namespace

Result<std::vector<Tensor>> parametersOf(const Graph& graph, const Weights& weights, int index,
                                         std::size_t count, Format format)
{
    std::vector<Tensor> result;
    for (std::size_t i = 0; i < count; ++i) {
        const auto found = weights.find({SlotKind::Parameter, index, static_cast<int>(i)});
        if (found == weights.end())
            return fail(
                ErrorCode::BadInput, {PROPAGO_TEXT("its weights are missing"), {}},
                graph.nodes[static_cast<std::size_t>(index)].name,
                {PROPAGO_TEXT("train the network or open a file that holds its weights"), {}});
        result.emplace_back(found->second.shape(), format);
        convert(found->second.view(), result.back().view());
    }
    return result;
}

Result<OperationWeights> weightsOf(const Graph& graph, const Weights& weights, int index)
{
    auto values = parameter(graph, weights, index, 0);
    if (!values)
        return tl::unexpected(values.error());
    OperationWeights result{std::move(*values), {}};
    if (!graph.nodes[static_cast<std::size_t>(index)].attributes.hasBias)
        return result;
    auto bias = parameter(graph, weights, index, 1);
    if (!bias)
        return tl::unexpected(bias.error());
    result.bias = std::move(*bias);
    return result;
}

Result<ChannelAffine> batchNormOf(const Graph& graph, const Weights& weights, int index)
{
    std::vector<double> parts[4]; // gamma, beta, mean, variance
    for (int i = 0; i < 4; ++i) {
        auto values = parameter(graph, weights, index, i);
        if (!values)
            return tl::unexpected(values.error());
        parts[i] = std::move(*values);
    }
    const double epsilon = graph.nodes[static_cast<std::size_t>(index)].attributes.epsilon;
    ChannelAffine affine;
    for (std::size_t c = 0; c < parts[0].size(); ++c) {
        affine.factor.push_back(parts[0][c] / std::sqrt(parts[3][c] + epsilon));
        affine.offset.push_back(parts[1][c] - parts[2][c] * affine.factor.back());
    }
    return affine;
}

void fold(const ChannelAffine& affine, std::vector<double>& weights, std::vector<double>& bias)
{
    const std::size_t channels = affine.factor.size();
    const std::size_t perChannel = weights.size() / channels;
    bias.resize(channels, 0.0);
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < perChannel; ++i)
            weights[c * perChannel + i] *= affine.factor[c];
        bias[c] = affine.factor[c] * bias[c] + affine.offset[c];
    }
}

} // namespace propago
