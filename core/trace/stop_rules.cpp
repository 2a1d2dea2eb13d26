#include "core/trace/stop_rules.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

bool endsPhase(const Stepper& stepper, Phase phase)
{
    const auto& steps = stepper.program().steps();
    const int last = stepper.lastStep();
    if (last < 0 || steps[static_cast<std::size_t>(last)].phase != phase)
        return false;
    const auto next = static_cast<std::size_t>(last) + 1;
    return next >= steps.size() || steps[next].phase != phase;
}

double gradientNorm(const Stepper& stepper)
{
    double sum = 0;
    for (const Slot& slot : stepper.program().allSlots()) {
        if (slot.ref.kind != SlotKind::ParameterGradient)
            continue;
        const TensorView gradient = stepper.workspace().view(slot.ref);
        for (std::int64_t i = 0; i < gradient.elements(); ++i)
            sum += gradient.at(i) * gradient.at(i);
    }
    return std::sqrt(sum);
}

bool isMistaken(const Stepper& stepper, std::int64_t sample)
{
    if (stepper.count() < 1)
        return false;
    sample = std::clamp<std::int64_t>(sample, 0, stepper.count() - 1);
    const TensorView answer =
        stepper.workspace().view({SlotKind::Probabilities, -1, 0}).slice(sample, 1);
    std::int64_t best = 0;
    for (std::int64_t i = 1; i < answer.elements(); ++i) {
        if (answer.at(i) > answer.at(best))
            best = i;
    }
    return static_cast<double>(best)
           != stepper.workspace().view({SlotKind::Labels, -1, 0}).at(sample);
}

} // namespace

StopFinding findStop(const Stepper& stepper, const StopRules& rules, std::int64_t sample)
{
    if (rules.isEmpty())
        return {};
    const Position here = stepper.position();
    if (rules.batch && here.op == 0 && here.batch == *rules.batch)
        return {StopCause::Batch, static_cast<double>(here.batch)};
    if (endsPhase(stepper, Phase::Loss)) {
        const double loss = stepper.workspace().view({SlotKind::Loss, -1, 0}).at(0);
        if (rules.lossAbove && loss > *rules.lossAbove)
            return {StopCause::Loss, loss};
        if (rules.onMistake && isMistaken(stepper, sample))
            return {StopCause::Mistake, 0};
    }
    if (rules.gradientAbove && endsPhase(stepper, Phase::Backward)) {
        const double norm = gradientNorm(stepper);
        if (norm > *rules.gradientAbove)
            return {StopCause::Gradient, norm};
    }
    return {};
}

} // namespace propago
