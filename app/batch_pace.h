#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>

namespace propago {

/// Tells whether the batches of a run take so long that one wants to know where in a batch it is.
/// All times in nanoseconds of one clock.
class BatchPace {
public:
    /// `frame`: how long a picture of the run stays.
    explicit BatchPace(std::int64_t frame) : m_frame(frame) {}

    /// The run goes on after something else was done: the time of that is no batch's.
    void resume(std::int64_t now)
    {
        m_last = now;
        m_isMeasuring = false;
    }
    /// A batch has reached its loss.
    void reachLoss(std::int64_t now)
    {
        if (m_isMeasuring)
            take(now - m_last);
        m_isMeasuring = true;
        m_last = now;
    }
    /// How long ago the loss was, or when the run went on.
    std::int64_t waited(std::int64_t now) const { return now - m_last; }
    /// By the batches so far, or because this one alone has taken long enough.
    bool isSlow(std::int64_t now) const { return m_isSlow || waited(now) >= kLongWait * m_frame; }

private:
    // In tenths of a frame what a slow batch takes at least: two frames, so that there are 30 pictures a
    // second with pulses or without; and less for one that was slow before, or marks would come and go.
    static constexpr std::int64_t kSlow = 20, kStillSlow = 15;
    static constexpr std::int64_t kLongWait = 12; ///< in frames

    // The shorter of two, because a busy processor makes any one batch last long.
    void take(std::int64_t period)
    {
        m_isSlow = 10 * std::min(period, m_period) >= (m_isSlow ? kStillSlow : kSlow) * m_frame;
        m_period = period;
    }

    std::int64_t m_frame;
    std::int64_t m_last = 0;
    std::int64_t m_period = std::numeric_limits<std::int64_t>::max(); ///< of the batch before
    bool m_isMeasuring = false; ///< m_last is the loss of the batch before
    bool m_isSlow = false;
};

} // namespace propago
