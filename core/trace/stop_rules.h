#pragma once
#include "core/program/stepper.h"

#include <cstdint>
#include <optional>

namespace propago {

/// When a run pauses by itself, beside the layers that it is to pause at.
struct StopRules {
    std::optional<double> lossAbove;     ///< mean loss of a batch
    std::optional<double> gradientAbove; ///< Euclidean norm of all gradients of a batch together
    std::optional<std::int64_t> batch;   ///< so many batches are complete
    bool onMistake = false;              ///< the picture that is shown is taken for something else
    bool isEmpty() const { return !lossAbove && !gradientAbove && !batch && !onMistake; }
    bool operator==(const StopRules&) const = default;
};

enum class StopCause : std::uint8_t { None, Loss, Gradient, Batch, Mistake };

/// What holds behind the step that ran last, and how large the number is that it is about.
struct StopFinding {
    StopCause cause = StopCause::None;
    double value = 0;
};

/// Asked after every step of a run; `sample` is the picture that is shown. Losses and answers are looked at
/// once in a batch, when they are known; gradients when the last of them is.
StopFinding findStop(const Stepper& stepper, const StopRules& rules, std::int64_t sample);

} // namespace propago
