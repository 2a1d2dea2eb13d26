#pragma once
#include "core/base/clock.h"

#include <iosfwd>
#include <string>

namespace propago {

/// Tells how far a task is, on standard error: a bar on a terminal, elsewhere a line now and then.
class ProgressBar {
public:
    /// `isQuiet` keeps it silent.
    ProgressBar(std::ostream& out, std::string task, bool isQuiet);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// `done` is 0..1. Costs next to nothing when it is not yet time to show something again.
    void show(double done, const std::string& details);
    bool isDue() const { return m_isOn && m_sinceShown.seconds() >= m_interval; }
    /// A line that stays, above the bar.
    void say(const std::string& line);

private:
    void clear();

    std::ostream& m_out;
    std::string m_task;
    bool m_isOn;
    bool m_isTerminal;
    bool m_isShown = false;
    double m_interval;
    Stopwatch m_sinceShown;
};

} // namespace propago
