#pragma once
#include <functional>
#include <memory>

namespace propago {

/// A reference to a callable that outlives the call; costs no allocation.
class TaskRef {
public:
    template<typename F>
    TaskRef(F& function) // NOLINT(google-explicit-constructor): made at the call
        : m_object(&function)
        , m_call([](void* object, int task) { (*static_cast<F*>(object))(task); })
    {}
    void operator()(int task) const { m_call(m_object, task); }

private:
    void* m_object;
    void (*m_call)(void*, int);
};

/// Fork-join pool. run(n, f) calls f(0..n-1), each exactly once, and returns when all are done.
/// The caller works too. Which thread takes which task is not fixed, so a task must write
/// only what is its own: then results do not depend on the number of threads.
class ThreadPool {
public:
    /// `threads` counts the caller; 0 means one for each core.
    explicit ThreadPool(int threads = 0);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int threads() const;

    /// Not reentrant: a task must not call run() on the same pool.
    void run(int tasks, TaskRef function);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace propago
