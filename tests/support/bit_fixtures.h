#pragma once
#include "core/graph/zoo.h"
#include "views/present/bit_game.h"

/// Trials as the bit-budget game is handed them: the accuracies come from a formula.
namespace propago::test {

inline Graph bitGraph()
{
    return *zooGraph("lenet", Shape{1, 28, 28}, 10);
}

inline std::vector<int> bitNodes(const Graph& graph)
{
    std::vector<int> nodes;
    for (const char* name : {"conv1", "conv2", "fc1", "fc2", "fc3"})
        nodes.push_back(graph.find(name));
    return nodes;
}

/// One width for each row, in the order of the rows.
inline BitTrial formulaTrial(const std::vector<BitRow>& rows, const std::vector<int>& bits,
                             double accuracy)
{
    BitTrial trial;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto at = static_cast<std::size_t>(rows[i].node);
        trial.layerBits.resize(std::max(trial.layerBits.size(), at + 1));
        trial.layerBits[at] = bits[i];
        trial.weightBytes += (rows[i].weights * bits[i] + 7) / 8;
        trial.fp32Bytes += rows[i].weights * 4;
    }
    trial.samples = 2000;
    trial.accuracy = accuracy;
    trial.accuracyLow = accuracy - 0.012;
    trial.accuracyHigh = accuracy + 0.012;
    trial.agreementWithFp32 = accuracy;
    trial.fp32Accuracy = 0.912;
    return trial;
}

inline BitCurve formulaCurve(const std::vector<BitRow>& rows)
{
    BitCurve curve;
    for (const BitRow& row : rows) {
        const double minds = 1 / static_cast<double>(1 + row.weights / 500);
        curve.sensitivities.push_back({row.node, 8, 1, 0});
        curve.sensitivities.push_back({row.node, 4, 0.99, 0.02 * minds});
        curve.sensitivities.push_back({row.node, 2, 0.7, 0.6 * minds + 0.05});
    }
    curve.points = {
        formulaTrial(rows, {8, 8, 8, 8, 8}, 0.912), formulaTrial(rows, {8, 8, 4, 8, 8}, 0.912),
        formulaTrial(rows, {8, 8, 4, 4, 8}, 0.911), formulaTrial(rows, {8, 4, 4, 4, 4}, 0.910),
        formulaTrial(rows, {8, 4, 2, 4, 4}, 0.896), formulaTrial(rows, {8, 4, 2, 2, 4}, 0.842),
        formulaTrial(rows, {2, 2, 2, 2, 2}, 0.62)};
    return curve;
}

} // namespace propago::test
