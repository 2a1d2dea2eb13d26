#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace propago {

/// Holds the newest value only. put() says whether the reader must be woken: not when an earlier
/// wake-up has not been answered by take() yet, so that no queue can grow.
template<typename T> class Mailbox {
public:
    bool put(std::shared_ptr<const T> value)
    {
        const std::lock_guard lock(m_mutex);
        m_value = std::move(value);
        return !std::exchange(m_isAnnounced, true);
    }
    std::shared_ptr<const T> take()
    {
        const std::lock_guard lock(m_mutex);
        m_isAnnounced = false;
        return m_value;
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<const T> m_value;
    bool m_isAnnounced = false;
};

} // namespace propago
