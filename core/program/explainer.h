#pragma once
#include "core/graph/explanation.h"
#include "core/program/executor.h"

namespace propago {

/// Takes numbers of a program that stands still apart: which products made them, forward and
/// backward. Works on what is in the workspace; allocates, and is meant for one number at a time.
class Explainer {
public:
    /// `count` samples of the batch are in use, `lastStep` ran last.
    Explainer(const Program& program, const Workspace& workspace, ThreadPool& pool,
              std::int64_t count, int lastStep);

    /// The number that `ref` has at `element`: of sample `sample` where it is per sample. Values,
    /// gradients of values and of parameters, probabilities (whose terms add up to 1 / p where the loss
    /// takes a softmax), losses; an empty explanation for anything else, and for
    /// what has not been computed in this batch.
    Explanation explain(const TensorRef& ref, std::int64_t sample, std::int64_t element);

    /// The outputs that element `element` of what `node` computes goes into, each with its factor,
    /// as far as they have been computed in this batch; `value` is the gradient that lies there.
    std::vector<Term> ways(int node, std::int64_t sample, std::int64_t element);

    const Program& program() const { return m_program; }

private:
    Explanation value(int node, std::int64_t sample, std::int64_t element);
    Explanation gradient(int node, std::int64_t sample, std::int64_t element);
    Explanation probability(std::int64_t sample, std::int64_t element) const;
    Explanation sampleLoss(std::int64_t sample) const;
    Explanation loss() const;
    Explanation parameterGradient(const TensorRef& ref, std::int64_t sample, std::int64_t element);
    bool hasRun(StepKind kind, int node, int index) const;
    bool isComplete(const TensorRef& ref) const;
    bool hasUpdated(int node) const;
    std::vector<Term> lossTerms(std::int64_t sample, std::int64_t element) const;
    std::vector<Term> arrivingFrom(int consumer, int input, std::int64_t sample,
                                   std::int64_t element);
    std::vector<Term> votesByKernel(const TensorRef& ref, std::int64_t element);
    GradientContext gradientContext(int node, int index);
    const Node& nodeAt(int node) const;

    const Program& m_program;
    const Workspace& m_workspace;
    Executor m_executor;
    std::int64_t m_count;
    int m_lastStep;
    std::vector<TensorView> m_parameterGradients;
};

} // namespace propago
