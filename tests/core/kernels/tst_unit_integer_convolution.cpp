#include "core/kernels/reference/convolution.h"
#include "unit_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr std::int64_t kBatch = 2;
constexpr int kResidualZero = 90;

/// Sums of one int8 convolution by plain loops: padding worth nothing, zero points taken off.
std::vector<std::int64_t> integerSums(const WindowGeometry& g, const std::uint8_t* x,
                                      const std::int8_t* w, const std::int32_t* bias)
{
    std::vector<std::int64_t> sums(static_cast<std::size_t>(g.filters * g.outPlane()));
    for (std::size_t i = 0; i < sums.size(); ++i)
        sums[i] = bias[static_cast<std::int64_t>(i) / g.outPlane()];
    reference::forEachProduct(
        g, 0, g.filters, [&](std::int64_t out, std::int64_t in, std::int64_t weight) {
            sums[static_cast<std::size_t>(out)] += (x[in] - kInputZero) * w[weight];
        });
    return sums;
}

/// An int8 convolution with everything it needs.
struct IntegerCase {
    explicit IntegerCase(const WindowGeometry& geometry)
        : g(geometry)
        , inSize(g.channels * g.inPlane())
        , outSize(g.filters * g.outPlane())
        , x(randomBytes(kBatch * inSize, 1))
        , residual(randomBytes(kBatch * outSize, 5))
        , w(randomWeights(g.weightCount(), 2))
        , bias(biasFor(g.filters))
        , multipliers(multipliersFor(g.filters, g.groupChannels() * g.taps()))
        , xUnits(kBatch * unitBytes(UnitFormat::Int8, g.channels, g.inPlane()))
        , residualUnits(kBatch * unitBytes(UnitFormat::Int8, g.filters, g.outPlane()))
    {
        for (std::int64_t i = 0; i < kBatch; ++i) {
            toByteUnits(x.data() + i * inSize, xUnits.data() + i * xUnits.size() / kBatch,
                        g.channels, g.inPlane());
            toByteUnits(residual.data() + i * outSize,
                        residualUnits.data() + i * residualUnits.size() / kBatch, g.filters,
                        g.outPlane());
        }
    }

    WindowGeometry g;
    std::int64_t inSize;
    std::int64_t outSize;
    std::vector<std::uint8_t> x;
    std::vector<std::uint8_t> residual;
    std::vector<std::int8_t> w;
    std::vector<std::int32_t> bias;
    std::vector<float> multipliers;
    Numbers<std::uint8_t> xUnits;
    Numbers<std::uint8_t> residualUnits;
};

std::int64_t unitIndex(UnitFormat format, std::int64_t channel, std::int64_t pixel,
                       std::int64_t plane)
{
    const int width = channelsPerUnit(format);
    return (channel / width * plane + pixel) * width + channel % width;
}

/// Index of the first wrong byte of a run against plain loops, or -1.
std::int64_t firstWrong(const IntegerCase& c, const Numbers<std::uint8_t>& y, const Tail& tail)
{
    for (std::int64_t i = 0; i < kBatch; ++i) {
        const auto sums = integerSums(c.g, c.x.data() + i * c.inSize, c.w.data(), c.bias.data());
        const std::uint8_t* sample = y.data() + i * y.size() / kBatch;
        for (std::int64_t out = 0; out < c.outSize; ++out) {
            const std::int64_t filter = out / c.g.outPlane();
            const int expected =
                requantised(sums[static_cast<std::size_t>(out)],
                            c.multipliers[static_cast<std::size_t>(filter)], tail,
                            c.residual[static_cast<std::size_t>(i * c.outSize + out)]);
            if (sample[unitIndex(UnitFormat::Int8, filter, out % c.g.outPlane(), c.g.outPlane())]
                != expected)
                return out;
        }
    }
    return -1;
}

} // namespace

class UnitIntegerConvolutionTest : public QObject {
    Q_OBJECT
private slots:
    void integerConvolutionIsExact()
    {
        for (const WindowGeometry& g : sampleGeometries(40)) {
            const IntegerCase c(g);
            for (Tail tail : tails()) {
                tail.outputZeroPoint = kOutputZero;
                for (const bool hasResidual : {false, true}) {
                    tail.residual = hasResidual ? c.residualUnits.data() : nullptr;
                    tail.residualMultiplier = 0.37f;
                    tail.residualZeroPoint = kResidualZero;
                    for (Isa isa : availableIsas()) {
                        UnitConvolution convolution(g, UnitFormat::Int8, isa);
                        convolution.packWeights(c.w.data(), c.bias.data(), c.multipliers.data(),
                                                kInputZero);
                        ThreadPool pool(2);
                        const AlignedBytes scratch =
                            allocateBytes(convolution.scratchBytes(kBatch, 2));
                        Numbers<std::uint8_t> y(c.residualUnits.size());
                        convolution.run(c.xUnits.data(), y.data(), kBatch, tail, &pool,
                                        scratch.get());
                        QVERIFY2(firstWrong(c, y, tail) < 0, describe(g, isa).c_str());
                    }
                }
            }
        }
    }

