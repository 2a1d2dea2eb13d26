#pragma once
#include "core/program/program.h"
#include "core/trace/snapshot.h"

#include <cstdint>
#include <string>
#include <vector>

namespace propago {

/// What a column of the stage draws.
enum class ColumnKind { Picture, Maps, Neurons };

/// Layers that belong together on the stage: a convolution with its normalisation and activation.
struct StageColumn {
    std::string title;      ///< "conv1"
    std::string following;  ///< what is joined to it: "relu"; may be empty
    std::vector<int> nodes; ///< in graph order; the last one's values are drawn
    Shape shape;            ///< of one sample of the last node
    ColumnKind kind = ColumnKind::Maps;
    std::vector<int> sources; ///< columns that feed it
    int node() const { return nodes.back(); }
};

/// The network as the stage shows it, left to right.
std::vector<StageColumn> stageColumns(const Program& program);

/// Index of the column that holds `node`, or -1. Nodes without a column of their own (Flatten)
/// belong to the column before them.
int columnOf(const std::vector<StageColumn>& columns, int node);

/// What is to be seen of a column at one moment; a pure function of program and position.
enum class ColumnState {
    Waiting,   ///< not reached in this batch: what it shows is of the batch before
    Values,    ///< forward has passed
    Gradients, ///< backward has passed
};

ColumnState stateOf(const Program& program, const StageColumn& column, int lastStep);

/// Whether a column takes part in the phase that is under way: forward and backward the columns that
/// it has passed, in the update those that have moved, else the picture or the answer.
bool isOfPhase(const Program& program, const StageColumn& column, int lastStep);

/// The column that the step has to do with, or -1.
int columnAtWork(const Program& program, const std::vector<StageColumn>& columns, int lastStep);

/// How far the batch under way has come in a column.
enum class ColumnPassage { Ahead, GoesForward, WentForward, GoesBack, WentBack };

/// That of every column, behind the step `lastStep`; by the order of steps, wherever a column stands.
std::vector<ColumnPassage> passagesOf(const Program& program,
                                      const std::vector<StageColumn>& columns, int lastStep);

/// One number and where it comes from: the share of one input map or neuron in an output element.
struct Contribution {
    int source = 0;   ///< channel or neuron of the column before
    double value = 0; ///< sum of its products
};

/// The element of map (or neuron) `index` that `tensor` holds the largest absolute value of.
std::int64_t strongestElement(const Tensor& tensor, std::int64_t index);

/// Contributions of every input channel (or value) to one element of a Conv2d or Linear node, with
/// the bias behind them: they add up to what the node computed before activation.
struct Breakdown {
    std::vector<Contribution> contributions;
    double bias = 0;
    double sum = 0;
};
Breakdown breakdown(const Node& node, const Tensor& input, const Tensor& weight, const Tensor* bias,
                    const Shape& output, std::int64_t element);

/// Largest absolute value of a tensor; at least a tiny number, so that it can divide.
double largestMagnitude(const Tensor& tensor);

} // namespace propago
