#pragma once
#include "core/base/memory.h"
#include "core/tensor/format.h"
#include "core/tensor/shape.h"

#include <cassert>
#include <span>

namespace propago {

/// Numbers that somebody else owns: shape, format, address. Dense, outermost dimension first.
struct TensorView {
    Shape shape;
    Format format = Format::Fp32;
    std::byte* data = nullptr;

    std::int64_t elements() const { return shape.elements(); }
    std::int64_t bytes() const { return bytesFor(format, elements()); }
    template<typename T> T* as() const
    {
        assert(FormatOf<T>::value == format);
        return reinterpret_cast<T*>(data);
    }
    template<typename T> std::span<T> span() const
    {
        return {as<T>(), static_cast<std::size_t>(elements())};
    }
    /// The part [first, first + count) of the outermost dimension.
    TensorView slice(std::int64_t first, std::int64_t count) const;
    /// Element `index` as a double; for showing and checking, not for computing.
    double at(std::int64_t index) const;
    /// The same numbers under another shape of as many elements.
    TensorView reshaped(const Shape& other) const;
};

/// Owns its numbers. Copies are deep; a moved-from tensor is empty.
class Tensor {
public:
    Tensor() = default;
    /// Zeroed. Throws std::bad_alloc.
    Tensor(const Shape& shape, Format format);
    Tensor(const Tensor& other);
    Tensor& operator=(const Tensor& other);
    Tensor(Tensor&&) noexcept = default;
    Tensor& operator=(Tensor&&) noexcept = default;

    bool isEmpty() const { return !m_memory; }
    const Shape& shape() const { return m_shape; }
    Format format() const { return m_format; }
    std::int64_t elements() const { return m_shape.elements(); }
    std::int64_t bytes() const { return bytesFor(m_format, elements()); }
    /// The numbers may be read through a view of a const tensor, not written.
    TensorView view() const { return {m_shape, m_format, m_memory.get()}; }
    template<typename T> std::span<T> span() { return view().span<T>(); }
    template<typename T> std::span<const T> span() const { return view().span<T>(); }
    double at(std::int64_t index) const { return view().at(index); }

private:
    Shape m_shape;
    Format m_format = Format::Fp32;
    AlignedBytes m_memory;
};

/// A deep copy of what `view` shows.
Tensor copyOf(const TensorView& view);

/// Copies element by element, converting between fp64, fp32 and bf16. Shapes must hold equally many.
void convert(const TensorView& from, const TensorView& to);

} // namespace propago
