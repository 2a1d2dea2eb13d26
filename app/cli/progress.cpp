#include "app/cli/progress.h"

#include "app/cli/text_table.h"

#include <algorithm>
#include <iostream>
#include <unistd.h>
#include <utility>

namespace propago {

namespace {

constexpr double kTerminalSeconds = 0.1;
constexpr double kLogSeconds = 10;
constexpr int kBarWidth = 24;

std::string bar(double done)
{
    const int full = std::clamp(static_cast<int>(done * kBarWidth), 0, kBarWidth);
    return "[" + std::string(static_cast<std::size_t>(full), '#')
           + std::string(static_cast<std::size_t>(kBarWidth - full), '.') + "]";
}

} // namespace

ProgressBar::ProgressBar(std::ostream& out, std::string task, bool isQuiet)
    : m_out(out)
    , m_task(std::move(task))
    , m_isOn(!isQuiet)
    , m_isTerminal(&out == &std::cerr && isatty(STDERR_FILENO) == 1)
    , m_interval(m_isTerminal ? kTerminalSeconds : kLogSeconds)
{}

ProgressBar::~ProgressBar()
{
    clear();
}

void ProgressBar::clear()
{
    if (std::exchange(m_isShown, false))
        m_out << "\r\033[K" << std::flush;
}

void ProgressBar::show(double done, const std::string& details)
{
    if (!isDue())
        return;
    m_sinceShown.restart();
    const std::string line = m_task + " " + (m_isTerminal ? bar(done) + " " : "")
                             + fixed(done * 100, 0) + " %  " + details;
    if (m_isTerminal)
        m_out << "\r\033[K" << line << std::flush;
    else
        m_out << line << "\n" << std::flush;
    m_isShown = m_isTerminal;
}

void ProgressBar::say(const std::string& line)
{
    if (!m_isOn)
        return;
    clear();
    m_out << line << "\n" << std::flush;
}

} // namespace propago
