#pragma once
#include "core/tensor/bfloat16.h"

#include <cstdint>

namespace propago {

/// Numbers side by side in memory, as fp32 or as bf16, that somebody else owns.
class StoredNumbers {
public:
    StoredNumbers(const float* numbers) : m_data(numbers), m_isBf16(false) {}
    StoredNumbers(const Bfloat16* numbers) : m_data(numbers), m_isBf16(true) {}
    bool isBf16() const { return m_isBf16; }
    const float* fp32() const { return static_cast<const float*>(m_data); }
    const Bfloat16* bf16() const { return static_cast<const Bfloat16*>(m_data); }
    /// From the number at `index` on.
    StoredNumbers from(std::int64_t index) const
    {
        return m_isBf16 ? StoredNumbers(bf16() + index) : StoredNumbers(fp32() + index);
    }

private:
    const void* m_data;
    bool m_isBf16;
};

/// The same, to be written.
class StoredTarget {
public:
    StoredTarget(float* numbers) : m_data(numbers), m_isBf16(false) {}
    StoredTarget(Bfloat16* numbers) : m_data(numbers), m_isBf16(true) {}
    bool isBf16() const { return m_isBf16; }
    float* fp32() const { return static_cast<float*>(m_data); }
    Bfloat16* bf16() const { return static_cast<Bfloat16*>(m_data); }
    StoredTarget from(std::int64_t index) const
    {
        return m_isBf16 ? StoredTarget(bf16() + index) : StoredTarget(fp32() + index);
    }

private:
    void* m_data;
    bool m_isBf16;
};

} // namespace propago
