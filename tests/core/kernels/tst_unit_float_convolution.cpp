#include "core/kernels/reference/convolution.h"
#include "unit_samples.h"

#include <QtTest>

using namespace propago;

class UnitFloatConvolutionTest : public QObject {
    Q_OBJECT
private slots:
    void floatConvolutionMatchesReference()
    {
        for (const UnitFormat format : {UnitFormat::Fp32, UnitFormat::Bf16, UnitFormat::Fp16}) {
            for (const WindowGeometry& g : sampleGeometries(40)) {
                for (const Tail& tail : tails())
                    checkFloatConvolution(g, format, tail);
            }
        }
    }

    // Filters in the lanes: 10 x 10 pixels leave more lanes of sixteen empty than 16 filters do.
    void smallPlanesWithoutPaddingMatchReference()
    {
        for (const std::int64_t filters : {16, 32, 45, 64}) {
            for (const std::int64_t dilation : {1, 2}) {
                WindowGeometry g;
                g.channels = 6;
                g.filters = filters;
                g.height = 9 + 4 * dilation;
                g.width = 10 + 4 * dilation;
                g.kernelH = g.kernelW = 5;
                g.dilationH = g.dilationW = dilation;
                for (const Tail& tail : tails())
                    checkFloatConvolution(g, UnitFormat::Fp32, tail);
            }
        }
    }

    // Channels side by side: the planes of late layers fill no vector, one pixel least of all.
    void smallestPlanesMatchReference()
    {
        for (const UnitFormat format : {UnitFormat::Fp32, UnitFormat::Bf16}) {
            for (const std::int64_t side : {1, 2, 3, 7}) {
                for (const auto& [channels, filters] :
                     {std::pair{32, 16}, std::pair{35, 45}, std::pair{230, 64}}) {
                    WindowGeometry g;
                    g.channels = channels;
                    g.filters = filters;
                    g.height = side;
                    g.width = side;
                    g.kernelH = g.kernelW = 1;
                    for (const Tail& tail : tails())
                        checkFloatConvolution(g, format, tail);
                }
            }
        }
    }

    // The last layer of a network gives fp32; what other layers store is that, rounded.
    void realOutputIsWhatIsRounded()
    {
        std::vector<WindowGeometry> geometries = sampleGeometries(20);
        geometries.push_back(smallPlanes());
        for (const UnitFormat format : {UnitFormat::Bf16, UnitFormat::Fp16}) {
            for (const WindowGeometry& g : geometries) {
                for (const Isa isa : availableIsas()) {
                    const auto stored = runRandom(g, format, isa, 2, 1);
                    const auto real = runRandom(g, format, isa, 2, 1, true);
                    const std::int64_t out = g.filters * g.outPlane();
                    for (std::int64_t sample = 0; sample < 2; ++sample) {
                        Numbers<float> values(out);
                        fromUnits(format,
                                  stored.data()
                                      + sample * unitBytes(format, g.filters, g.outPlane()),
                                  values.data(), g.filters, g.outPlane());
                        const auto* exact =
                            reinterpret_cast<const float*>(real.data()) + sample * out;
                        for (std::int64_t i = 0; i < out; ++i)
                            QVERIFY2(values[i] == roundedTo(format, exact[i]),
                                     describe(g, isa).c_str());
                    }
                }
            }
        }
    }

    // Bias, activation and rounding keep the order of numbers: the largest may be found before them.
    void takesInTheMaxPoolingBehindIt()
    {
        int taken = 0;
        for (const UnitFormat format : {UnitFormat::Fp32, UnitFormat::Bf16}) {
            for (const std::int64_t side : {8, 13, 28}) {
                for (const std::int64_t filters : {17, 32}) {
                    for (const Isa isa : availableIsas()) {
                        WindowGeometry g;
                        g.channels = 24;
                        g.filters = filters;
                        g.height = side;
                        g.width = side + 1;
                        g.kernelH = g.kernelW = 3;
                        g.padTop = g.padLeft = g.padBottom = g.padRight = 1;
                        taken += checkPooled(g, format, isa);
                    }
                }
            }
        }
        QVERIFY(taken > 0);
    }

