#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

namespace propago {

/// Requests on their way to the worker. A newer one with the same tag replaces the one that still
/// waits, at its place; untagged ones all run.
class IntentQueue {
public:
    using Intent = std::function<void()>;

    void post(Intent intent, std::string tag = {});
    /// The next request; waits until `deadline` at most, and returns nothing when none came.
    Intent take(std::chrono::steady_clock::time_point deadline);
    /// True when something waits: the worker looks here between steps.
    bool hasWaiting() const { return m_waiting.load(std::memory_order_relaxed) > 0; }

private:
    struct Entry {
        std::string tag;
        Intent intent;
    };
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Entry> m_entries;
    std::atomic<int> m_waiting{0};
};

} // namespace propago
