#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace propago {

/// How a byte becomes the number a network sees: (value / 255 - mean) / deviation for each channel.
/// Both empty: value / 255. One entry serves all channels.
struct Normalisation {
    std::vector<float> mean;
    std::vector<float> deviation;
    bool operator==(const Normalisation&) const = default;
};

/// What each of the 256 byte values becomes in channel `channel`.
std::array<float, 256> normalisedBytes(const Normalisation& normalisation, std::int64_t channel);

} // namespace propago
