#pragma once
#include "core/data/normalisation.h"
#include "core/graph/graph.h"
#include "core/program/position.h"
#include "core/program/program.h"
#include "core/tensor/tensor.h"
#include "core/trace/history.h"
#include "core/train/settings.h"

#include <map>
#include <string>
#include <vector>

namespace propago {

/// What a user saves: the network, its numbers, how it is trained, what happened so far.
/// Value type; a session with an empty `tensors` has not been initialised yet.
struct Session {
    Graph graph;
    TrainingSettings settings;
    std::string data;                    ///< the dataset as the user named it, e.g. "fashion-mnist"
    std::int64_t limit = 0;              ///< only so many training samples; 0: all
    std::vector<std::string> classNames; ///< may be empty for imported networks
    Normalisation normalisation;
    Position position; ///< complete batches; op is 0 in files
    /// Initial learning rates that were set by hand for batches after `position`, by their first batch.
    std::map<std::int64_t, double> learningRates;
    /// Parameters (with statistics) and optimizer states by reference.
    std::map<TensorRef, Tensor> tensors;
    History history;
    std::string notes;
};

/// Name under which a tensor of a session stands in files: "conv1.weight", "optimizer/conv1.weight/0".
std::string tensorName(const Graph& graph, const TensorRef& ref);

/// SHA-256 over the parameters (not the optimizer's states) in graph order, as little-endian bytes.
std::string weightsSha256(const Session& session);

} // namespace propago
