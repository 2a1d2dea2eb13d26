#include "core/kernels/linear.h"

#include "core/base/memory.h"
#include "core/kernels/tiles/tile_table.h"

#include <algorithm>
#include <cstring>

namespace propago {

namespace {

const Tail kPlainTail{};
constexpr int kFp32 = static_cast<int>(TileKind::Fp32);
// Below this many multiply-adds a second thread costs more than it saves.
constexpr std::int64_t kGrain = 64 * 1024;

std::size_t aligned(std::int64_t bytes)
{
    return (static_cast<std::size_t>(bytes) + kAlignment - 1) / kAlignment * kAlignment;
}

/// y [rows][columns] = A * B, with B [depth][columns] as it lies and A packed [block][depth][rows].
struct Product {
    const TileTable* table;
    std::int64_t rows;
    std::int64_t columns;
    std::int64_t depth;
    const float* a;
    std::int64_t aRow; ///< floats from one row of A to the next
    std::int64_t aColumn;
    const float* b;
    float* y;
    bool accumulate;

    int most() const { return table->maxRows[kFp32]; }
    std::int64_t rowBlocks() const { return (rows + most() - 1) / most(); }
    std::size_t scratchBytes() const { return aligned(4 * rows * depth) + aligned(8 * depth); }

    void packRows(std::int64_t block, float* packed) const
    {
        const std::int64_t first = block * rows / rowBlocks();
        const std::int64_t count = (block + 1) * rows / rowBlocks() - first;
        float* to = packed + first * depth;
        for (std::int64_t k = 0; k < depth; ++k) {
            for (std::int64_t row = 0; row < count; ++row)
                to[k * count + row] = a[(first + row) * aRow + k * aColumn];
        }
    }

    void runTile(std::int64_t block, std::int64_t firstVector, int vectors, const float* packed,
                 const std::int64_t* offsets) const
    {
        const std::int64_t first = block * rows / rowBlocks();
        const std::int64_t count = (block + 1) * rows / rowBlocks() - first;
        const std::int64_t column = firstVector * table->lanes;
        TileInput input;
        input.b = reinterpret_cast<const std::byte*>(b + column);
        input.offsets = offsets;
        input.depth = depth;
        input.a = reinterpret_cast<const std::byte*>(packed + first * depth);
        input.aStep = 4 * count;
        TileStore store;
        store.y = reinterpret_cast<std::byte*>(y + first * columns + column);
        store.rowStride = 4 * columns;
        store.lanes = columns - column;
        store.residual = accumulate ? store.y : nullptr;
        store.tail = &kPlainTail;
        store.rowsStored = static_cast<int>(count);
        table->tiles[kFp32][count][vectors](input, store);
    }

