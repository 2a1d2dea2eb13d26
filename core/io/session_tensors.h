#pragma once
#include "core/base/result.h"
#include "core/train/session.h"

#include <map>
#include <string>

namespace propago {

/// A tensor that a session may hold: its place in the run and its shape.
struct ExpectedTensor {
    TensorRef ref;
    Shape shape;
};

/// Every parameter and optimizer state a session of this graph may hold, by its name in files.
/// Fails as inferShapes() does.
Result<std::map<std::string, ExpectedTensor>> expectedTensors(const Graph& graph);

/// All parameters are there or nothing is; every trained parameter has equally many states.
Result<void> checkComplete(const Session& session,
                           const std::map<std::string, ExpectedTensor>& expected,
                           const std::string& path);

/// Name of the tensor that holds the history of the batches: [batches, 3] of loss, accuracy, rate.
inline constexpr const char* kBatchHistory = "history/batches";

/// The history of the batches as numbers, exactly.
Tensor batchHistory(const History& history);
void readBatchHistory(const Tensor& tensor, History& history);

} // namespace propago
