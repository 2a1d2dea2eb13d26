#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/geometry.h"
#include "core/kernels/isa.h"
#include "core/kernels/products.h"

#include <cstddef>
#include <memory>

namespace propago {

/// Convolution for training. x is [N][channels][height][width], w is
/// [filters][channels/groups][kernelH][kernelW], y and dy are [N][filters][outHeight][outWidth]. With
/// Products::Bf16 x, y, dx and dy may be stored as bf16; otherwise they, and always all else, are fp32.
/// Results have the same bits for any number of threads and any place in the batch.
/// Every buffer may be read up to kSlack bytes past its end.
class Convolution {
public:
    /// Throws std::invalid_argument for a geometry without output or with uneven groups.
    /// With Products::Bf16 the larger 3x3 layers multiply in bf16 by Winograd's method, which rounds sums
    /// of neighbours too (but for numbers stored as bf16 where the processor has no dot products of
    /// them); all others round x, w and dy.
    explicit Convolution(const WindowGeometry& geometry, Isa isa = chosenIsa(),
                         Products products = Products::Fp32);
    ~Convolution();
    Convolution(Convolution&&) noexcept;
    Convolution& operator=(Convolution&&) noexcept;

    const WindowGeometry& geometry() const;
    /// Enough for each of the calls below with at most this batch and this many threads.
    std::size_t scratchBytes(std::int64_t batch, int threads) const;

    /// y = x * w + bias; `bias` [filters] may be null.
    void forward(StoredNumbers x, const float* w, const float* bias, StoredTarget y, std::int64_t n,
                 ThreadPool& pool, std::byte* scratch) const;
    /// dx = gradient with respect to x, or dx += that.
    void backwardInput(StoredNumbers dy, const float* w, StoredTarget dx, std::int64_t n,
                       bool accumulate, ThreadPool& pool, std::byte* scratch) const;
    /// dw = gradient with respect to w, summed over the batch.
    void backwardWeights(StoredNumbers x, StoredNumbers dy, float* dw, std::int64_t n,
                         ThreadPool& pool, std::byte* scratch) const;
    /// db [filters] = sum of dy over batch and pixels.
    void backwardBias(StoredNumbers dy, float* db, std::int64_t n, ThreadPool& pool) const;

private:
    struct Plans;
    std::unique_ptr<Plans> m_plans;
};

} // namespace propago
