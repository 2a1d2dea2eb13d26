#pragma once
#include "core/kernels/tiles/tile_products.h"
#include "core/tensor/bfloat16.h"

#include <cstddef>
#include <cstdint>

/// What the kernels take that bring numbers from one order into another, or choose among neighbours.
namespace propago {

/// As many channel planes as a vector has lanes, and the same numbers pixel by pixel: the channels of
/// one pixel are one vector.
struct PixelMove {
    const float* planes = nullptr;
    std::int64_t planeStride = 0; ///< floats
    int channels = 0;             ///< at most the lanes; the others are zero
    std::int64_t pixels = 0;
    float* vectors = nullptr;
    const std::int64_t* places =
        nullptr; ///< from `vectors` to each pixel's vector, in `scale` floats
    std::int64_t scale = 1;
};

/// The same for planes of bf16. Their vectors are fp32, or bf16 as well: then as many numbers take half
/// the room.
struct HalfPixelMove {
    const Bfloat16* planes = nullptr;
    std::int64_t planeStride = 0; ///< numbers
    int channels = 0;             ///< at most the lanes; the others are zero
    std::int64_t pixels = 0;
    float* vectors = nullptr;
    const std::int64_t* places =
        nullptr; ///< from `vectors` to each pixel's vector, in `scale` floats
    std::int64_t scale = 1;
};

/// The way back from fp32 vectors, rounded when they are stored.
struct HalfPlaneMove {
    const float* vectors = nullptr;
    const std::int64_t* places = nullptr;
    std::int64_t scale = 1;
    std::int64_t pixels = 0;
    Bfloat16* planes = nullptr;
    std::int64_t planeStride = 0;
    int channels = 0;
    const float* bias = nullptr; ///< [channels] or null
    bool accumulates = false;    ///< adds to the planes, before rounding
};

/// The way back, with what follows a convolution.
struct PlaneMove {
    const float* vectors = nullptr;
    const std::int64_t* places = nullptr;
    std::int64_t scale = 1;
    std::int64_t pixels = 0;
    float* planes = nullptr;
    std::int64_t planeStride = 0;
    int channels = 0;
    const float* bias = nullptr;     ///< [channels] or null
    const float* residual = nullptr; ///< null, or same layout as the planes
    const Tail* tail = nullptr;
    /// Floats to the pixels beside and below; with these, what is moved is the largest of 2 x 2.
    std::int64_t right = 0;
    std::int64_t below = 0;
};

/// Pixels of as many channels as a vector has lanes, in 32-bit sums, on their way to planes of int8 units
/// or, with a real output, of fp32.
struct IntegerPlaneMove {
    const float* vectors = nullptr;       ///< bits of integers
    const std::int64_t* places = nullptr; ///< floats to each pixel's vector
    std::int64_t pixels = 0;
    const std::int32_t* starts = nullptr; ///< added to the sums of each channel
    int channels = 0;                     ///< that have one
    TileStore store;                      ///< without masks
    /// As for PlaneMove.
    std::int64_t right = 0;
    std::int64_t below = 0;
};

/// Rows of 4-byte units on their way into a padded plane.
struct RowCopy {
    const std::byte* from = nullptr;
    std::int64_t fromPitch = 0; ///< bytes from row to row
    std::int64_t step = 1;      ///< 2: every other unit
    std::byte* to = nullptr;
    std::int64_t toPitch = 0; ///< bytes
    std::int64_t rows = 0;
    std::int64_t count = 0; ///< units written in each row
};

/// One row of windows of 2 x 2 pixels. `upper` and `lower` are places in the plane, `place` the first one's.
struct HalvingRow {
    const float* upper = nullptr;
    const float* lower = nullptr;
    std::int32_t place = 0;
    std::int32_t below = 0;
    std::int64_t count = 0; ///< windows
    float* y = nullptr;
    std::int32_t* winners = nullptr;
};

/// The way back: every pixel takes its window's gradient if it won, else zero.
struct DoublingRow {
    const float* dy = nullptr;
    const std::int32_t* winners = nullptr;
    std::int32_t place = 0;
    std::int32_t below = 0;
    std::int64_t count = 0;
    float* upper = nullptr;
    float* lower = nullptr;
};

/// HalvingRow and DoublingRow for numbers in bf16, in planes of fewer than 2^15 pixels.
struct HalfHalvingRow {
    const Bfloat16* upper = nullptr;
    const Bfloat16* lower = nullptr;
    std::int32_t place = 0;
    std::int32_t below = 0;
    std::int64_t count = 0; ///< windows
    Bfloat16* y = nullptr;
    std::int16_t* winners = nullptr;
};
struct HalfDoublingRow {
    const Bfloat16* dy = nullptr;
    const std::int16_t* winners = nullptr;
    std::int32_t place = 0;
    std::int32_t below = 0;
    std::int64_t count = 0;
    Bfloat16* upper = nullptr;
    Bfloat16* lower = nullptr;
};

/// A part of each of `count` units becomes a unit of wider numbers.
using WidenFunction = void (*)(const std::byte* units, int part, void* to, std::int64_t count);

/// A plane of windows of 2 x 2 units without winners.
struct UnitHalving {
    const std::byte* plane = nullptr;
    std::int64_t width = 0;   ///< units of a row of the plane
    std::int64_t rows = 0;    ///< of windows
    std::int64_t columns = 0; ///< of windows
    std::byte* y = nullptr;
};

} // namespace propago
