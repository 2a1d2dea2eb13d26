#include "core/infer/pinned_thread.h"

#if defined(__linux__)
#include <sched.h>
#endif

namespace propago {

#if defined(__linux__)

struct PinnedThread::Cores {
    cpu_set_t set;
};

PinnedThread::PinnedThread()
{
    auto before = std::make_unique<Cores>();
    const int core = sched_getcpu();
    if (core < 0 || core >= CPU_SETSIZE
        || sched_getaffinity(0, sizeof(before->set), &before->set) != 0)
        return;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(core), &one);
    if (sched_setaffinity(0, sizeof(one), &one) == 0)
        m_before = std::move(before);
}

PinnedThread::~PinnedThread()
{
    if (m_before)
        sched_setaffinity(0, sizeof(m_before->set), &m_before->set);
}

#else

struct PinnedThread::Cores {};
PinnedThread::PinnedThread() = default;
PinnedThread::~PinnedThread() = default;

#endif

} // namespace propago
