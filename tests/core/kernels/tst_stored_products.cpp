#include "core/kernels/convolution.h"
#include "core/kernels/linear.h"
#include "core/kernels/reference/convolution.h"
#include "core/kernels/reference/linear.h"
#include "core/kernels/tiles/tile_table.h"
#include "core/kernels/tiles/winograd.h"
#include "stored_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr std::int64_t kBatch = 3;

struct Case {
    explicit Case(const WindowGeometry& geometry, std::int64_t batch = kBatch)
        : g(geometry)
        , n(batch)
        , x(storedAs(Numbers<float>(n * inSize(), 1)))
        , w(g.weightCount(), 2)
        , bias(g.filters, 3)
        , dy(storedAs(Numbers<float>(n * outSize(), 4)))
    {}
    std::int64_t inSize() const { return g.channels * g.inPlane(); }
    std::int64_t outSize() const { return g.filters * g.outPlane(); }

    WindowGeometry g;
    std::int64_t n;
    Numbers<Bfloat16> x;
    Numbers<float> w;
    Numbers<float> bias;
    Numbers<Bfloat16> dy;
};

/// All that a layer computes, with values and gradients stored in bf16.
struct Results {
    Results(const Case& c, Isa isa, int threads)
        : y(c.n * c.outSize())
        , dx(c.n * c.inSize())
        , sum(storedAs(Numbers<float>(c.n * c.inSize(), 6)))
        , dw(c.g.weightCount())
        , db(c.g.filters)
    {
        ThreadPool pool(threads);
        const Convolution convolution(c.g, isa, Products::Bf16);
        const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(c.n, threads));
        convolution.forward(c.x.data(), c.w.data(), c.bias.data(), y.data(), c.n, pool,
                            scratch.get());
        convolution.backwardWeights(c.x.data(), c.dy.data(), dw.data(), c.n, pool, scratch.get());
        convolution.backwardInput(c.dy.data(), c.w.data(), dx.data(), c.n, false, pool,
                                  scratch.get());
        convolution.backwardInput(c.dy.data(), c.w.data(), sum.data(), c.n, true, pool,
                                  scratch.get());
        convolution.backwardBias(c.dy.data(), db.data(), c.n, pool);
    }
    bool operator==(const Results&) const = default;
    Numbers<Bfloat16> y, dx, sum;
    Numbers<float> dw, db;
};

struct Expected {
    Expected(const Case& c, bool absolute)
        : y(static_cast<std::size_t>(c.n * c.outSize()))
        , dx(static_cast<std::size_t>(c.n * c.inSize()))
        , dw(static_cast<std::size_t>(c.g.weightCount()))
        , db(static_cast<std::size_t>(c.g.filters))
    {
        const auto read = [absolute](const auto& numbers) {
            return absolute ? magnitudes(asDoubles(numbers)) : asDoubles(numbers);
        };
        auto w = read(c.w);
        for (double& value : w)
            value = multiplied(Products::Bf16, value);
        const auto x = read(c.x), bias = read(c.bias), dy = read(c.dy);
        for (std::int64_t i = 0; i < c.n; ++i) {
            const double* gradient = dy.data() + i * c.outSize();
            reference::convolutionForward(c.g, x.data() + i * c.inSize(), w.data(), bias.data(),
                                          y.data() + i * c.outSize());
            reference::convolutionBackwardInput(c.g, gradient, w.data(),
                                                dx.data() + i * c.inSize());
            reference::convolutionBackwardWeights(c.g, x.data() + i * c.inSize(), gradient,
                                                  dw.data(), 0, c.g.filters);
            reference::convolutionBackwardBias(c.g, gradient, db.data(), 0, c.g.filters);
        }
    }
    std::vector<double> y, dx, dw, db;
};

/// As firstBeyond(), for numbers that were rounded once more when they were stored.
std::int64_t firstBeyondStored(const Numbers<Bfloat16>& values, const std::vector<double>& expected,
                               const std::vector<double>& sizes, std::int64_t terms, double share)
{
    for (std::int64_t i = 0; i < values.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const double bound = sumBound(terms, sizes[at]) + share * sizes[at];
        const double off = std::abs(static_cast<double>(values[i]) - expected[at]);
        if (!(off <= bound + kStoredShare * (std::abs(expected[at]) + bound)))
            return i;
    }
    return -1;
}

/// Winograd's method rounds sums where the processor multiplies bf16 itself.
double shareOf(const WindowGeometry& g, Isa isa)
{
    return Winograd::suits(g) && tileTable(isa)->hasBf16Dot ? kWinogradBf16Share : 0;
}

} // namespace