    void packedWeightsGiveTheBitsOfWholeOnes()
    {
        for (const WindowGeometry& g : sampleGeometries(40)) {
            const IntegerCase c(g);
            for (const int bits : {4, 2}) {
                const auto w = narrowWeights(c.w, bits);
                const auto run = [&](int weightBits, Isa isa, std::int64_t batch, int threads) {
                    UnitConvolution convolution(g, UnitFormat::Int8, isa, Method::Fastest,
                                                weightBits);
                    convolution.packWeights(w.data(), c.bias.data(), c.multipliers.data(),
                                            kInputZero);
                    ThreadPool pool(threads);
                    const AlignedBytes scratch =
                        allocateBytes(convolution.scratchBytes(batch, threads));
                    Numbers<std::uint8_t> y(c.residualUnits.size());
                    Tail tail;
                    tail.outputZeroPoint = kOutputZero;
                    convolution.run(c.xUnits.data(), y.data(), batch, tail, &pool, scratch.get());
                    return y;
                };
                for (Isa isa : availableIsas()) {
                    const auto expected = run(8, isa, kBatch, 1);
                    QVERIFY2(run(bits, isa, kBatch, 1) == expected, describe(g, isa).c_str());
                    QVERIFY2(run(bits, isa, kBatch, 3) == expected, describe(g, isa).c_str());
                    QVERIFY2(run(bits, isa, 1, 2) == run(8, isa, 1, 1), describe(g, isa).c_str());
                }
            }
        }
    }

    // The largest sums there are, where 16 or 32 bits would overflow first.
    void largestNumbersStayExact()
    {
        struct Extreme {
            int bits;
            std::vector<int> weights; ///< in turn
        };
        const std::vector<Extreme> extremes{{8, {127}},
                                            {8, {-128}},
                                            {8, {127, 127, -128, 127, -128, -128, 1}},
                                            {4, {-8}},
                                            {4, {7, -8}}};
        for (const WindowGeometry& g : sampleGeometries(0)) {
            IntegerCase c(g);
            for (const int pixel : {255, 0}) {
                std::fill_n(c.xUnits.data(), c.xUnits.size(), static_cast<std::uint8_t>(pixel));
                std::fill(c.x.begin(), c.x.end(), static_cast<std::uint8_t>(pixel));
                for (const Extreme& extreme : extremes) {
                    for (std::size_t i = 0; i < c.w.size(); ++i)
                        c.w[i] =
                            static_cast<std::int8_t>(extreme.weights[i % extreme.weights.size()]);
                    checkSums(c, extreme.bits);
                }
            }
        }
    }

    void poolingThatIsTakenInGivesTheSame()
    {
        bool wasSeen = false;
        for (const WindowGeometry& g : sampleGeometries(10)) {
            for (Isa isa : availableIsas()) {
                UnitConvolution convolution(g, UnitFormat::Int8, isa);
                if (!convolution.canHalve())
                    continue;
                wasSeen = true;
                checkPooled(convolution, IntegerCase(g), isa);
            }
        }
        QVERIFY(wasSeen || chosenIsa() == Isa::Avx512);
    }

    void packedWeightsTakeTheirBits()
    {
        WindowGeometry g;
        g.channels = 32;
        g.filters = 64;
        g.height = g.width = 8;
        g.kernelH = g.kernelW = 3;
        const auto bytes = [&](int bits) {
            return UnitConvolution(g, UnitFormat::Int8, chosenIsa(), Method::Direct, bits)
                .packedBytes();
        };
        // Pieces of 64 bytes round up.
        QVERIFY(bytes(4) <= bytes(8) * 58 / 100);
        QVERIFY(bytes(2) <= bytes(8) * 30 / 100);
        QVERIFY_EXCEPTION_THROWN(bytes(5), std::invalid_argument);
    }

