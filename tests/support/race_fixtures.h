#pragma once
#include "core/graph/shapes.h"
#include "core/graph/zoo.h"
#include "core/infer/race.h"

#include <cmath>
#include <limits>

/// Races as views are handed them: the values come from formulas, not from a network.
namespace propago::test {

/// Smooth maps with a few shapes in them; `seed` moves them.
inline double formulaValue(std::int64_t map, double y, double x, int seed)
{
    const double phase = 0.7 * seed + 1.3 * static_cast<double>(map);
    const double ring = std::exp(-8 * std::pow(std::hypot(y - 0.5, x - 0.5) - 0.3, 2));
    return std::max(0.0, ring * std::sin(5 * x + phase) + 0.4 * std::cos(7 * y - phase));
}

inline Tensor formulaTensor(const Shape& sample, int seed)
{
    Tensor tensor(sample.batched(1), Format::Fp32);
    const auto values = tensor.span<float>();
    const std::int64_t height = sample.rank() == 3 ? sample[1] : 1;
    const std::int64_t width = sample.rank() == 3 ? sample[2] : 1;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        const std::int64_t map = at / (height * width), within = at % (height * width);
        values[i] = static_cast<float>(
            formulaValue(map, static_cast<double>(within / width) / static_cast<double>(height),
                         static_cast<double>(within % width) / static_cast<double>(width), seed));
    }
    return tensor;
}

/// `exact` in steps of its largest value / `levels`, and a drift of `drift` of it besides.
inline Tensor inSteps(const Tensor& exact, double levels, double drift)
{
    Tensor result = exact;
    double largest = 1e-9;
    for (std::int64_t i = 0; i < exact.elements(); ++i)
        largest = std::max(largest, std::abs(exact.at(i)));
    std::size_t at = 0;
    for (float& value : result.span<float>()) {
        const double moved = static_cast<double>(value)
                             + drift * largest * std::sin(0.37 * static_cast<double>(at++));
        value = static_cast<float>(std::nearbyint(moved / largest * levels) * largest / levels);
    }
    return result;
}

inline double formulaSqnr(const Tensor& exact, const Tensor& other)
{
    double signal = 0, noise = 0;
    for (std::int64_t i = 0; i < exact.elements(); ++i) {
        signal += exact.at(i) * exact.at(i);
        noise += std::pow(exact.at(i) - other.at(i), 2);
    }
    return noise > 0 ? 10 * std::log10(signal / noise) : std::numeric_limits<double>::infinity();
}

/// `model` of the zoo in fp32, bf16 and int8; int8 answers otherwise from the middle layer on.
inline Race formulaRace(const Graph& graph)
{
    const auto shapes = inferShapes(graph).value();
    Race race;
    race.picture = formulaTensor(shapes[0], 1);
    const struct {
        Format format;
        double levels, drift, microseconds;
        std::vector<float> probabilities;
    } kinds[] = {
        {Format::Fp32, 0, 0, 61.2, {.02F, 0, .21F, .01F, .05F, 0, .70F, 0, .01F, 0}},
        {Format::Bf16, 256, 0, 70.4, {.02F, 0, .23F, .01F, .05F, 0, .68F, 0, .01F, 0}},
        {Format::Int8, 127, 0.004, 38.9, {.03F, 0, .49F, .01F, .08F, 0, .38F, 0, .01F, 0}}};
    for (const auto& kind : kinds) {
        RaceLane lane;
        lane.precision = kind.format;
        lane.probabilities = kind.probabilities;
        lane.microseconds = kind.microseconds;
        lane.runs = 200;
        for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
            const Tensor exact = formulaTensor(shapes[node], static_cast<int>(node));
            const bool isKept = graph.nodes[node].kind != OperatorKind::Flatten;
            const double drift = kind.drift * static_cast<double>(node);
            const Tensor value = kind.levels > 0 ? inSteps(exact, kind.levels, drift) : exact;
            lane.values.push_back(isKept ? value : Tensor());
            lane.sqnr.push_back(isKept ? formulaSqnr(exact, value) : std::nan(""));
        }
        race.lanes.push_back(std::move(lane));
    }
    race.lanes[2].flipsAt = graph.find("conv2");
    return race;
}

} // namespace propago::test
