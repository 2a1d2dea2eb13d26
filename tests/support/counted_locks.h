#pragma once
#include <atomic>
#include <cstdint>
#include <dlfcn.h>
#include <pthread.h>

// Stands before the C library's locks and waits in the one test program that includes it, and counts
// them, whoever takes them. To be included by one file of a program only.

namespace propago::test {

inline std::atomic<std::int64_t> locks{0};
/// Of them, those of this thread: libraries may have threads of their own (a BLAS starts some).
inline thread_local std::int64_t ownLocks = 0;
/// Of them, those of other mutexes than the one that idle threads sleep on.
inline std::atomic<std::int64_t> busyLocks{0};
inline std::atomic<pthread_mutex_t*> sleepMutex{nullptr};

inline void countLock(pthread_mutex_t* mutex)
{
    locks.fetch_add(1, std::memory_order_relaxed);
    ++ownLocks;
    if (mutex != sleepMutex.load(std::memory_order_relaxed))
        busyLocks.fetch_add(1, std::memory_order_relaxed);
}

inline void countWait(pthread_mutex_t* mutex)
{
    locks.fetch_add(1, std::memory_order_relaxed);
    ++ownLocks;
    sleepMutex.store(mutex, std::memory_order_relaxed);
}

inline void countOther()
{
    locks.fetch_add(1, std::memory_order_relaxed);
    ++ownLocks;
}

/// The C library's own function; found without a lock of ours.
template<typename Function> Function realFunction(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// A sanitizer that watches locks stands there itself.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool kCountsLocks = false;
#else
inline constexpr bool kCountsLocks = true;
#endif

} // namespace propago::test

#if !defined(__SANITIZE_THREAD__)
// clang-format off
extern "C" {
#define PROPAGO_COUNTED(name, parameters, arguments, count)                                        \
    int name parameters                                                                            \
    {                                                                                              \
        static const auto real = propago::test::realFunction<int (*) parameters>(#name);           \
        propago::test::count;                                                                      \
        return real arguments;                                                                     \
    }
PROPAGO_COUNTED(pthread_mutex_lock, (pthread_mutex_t* mutex), (mutex), countLock(mutex))
PROPAGO_COUNTED(pthread_mutex_trylock, (pthread_mutex_t* mutex), (mutex), countLock(mutex))
PROPAGO_COUNTED(pthread_rwlock_rdlock, (pthread_rwlock_t* lock), (lock), countLock(nullptr))
PROPAGO_COUNTED(pthread_rwlock_wrlock, (pthread_rwlock_t* lock), (lock), countLock(nullptr))
PROPAGO_COUNTED(pthread_cond_wait, (pthread_cond_t* condition, pthread_mutex_t* mutex), (condition, mutex), countWait(mutex))
PROPAGO_COUNTED(pthread_cond_signal, (pthread_cond_t* condition), (condition), countOther())
PROPAGO_COUNTED(pthread_cond_broadcast, (pthread_cond_t* condition), (condition), countOther())
#undef PROPAGO_COUNTED
}
// clang-format on
#endif
