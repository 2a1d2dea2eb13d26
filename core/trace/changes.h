#pragma once
#include "core/program/position.h"
#include "core/program/program.h"
#include "core/tensor/tensor.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace propago {

/// What a network says of one picture that it is not trained on.
struct Answer {
    std::int64_t picture = 0; ///< place in its dataset
    int label = 0;            ///< the true category
    int category = 0;         ///< the most probable one
    double ofLabel = 0;       ///< probability of the true one
    bool isRight() const { return category == label; }
    bool operator==(const Answer&) const = default;
};

/// What is kept of a moment of a run, to be compared with another one.
struct Instant {
    Position position;
    std::map<TensorRef, Tensor> parameters; ///< fp32, with the statistics of normalisations
    std::vector<Answer> answers;
};

/// How one parameter moved between two moments. Norms are Euclidean.
struct ParameterChange {
    TensorRef ref;
    double before = 0;        ///< norm
    double after = 0;         ///< norm
    double moved = 0;         ///< norm of the difference
    std::int64_t element = 0; ///< the one that moved furthest
    double elementBefore = 0;
    double elementAfter = 0;
};

/// One picture at both moments.
struct AnswerChange {
    Answer before, after;
    bool operator==(const AnswerChange&) const = default;
};

/// What has changed from one moment to another.
struct Changes {
    Position from, to;
    std::vector<ParameterChange> parameters; ///< in graph order
    std::vector<AnswerChange> answers; ///< those whose true category gained or lost most first
    std::int64_t corrected = 0;        ///< wrong before, right after
    std::int64_t spoiled = 0;          ///< the other way
    /// Index of the weights that moved most for their size (biases start at 0); -1: none moved.
    int mostMoved() const;
};

/// Both moments are of the same network; what only one of them has is left out.
Changes changesBetween(const Instant& from, const Instant& to);

} // namespace propago
