#include "core/kernels/convolution.h"
#include "core/kernels/reference/convolution.h"
#include "core/kernels/tiles/winograd.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr std::int64_t kBatch = 3;

/// One convolution with numbers to run it on.
struct Case {
    explicit Case(const WindowGeometry& geometry, std::int64_t batch = kBatch)
        : g(geometry)
        , n(batch)
        , x(n * g.channels * g.inPlane(), 1)
        , w(g.weightCount(), 2)
        , bias(g.filters, 3)
        , dy(n * g.filters * g.outPlane(), 4)
    {}
    std::int64_t inSize() const { return g.channels * g.inPlane(); }
    std::int64_t outSize() const { return g.filters * g.outPlane(); }

    WindowGeometry g;
    std::int64_t n;
    Numbers<float> x;
    Numbers<float> w;
    Numbers<float> bias;
    Numbers<float> dy;
};

/// All four results of one kernel.
struct Results {
    Results(const Case& c, Isa isa, int threads, Products products = Products::Fp32)
        : y(c.n * c.outSize()), dx(c.n * c.inSize()), dw(c.g.weightCount()), db(c.g.filters)
    {
        ThreadPool pool(threads);
        const Convolution convolution(c.g, isa, products);
        const Numbers<float> fill(dx.size(), 5);
        const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(c.n, threads));
        convolution.forward(c.x.data(), c.w.data(), c.bias.data(), y.data(), c.n, pool,
                            scratch.get());
        convolution.backwardWeights(c.x.data(), c.dy.data(), dw.data(), c.n, pool, scratch.get());
        convolution.backwardInput(c.dy.data(), c.w.data(), dx.data(), c.n, false, pool,
                                  scratch.get());
        convolution.backwardBias(c.dy.data(), db.data(), c.n, pool);
    }
    bool operator==(const Results&) const = default;
    Numbers<float> y;
    Numbers<float> dx;
    Numbers<float> dw;
    Numbers<float> db;
};

/// The same by the reference, in fp64. What gets rounded to bf16 is only what is multiplied.
struct Expected {
    Expected(const Case& c, bool absolute, Products products = Products::Fp32)
        : y(static_cast<std::size_t>(c.n * c.outSize()))
        , dx(static_cast<std::size_t>(c.n * c.inSize()))
        , dw(static_cast<std::size_t>(c.g.weightCount()))
        , db(static_cast<std::size_t>(c.g.filters))
    {
        const auto read = [absolute](const Numbers<float>& numbers) {
            return absolute ? magnitudes(asDoubles(numbers)) : asDoubles(numbers);
        };
        const auto factors = [&](const Numbers<float>& numbers) {
            auto values = read(numbers);
            for (double& value : values)
                value = multiplied(products, value);
            return values;
        };
        const auto x = factors(c.x);
        const auto w = factors(c.w);
        const auto bias = read(c.bias);
        const auto dy = factors(c.dy);
        const auto plainGradients = read(c.dy);
        for (std::int64_t i = 0; i < c.n; ++i) {
            const double* gradient = dy.data() + i * c.outSize();
            reference::convolutionForward(c.g, x.data() + i * c.inSize(), w.data(), bias.data(),
                                          y.data() + i * c.outSize());
            reference::convolutionBackwardInput(c.g, gradient, w.data(),
                                                dx.data() + i * c.inSize());
            reference::convolutionBackwardWeights(c.g, x.data() + i * c.inSize(), gradient,
                                                  dw.data(), 0, c.g.filters);
            reference::convolutionBackwardBias(c.g, plainGradients.data() + i * c.outSize(),
                                               db.data(), 0, c.g.filters);
        }
    }
    std::vector<double> y;
    std::vector<double> dx;
    std::vector<double> dw;
    std::vector<double> db;
};

} // namespace

class ConvolutionTest : public QObject {
    Q_OBJECT
private slots:
    void matchesReference()
    {
        for (const WindowGeometry& g : sampleGeometries(60)) {
            const Case c(g);
            const Expected expected(c, false);
            const Expected sizes(c, true);
            for (Isa isa : availableIsas()) {
                const Results results(c, isa, 2);
                const std::string what = describe(g, isa);
                const std::int64_t depth = g.groupChannels() * g.taps() + 1;
                const std::int64_t pixels = c.n * g.outPlane();
                QVERIFY2(firstBeyond(results.y, expected.y, sizes.y, depth) < 0, what.c_str());
                QVERIFY2(firstBeyond(results.dx, expected.dx, sizes.dx, g.groupFilters() * g.taps())
                             < 0,
                         what.c_str());
                QVERIFY2(firstBeyond(results.dw, expected.dw, sizes.dw, pixels) < 0, what.c_str());
                QVERIFY2(firstBeyond(results.db, expected.db, sizes.db, pixels) < 0, what.c_str());
            }
        }
    }

