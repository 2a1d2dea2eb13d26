#include "core/program/journal.h"

#include "core/program/workspace.h"

#include <cstring>
#include <utility>

namespace propago {

namespace {

// Spare buffers of one size; more would only be hoarding.
constexpr std::size_t kSpares = 4;
// This part of the budget is theirs.
constexpr std::int64_t kSpareShare = 8;

} // namespace

AlignedBytes Journal::takeBuffer(std::int64_t size)
{
    const auto found = m_free.find(size);
    if (found == m_free.end())
        return allocateBytes(static_cast<std::size_t>(size));
    AlignedBytes buffer = std::move(found->second);
    m_free.erase(found);
    m_spareBytes -= size;
    return buffer;
}

void Journal::recycle(const Program& program, Entry entry)
{
    for (Kept& kept : entry.kept) {
        const std::int64_t size = program.slotBytes(kept.slot);
        m_bytes -= size;
        if (m_free.count(size) >= kSpares || m_spareBytes + size > m_budget / kSpareShare)
            continue;
        m_free.emplace(size, std::move(kept.buffer));
        m_spareBytes += size;
    }
}

void Journal::shrink(const Program& program)
{
    while (m_bytes > m_budget - m_budget / kSpareShare && m_entries.size() > 1) {
        recycle(program, std::move(m_entries.front()));
        m_entries.pop_front();
    }
}

void Journal::record(const Step& step, Position position, std::int64_t count, Workspace& workspace)
{
    const Program& program = workspace.program();
    Entry entry{position, count, {}};
    for (const int slot : step.overwrites) {
        AlignedBytes fresh = takeBuffer(program.slotBytes(slot));
        entry.kept.push_back({slot, workspace.exchange(slot, std::move(fresh))});
    }
    for (const int slot : step.modifies) {
        const auto size = static_cast<std::size_t>(program.slotBytes(slot));
        AlignedBytes copy = takeBuffer(program.slotBytes(slot));
        std::memcpy(copy.get(), workspace.view(slot).data, size);
        entry.kept.push_back({slot, std::move(copy)});
    }
    for (const Kept& kept : entry.kept)
        m_bytes += program.slotBytes(kept.slot);
    m_entries.push_back(std::move(entry));
    shrink(program);
}

std::pair<Position, std::int64_t> Journal::undo(Workspace& workspace)
{
    Entry entry = std::move(m_entries.back());
    m_entries.pop_back();
    for (Kept& kept : entry.kept)
        kept.buffer = workspace.exchange(kept.slot, std::move(kept.buffer));
    const std::pair result{entry.position, entry.count};
    recycle(workspace.program(), std::move(entry));
    return result;
}

void Journal::clear()
{
    m_entries.clear();
    m_free.clear();
    m_bytes = m_spareBytes = 0;
}

} // namespace propago
