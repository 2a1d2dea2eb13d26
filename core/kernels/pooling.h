#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"

#include <cstdint>

/// Pooling over [N][channels][height][width]; instantiated for float and double.
/// Backward calls set dx, or add to it when `accumulate`.
namespace propago {

/// `winners` [as many as y] receives the index of the maximum inside its input plane: the first
/// one on a tie, the first NaN if there is one. Windows must hold at least one real pixel.
template<typename T>
void maxPoolForward(const WindowGeometry& geometry, const T* x, T* y, std::int32_t* winners,
                    std::int64_t n, ThreadPool& pool);
template<typename T>
void maxPoolBackward(const WindowGeometry& geometry, const T* dy, const std::int32_t* winners,
                     T* dx, std::int64_t n, bool accumulate, ThreadPool& pool);

/// Divides by the window size when `countIncludePad`, otherwise by the real pixels inside it.
template<typename T>
void averagePoolForward(const WindowGeometry& geometry, bool countIncludePad, const T* x, T* y,
                        std::int64_t n, ThreadPool& pool);
template<typename T>
void averagePoolBackward(const WindowGeometry& geometry, bool countIncludePad, const T* dy, T* dx,
                         std::int64_t n, bool accumulate, ThreadPool& pool);

/// x [N][channels][plane] to y [N][channels].
template<typename T>
void globalAveragePoolForward(std::int64_t channels, std::int64_t plane, const T* x, T* y,
                              std::int64_t n, ThreadPool& pool);
template<typename T>
void globalAveragePoolBackward(std::int64_t channels, std::int64_t plane, const T* dy, T* dx,
                               std::int64_t n, bool accumulate, ThreadPool& pool);

} // namespace propago