/// Convolutions and fully connected layers whose values and gradients are stored in bf16.
class StoredProductsTest : public QObject {
    Q_OBJECT
private slots:
    void convolutionMatchesReference()
    {
        for (const WindowGeometry& g : sampleGeometries(60)) {
            const Case c(g);
            const Expected expected(c, false), sizes(c, true);
            for (Isa isa : availableIsas()) {
                const Results r(c, isa, 2);
                const std::string what = describe(g, isa);
                const double share = shareOf(g, isa);
                const std::int64_t depth = g.groupChannels() * g.taps() + 1;
                const std::int64_t pixels = c.n * g.outPlane();
                QVERIFY2(firstBeyondStored(r.y, expected.y, sizes.y, depth, share) < 0,
                         what.c_str());
                QVERIFY2(firstBeyondStored(r.dx, expected.dx, sizes.dx, g.groupFilters() * g.taps(),
                                           share)
                             < 0,
                         what.c_str());
                QVERIFY2(firstBeyond(r.dw, expected.dw, sizes.dw, pixels, share) < 0, what.c_str());
                QVERIFY2(firstBeyond(r.db, expected.db, sizes.db, pixels) < 0, what.c_str());
            }
        }
    }

    void threadsDoNotChangeBits()
    {
        for (const WindowGeometry& g : sampleGeometries(10)) {
            for (std::int64_t batch : {1, 2, 5}) {
                const Case c(g, batch);
                for (Isa isa : availableIsas()) {
                    const Results one(c, isa, 1);
                    QVERIFY2(one == Results(c, isa, 2), describe(g, isa).c_str());
                    QVERIFY2(one == Results(c, isa, 3), describe(g, isa).c_str());
                }
            }
        }
    }

    void batchPositionDoesNotChangeBits()
    {
        for (const WindowGeometry& g : sampleGeometries(5)) {
            Case c(g);
            std::copy_n(c.x.data(), c.inSize(), c.x.data() + 2 * c.inSize());
            std::copy_n(c.dy.data(), c.outSize(), c.dy.data() + 2 * c.outSize());
            const auto same = [](const Numbers<Bfloat16>& numbers, std::int64_t size) {
                return std::memcmp(numbers.data(), numbers.data() + 2 * size,
                                   2 * static_cast<std::size_t>(size))
                       == 0;
            };
            for (Isa isa : availableIsas()) {
                const Results r(c, isa, 2);
                QVERIFY2(same(r.y, c.outSize()), describe(g, isa).c_str());
                QVERIFY2(same(r.dx, c.inSize()), describe(g, isa).c_str());
            }
        }
    }

    void accumulateRoundsTheSumOnce()
    {
        for (const WindowGeometry& g : sampleGeometries(20)) {
            const Case c(g);
            const Expected expected(c, false), sizes(c, true);
            const auto before = asDoubles(storedAs(Numbers<float>(c.n * c.inSize(), 6)));
            std::vector<double> sums = expected.dx, most = sizes.dx;
            for (std::size_t i = 0; i < sums.size(); ++i) {
                sums[i] += before[i];
                most[i] += std::abs(before[i]);
            }
            for (Isa isa : availableIsas()) {
                const Results r(c, isa, 2);
                QVERIFY2(firstBeyondStored(r.sum, sums, most, g.groupFilters() * g.taps() + 1,
                                           shareOf(g, isa))
                             < 0,
                         describe(g, isa).c_str());
            }
        }
    }

    // What comes from a picture or goes to the loss is fp32 on one side.
    void mixedStorageMatchesReference()
    {
        for (const WindowGeometry& g : sampleGeometries(20)) {
            const Case c(g);
            const Expected expected(c, false), sizes(c, true);
            const Numbers<float> x = widened(c.x), dy = widened(c.dy);
            for (Isa isa : availableIsas()) {
                ThreadPool pool(2);
                const Convolution layer(g, isa, Products::Bf16);
                const AlignedBytes scratch = allocateBytes(layer.scratchBytes(c.n, 2));
                Numbers<Bfloat16> y(c.n * c.outSize()), dx(c.n * c.inSize());
                Numbers<float> wideY(y.size()), wideDx(dx.size()), dw(g.weightCount());
                const std::int64_t depth = g.groupChannels() * g.taps() + 1;
                const std::int64_t taps = g.groupFilters() * g.taps();
                const double share = Winograd::suits(g) ? kWinogradBf16Share : 0;
                const std::string what = describe(g, isa);
                layer.forward(x.data(), c.w.data(), c.bias.data(), y.data(), c.n, pool,
                              scratch.get());
                QVERIFY2(firstBeyondStored(y, expected.y, sizes.y, depth, share) < 0, what.c_str());
                layer.forward(c.x.data(), c.w.data(), c.bias.data(), wideY.data(), c.n, pool,
                              scratch.get());
                QVERIFY2(firstBeyond(wideY, expected.y, sizes.y, depth, share) < 0, what.c_str());
                layer.backwardInput(dy.data(), c.w.data(), dx.data(), c.n, false, pool,
                                    scratch.get());
                QVERIFY2(firstBeyondStored(dx, expected.dx, sizes.dx, taps, share) < 0,
                         what.c_str());
                layer.backwardInput(c.dy.data(), c.w.data(), wideDx.data(), c.n, false, pool,
                                    scratch.get());
                QVERIFY2(firstBeyond(wideDx, expected.dx, sizes.dx, taps, share) < 0, what.c_str());
                layer.backwardWeights(x.data(), c.dy.data(), dw.data(), c.n, pool, scratch.get());
                QVERIFY2(firstBeyond(dw, expected.dw, sizes.dw, c.n * g.outPlane(), share) < 0,
                         what.c_str());
            }
        }
    }

