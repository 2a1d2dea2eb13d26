#pragma once
#include "core/tensor/format.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// The roofline model (Williams, Waterman and Patterson, 2009): no layer can be faster than the
/// processor multiplies, nor than its numbers come in.
namespace propago {

class ThreadPool;

/// What some threads of this machine reach at best, measured.
struct Roofs {
    int threads = 1;
    double fp64 = 0, fp32 = 0, bf16 = 0, int16 = 0, int8 = 0,
           int4 = 0;   ///< 1e9 operations a second; a multiply-add is two
    double memory = 0; ///< GB/s of three streams that fit into no cache
    double cache = 0;  ///< GB/s of streams that stay close to each processor
    /// The peak that counts for `format`: int4 for weights of 2 bits too, fp32 for formats without
    /// arithmetic of their own.
    double peak(Format format) const;
};

/// Multiply-adds in a second, times two, in 1e9, that all threads of the pool reach with the
/// instructions that kernels of `format` use under chosenIsa(). Best of several short rounds that
/// take `seconds` together.
double measurePeak(Format format, ThreadPool& pool, double seconds);

/// GB/s, read and written, of y = a + b / 2 on all threads of the pool. What the processor reads on its own
/// before it overwrites a line does not count. `bytesOfThread` says how much each thread goes over.
double measureBandwidth(ThreadPool& pool, std::int64_t bytesOfThread, double seconds);

/// 0..1 as it goes on; return false to cancel.
using RoofProgress = std::function<bool(double)>;

/// Everything above for the pool's threads, `seconds` for each of the eight figures. Nothing when
/// `progress` cancels.
std::optional<Roofs> measureRoofs(ThreadPool& pool, double seconds, const RoofProgress& progress);

/// What was measured of one layer.
struct LayerWork {
    std::string name;
    double operations = 0;  ///< by the definition: two for each multiply-add
    double bytes = 0;       ///< read and written: values and weights
    double bytesAtOnce = 0; ///< the same of one thread until the next layer's turn comes
    double seconds = 0;
};

/// What keeps a layer from being faster.
enum class RoofBound : std::uint8_t { Compute, Memory };

/// "compute" or "memory".
const char* name(RoofBound bound);

/// One layer under its roof.
struct RooflineLayer {
    LayerWork work;
    double intensity = 0;  ///< operations for each byte
    double gflops = 0;     ///< 1e9 operations a second
    double gigabytes = 0;  ///< GB/s
    double limit = 0;      ///< 1e9 operations a second that the roof allows; 0 without operations
    bool isInCache = true; ///< what it touches at once fits into the cache of one processor
    RoofBound bound = RoofBound::Memory;
};

/// Places a layer under the roofs: the lower one bounds it.
RooflineLayer underRoofs(LayerWork work, const Roofs& roofs, Format format);

} // namespace propago