    void bf16ProductsMatchReference()
    {
        for (const WindowGeometry& g : sampleGeometries(60)) {
            const Case c(g);
            const Expected expected(c, false, Products::Bf16);
            const Expected sizes(c, true, Products::Bf16);
            const double share = Winograd::suits(g) ? kWinogradBf16Share : 0;
            for (Isa isa : availableIsas()) {
                const Results results(c, isa, 2, Products::Bf16);
                const std::string what = describe(g, isa);
                const std::int64_t depth = g.groupChannels() * g.taps() + 1;
                const std::int64_t pixels = c.n * g.outPlane();
                const auto holds = [&](const Numbers<float>& values,
                                       const std::vector<double>& wanted,
                                       const std::vector<double>& magnitude, std::int64_t terms) {
                    return firstBeyond(values, wanted, magnitude, terms, share) < 0
                           && (share == 0 || averageError(values, wanted) <= kWinogradBf16Average);
                };
                QVERIFY2(holds(results.y, expected.y, sizes.y, depth), what.c_str());
                QVERIFY2(holds(results.dx, expected.dx, sizes.dx, g.groupFilters() * g.taps()),
                         what.c_str());
                QVERIFY2(holds(results.dw, expected.dw, sizes.dw, pixels), what.c_str());
                QVERIFY2(firstBeyond(results.db, expected.db, sizes.db, pixels) < 0, what.c_str());
            }
        }
    }

    void threadsDoNotChangeBits()
    {
        for (const WindowGeometry& g : sampleGeometries(10)) {
            for (std::int64_t batch : {1, 2, 5}) {
                const Case c(g, batch);
                for (Isa isa : availableIsas()) {
                    for (const Products products : {Products::Fp32, Products::Bf16}) {
                        const Results one(c, isa, 1, products);
                        QVERIFY2(one == Results(c, isa, 2, products), describe(g, isa).c_str());
                        QVERIFY2(one == Results(c, isa, 3, products), describe(g, isa).c_str());
                    }
                }
            }
        }
    }

    void batchPositionDoesNotChangeBits()
    {
        for (const WindowGeometry& g : sampleGeometries(5)) {
            Case c(g);
            for (std::int64_t i = 0; i < c.inSize(); ++i)
                c.x[2 * c.inSize() + i] = c.x[i];
            for (std::int64_t i = 0; i < c.outSize(); ++i)
                c.dy[2 * c.outSize() + i] = c.dy[i];
            for (Isa isa : availableIsas()) {
                const Results results(c, isa, 2);
                const auto bytes = [](std::int64_t count) {
                    return static_cast<std::size_t>(4 * count);
                };
                QVERIFY(std::memcmp(results.y.data(), results.y.data() + 2 * c.outSize(),
                                    bytes(c.outSize()))
                        == 0);
                QVERIFY(std::memcmp(results.dx.data(), results.dx.data() + 2 * c.inSize(),
                                    bytes(c.inSize()))
                        == 0);
            }
        }
    }

    void accumulateAddsToWhatIsThere()
    {
        for (const WindowGeometry& g : sampleGeometries(20)) {
            const Case c(g);
            for (Isa isa : availableIsas()) {
                ThreadPool pool(2);
                const Convolution convolution(g, isa);
                const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(c.n, 2));
                const Numbers<float> before(c.x.size(), 6);
                Numbers<float> dx(c.x.size(), 6);
                convolution.backwardInput(c.dy.data(), c.w.data(), dx.data(), c.n, true, pool,
                                          scratch.get());
                const Results plain(c, isa, 1);
                for (std::int64_t i = 0; i < dx.size(); ++i)
                    QCOMPARE(dx[i], before[i] + plain.dx[i]);
            }
        }
    }

    void refusesGeometryWithoutOutput()
    {
        WindowGeometry g{3, 4, 4, 8, 5, 5};
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, Convolution{g});
        g = {3, 8, 8, 8, 3, 3};
        g.groups = 2;
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, Convolution{g});
    }

    void chunksOfLargeBatchesAddUp()
    {
        // More samples than one chunk of the weight gradient holds.
        const WindowGeometry g{2, 6, 6, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        const Case c(g, 150);
        const Expected expected(c, false);
        const Expected sizes(c, true);
        for (Isa isa : availableIsas()) {
            const Results results(c, isa, 2);
            QVERIFY(firstBeyond(results.dw, expected.dw, sizes.dw, c.n * g.outPlane()) < 0);
            QVERIFY(results == Results(c, isa, 1));
        }
    }

    void referenceGradientsMatchCentralDifferences()
    {
        constexpr double kStep = 1e-4;
        constexpr double kBound = 1e-8; // the output is linear in x and in w
        const WindowGeometry g{4, 6, 5, 6, 3, 2, 2, 1, 1, 0, 1, 1, 1, 2, 2};
        const Case c(g, 1);
        auto x = asDoubles(c.x);
        auto w = asDoubles(c.w);
        const auto dy = asDoubles(c.dy);
        const auto loss = [&] {
            std::vector<double> y(dy.size());
            reference::convolutionForward<double>(g, x.data(), w.data(), nullptr, y.data());
            double sum = 0;
            for (std::size_t i = 0; i < y.size(); ++i)
                sum += y[i] * dy[i];
            return sum;
        };
        const auto check = [&](std::vector<double>& values, const std::vector<double>& gradient) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                const double kept = values[i];
                values[i] = kept + kStep;
                const double above = loss();
                values[i] = kept - kStep;
                const double below = loss();
                values[i] = kept;
                QVERIFY(std::abs((above - below) / (2 * kStep) - gradient[i]) < kBound);
            }
        };
        std::vector<double> dx(x.size());
        std::vector<double> dw(w.size());
        reference::convolutionBackwardInput(g, dy.data(), w.data(), dx.data());
        reference::convolutionBackwardWeights(g, x.data(), dy.data(), dw.data(), 0, g.filters);
        check(x, dx);
        check(w, dw);
    }
};

QTEST_APPLESS_MAIN(ConvolutionTest)
#include "tst_convolution.moc"
