#include "app/cli/interruption.h"

#include <csignal>
#include <unistd.h>

namespace propago {

namespace {

constexpr int kSignalExit = 128;

volatile std::sig_atomic_t s_signal = 0;

void remember(int signal)
{
    if (s_signal != 0)
        _exit(kSignalExit + signal);
    s_signal = signal;
}

} // namespace

Interruption::Interruption()
{
    s_signal = 0;
    std::signal(SIGINT, remember);
    std::signal(SIGTERM, remember);
}

Interruption::~Interruption()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

int Interruption::lastSignal()
{
    return s_signal;
}

int interruptedExitCode()
{
    return kSignalExit + (s_signal != 0 ? s_signal : SIGINT);
}

} // namespace propago
