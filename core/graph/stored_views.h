#pragma once
#include "core/kernels/stored_numbers.h"
#include "core/tensor/tensor.h"

namespace propago {

/// The numbers of an fp32 or bf16 tensor, as kernels that take either read them.
inline StoredNumbers numbersOf(const TensorView& view)
{
    if (view.format == Format::Bf16)
        return view.as<Bfloat16>();
    return view.as<float>();
}

/// The same, to be written.
inline StoredTarget targetOf(const TensorView& view)
{
    if (view.format == Format::Bf16)
        return view.as<Bfloat16>();
    return view.as<float>();
}

} // namespace propago