    // More samples than one chunk that goes through fp32, and than the lanes of a vector.
    void manySamplesMatchReference()
    {
        for (const WindowGeometry& g :
             {WindowGeometry{1, 28, 28, 32, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1},
              WindowGeometry{4, 9, 9, 6, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1},
              WindowGeometry{20, 13, 13, 20, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 20}}) {
            const Case c(g, 37);
            const Expected expected(c, false), sizes(c, true);
            for (Isa isa : availableIsas()) {
                const Results r(c, isa, 2);
                const std::string what = describe(g, isa);
                QVERIFY2(
                    firstBeyondStored(r.y, expected.y, sizes.y, g.groupChannels() * g.taps() + 1, 0)
                        < 0,
                    what.c_str());
                QVERIFY2(
                    firstBeyondStored(r.dx, expected.dx, sizes.dx, g.groupFilters() * g.taps(), 0)
                        < 0,
                    what.c_str());
                QVERIFY2(firstBeyond(r.dw, expected.dw, sizes.dw, c.n * g.outPlane()) < 0,
                         what.c_str());
                QVERIFY2(r == Results(c, isa, 1), what.c_str());
            }
        }
    }

    void linearMatchesReference()
    {
        for (const auto& [n, in, out] :
             {std::array<std::int64_t, 3>{1, 7, 3}, {5, 64, 10}, {33, 150, 21}, {64, 400, 120}}) {
            const auto x = storedAs(Numbers<float>(n * in, 1));
            const auto dy = storedAs(Numbers<float>(n * out, 2));
            const Numbers<float> w(in * out, 3), bias(out, 4);
            const auto expected = linearExpected(n, in, out, x, dy, w, bias, false);
            const auto sizes = linearExpected(n, in, out, x, dy, w, bias, true);
            for (Isa isa : availableIsas()) {
                ThreadPool pool(2);
                const LinearKernel layer(in, out, isa, Products::Bf16);
                const AlignedBytes scratch = allocateBytes(layer.scratchBytes(n, 2));
                Numbers<Bfloat16> y(n * out), dx(n * in);
                Numbers<float> dw(in * out), db(out);
                layer.forward(x.data(), w.data(), bias.data(), y.data(), n, pool, scratch.get());
                layer.backwardInput(dy.data(), w.data(), dx.data(), n, false, pool, scratch.get());
                layer.backwardWeights(x.data(), dy.data(), dw.data(), n, pool, scratch.get());
                layer.backwardBias(dy.data(), db.data(), n);
                QVERIFY(firstBeyondStored(y, expected[0], sizes[0], in + 1, 0) < 0);
                QVERIFY(firstBeyondStored(dx, expected[1], sizes[1], out, 0) < 0);
                QVERIFY(firstBeyond(dw, expected[2], sizes[2], n) < 0);
                QVERIFY(firstBeyond(db, expected[3], sizes[3], n) < 0);
                const Numbers<float> once = widened(dx);
                layer.backwardInput(dy.data(), w.data(), dx.data(), n, true, pool, scratch.get());
                for (std::int64_t i = 0; i < dx.size(); ++i) {
                    const double twice = 2 * static_cast<double>(once[i]);
                    QVERIFY(std::abs(static_cast<double>(dx[i]) - twice)
                            <= 2 * kStoredShare * std::abs(twice));
                }
            }
        }
    }

private:
    // y, dx, dw, db.
    static std::array<std::vector<double>, 4>
    linearExpected(std::int64_t n, std::int64_t in, std::int64_t out, const Numbers<Bfloat16>& x,
                   const Numbers<Bfloat16>& dy, const Numbers<float>& w, const Numbers<float>& bias,
                   bool absolute)
    {
        const auto read = [absolute](const auto& numbers) {
            return absolute ? magnitudes(asDoubles(numbers)) : asDoubles(numbers);
        };
        auto factors = read(w);
        for (double& value : factors)
            value = multiplied(Products::Bf16, value);
        const auto size = [](std::int64_t count) { return static_cast<std::size_t>(count); };
        std::array<std::vector<double>, 4> r{
            std::vector<double>(size(n * out)), std::vector<double>(size(n * in)),
            std::vector<double>(size(in * out)), std::vector<double>(size(out))};
        const auto values = read(x), gradients = read(dy), shifts = read(bias);
        reference::linearForward<double>(values.data(), factors.data(), shifts.data(), r[0].data(),
                                         n, in, out);
        reference::linearBackwardInput<double>(gradients.data(), factors.data(), r[1].data(), n, in,
                                               out);
        reference::linearBackwardWeights<double>(values.data(), gradients.data(), r[2].data(), n,
                                                 in, out, 0, out);
        reference::linearBackwardBias<double>(gradients.data(), r[3].data(), n, out);
        return r;
    }
};

QTEST_APPLESS_MAIN(StoredProductsTest)
#include "tst_stored_products.moc"
