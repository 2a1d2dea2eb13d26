#pragma once
#include "core/base/memory.h"
#include "core/program/position.h"

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace propago {

class Program;
class Workspace;
struct Step;

/// Before-values of the steps that were taken one by one, under a byte budget. A slot that a step
/// overwrites whole is kept by exchanging its buffer, one that it changes in place by a copy.
class Journal {
public:
    explicit Journal(std::int64_t byteBudget) : m_budget(byteBudget) {}

    /// Keeps what `step` is about to destroy. `count` and `position` are those before the step.
    void record(const Step& step, Position position, std::int64_t count, Workspace& workspace);
    /// Undoes the newest entry; returns its position and count. Must not be empty.
    std::pair<Position, std::int64_t> undo(Workspace& workspace);
    bool isEmpty() const { return m_entries.empty(); }
    /// Position before the newest entry; must not be empty.
    Position newest() const { return m_entries.back().position; }
    /// Position before the oldest entry; must not be empty.
    Position oldest() const { return m_entries.front().position; }
    /// Of before-values.
    std::int64_t bytes() const { return m_bytes; }
    /// With the buffers that wait to be used again: under the budget from the second entry on.
    std::int64_t reservedBytes() const { return m_bytes + m_spareBytes; }
    void clear();

private:
    struct Kept {
        int slot;
        AlignedBytes buffer;
    };
    struct Entry {
        Position position;
        std::int64_t count;
        std::vector<Kept> kept;
    };
    AlignedBytes takeBuffer(std::int64_t size);
    void recycle(const Program& program, Entry entry);
    void shrink(const Program& program);

    std::int64_t m_budget;
    std::int64_t m_bytes = 0;
    std::int64_t m_spareBytes = 0;
    std::deque<Entry> m_entries;
    std::multimap<std::int64_t, AlignedBytes> m_free;
};

} // namespace propago
