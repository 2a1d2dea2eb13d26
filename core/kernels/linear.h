#pragma once
#include "core/base/thread_pool.h"
#include "core/kernels/isa.h"
#include "core/kernels/products.h"

#include <cstddef>
#include <cstdint>

namespace propago {

/// Fully connected layer for training. x is [N][inFeatures], w is [outFeatures][inFeatures], y and dy
/// are [N][outFeatures]. Products::Bf16 rounds x, w and dy first; then x, y, dx and dy may be stored as
/// bf16. Otherwise they, and always all else, are fp32. Results have the same bits for any number of
/// threads and any place in the batch. Every buffer may be read up to kSlack bytes past its end.
class LinearKernel {
public:
    LinearKernel(std::int64_t inFeatures, std::int64_t outFeatures, Isa isa = chosenIsa(),
                 Products products = Products::Fp32);

    /// Enough for each of the calls below with at most this batch and this many threads.
    std::size_t scratchBytes(std::int64_t batch, int threads) const;

    /// y = x * transposed(w) + bias; `bias` [outFeatures] may be null.
    void forward(StoredNumbers x, const float* w, const float* bias, StoredTarget y, std::int64_t n,
                 ThreadPool& pool, std::byte* scratch) const;
    /// dx = dy * w, or dx += that.
    void backwardInput(StoredNumbers dy, const float* w, StoredTarget dx, std::int64_t n,
                       bool accumulate, ThreadPool& pool, std::byte* scratch) const;
    /// dw = transposed(dy) * x.
    void backwardWeights(StoredNumbers x, StoredNumbers dy, float* dw, std::int64_t n,
                         ThreadPool& pool, std::byte* scratch) const;
    /// db [outFeatures] = sum of dy over the batch.
    void backwardBias(StoredNumbers dy, float* db, std::int64_t n) const;

private:
    void multiply(const float* x, const float* w, const float* bias, float* y, std::int64_t n,
                  ThreadPool& pool, std::byte* scratch) const;
    struct Rounded {
        float* x;
        float* w;
        float* dy;
    };
    std::size_t kernelBytes(std::int64_t batch) const;
    Rounded rounded(std::int64_t batch, std::byte* scratch) const;

    std::int64_t m_in;
    std::int64_t m_out;
    Isa m_isa;
    Products m_products;
};

} // namespace propago
