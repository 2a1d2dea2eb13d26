#include "core/tensor/tensor.h"

#include "core/tensor/bfloat16.h"

#include <cstring>
#include <stdexcept>

namespace propago {

TensorView TensorView::slice(std::int64_t first, std::int64_t count) const
{
    assert(shape.rank() > 0 && first >= 0 && first + count <= shape[0]);
    const Shape sample = shape.sample();
    return {sample.batched(count), format, data + bytesFor(format, first * sample.elements())};
}

double TensorView::at(std::int64_t index) const
{
    switch (format) {
    case Format::Fp64: return as<double>()[index];
    case Format::Fp32: return static_cast<double>(as<float>()[index]);
    case Format::Bf16: {
        std::uint16_t bits = 0;
        std::memcpy(&bits, data + 2 * index, 2);
        return static_cast<double>(fromBfloat16(bits));
    }
    case Format::Int16: return as<std::int16_t>()[index];
    case Format::Int8: return as<std::int8_t>()[index];
    case Format::Uint8: return as<std::uint8_t>()[index];
    case Format::Int32: return as<std::int32_t>()[index];
    case Format::Int64: return static_cast<double>(as<std::int64_t>()[index]);
    default: throw std::invalid_argument("no element access for this format");
    }
}

TensorView TensorView::reshaped(const Shape& other) const
{
    if (other.elements() != elements())
        throw std::invalid_argument("cannot view " + shape.text() + " as " + other.text());
    return {other, format, data};
}

Tensor::Tensor(const Shape& shape, Format format)
    : m_shape(shape)
    , m_format(format)
    , m_memory(allocateBytes(static_cast<std::size_t>(bytesFor(format, shape.elements()))))
{}

Tensor::Tensor(const Tensor& other) : m_shape(other.m_shape), m_format(other.m_format)
{
    if (other.isEmpty())
        return;
    m_memory = allocateBytes(static_cast<std::size_t>(bytes()));
    std::memcpy(m_memory.get(), other.m_memory.get(), static_cast<std::size_t>(bytes()));
}

Tensor& Tensor::operator=(const Tensor& other)
{
    if (this != &other) {
        Tensor copy(other);
        *this = std::move(copy);
    }
    return *this;
}

Tensor copyOf(const TensorView& view)
{
    Tensor tensor(view.shape, view.format);
    std::memcpy(tensor.view().data, view.data, static_cast<std::size_t>(view.bytes()));
    return tensor;
}

namespace {

void store(const TensorView& to, std::int64_t index, double value)
{
    switch (to.format) {
    case Format::Fp64: to.as<double>()[index] = value; return;
    case Format::Fp32: to.as<float>()[index] = static_cast<float>(value); return;
    case Format::Bf16: {
        const std::uint16_t bits = toBfloat16(static_cast<float>(value));
        std::memcpy(to.data + 2 * index, &bits, 2);
        return;
    }
    default: throw std::invalid_argument("no conversion into this format");
    }
}

} // namespace

void convert(const TensorView& from, const TensorView& to)
{
    if (from.elements() != to.elements())
        throw std::invalid_argument("cannot convert " + from.shape.text() + " into "
                                    + to.shape.text());
    if (from.format == to.format) {
        std::memcpy(to.data, from.data, static_cast<std::size_t>(from.bytes()));
        return;
    }
    for (std::int64_t i = 0; i < from.elements(); ++i)
        store(to, i, from.at(i));
}

} // namespace propago
