#include "core/program/program.h"

#include "core/base/memory.h"

#include <algorithm>

namespace propago {

namespace {

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

// Steps of one layer share phase and node.
bool sameGroup(const Step& a, const Step& b, Grain grain)
{
    if (grain == Grain::Op)
        return false;
    if (grain == Grain::Layer)
        return a.phase == b.phase && a.node == b.node;
    return a.phase == b.phase;
}

} // namespace

std::size_t TensorRefHash::operator()(const TensorRef& ref) const
{
    // Distinct for every kind below 16, node and index below 2^28: the multiplier only spreads it.
    const auto node = static_cast<std::uint64_t>(ref.node + 1);
    const auto index = static_cast<std::uint64_t>(ref.index);
    const std::uint64_t key = (node << 32) | (index << 4) | static_cast<std::uint64_t>(ref.kind);
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 20);
}

int Program::slot(const TensorRef& ref) const
{
    const auto found = m_slotOf.find(ref);
    return found == m_slotOf.end() ? -1 : found->second;
}

std::int64_t Program::slotBytes(int slot) const
{
    const Slot& s = m_slots[at(slot)];
    return bytesFor(s.format, s.shape.elements() * (s.isPerSample ? m_options.batch : 1));
}

std::int64_t Program::plannedBytes() const
{
    std::int64_t total = 0;
    for (int i = 0; i < static_cast<int>(m_slots.size()); ++i)
        total += slotBytes(i) + static_cast<std::int64_t>(kSlack + kAlignment);
    return total;
}

std::size_t Program::scratchBytes(int threads) const
{
    std::size_t most = 0;
    for (const auto& kernel : m_kernels)
        most = std::max(most, kernel->scratchBytes(m_options.batch, threads));
    return most;
}

std::vector<int> Program::parameterSlots() const
{
    std::vector<int> result;
    for (int i = 0; i < static_cast<int>(m_slots.size()); ++i) {
        if (m_slots[at(i)].ref.kind == SlotKind::Parameter)
            result.push_back(i);
    }
    return result;
}

int Program::nextBoundary(int step, Grain grain) const
{
    const int count = static_cast<int>(m_steps.size());
    if (grain == Grain::Batch || grain == Grain::Epoch)
        return count;
    int next = step + 1;
    while (next < count && sameGroup(m_steps[at(step)], m_steps[at(next)], grain))
        ++next;
    return next;
}

int Program::previousBoundary(int step, Grain grain) const
{
    if (grain == Grain::Batch || grain == Grain::Epoch)
        return 0;
    int previous = step - 1;
    while (previous > 0 && sameGroup(m_steps[at(previous - 1)], m_steps[at(step - 1)], grain))
        --previous;
    return previous;
}

} // namespace propago
