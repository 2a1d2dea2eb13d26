#pragma once
#include <cstdint>
#include <vector>

namespace propago {

/// A place on the line of a run that is worth seeing; by rising weight.
enum class MarkKind : std::uint8_t {
    Keyframe,   ///< going back is immediate here
    Remembered, ///< the moment that others are compared with
    Planned,    ///< a rule says that the run pauses here
    Condition,  ///< a rule has paused the run here
    Breakpoint, ///< the run has paused at a layer
    Divergence, ///< a step gave an infinity or NaN and was taken back
};

struct RunMark {
    MarkKind kind = MarkKind::Keyframe;
    std::int64_t batch = 0; ///< in which it happened, counted from 0
    int node = -1;          ///< Breakpoint: the layer
    bool operator==(const RunMark&) const = default;
};

/// What happened to a run in this sitting, in the order of batches; not saved. Bounded: the oldest
/// findings of the lightest kind make room.
class Incidents {
public:
    static constexpr std::size_t kMost = 200;
    /// The same thing at the same place counts once.
    void add(const RunMark& mark);
    /// Forgets what lies behind `batch`: it will not happen as it did.
    void forgetAfter(std::int64_t batch);
    void clear() { m_marks.clear(); }
    const std::vector<RunMark>& marks() const { return m_marks; }

private:
    std::vector<RunMark> m_marks;
};

} // namespace propago
