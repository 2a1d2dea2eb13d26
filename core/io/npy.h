#pragma once
#include "core/base/result.h"
#include "core/tensor/tensor.h"

#include <cstddef>
#include <span>
#include <string>

namespace propago {

/// Reads a .npy file (format 1.0 to 3.0; little-endian f2 f4 f8 i1 u1 i2 i4 i8, C order). f2 turns
/// into fp32.
Result<Tensor> readNpy(const std::string& path);

/// The same for a file's bytes; `path` stands in errors.
Result<Tensor> parseNpy(std::span<const std::byte> bytes, const std::string& path);

/// Writes fp32, fp64, int32, int64, int8, uint8 as .npy 1.0, atomically.
Result<void> writeNpy(const TensorView& tensor, const std::string& path);

} // namespace propago
