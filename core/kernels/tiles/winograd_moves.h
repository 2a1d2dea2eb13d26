#pragma once
#include "core/kernels/tiles/tile_moves.h"

#include <cstdint>

/// What the transforms of Winograd's method take.
namespace propago {

/// Square windows of pixels to or from planes of coefficients, a vector of channels at a time. All
/// distances count 4 bytes: one fp32 number, or two in bf16.
struct WinogradMove {
    const float* from = nullptr;
    float* to = nullptr;
    const std::int64_t* corners = nullptr; ///< floats to each window's first pixel
    std::int64_t pitch = 0;                ///< floats from one row of pixels to the next
    std::int64_t pixel = 0;                ///< floats from one pixel to the next
    std::int64_t tile = 0;        ///< floats from one tile's coefficients to the next one's
    std::int64_t coefficient = 0; ///< floats from one coefficient to the next
    std::int64_t tiles = 0;
};

/// The nine taps of a vector of filters, one channel; and back, for one filter and a vector of channels.
struct WinogradTaps {
    const float* taps = nullptr;
    float* out = nullptr;
    const float* coefficients = nullptr;
    float* to = nullptr;
    std::int64_t stride = 0;      ///< floats from one lane's taps to the next one's
    std::int64_t coefficient = 0; ///< floats from one coefficient to the next
    int lanes = 0;                ///< in use
    bool flipped = false;
};

/// Winograd's transforms for one tile size. Rounded: fp32 pixels to coefficients in bf16, channels side
/// by side; Units: the same from pixels in bf16; Pairs: units of two neighbouring tiles, tile by tile;
/// Half: from pixels in bf16.
struct WinogradTable {
    void (*input)(const WinogradMove&);
    void (*inputRounded)(const WinogradMove&);
    void (*inputUnits)(const WinogradMove&);
    void (*inputPairs)(const WinogradMove&);
    void (*gradientPairs)(const WinogradMove&);
    void (*halfInput)(const WinogradMove&);
    void (*halfInputPairs)(const WinogradMove&);
    void (*halfGradientPairs)(const WinogradMove&);
    void (*output)(const WinogradMove&);
    void (*gradient)(const WinogradMove&); ///< the transpose of `output`
    void (*weights)(const WinogradTaps&);  ///< taps -> to
    void (*taps)(const WinogradTaps&);     ///< coefficients -> out, the transpose of `weights`
};

/// Winograd in integers, from pixels of bytes to coefficients of 16 bits and from sums of 32 bits to
/// pixels; null where products of bytes have instructions of their own, which are quicker.
struct IntegerWinogradTable {
    struct Transforms {
        void (*input)(const WinogradMove&);
        void (*output)(const WinogradMove&);
    };
    Transforms side2; ///< F(2x2, 3x3)
    Transforms side4; ///< F(4x4, 3x3)
    void (*toPlanes)(const IntegerPlaneMove&);
};

} // namespace propago
