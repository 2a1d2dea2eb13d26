#pragma once
#include <cstdint>

namespace propago {

/// Nanoseconds on the monotonic clock; only differences mean anything.
std::int64_t nanoseconds();

/// Measures from its construction, or from the last restart().
class Stopwatch {
public:
    Stopwatch() : m_start(nanoseconds()) {}
    void restart() { m_start = nanoseconds(); }
    double seconds() const { return static_cast<double>(nanoseconds() - m_start) * 1e-9; }
    double microseconds() const { return static_cast<double>(nanoseconds() - m_start) * 1e-3; }

private:
    std::int64_t m_start;
};

} // namespace propago
