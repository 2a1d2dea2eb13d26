#include "app/intent_queue.h"

#include <algorithm>

namespace propago {

void IntentQueue::post(Intent intent, std::string tag)
{
    const std::lock_guard lock(m_mutex);
    const auto same = std::ranges::find_if(
        m_entries, [&](const Entry& entry) { return !tag.empty() && entry.tag == tag; });
    if (same != m_entries.end()) {
        same->intent = std::move(intent);
        return;
    }
    m_entries.push_back({std::move(tag), std::move(intent)});
    m_waiting.store(static_cast<int>(m_entries.size()));
    m_wake.notify_one();
}

IntentQueue::Intent IntentQueue::take(std::chrono::steady_clock::time_point deadline)
{
    std::unique_lock lock(m_mutex);
    if (!m_wake.wait_until(lock, deadline, [this] { return !m_entries.empty(); }))
        return {};
    Intent intent = std::move(m_entries.front().intent);
    m_entries.pop_front();
    m_waiting.store(static_cast<int>(m_entries.size()));
    return intent;
}

} // namespace propago
