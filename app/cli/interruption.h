#pragma once

namespace propago {

/// While it lives, the first SIGINT or SIGTERM is only remembered, so that work can be brought to a
/// good end; the second one ends the program at once. One at a time.
class Interruption {
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    bool wasAsked() const { return lastSignal() != 0; }
    /// The signal that came since the program started, 0 if none did.
    static int lastSignal();
};

/// 130 or 143: the exit code after lastSignal().
int interruptedExitCode();

} // namespace propago
