#include "core/base/thread_pool.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace propago {

namespace {

// Spinning wakes in about a microsecond, sleeping in fifty; after this many turns nobody is in a hurry.
constexpr int kSpins = 4000;

void relax()
{
#if defined(__x86_64__)
    _mm_pause();
#endif
}

} // namespace

// Tasks are handed out by one number: the call they belong to in its upper half, the next task in its
// lower. Taking a task is an exchange that fails when the call has ended meanwhile, so a worker
// that was late, or not running at all because the machine is busy, delays nobody.
struct ThreadPool::State {
    std::vector<std::thread> workers;
    std::mutex mutex;
    std::condition_variable wake;
    std::atomic<std::uint64_t> ticket{0};
    std::atomic<int> finished{0};
    std::atomic<int> tasks{0};
    std::atomic<const TaskRef*> function{nullptr};
    std::atomic<bool> stopping{false};
    std::atomic<int> sleepers{0};
    std::exception_ptr failure;

    static constexpr std::uint64_t kClosed = 0xFFFFFFFFu;
    static std::uint64_t callOf(std::uint64_t ticket) { return ticket >> 32; }

    void attempt(int task)
    {
        try {
            (*function.load(std::memory_order_relaxed))(task);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure)
                failure = std::current_exception();
        }
        finished.fetch_add(1, std::memory_order_release);
    }

    void work(std::uint64_t call)
    {
        std::uint64_t seen = ticket.load(std::memory_order_acquire);
        while (callOf(seen) == call) {
            const std::uint64_t task = seen & kClosed;
            // A number of tasks of the next call cannot mislead: by then the ticket is closed.
            if (task >= static_cast<std::uint64_t>(tasks.load(std::memory_order_acquire)))
                return;
            if (ticket.compare_exchange_weak(seen, seen + 1, std::memory_order_acq_rel,
                                             std::memory_order_acquire)) {
                attempt(static_cast<int>(task));
                seen = ticket.load(std::memory_order_acquire);
            }
        }
    }

    void awaitCall(std::uint64_t last)
    {
        for (int spin = 0; spin < kSpins; ++spin) {
            if (callOf(ticket.load(std::memory_order_acquire)) != last)
                return;
            relax();
        }
        std::unique_lock lock(mutex);
        sleepers.fetch_add(1);
        wake.wait(lock, [&] { return callOf(ticket.load()) != last; });
        sleepers.fetch_sub(1);
    }

    void loop()
    {
        std::uint64_t call = 0;
        while (true) {
            awaitCall(call);
            call = callOf(ticket.load(std::memory_order_acquire));
            if (stopping.load())
                return;
            work(call);
        }
    }

    /// Opens the next call and wakes who sleeps; returns its number.
    std::uint64_t open(int count, const TaskRef* task)
    {
        const std::uint64_t call = callOf(ticket.load(std::memory_order_relaxed));
        ticket.store(call << 32 | kClosed);
        function.store(task);
        tasks.store(count);
        finished.store(0);
        const std::uint64_t next = (call + 1) & kClosed;
        ticket.store(next << 32);
        if (sleepers.load() > 0) {
            const std::lock_guard lock(mutex);
            wake.notify_all();
        }
        return next;
    }
};

ThreadPool::ThreadPool(int threads) : m_state(std::make_unique<State>())
{
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    const int wanted = threads > 0 ? threads : (cores > 0 ? cores : 1);
    for (int i = 1; i < wanted; ++i)
        m_state->workers.emplace_back([state = m_state.get()] { state->loop(); });
}

ThreadPool::~ThreadPool()
{
    m_state->stopping = true;
    m_state->open(0, nullptr);
    for (std::thread& worker : m_state->workers)
        worker.join();
}

int ThreadPool::threads() const
{
    return static_cast<int>(m_state->workers.size()) + 1;
}

void ThreadPool::run(int tasks, TaskRef function)
{
    State& state = *m_state;
    if (state.workers.empty() || tasks <= 1) {
        for (int task = 0; task < tasks; ++task)
            function(task);
        return;
    }
    state.failure = nullptr;
    state.work(state.open(tasks, &function));
    for (int spin = 0; state.finished.load(std::memory_order_acquire) < tasks; ++spin) {
        if (spin < kSpins)
            relax();
        else
            std::this_thread::yield();
    }
    if (state.failure)
        std::rethrow_exception(state.failure);
}

} // namespace propago
