#pragma once
#include "core/base/memory.h"
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"
#include "core/kernels/isa.h"

#include <cstddef>
#include <cstdint>
#include <memory>

/// Forward kernels for inference in five number formats. Activations are unit planes: a unit is
/// 4 bytes of neighbouring channels, 1 x fp32, 2 x bf16, fp16 or int16, or 4 x uint8, and a sample is
/// [unitCount(C)][H][W][channels per unit]. For fp32 that is plain NCHW. Channels that only fill
/// the last unit carry finite values that no kernel lets through. Integer results are the same on
/// every instruction set; floating results are the same for any thread count and batch position.
/// fp16 is a way to store: activations and weights are widened to fp32 piece by piece and multiplied
/// there.
/// Buffers are 4-byte aligned and may be read up to kSlack bytes past their end.
namespace propago {

enum class UnitFormat { Fp32, Bf16, Int8, Fp16, Int16 };
inline constexpr int kUnitFormats = 5;

constexpr int channelsPerUnit(UnitFormat format)
{
    return format == UnitFormat::Fp32 ? 1 : format == UnitFormat::Int8 ? 4 : 2;
}

/// Int16 activations lie within +-kInt16Levels: 16 bits are stored, but sums of products stay in
/// 32 bits, which leaves each filter's weights as many levels as its own sum has room for.
inline constexpr int kInt16Levels = 4095;
/// Units that hold `channels` channels of one pixel.
constexpr std::int64_t unitCount(UnitFormat format, std::int64_t channels)
{
    return (channels + channelsPerUnit(format) - 1) / channelsPerUnit(format);
}
/// Bytes of one sample of `channels` planes of `plane` pixels.
constexpr std::int64_t unitBytes(UnitFormat format, std::int64_t channels, std::int64_t plane)
{
    return 4 * unitCount(format, channels) * plane;
}

/// One sample of fp32 [channels][plane] to unit planes and back. For Int8 a real value is
/// scale * (q - zeroPoint), q = round half to even of value / scale, plus zeroPoint, within 0..255;
/// for Int16 scale * q, q within +-kInt16Levels.
void toUnits(UnitFormat format, const float* values, void* units, std::int64_t channels,
             std::int64_t plane, float scale = 1, int zeroPoint = 0);
void fromUnits(UnitFormat format, const void* units, float* values, std::int64_t channels,
               std::int64_t plane, float scale = 1, int zeroPoint = 0);

/// Pictures of one channel whose units hold neighbours of a row instead of channels that are not there:
/// unit u of a row holds the pixels u - left, u - left + 1, ... Pixels beyond the row are 0 (for Int8
/// the zero point). So a window takes several of its columns with one unit.
struct RowUnits {
    std::int64_t height = 0;
    std::int64_t width = 0; ///< pixels in a row; 0: units hold channels
    std::int64_t units = 0; ///< units in a row
    std::int64_t left = 0;
};

/// As toUnits() and fromUnits().
void toRowUnits(UnitFormat format, const RowUnits& rows, const float* values, void* units,
                float scale = 1, int zeroPoint = 0);
void fromRowUnits(UnitFormat format, const RowUnits& rows, const void* units, float* values,
                  float scale = 1, int zeroPoint = 0);

enum class TailActivation { None, Relu, LeakyRelu, Clip };

/// What happens to a sum before it is stored: residual, activation, number format.
/// Int8: value = float(sum of products + bias) * multiplier
///             + float(residual - residualZeroPoint) * residualMultiplier, then the activation,
/// then round half to even, plus outputZeroPoint, clamped to 0..255. The value counts in steps of
/// the output's scale, and so do low and high; with realOutput it is stored as fp32 as it is.
/// Int16: the same with zero points of 0, clamped to +-kInt16Levels.
struct Tail {
    TailActivation activation = TailActivation::None;
    float slope = 0; ///< LeakyRelu, below zero
    float low = 0;   ///< Clip
    float high = 0;  ///< Clip
    /// Store fp32 planes [channels][plane] instead of unit planes; for the last layer.
    bool realOutput = false;
    /// Store the maximum of each 2 x 2 pixels instead of all; where UnitConvolution::canHalve().
    bool halves = false;
    int outputZeroPoint = 0;
    /// Added before the activation; same layout as the output (fp32 planes with realOutput).
    /// May be the output itself. Convolution only.
    const void* residual = nullptr;
    float residualMultiplier = 1; ///< Int8, Int16: residual scale / output scale
    int residualZeroPoint = 0;
};

/// Direct: as many products as the definition has, for comparison.
enum class Method { Fastest, Direct };

class UnitConvolution;

/// Convolutions that run together with the one before them: a depthwise one, and perhaps another behind.
struct UnitChain {
    const UnitConvolution* second = nullptr;
    const UnitConvolution* third = nullptr; ///< or null
    Tail secondTail;
    Tail thirdTail;
};

/// Convolution with packed weights. Not copyable; run() may be called from several threads with
/// different scratch.
class UnitConvolution {
public:
    /// Throws std::invalid_argument for a geometry without output or with uneven groups.
    /// `weightBits`: Int8 only, 8, or 4 or 2 to hold the weights packed; they are unpacked through
    /// vector registers, the filters of one tile at a time, right before they are multiplied.
    UnitConvolution(const WindowGeometry& geometry, UnitFormat format, Isa isa = chosenIsa(),
                    Method method = Method::Fastest, int weightBits = 8);
    ~UnitConvolution();
    UnitConvolution(UnitConvolution&&) noexcept;
    UnitConvolution& operator=(UnitConvolution&&) noexcept;

