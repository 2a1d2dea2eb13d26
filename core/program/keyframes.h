#pragma once
#include "core/tensor/tensor.h"

#include <cstdint>
#include <map>
#include <vector>

namespace propago {

class Workspace;

/// Copies of everything that survives a batch (parameters, statistics, optimizer state), taken at
/// batch boundaries: any later moment is one of them plus replay. Under a byte budget they thin
/// out with age, so that the gap to the next one grows with the distance from now.
class Keyframes {
public:
    explicit Keyframes(std::int64_t byteBudget) : m_budget(byteBudget) {}

    /// Keeps the workspace's state as that of batch boundary `batch`, if one is due there.
    void offer(std::int64_t batch, const Workspace& workspace);
    /// Keeps it in any case and never drops it: the start of a run.
    void pin(std::int64_t batch, const Workspace& workspace);
    /// The newest kept boundary at or before `batch`; -1 if there is none.
    std::int64_t before(std::int64_t batch) const;
    /// Brings the state of kept boundary `batch` back into the workspace.
    void restore(std::int64_t batch, Workspace& workspace) const;
    /// Forgets the boundaries after `batch`: something was changed there.
    void forgetAfter(std::int64_t batch);
    void clear();
    std::vector<std::int64_t> boundaries() const;

private:
    using Frame = std::vector<Tensor>;
    Frame copy(const Workspace& workspace) const;
    void thin(std::int64_t frameBytes);

    std::int64_t m_budget;
    std::int64_t m_pinned = -1;
    std::map<std::int64_t, Frame> m_frames;
};

} // namespace propago
