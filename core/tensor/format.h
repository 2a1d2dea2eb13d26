#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace propago {

/// How a number is stored.
enum class Format : std::uint8_t {
    Fp64,
    Fp32,
    Fp16,
    Bf16,
    Int16,
    Int8,
    Uint8,
    Int32,
    Int64,
    Int4,
    Int2
};

/// One row for each format.
struct FormatTraits {
    Format format;
    std::string_view name;        ///< as users write it
    std::string_view safetensors; ///< dtype of the safetensors layout; empty if it has none
    int bits;
    bool isFloating;
    int exponentBits;
    int mantissaBits; ///< stored ones, without the hidden bit
};

inline constexpr std::array kFormats{
    FormatTraits{Format::Fp64, "fp64", "F64", 64, true, 11, 52},
    FormatTraits{Format::Fp32, "fp32", "F32", 32, true, 8, 23},
    FormatTraits{Format::Fp16, "fp16", "F16", 16, true, 5, 10},
    FormatTraits{Format::Bf16, "bf16", "BF16", 16, true, 8, 7},
    FormatTraits{Format::Int16, "int16", "I16", 16, false, 0, 15},
    FormatTraits{Format::Int8, "int8", "I8", 8, false, 0, 7},
    FormatTraits{Format::Uint8, "uint8", "U8", 8, false, 0, 8},
    FormatTraits{Format::Int32, "int32", "I32", 32, false, 0, 31},
    FormatTraits{Format::Int64, "int64", "I64", 64, false, 0, 63},
    FormatTraits{Format::Int4, "int4", "", 4, false, 0, 3},
    FormatTraits{Format::Int2, "int2", "", 2, false, 0, 1},
};

constexpr const FormatTraits& traits(Format format)
{
    return kFormats[static_cast<std::size_t>(format)];
}

static_assert([] {
    for (std::size_t i = 0; i < kFormats.size(); ++i) {
        if (static_cast<std::size_t>(kFormats[i].format) != i)
            return false;
        if (kFormats[i].isFloating
            && kFormats[i].bits != 1 + kFormats[i].exponentBits + kFormats[i].mantissaBits)
            return false;
    }
    return true;
}());

/// The format that users call `name`, if there is one.
constexpr std::optional<Format> formatNamed(std::string_view name)
{
    for (const FormatTraits& row : kFormats) {
        if (row.name == name)
            return row.format;
    }
    return std::nullopt;
}

/// Bytes that `elements` numbers take; packed formats round up to whole bytes.
constexpr std::int64_t bytesFor(Format format, std::int64_t elements)
{
    return (elements * traits(format).bits + 7) / 8;
}

template<typename T> struct FormatOf;
template<> struct FormatOf<double> {
    static constexpr Format value = Format::Fp64;
};
template<> struct FormatOf<float> {
    static constexpr Format value = Format::Fp32;
};
template<> struct FormatOf<std::int16_t> {
    static constexpr Format value = Format::Int16;
};
template<> struct FormatOf<std::int8_t> {
    static constexpr Format value = Format::Int8;
};
template<> struct FormatOf<std::uint8_t> {
    static constexpr Format value = Format::Uint8;
};
template<> struct FormatOf<std::int32_t> {
    static constexpr Format value = Format::Int32;
};
template<> struct FormatOf<std::int64_t> {
    static constexpr Format value = Format::Int64;
};

} // namespace propago
