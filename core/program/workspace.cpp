#include "core/program/workspace.h"

#include <stdexcept>
#include <utility>

namespace propago {

Workspace::Workspace(std::shared_ptr<const Program> program, int threads)
    : m_program(std::move(program)), m_scratch(allocateBytes(m_program->scratchBytes(threads)))
{
    for (int i = 0; i < static_cast<int>(m_program->allSlots().size()); ++i)
        m_buffers.push_back(allocateBytes(static_cast<std::size_t>(m_program->slotBytes(i))));
}

TensorView Workspace::view(int slot) const
{
    return view(slot, m_program->options().batch);
}

TensorView Workspace::view(int slot, std::int64_t count) const
{
    const Slot& s = m_program->allSlots()[static_cast<std::size_t>(slot)];
    std::byte* data = m_buffers[static_cast<std::size_t>(slot)].get();
    return {s.isPerSample ? s.shape.batched(count) : s.shape, s.format, data};
}

TensorView Workspace::view(const TensorRef& ref) const
{
    const int slot = m_program->slot(ref);
    if (slot < 0)
        throw std::out_of_range("the program has no such tensor");
    return view(slot);
}

AlignedBytes Workspace::exchange(int slot, AlignedBytes buffer)
{
    std::swap(m_buffers[static_cast<std::size_t>(slot)], buffer);
    return buffer;
}

} // namespace propago
