#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/program/program.h"
#include "core/tensor/tensor.h"
#include "core/train/settings.h"

#include <map>
#include <string>
#include <vector>

namespace propago {

class ThreadPool;

/// How one forward and backward pass is made.
struct GradientOptions {
    Format format = Format::Fp32; ///< Fp32 or Fp64
    LossKind loss = LossKind::CrossEntropy;
    bool isTraining = false; ///< batch statistics and dropout instead of their inference forms
    std::uint64_t seed = 1;  ///< of dropout
};

/// A tensor under the name it has in files.
struct NamedTensor {
    std::string name;
    Tensor tensor;
};

/// Everything one forward and backward pass made.
struct GradientResult {
    double loss = 0;                    ///< mean over the samples
    std::vector<NamedTensor> values;    ///< every activation and parameter
    std::vector<NamedTensor> gradients; ///< of the loss by each of them; those that it depends on
};

/// Runs `x` [N, ...] forward through the network as it stands and the mean loss backward. `answers`
/// are whole class numbers [N], or real numbers of the output's shape for MSELoss and L1Loss.
/// Fails as compile() does, when a parameter has no weights and when shapes or labels do not fit.
Result<GradientResult> computeGradients(const Graph& graph,
                                        const std::map<TensorRef, Tensor>& weights,
                                        const TensorView& x, const TensorView& answers,
                                        const GradientOptions& options, ThreadPool& pool);

} // namespace propago
