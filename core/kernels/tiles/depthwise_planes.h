#pragma once
#include "core/kernels/unit_tiles.h"

#include <cstdint>

/// What the depthwise kernels of fp32 take.
namespace propago {

/// Planes of a 3 x 3 convolution whose filters see one channel each: the smallest take less time than a
/// call, so one call does many.
struct DepthwisePlanes {
    const float* x = nullptr;
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t padTop = 0;
    std::int64_t padLeft = 0;
    std::int64_t channels = 0;          ///< planes of x
    std::int64_t filtersPerChannel = 1; ///< planes of y for each
    const float* weights = nullptr;     ///< nine for each filter
    const float* bias = nullptr;        ///< null: 0
    float* y = nullptr;
    std::int64_t outHeight = 0;
    std::int64_t outWidth = 0;
    const float* residual = nullptr; ///< null, or same layout as y
    const Tail* tail = nullptr;
};

/// Neighbouring rows of many channels' output, from rows that have their border of zeros.
struct DepthwiseRows {
    static constexpr int kMostRows = 2;
    /// Rows that so many of the output are made of.
    static constexpr int inRows(int stride, int rows) { return (rows - 1) * stride + 3; }
    static constexpr int kMostIn = 5;

    const float* in[kMostIn] = {};   ///< of the first channel, at the first tap of its first output
    std::int64_t step[kMostIn] = {}; ///< floats from channel to channel; none where a row is zero
    std::int64_t channels = 0;
    const float* weights = nullptr; ///< nine for each channel
    const float* bias = nullptr;    ///< null: 0
    float* y = nullptr;
    std::int64_t plane = 0; ///< floats from channel to channel of y
    std::int64_t outWidth = 0;
    const float* residual = nullptr; ///< null, or same layout as y
    const Tail* tail = nullptr;
};

/// A row of the output of channels that lie side by side, from rows that have their border of zeros. From
/// pixel to pixel of these it is a vector more than the function's vectors.
struct PixelWindows {
    const float* in[3] = {};        ///< at the first tap of the first output
    const float* weights = nullptr; ///< [vectors][9][lanes]
    const float* bias = nullptr;    ///< [vectors][lanes]
    std::int64_t vectors = 0;       ///< of channels, as many as a pixel has, or fewer
    std::int64_t outWidth = 0;
    float* y = nullptr;
    std::int64_t outPixel = 0;
    const Tail* tail = nullptr; ///< which clamps
};

/// What one channel of some samples adds to the gradient of its nine weights.
struct DepthwiseDot {
    const float* x = nullptr;
    std::int64_t xSample = 0; ///< floats from sample to sample
    const float* dy = nullptr;
    std::int64_t dySample = 0;
    std::int64_t samples = 0;
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t padTop = 0;
    std::int64_t padLeft = 0;
    std::int64_t outHeight = 0;
    std::int64_t outWidth = 0;
    float* dw = nullptr; ///< nine
};

} // namespace propago
