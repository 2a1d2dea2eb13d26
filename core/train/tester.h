#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/program/program.h"
#include "core/program/roles.h"
#include "core/program/workspace.h"

#include <functional>
#include <memory>

namespace propago {

/// How a network does on pictures it was not trained on.
struct TestResult {
    double loss = 0;     ///< mean over the pictures, against ideals that are not smoothed
    double accuracy = 0; ///< share that was right
};

/// Runs held-out pictures through a network that is being trained, in its inference form.
class Tester {
public:
    /// `graph` and `format` are those of the training program.
    static Result<std::unique_ptr<Tester>> make(const Graph& graph, Format format,
                                                std::shared_ptr<const Dataset> data,
                                                const Normalisation& normalisation,
                                                ThreadPool& pool);

    /// Takes the parameters from `weights`, whose program has the same graph. Nothing when `goesOn`
    /// returned false, which is asked after every batch.
    std::optional<TestResult> test(const Workspace& weights, const LossFunction& loss,
                                   const std::function<bool()>& goesOn);

private:
    Tester(std::shared_ptr<const Program> program, std::shared_ptr<const Dataset> data,
           Normalisation normalisation, ThreadPool& pool);
    void adopt(const Workspace& weights);
    void forward(std::int64_t count);

    std::shared_ptr<const Program> m_program;
    std::shared_ptr<const Dataset> m_data;
    Normalisation m_normalisation;
    ThreadPool* m_pool;
    Workspace m_workspace;
    Tensor m_probabilities, m_sampleLoss, m_loss;
};

} // namespace propago
