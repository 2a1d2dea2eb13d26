#include "app/cli/training_loop.h"

#include "app/cli/text_table.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

Failure interrupted()
{
    return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the training was interrupted"), {}}, {},
                {PROPAGO_TEXT("go on with --resume if it was saved with --save"), {}});
}

Failure diverged(const TrainingRun& run)
{
    const Stepper& stepper = run.stepper();
    return fail(
        ErrorCode::Diverged,
        {PROPAGO_TEXT("the training diverged at step %1: %2 gave an infinity or NaN, so this "
                      "update was not made"),
         {std::to_string(stepper.position().batch + 1), firstNonFiniteStep(stepper)}},
        run.graph().name,
        {PROPAGO_TEXT("use a lower learning rate than %1"), {shortest(stepper.learningRate())}});
}

bool hasNonFinite(const TensorView& view)
{
    if (!traits(view.format).isFloating)
        return false;
    for (std::int64_t i = 0; i < view.elements(); ++i) {
        if (!std::isfinite(view.at(i)))
            return true;
    }
    return false;
}

std::string described(const EpochMetrics& e)
{
    return "epoch " + std::to_string(e.epoch) + ": loss " + fixed(e.loss, 4) + ", accuracy "
           + percent(e.accuracy) + ", test loss " + fixed(e.testLoss, 4) + ", test accuracy "
           + percent(e.testAccuracy) + ", " + fixed(e.seconds, 1) + " s, "
           + fixed(e.imagesPerSecond, 0) + " images/s";
}

} // namespace

std::string firstNonFiniteStep(const Stepper& stepper)
{
    const auto& steps = stepper.program().steps();
    const auto done = static_cast<std::size_t>(stepper.position().op);
    for (std::size_t i = 0; i < std::min(done, steps.size()); ++i) {
        const auto isBad = [&](int slot) { return hasNonFinite(stepper.workspace().view(slot)); };
        if (std::ranges::any_of(steps[i].overwrites, isBad)
            || std::ranges::any_of(steps[i].modifies, isBad))
            return steps[i].name;
    }
    return steps[std::min(done, steps.size() - 1)].name;
}

TrainingLoop::TrainingLoop(Parts parts, Goal goal)
    : m_parts(parts), m_goal(goal), m_firstBatch(batch())
{}

Result<void> TrainingLoop::train()
{
    while (batch() < m_goal.lastBatch && !reachedAccuracy()) {
        if (auto done = trainToBoundary(); !done)
            return done;
        const bool endsEpoch = batch() % epochLength() == 0;
        const bool isDue = m_goal.testEvery > 0 && batch() % m_goal.testEvery == 0;
        if (endsEpoch || isDue || (m_goal.accuracy && batch() == m_goal.lastBatch)) {
            if (auto done = test(); !done)
                return done;
        }
        if (endsEpoch)
            closeEpoch();
        else if (isDue)
            keepStepTest();
    }
    return judge();
}

std::int64_t TrainingLoop::nextBoundary() const
{
    const auto next = [&](std::int64_t length) { return (batch() / length + 1) * length; };
    const std::int64_t ofEpoch = std::min(m_goal.lastBatch, next(epochLength()));
    return m_goal.testEvery > 0 ? std::min(ofEpoch, next(m_goal.testEvery)) : ofEpoch;
}

// To the end of the epoch, the next test, or the goal, whichever comes first.
Result<void> TrainingLoop::trainToBoundary()
{
    const std::int64_t first = batch();
    const std::int64_t target = nextBoundary();
    const double tested = m_parts.run.testSeconds();
    const Stopwatch watch;
    const StopReason reason = m_goal.grain ? advanceByGrain(target) : advance(target);
    m_timed.seconds += watch.seconds() - (m_parts.run.testSeconds() - tested);
    for (std::int64_t i = first; i < batch(); ++i)
        m_timed.images += m_parts.run.source().count(i);
    if (reason == StopReason::Diverged)
        return diverged(m_parts.run);
    if (m_parts.interruption.wasAsked())
        return interrupted();
    return {};
}

StopReason TrainingLoop::advance(std::int64_t target)
{
    return m_parts.run.stepper().run(
        [&](const Stepper& stepper) { return stopsAt(stepper, target); });
}

StopReason TrainingLoop::advanceByGrain(std::int64_t target)
{
    Stepper& stepper = m_parts.run.stepper();
    do {
        if (stepper.forward(*m_goal.grain) == StopReason::Diverged)
            return StopReason::Diverged;
    } while (!stopsAt(stepper, target));
    return StopReason::Asked;
}

bool TrainingLoop::stopsAt(const Stepper& stepper, std::int64_t target)
{
    const Position here = stepper.position();
    if (here.op != 0)
        return false;
    if (m_parts.progress.isDue()) {
        const auto length =
            static_cast<double>(std::max<std::int64_t>(m_goal.lastBatch - m_firstBatch, 1));
        m_parts.progress.show(static_cast<double>(here.batch - m_firstBatch) / length,
                              "epoch " + std::to_string((here.batch - 1) / epochLength() + 1)
                                  + "  step " + std::to_string(here.batch) + "/"
                                  + std::to_string(m_goal.lastBatch) + "  loss "
                                  + fixed(m_parts.run.history().batches.back().loss, 4));
    }
    return here.batch >= target || m_parts.interruption.wasAsked();
}

Result<void> TrainingLoop::test()
{
    std::optional<TestResult> result;
    if (batch() % epochLength() == 0)
        result = m_parts.run.testOf(batch() / epochLength());
    if (!result)
        result = m_parts.tester.test(m_parts.run.stepper().workspace(), m_parts.run.loss(),
                                     [this] { return !m_parts.interruption.wasAsked(); });
    if (!result)
        return interrupted();
    m_test = *result;
    return {};
}

void TrainingLoop::closeEpoch()
{
    const EpochMetrics metrics = m_parts.run.closeEpoch(batch() / epochLength(), *m_test, m_timed);
    m_epochs.push_back(metrics);
    m_parts.progress.say(described(metrics));
    m_timed = {};
}

void TrainingLoop::keepStepTest()
{
    m_stepTests.push_back({batch(), *m_test});
    m_parts.progress.say("step " + std::to_string(batch()) + ": test loss " + fixed(m_test->loss, 4)
                         + ", test accuracy " + percent(m_test->accuracy));
}

bool TrainingLoop::reachedAccuracy() const
{
    return m_goal.accuracy && m_test && m_test->accuracy >= *m_goal.accuracy;
}

Result<void> TrainingLoop::judge() const
{
    if (!m_goal.accuracy || reachedAccuracy())
        return {};
    const std::string reached = m_test ? percent(m_test->accuracy) : "unknown";
    return fail(ErrorCode::GoalNotMet,
                {PROPAGO_TEXT("the test accuracy is %1, the goal was %2"),
                 {reached, percent(*m_goal.accuracy)}},
                m_parts.run.graph().name,
                {PROPAGO_TEXT("train for more epochs or set a lower goal"), {}});
}

} // namespace propago
