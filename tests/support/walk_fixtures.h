#pragma once
#pragma push_macro("slots")
#include "tests/core/infer/random_networks.h"
#pragma pop_macro("slots")

#include "core/base/thread_pool.h"
#include "core/graph/zoo.h"
#include "core/infer/integer_trace.h"

#include <stdexcept>

namespace propago::test {

/// An int8 element of lenet with random weights, and the float version of it from the definition.
struct WalkBench {
    Graph graph = *zooGraph("lenet", zooInput("lenet"), 10);
    Weights weights = randomWeights(graph, 21);
    ThreadPool pool{1};
    Calibration ranges = rangesOver(graph, weights, randomInputs(graph, 6, 22), pool);
    Tensor x = randomInputs(graph, 1, 23);
    IntegerTrace trace;
    WalkBench() : trace(made(graph, weights, ranges)) { trace.run(x.view()); }

    static IntegerTrace made(const Graph& graph, const Weights& weights, const Calibration& ranges)
    {
        auto result = IntegerTrace::make(graph, weights, ranges);
        if (!result)
            throw std::runtime_error(describe(result.error()));
        return std::move(*result);
    }
    int node(const char* name) const { return graph.find(name); }
    const Tensor& parameter(const char* of, int index) const
    {
        return weights.at({SlotKind::Parameter, node(of), index});
    }

    /// Element `element` of conv1 in fp32.
    Explanation real(std::int64_t element) const
    {
        const Node& conv = graph.nodes[static_cast<std::size_t>(node("conv1"))];
        const Shape out = inferShapes(graph).value()[static_cast<std::size_t>(node("conv1"))];
        const Tensor& w = parameter("conv1", 0);
        const std::int64_t filter = element / (out[1] * out[2]);
        const std::int64_t row = element / out[2] % out[1], column = element % out[2];
        Explanation result;
        for (std::int64_t ky = 0; ky < conv.attributes.kernelH; ++ky) {
            for (std::int64_t kx = 0; kx < conv.attributes.kernelW; ++kx) {
                const std::int64_t y = row + ky - conv.attributes.padTop;
                const std::int64_t column0 = column + kx - conv.attributes.padLeft;
                const bool isInside = y >= 0 && y < 28 && column0 >= 0 && column0 < 28;
                Term term;
                term.weight =
                    (filter * conv.attributes.kernelH + ky) * conv.attributes.kernelW + kx;
                term.element = isInside ? y * 28 + column0 : -1;
                term.value = isInside ? x.at(term.element) : 0;
                term.factor = w.at(term.weight);
                result.sum += term.value * term.factor;
                result.terms.push_back(term);
            }
        }
        result.bias = parameter("conv1", 1).at(filter);
        result.sum += result.bias;
        result.result = result.sum;
        return result;
    }
};

} // namespace propago::test