    void run(ThreadPool& pool, std::byte* scratch) const
    {
        if (rows == 0)
            return;
        auto* packed = reinterpret_cast<float*>(scratch);
        auto* offsets = reinterpret_cast<std::int64_t*>(scratch + aligned(4 * rows * depth));
        for (std::int64_t k = 0; k < depth; ++k)
            offsets[k] = 4 * k * columns;
        const std::int64_t blocks = rowBlocks();
        const bool isSmall = rows * columns * depth < kGrain;
        const int threads = isSmall ? 1 : pool.threads();
        auto pack = [&](int task) {
            for (std::int64_t block = task * blocks / threads;
                 block < (task + 1) * blocks / threads; ++block)
                packRows(block, packed);
        };
        pool.run(threads, pack);
        const std::int64_t vectors = (columns + table->lanes - 1) / table->lanes;
        const int widest = table->maxVectors[kFp32][(rows + blocks - 1) / blocks];
        const std::int64_t groups = (vectors + widest - 1) / widest;
        const std::int64_t tiles = groups * blocks;
        auto part = [&](int task) {
            for (std::int64_t tile = task * tiles / threads; tile < (task + 1) * tiles / threads;
                 ++tile) {
                const std::int64_t group = tile / blocks;
                const std::int64_t first = group * vectors / groups;
                runTile(tile % blocks, first,
                        static_cast<int>((group + 1) * vectors / groups - first), packed, offsets);
            }
        };
        pool.run(threads, part);
    }
};

} // namespace

LinearKernel::LinearKernel(std::int64_t inFeatures, std::int64_t outFeatures, Isa isa,
                           Products products)
    : m_in(inFeatures), m_out(outFeatures), m_isa(isa), m_products(products)
{}

std::size_t LinearKernel::kernelBytes(std::int64_t batch) const
{
    const std::size_t input = aligned(4 * batch * m_out) + aligned(8 * m_out);
    const std::size_t weights = aligned(4 * batch * m_out) + aligned(8 * batch);
    return std::max({input, weights, aligned(8 * m_out)}) + aligned(kSlack);
}

std::size_t LinearKernel::scratchBytes(std::int64_t batch, int) const
{
    if (m_products == Products::Fp32)
        return kernelBytes(batch);
    return kernelBytes(batch) + aligned(4 * batch * m_in) + aligned(4 * m_in * m_out)
           + aligned(4 * batch * m_out) + 3 * aligned(kSlack);
}

LinearKernel::Rounded LinearKernel::rounded(std::int64_t batch, std::byte* scratch) const
{
    std::byte* x = scratch + kernelBytes(batch);
    std::byte* w = x + aligned(4 * batch * m_in) + aligned(kSlack);
    std::byte* dy = w + aligned(4 * m_in * m_out) + aligned(kSlack);
    return {reinterpret_cast<float*>(x), reinterpret_cast<float*>(w), reinterpret_cast<float*>(dy)};
}

void LinearKernel::forward(StoredNumbers x, const float* w, const float* bias, StoredTarget y,
                           std::int64_t n, ThreadPool& pool, std::byte* scratch) const
{
    if (n == 0)
        return;
    if (m_products == Products::Fp32)
        return multiply(x.fp32(), w, bias, y.fp32(), n, pool, scratch);
    const Rounded copies = rounded(n, scratch);
    roundToBf16(x, copies.x, n * m_in, pool);
    roundToBf16(w, copies.w, m_in * m_out, pool);
    float* sums = y.isBf16() ? copies.dy : y.fp32();
    multiply(copies.x, copies.w, bias, sums, n, pool, scratch);
    if (y.isBf16())
        store(sums, y, n * m_out, false, pool);
}

void LinearKernel::multiply(const float* x, const float* w, const float* bias, float* y,
                            std::int64_t n, ThreadPool& pool, std::byte* scratch) const
{
    // Both rows of x and rows of w are contiguous, so this is a table of dot products.
    const TileTable* table = tileTable(m_isa);
    auto* offsets = reinterpret_cast<std::int64_t*>(scratch);
    for (std::int64_t feature = 0; feature < m_out; ++feature)
        offsets[feature] = feature * m_in;
    const std::int64_t rowBlocks = (n + table->maxDotRows - 1) / table->maxDotRows;
    const std::int64_t columnBlocks = (m_out + table->maxDotColumns - 1) / table->maxDotColumns;
    const std::int64_t items = rowBlocks * columnBlocks;
    const int threads = n * m_out * m_in < kGrain ? 1 : pool.threads();
    auto part = [&](int task) {
        for (std::int64_t item = task * items / threads; item < (task + 1) * items / threads;
             ++item) {
            const std::int64_t row = item % rowBlocks * n / rowBlocks;
            const std::int64_t rowEnd = (item % rowBlocks + 1) * n / rowBlocks;
            const std::int64_t column = item / rowBlocks * m_out / columnBlocks;
            const std::int64_t columnEnd = (item / rowBlocks + 1) * m_out / columnBlocks;
            DotTile tile;
            tile.a = x + row * m_in;
            tile.aRow = m_in;
            tile.b = w;
            tile.offsets = offsets + column;
            tile.length = m_in;
            tile.y = y + row * m_out + column;
            tile.yRow = m_out;
            tile.bias = bias ? bias + column : nullptr;
            table->dots[rowEnd - row][columnEnd - column](tile);
        }
    };
    pool.run(threads, part);
}

void LinearKernel::backwardInput(StoredNumbers dy, const float* w, StoredTarget dx, std::int64_t n,
                                 bool accumulate, ThreadPool& pool, std::byte* scratch) const
{
    const float* gradient = dy.fp32();
    float* sums = dx.fp32();
    if (m_products == Products::Bf16) {
        const Rounded copies = rounded(n, scratch);
        roundToBf16(dy, copies.dy, n * m_out, pool);
        roundToBf16(w, copies.w, m_in * m_out, pool);
        gradient = copies.dy;
        w = copies.w;
        sums = dx.isBf16() ? copies.x : sums;
    }
    const bool adds = accumulate && !dx.isBf16();
    const Product product{tileTable(m_isa), n, m_in, m_out, gradient, m_out, 1, w, sums, adds};
    product.run(pool, scratch);
    if (dx.isBf16())
        store(sums, dx, n * m_in, accumulate, pool);
}

void LinearKernel::backwardWeights(StoredNumbers x, StoredNumbers dy, float* dw, std::int64_t n,
                                   ThreadPool& pool, std::byte* scratch) const
{
    const float* values = x.fp32();
    const float* gradient = dy.fp32();
    if (m_products == Products::Bf16) {
        const Rounded copies = rounded(n, scratch);
        roundToBf16(x, copies.x, n * m_in, pool);
        roundToBf16(dy, copies.dy, n * m_out, pool);
        values = copies.x;
        gradient = copies.dy;
    }
    const Product product{tileTable(m_isa), m_out, m_in, n, gradient, 1, m_out, values, dw, false};
    product.run(pool, scratch);
}

void LinearKernel::backwardBias(StoredNumbers dy, float* db, std::int64_t n) const
{
    for (std::int64_t feature = 0; feature < m_out; ++feature) {
        double sum = 0;
        for (std::int64_t sample = 0; sample < n; ++sample) {
            const std::int64_t i = sample * m_out + feature;
            sum +=
                static_cast<double>(dy.isBf16() ? static_cast<float>(dy.bf16()[i]) : dy.fp32()[i]);
        }
        db[feature] = static_cast<float>(sum);
    }
}

} // namespace propago
