#include "core/infer/probabilities.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace propago {

namespace {

bool endsInSoftmax(const Graph& graph)
{
    int index = graph.output;
    while (true) {
        const Node& node = graph.nodes[static_cast<std::size_t>(index)];
        if (node.kind == OperatorKind::Softmax)
            return true;
        const bool passes = node.kind == OperatorKind::Dropout || node.kind == OperatorKind::Flatten
                            || node.kind == OperatorKind::Identity;
        if (!passes)
            return false;
        index = node.inputs[0];
    }
}

double logSum(std::span<const float> logits)
{
    const auto largest = static_cast<double>(*std::ranges::max_element(logits));
    double sum = 0;
    for (const float logit : logits)
        sum += std::exp(static_cast<double>(logit) - largest);
    return largest + std::log(sum);
}

} // namespace

std::vector<double> probabilitiesOf(const Graph& graph, std::span<const float> outputs)
{
    std::vector<double> result(outputs.begin(), outputs.end());
    if (outputs.empty() || endsInSoftmax(graph))
        return result;
    const double sum = logSum(outputs);
    for (double& value : result)
        value = std::exp(value - sum);
    return result;
}

double crossEntropy(const Graph& graph, std::span<const float> outputs, int label)
{
    const auto output = static_cast<double>(outputs[static_cast<std::size_t>(label)]);
    if (!endsInSoftmax(graph))
        return logSum(outputs) - output;
    return -std::log(std::max(output, static_cast<double>(std::numeric_limits<float>::min())));
}

} // namespace propago