    void threadsDoNotChangeBits()
    {
        std::vector<WindowGeometry> geometries = sampleGeometries(8);
        geometries.push_back(smallPlanes());
        for (const UnitFormat format : {UnitFormat::Fp32, UnitFormat::Bf16, UnitFormat::Fp16}) {
            for (const WindowGeometry& g : geometries) {
                for (Isa isa : availableIsas()) {
                    for (const std::int64_t batch : {1, 4}) {
                        const auto one = runRandom(g, format, isa, batch, 1);
                        QVERIFY(one == runRandom(g, format, isa, batch, 2));
                        QVERIFY(one == runRandom(g, format, isa, batch, 3));
                    }
                }
            }
        }
    }

private:
    static WindowGeometry smallPlanes()
    {
        WindowGeometry g;
        g.channels = 70;
        g.filters = 45;
        g.height = g.width = 3;
        g.kernelH = g.kernelW = 1;
        return g;
    }

    // Whether the convolution can; then it gives the numbers of pooling as a step of its own.
    static bool checkPooled(const WindowGeometry& g, UnitFormat format, Isa isa)
    {
        UnitConvolution convolution(g, format, isa);
        if (!convolution.canHalve())
            return false;
        WindowGeometry window;
        window.channels = window.filters = g.filters;
        window.height = g.outHeight();
        window.width = g.outWidth();
        window.kernelH = window.kernelW = window.strideH = window.strideW = 2;
        const std::int64_t batch = 3, in = g.channels * g.inPlane();
        const std::int64_t inBytes = unitBytes(format, g.channels, g.inPlane());
        const Numbers<float> x(batch * in, 1), w(g.weightCount(), 2), bias(g.filters, 3);
        Numbers<std::uint8_t> units(batch * inBytes);
        for (std::int64_t i = 0; i < batch; ++i)
            toUnits(format, x.data() + i * in, units.data() + i * inBytes, g.channels, g.inPlane());
        convolution.packWeights(w.data(), bias.data());
        Numbers<std::uint8_t> whole(batch * unitBytes(format, g.filters, g.outPlane()));
        const std::int64_t bytes = batch * unitBytes(format, g.filters, window.outPlane());
        Numbers<std::uint8_t> expected(bytes), y(bytes);
        for (Tail tail : tails()) {
            for (const int threads : {1, 2}) {
                ThreadPool pool(threads);
                const AlignedBytes scratch =
                    allocateBytes(convolution.scratchBytes(batch, threads));
                tail.halves = false;
                convolution.run(units.data(), whole.data(), batch, tail, &pool, scratch.get());
                UnitPool(window, format, UnitPoolKind::Max)
                    .run(whole.data(), expected.data(), batch, &pool);
                tail.halves = true;
                convolution.run(units.data(), y.data(), batch, tail, &pool, scratch.get());
                if (!(y == expected))
                    QTest::qFail("not what pooling gives", __FILE__, __LINE__);
            }
        }
        return true;
    }

