#pragma once
#include "core/program/program.h"
#include "core/program/workspace.h"

#include <vector>

namespace propago {

/// Runs single nodes of a program on a workspace. Keeps its lists, so that nothing is allocated
/// from the second call on.
class Executor {
public:
    Executor(const Program& program, const Workspace& workspace, ThreadPool& pool)
        : m_program(&program), m_workspace(&workspace), m_pool(&pool)
    {}

    /// Everything node `node` computes with, for the first `count` samples. Valid until the next call.
    NodeContext context(int node, std::int64_t count, std::uint64_t seed, std::uint64_t step);
    void forward(int node, std::int64_t count, std::uint64_t seed, std::uint64_t step);
    /// The gradient that `step` computes; `batch` is its number in the run.
    void backward(const Step& step, std::int64_t count, std::uint64_t seed, std::uint64_t batch);

private:
    const Program* m_program;
    const Workspace* m_workspace;
    ThreadPool* m_pool;
    std::vector<TensorView> m_inputs, m_parameters, m_saved, m_parameterGradients;
};

} // namespace propago
