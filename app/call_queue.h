#pragma once
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace propago {

/// What the worker wants done on the window's thread, in order. Kept here rather than in Qt's own event
/// queue, so that the hand-over is ours to see and to check.
class CallQueue {
public:
    using Call = std::function<void()>;

    /// True when the other side has to be woken: nothing was waiting.
    bool post(Call call)
    {
        const std::lock_guard lock(m_mutex);
        m_calls.push_back(std::move(call));
        return m_calls.size() == 1;
    }
    std::vector<Call> takeAll()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_calls, {});
    }

private:
    std::mutex m_mutex;
    std::vector<Call> m_calls;
};

} // namespace propago
