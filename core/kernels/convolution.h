#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"
#include "core/kernels/isa.h"
#include "core/kernels/products.h"

#include <cstddef>
#include <memory>

namespace propago {

/// Convolution of fp32 numbers for training. x is [N][channels][height][width], w is
/// [filters][channels/groups][kernelH][kernelW], y and dy are [N][filters][outHeight][outWidth].
/// Results have the same bits for any number of threads and any place in the batch.
/// Every buffer may be read up to kSlack bytes past its end.
class Convolution {
public:
    /// Throws std::invalid_argument for a geometry without output or with uneven groups.
    /// With Products::Bf16 the larger 3x3 layers multiply in bf16 by Winograd's method, which rounds sums
    /// of neighbours too; all others round x, w and dy.
    explicit Convolution(const WindowGeometry& geometry, Isa isa = chosenIsa(),
                         Products products = Products::Fp32);
    ~Convolution();
    Convolution(Convolution&&) noexcept;
    Convolution& operator=(Convolution&&) noexcept;

    const WindowGeometry& geometry() const;
    /// Enough for each of the calls below with at most this batch and this many threads.
    std::size_t scratchBytes(std::int64_t batch, int threads) const;

    /// y = x * w + bias; `bias` [filters] may be null.
    void forward(const float* x, const float* w, const float* bias, float* y, std::int64_t n,
                 ThreadPool& pool, std::byte* scratch) const;
    /// dx = gradient with respect to x, or dx += that.
    void backwardInput(const float* dy, const float* w, float* dx, std::int64_t n, bool accumulate,
                       ThreadPool& pool, std::byte* scratch) const;
    /// dw = gradient with respect to w, summed over the batch.
    void backwardWeights(const float* x, const float* dy, float* dw, std::int64_t n,
                         ThreadPool& pool, std::byte* scratch) const;
    /// db [filters] = sum of dy over batch and pixels.
    void backwardBias(const float* dy, float* db, std::int64_t n, ThreadPool& pool) const;

private:
    struct Plans;
    std::unique_ptr<Plans> m_plans;
};

} // namespace propago
