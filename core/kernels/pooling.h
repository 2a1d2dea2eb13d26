#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"

#include <cstdint>

/// Pooling over [N][channels][height][width]; instantiated for float and double, some of it for Bfloat16.
/// Backward calls set dx, or add to it when `accumulate`.
namespace propago {

/// `winners` [as many as y] receives the index of the maximum inside its input plane: the first
/// one on a tie, the first NaN if there is one. Windows must hold at least one real pixel. Winner is
/// std::int32_t, or std::int16_t for float and Bfloat16 where the plane is small enough for it.
/// Backward with Bfloat16 is for windows that share no pixel, as isHalving() has them.
template<typename T, typename Winner>
void maxPoolForward(const WindowGeometry& geometry, const T* x, T* y, Winner* winners,
                    std::int64_t n, ThreadPool& pool);
template<typename T, typename Winner>
void maxPoolBackward(const WindowGeometry& geometry, const T* dy, const Winner* winners, T* dx,
                     std::int64_t n, bool accumulate, ThreadPool& pool);

/// Divides by the window size when `countIncludePad`, otherwise by the real pixels inside it.
template<typename T>
void averagePoolForward(const WindowGeometry& geometry, bool countIncludePad, const T* x, T* y,
                        std::int64_t n, ThreadPool& pool);
template<typename T>
void averagePoolBackward(const WindowGeometry& geometry, bool countIncludePad, const T* dy, T* dx,
                         std::int64_t n, bool accumulate, ThreadPool& pool);

/// x [N][channels][plane] to y [N][channels]; for Bfloat16 as well.
template<typename T>
void globalAveragePoolForward(std::int64_t channels, std::int64_t plane, const T* x, T* y,
                              std::int64_t n, ThreadPool& pool);
template<typename T>
void globalAveragePoolBackward(std::int64_t channels, std::int64_t plane, const T* dy, T* dx,
                               std::int64_t n, bool accumulate, ThreadPool& pool);

} // namespace propago
