#pragma once
#include "core/infer/inference_plan.h"

#include <vector>

namespace propago {

/// Answers for single pictures in one precision.
class Classifier {
public:
    /// Fails as planInference() does. `graph` is copied; the pool outlives the classifier.
    static Result<Classifier> make(const Graph& graph, const Weights& weights, Format precision,
                                   const Calibration* calibration, ThreadPool& pool);

    /// What the network says of each category. x: fp32 [C, H, W] or [1, C, H, W], normalised.
    /// Throws std::invalid_argument for another number of values.
    std::vector<double> probabilities(const TensorView& x);
    /// How long the last inference took, measured once; 0 before the first.
    double latencyMicroseconds() const { return m_latency; }
    const InferencePlan& plan() const { return *m_plan; }

private:
    Classifier(Graph graph, std::unique_ptr<InferencePlan> plan, const Shape& output);

    Graph m_graph;
    std::unique_ptr<InferencePlan> m_plan;
    Shape m_input;
    Tensor m_output;
    double m_latency = 0;
};

} // namespace propago
