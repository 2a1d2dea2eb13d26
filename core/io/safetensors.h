#pragma once
#include "core/base/bounded_reader.h"
#include "core/base/result.h"
#include "core/tensor/tensor.h"

#include <map>
#include <string>
#include <vector>

namespace propago {

/// One tensor as the header places it: bytes [first, last) behind the header.
struct PlacedTensor {
    std::string name;
    Shape shape;
    Format format = Format::Fp32;
    std::int64_t first = 0;
    std::int64_t last = 0;
};

/// What stands in front of the data of a safetensors file.
struct SafetensorsHeader {
    std::map<std::string, std::string> metadata;
    std::vector<PlacedTensor> tensors; ///< in the order of their bytes
};

/// The field of the metadata that protects the header itself: eight hexadecimal digits, zero while
/// the checksum (CRC-32) is taken over the header's text.
inline constexpr const char* kHeaderChecksum = "header_crc32";

/// CRC-32 of the bytes, as zlib and PNG compute it.
std::uint32_t checksumOf(std::span<const std::byte> bytes);

/// The header's text (a multiple of 8 bytes) behind its length, ready to be written in front of the
/// data. Adds the header's checksum to the metadata.
std::string safetensorsBytes(const SafetensorsHeader& header);

/// Takes the header from the reader. Refuses malformed text, unknown formats, shapes beyond the
/// limits, and tensors that overlap, leave gaps or do not end with the file.
Result<SafetensorsHeader> takeSafetensorsHeader(BoundedReader& reader);

/// Whether the header's text, as it stands in the file, is the one its checksum was taken over.
bool hasIntactHeader(std::span<const std::byte> file);

} // namespace propago
