#pragma once
#include "app/batch_pace.h"
#include "app/engine.h"
#include "app/engine_host.h"

#include <QMetaObject>

#include <chrono>
#include <set>

/// What the parts of EngineHost share: the state of the worker, and how the two threads reach each
/// other.
namespace propago {

/// Nanoseconds between two pictures of a run.
inline constexpr std::int64_t kFrame = 14'000'000;

struct EngineHost::WorkerState {
    std::unique_ptr<Engine> engine;
    int threads = 0;
    bool isRunning = false;
    bool isAtBreakpoint = false; ///< the run was interrupted by one
    std::set<int> breakpoints;   ///< nodes
    StopRules stopRules;
    StopFinding found;        ///< why a run is interrupted, if a rule says so
    bool hasFullDisk = false; ///< and the person knows
    double speed = 0;         ///< operations per second, 0: flat out
    std::chrono::steady_clock::time_point nextOperation;
    std::map<QString, Interest> interests;
    std::uint64_t number = 0;
    std::int64_t lastFrame = 0, lastHistory = 0, lastNorms = 0;
    BatchPace pace{kFrame};
    std::int64_t lastPulse = 0;
    bool hasPulse = false;                             ///< the window was told one that holds
    std::shared_ptr<const std::vector<RunMark>> marks; ///< as they were published last
    std::int64_t lastMarks = 0;
    std::vector<ParameterNorms> norms; ///< of the newest complete batch that was looked at
    std::int64_t speedStart = 0, speedBatch = 0;
    double imagesPerSecond = 0;
};

template<typename Call> void EngineHost::onWindow(Call call)
{
    if (m_calls.post(std::move(call)))
        QMetaObject::invokeMethod(this, "makeCalls", Qt::QueuedConnection);
}

// Everything that needs an open session goes through here, so that nothing else has to ask.
template<typename Action> void EngineHost::whenOpen(const char* tag, Action action)
{
    m_intents.post(
        [this, action] {
            if (m_worker->engine->isOpen())
                action(*m_worker);
        },
        tag);
}

} // namespace propago
