#pragma once
#include <memory>

namespace propago {

/// Keeps the calling thread on the processor core where it runs, until it goes: a thread that is moved
/// in the middle of a measurement starts with cold caches. Must be destroyed by the same thread.
/// Does nothing where the system does not allow it.
class PinnedThread {
public:
    PinnedThread();
    ~PinnedThread();
    PinnedThread(const PinnedThread&) = delete;
    PinnedThread& operator=(const PinnedThread&) = delete;

    bool isPinned() const { return m_before != nullptr; }

private:
    struct Cores;
    std::unique_ptr<Cores> m_before; // where it was allowed to run
};

} // namespace propago