    static Numbers<std::uint8_t> runRandom(const WindowGeometry& g, UnitFormat format, Isa isa,
                                           std::int64_t batch, int threads, bool realOutput = false)
    {
        const std::int64_t in = g.channels * g.inPlane();
        const std::int64_t inBytes = unitBytes(format, g.channels, g.inPlane());
        const Numbers<float> x(batch * in, 1);
        const Numbers<float> w(g.weightCount(), 2);
        Numbers<std::uint8_t> units(batch * inBytes);
        for (std::int64_t i = 0; i < batch; ++i)
            toUnits(format, x.data() + i * in, units.data() + i * inBytes, g.channels, g.inPlane());
        UnitConvolution convolution(g, format, isa);
        convolution.packWeights(w.data(), nullptr);
        ThreadPool pool(threads);
        const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(batch, threads));
        Tail tail;
        tail.realOutput = realOutput;
        Numbers<std::uint8_t> y(
            batch * unitBytes(realOutput ? UnitFormat::Fp32 : format, g.filters, g.outPlane()));
        convolution.run(units.data(), y.data(), batch, tail, &pool, scratch.get());
        return y;
    }

    static void checkFloatConvolution(const WindowGeometry& g, UnitFormat format, Tail tail)
    {
        const bool isBf16 = format == UnitFormat::Bf16;
        const std::int64_t in = g.channels * g.inPlane();
        const std::int64_t out = g.filters * g.outPlane();
        const Numbers<float> x(in, 1);
        const Numbers<float> w(g.weightCount(), 2);
        const Numbers<float> bias(g.filters, 3);
        const Numbers<float> residual(out, 4);
        const auto exactX = roundedTo(format, x);
        const auto exactW = roundedTo(format, w);
        const auto exactResidual = roundedTo(format, residual);
        const std::vector<double> dx(exactX.begin(), exactX.end());
        const std::vector<double> dw(exactW.begin(), exactW.end());
        std::vector<double> expected(static_cast<std::size_t>(out));
        std::vector<double> sizes(static_cast<std::size_t>(out));
        reference::convolutionForward<double>(g, dx.data(), dw.data(), asDoubles(bias).data(),
                                              expected.data());
        reference::convolutionForward<double>(g, magnitudes(dx).data(), magnitudes(dw).data(),
                                              magnitudes(asDoubles(bias)).data(), sizes.data());
        Numbers<std::uint8_t> units(unitBytes(format, g.channels, g.inPlane()));
        Numbers<std::uint8_t> residualUnits(unitBytes(format, g.filters, g.outPlane()));
        toUnits(format, x.data(), units.data(), g.channels, g.inPlane());
        toUnits(format, residual.data(), residualUnits.data(), g.filters, g.outPlane());
        tail.residual = residualUnits.data();
        for (Isa isa : availableIsas()) {
            UnitConvolution convolution(g, format, isa);
            convolution.packWeights(w.data(), bias.data());
            const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(1, 1));
            Numbers<std::uint8_t> y(residualUnits.size());
            convolution.run(units.data(), y.data(), 1, tail, nullptr, scratch.get());
            Numbers<float> values(out);
            fromUnits(format, y.data(), values.data(), g.filters, g.outPlane());
            double squaredErrors = 0, squaredSums = 0;
            const bool isRougher = isBf16 && convolution.savesProducts();
            for (std::int64_t i = 0; i < out; ++i) {
                const auto at = static_cast<std::size_t>(i);
                const double sum = expected[at] + static_cast<double>(exactResidual[at]);
                const double wanted = static_cast<double>(activated(static_cast<float>(sum), tail));
                const double size = sizes[at] + std::abs(static_cast<double>(exactResidual[at]));
                double bound = sumBound(g.groupChannels() * g.taps() + 4, size);
                if (isRougher)
                    bound += kWinogradBf16Share * sizes[at];
                if (isBf16)
                    bound += 0x1p-8 * (std::abs(wanted) + bound);
                if (format == UnitFormat::Fp16)
                    bound += 0x1p-11 * (std::abs(wanted) + bound) + 0x1p-25;
                QVERIFY2(std::abs(static_cast<double>(values[i]) - wanted) <= bound,
                         describe(g, isa).c_str());
                squaredErrors += std::pow(static_cast<double>(values[i]) - wanted, 2);
                squaredSums += sum * sum;
            }
            if (isRougher)
                QVERIFY2(std::sqrt(squaredErrors) <= kWinogradBf16Average * std::sqrt(squaredSums),
                         describe(g, isa).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(UnitFloatConvolutionTest)
#include "tst_unit_float_convolution.moc"
