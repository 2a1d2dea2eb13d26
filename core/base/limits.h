#pragma once
#include <cstdint>

/// What the readers accept at most. Everything from a file is hostile until it fits in here.
namespace propago::limits {

inline constexpr int kRank = 8;
inline constexpr std::int64_t kDimension = std::int64_t{1} << 24;
inline constexpr std::int64_t kElements = std::int64_t{1} << 31;
inline constexpr std::int64_t kTensors = 10'000;
inline constexpr std::int64_t kNodes = 10'000;
inline constexpr std::int64_t kNameBytes = 1'024;
inline constexpr std::int64_t kJsonHeaderBytes = std::int64_t{16} << 20;
inline constexpr int kJsonDepth = 64;
inline constexpr std::int64_t kPicturePixels = std::int64_t{64} << 20;
inline constexpr std::int64_t kClasses = 10'000;
inline constexpr std::int64_t kOnnxBytes = (std::int64_t{1} << 31) - 1;
/// Part of the free memory that one network may plan to use.
inline constexpr double kMemoryShare = 0.5;

} // namespace propago::limits
