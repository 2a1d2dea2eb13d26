#pragma once
#include "core/base/memory.h"
#include "core/program/program.h"
#include "core/tensor/tensor.h"

#include <memory>
#include <vector>

namespace propago {

/// Every byte that changes while a program runs: one buffer for each slot, and scratch.
/// A slot's buffer can be exchanged, which is how the journal keeps the past without copying.
class Workspace {
public:
    /// Zeroed. `threads` decides how much scratch is laid aside. Throws std::bad_alloc.
    Workspace(std::shared_ptr<const Program> program, int threads);

    const Program& program() const { return *m_program; }
    /// The slot at full batch.
    TensorView view(int slot) const;
    /// The slot with the first `count` samples, if it has samples.
    TensorView view(int slot, std::int64_t count) const;
    /// The tensor called `ref`; throws std::out_of_range when the program has none.
    TensorView view(const TensorRef& ref) const;
    /// Puts `buffer` in the slot's place and returns the one that was there.
    AlignedBytes exchange(int slot, AlignedBytes buffer);
    std::byte* scratch() const { return m_scratch.get(); }

private:
    std::shared_ptr<const Program> m_program;
    std::vector<AlignedBytes> m_buffers;
    AlignedBytes m_scratch;
};

} // namespace propago
