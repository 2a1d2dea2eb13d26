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

struct ThreadPool::State {
    std::vector<std::thread> workers;
    std::mutex mutex;
    std::condition_variable wake;
    std::atomic<std::uint64_t> generation{0};
    std::atomic<bool> stopping{false};
    std::atomic<int> next{0};
    std::atomic<int> idle{0};
    std::atomic<int> sleepers{0};
    int tasks = 0;
    const TaskRef* function = nullptr;
    std::exception_ptr failure;

    void work()
    {
        for (int task = next.fetch_add(1); task < tasks; task = next.fetch_add(1)) {
            try {
                (*function)(task);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure)
                    failure = std::current_exception();
            }
        }
    }

    bool awaitGeneration(std::uint64_t seen)
    {
        for (int spin = 0; spin < kSpins; ++spin) {
            if (generation.load(std::memory_order_acquire) != seen)
                return true;
            relax();
        }
        std::unique_lock lock(mutex);
        sleepers.fetch_add(1);
        wake.wait(lock, [&] { return generation.load() != seen; });
        sleepers.fetch_sub(1);
        return true;
    }

    void loop()
    {
        std::uint64_t seen = 0;
        while (true) {
            awaitGeneration(seen);
            seen = generation.load(std::memory_order_acquire);
            if (stopping.load())
                return;
            work();
            idle.fetch_add(1, std::memory_order_release);
        }
    }

    void announce()
    {
        generation.fetch_add(1);
        if (sleepers.load() > 0) {
            const std::lock_guard lock(mutex);
            wake.notify_all();
        }
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
    m_state->announce();
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->wake.notify_all();
    }
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
    state.function = &function;
    state.tasks = tasks;
    state.failure = nullptr;
    state.idle.store(0);
    state.next.store(0);
    state.announce();
    state.work();
    // Every worker passes through each generation, so none can meet the next one's tasks early.
    const int workers = static_cast<int>(state.workers.size());
    for (int spin = 0; state.idle.load(std::memory_order_acquire) < workers; ++spin) {
        if (spin < kSpins)
            relax();
        else
            std::this_thread::yield();
    }
    if (state.failure)
        std::rethrow_exception(state.failure);
}

} // namespace propago