    // What a kernel need not multiply: taps without weight, and the filters that only fill a unit.
    void gapsAmongTheWeightsChangeNothing()
    {
        for (WindowGeometry g : sampleGeometries(30)) {
            IntegerCase c(g);
            const std::int64_t perFilter = g.groupChannels() * g.taps();
            for (std::int64_t i = 0; i < g.weightCount(); ++i) {
                if (i % perFilter % 3 == 0 || i % perFilter % g.taps() == 1)
                    c.w[static_cast<std::size_t>(i)] = 0;
            }
            Tail tail;
            tail.outputZeroPoint = kOutputZero;
            for (Isa isa : availableIsas()) {
                UnitConvolution convolution(g, UnitFormat::Int8, isa, Method::Direct);
                const auto run = [&](const std::vector<std::int8_t>& weights) {
                    convolution.packWeights(weights.data(), c.bias.data(), c.multipliers.data(),
                                            kInputZero);
                    const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(kBatch, 1));
                    Numbers<std::uint8_t> y(c.residualUnits.size());
                    convolution.run(c.xUnits.data(), y.data(), kBatch, tail, nullptr,
                                    scratch.get());
                    return y;
                };
                QVERIFY2(firstWrong(c, run(c.w), tail) < 0, describe(g, isa).c_str());
                // Other weights afterwards fill the gaps again, or leave nothing at all.
                const std::vector<std::int8_t> gaps = c.w;
                for (const bool isEmpty : {false, true}) {
                    c.w = isEmpty ? std::vector<std::int8_t>(gaps.size())
                                  : randomWeights(g.weightCount(), 2);
                    QVERIFY2(firstWrong(c, run(c.w), tail) < 0, describe(g, isa).c_str());
                }
                c.w = gaps;
            }
        }
    }

    void integerConvolutionStoresReals()
    {
        for (const WindowGeometry& g : sampleGeometries(15)) {
            const IntegerCase c(g);
            Tail tail;
            tail.realOutput = true;
            for (Isa isa : availableIsas()) {
                UnitConvolution convolution(g, UnitFormat::Int8, isa);
                convolution.packWeights(c.w.data(), c.bias.data(), c.multipliers.data(),
                                        kInputZero);
                const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(kBatch, 1));
                Numbers<float> y(kBatch * c.outSize);
                convolution.run(c.xUnits.data(), y.data(), kBatch, tail, nullptr, scratch.get());
                for (std::int64_t i = 0; i < kBatch; ++i) {
                    const auto sums =
                        integerSums(g, c.x.data() + i * c.inSize, c.w.data(), c.bias.data());
                    for (std::int64_t out = 0; out < c.outSize; ++out) {
                        const auto filter = static_cast<std::size_t>(out / g.outPlane());
                        QCOMPARE(y[i * c.outSize + out],
                                 static_cast<float>(sums[static_cast<std::size_t>(out)])
                                     * c.multipliers[filter]);
                    }
                }
            }
        }
    }

private:
    /// All kernels against plain loops, for numbers that are not rounded afterwards.
    static void checkSums(const IntegerCase& c, int bits)
    {
        const auto wanted = integerSums(c.g, c.x.data(), c.w.data(), c.bias.data());
        for (Isa isa : availableIsas()) {
            for (const Method method : {Method::Fastest, Method::Direct}) {
                UnitConvolution convolution(c.g, UnitFormat::Int8, isa, method, bits);
                const std::vector<float> ones(static_cast<std::size_t>(c.g.filters), 1.0f);
                convolution.packWeights(c.w.data(), c.bias.data(), ones.data(), kInputZero);
                const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(1, 1));
                Tail tail;
                tail.realOutput = true;
                Numbers<float> y(c.outSize);
                convolution.run(c.xUnits.data(), y.data(), 1, tail, nullptr, scratch.get());
                for (std::int64_t out = 0; out < c.outSize; ++out)
                    QVERIFY2(y[out] == static_cast<float>(wanted[static_cast<std::size_t>(out)]),
                             describe(c.g, isa).c_str());
            }
        }
    }

    static void checkPooled(UnitConvolution& convolution, const IntegerCase& c, Isa isa)
    {
        convolution.packWeights(c.w.data(), c.bias.data(), c.multipliers.data(), kInputZero);
        WindowGeometry window;
        window.channels = window.filters = c.g.filters;
        window.height = c.g.outHeight();
        window.width = c.g.outWidth();
        window.kernelH = window.kernelW = window.strideH = window.strideW = 2;
        const std::int64_t bytes =
            kBatch * unitBytes(UnitFormat::Int8, c.g.filters, window.outPlane());
        for (Tail tail : tails()) {
            tail.outputZeroPoint = kOutputZero;
            for (const int threads : {1, 2}) {
                ThreadPool pool(threads);
                const AlignedBytes scratch =
                    allocateBytes(convolution.scratchBytes(kBatch, threads));
                Numbers<std::uint8_t> whole(c.residualUnits.size()), wanted(bytes), y(bytes);
                tail.halves = false;
                convolution.run(c.xUnits.data(), whole.data(), kBatch, tail, &pool, scratch.get());
                UnitPool(window, UnitFormat::Int8, UnitPoolKind::Max)
                    .run(whole.data(), wanted.data(), kBatch, &pool);
                tail.halves = true;
                convolution.run(c.xUnits.data(), y.data(), kBatch, tail, &pool, scratch.get());
                QVERIFY2(y == wanted, describe(c.g, isa).c_str());
            }
        }
    }
};

QTEST_APPLESS_MAIN(UnitIntegerConvolutionTest)
#include "tst_unit_integer_convolution.moc"