    const WindowGeometry& geometry() const;
    UnitFormat format() const;
    /// Fp32, Bf16 and Fp16: weights [filters][channels/groups][kernelH][kernelW], bias [filters] or null.
    void packWeights(const float* weights, const float* bias);
    /// Int8: bias [filters] or null counts in steps of input scale * weight scale; multipliers
    /// [filters] = input scale * weight scale / output scale (without the output scale for
    /// realOutput). Padding takes the input's zero point. With 4 or 2 weight bits the weights are
    /// whole numbers within -8..7 or -2..1.
    void packWeights(const std::int8_t* weights, const std::int32_t* bias, const float* multipliers,
                     int inputZeroPoint);
    /// Int16: the same with zero point 0. The caller sees to it that no sum of a filter's
    /// |weights| * kInt16Levels with |bias| leaves 32 bits.
    void packWeights(const std::int16_t* weights, const std::int32_t* bias,
                     const float* multipliers);
    /// Whether it computes with fewer products than the definition (Winograd; fp32, bf16 and, where
    /// it pays, int8).
    bool savesProducts() const;
    /// Bytes of the packed weights with biases and multipliers.
    std::int64_t packedBytes() const;
    /// Whether it can take in the max pooling that follows, without a residual.
    bool canHalve() const;
    std::size_t scratchBytes(std::int64_t batch, int threads) const;
    /// x: n samples of unit planes; y: n samples of unit planes or, with realOutput, fp32 planes.
    /// `pool` may be null: then the caller works alone.
    void run(const void* x, void* y, std::int64_t n, const Tail& tail, ThreadPool* pool,
             std::byte* scratch) const;

    /// Whether runInto() can take `next` and gains by it: planes between two layers that are too large
    /// for the caches close to the processor stay there row by row when both layers run together.
    bool gainsInto(const UnitConvolution& next) const;
    /// Whether it can run behind these two, in the same pass over the rows.
    bool gainsAfter(const UnitConvolution& first, const UnitConvolution& second) const;
    std::size_t scratchBytesInto(const UnitChain& chain, int threads) const;
    /// y = what the chain makes of this(x), the same bits as one after the other; nothing between them is
    /// kept. Only the last one may add a residual, which must not be y.
    void runInto(const UnitChain& chain, const void* x, void* y, std::int64_t n, const Tail& tail,
                 ThreadPool* pool, std::byte* scratch) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Fully connected layer whose input is the unit planes of [channels][height][width] (1 x 1 pixels
/// after another UnitLinear), and whose output is [unitCount(outFeatures)] units or fp32.
class UnitLinear {
public:
    UnitLinear(std::int64_t channels, std::int64_t height, std::int64_t width,
               std::int64_t outFeatures, UnitFormat format, Isa isa = chosenIsa(),
               int weightBits = 8);
    ~UnitLinear();
    UnitLinear(UnitLinear&&) noexcept;
    UnitLinear& operator=(UnitLinear&&) noexcept;

    UnitFormat format() const;
    /// weights [outFeatures][channels * height * width], the order of a flattened NCHW sample.
    void packWeights(const float* weights, const float* bias);
    void packWeights(const std::int8_t* weights, const std::int32_t* bias, const float* multipliers,
                     int inputZeroPoint);
    void packWeights(const std::int16_t* weights, const std::int32_t* bias,
                     const float* multipliers);
    std::int64_t packedBytes() const;
    std::size_t scratchBytes(std::int64_t batch, int threads) const;
    /// As UnitConvolution::run(), without a residual.
    void run(const void* x, void* y, std::int64_t n, const Tail& tail, ThreadPool* pool,
             std::byte* scratch) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

enum class UnitPoolKind { Max, Average };

/// Pooling on unit planes; a global pool is a window as large as the plane. Input and output share
/// scale and zero point; an average rounds half to even, and padding counts as the zero point.
class UnitPool {
public:
    UnitPool(const WindowGeometry& geometry, UnitFormat format, UnitPoolKind kind,
             bool countIncludePad = false, int zeroPoint = 0);
    void run(const void* x, void* y, std::int64_t n, ThreadPool* pool) const;

private:
    WindowGeometry m_geometry;
    UnitFormat m_format;
    UnitPoolKind m_kind;
    bool m_countIncludePad;
    int m_zeroPoint;
    std::int64_t m_outPlane;
    bool m_isMean; ///< of whole planes
};

} // namespace propago
