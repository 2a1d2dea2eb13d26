#include "core/kernels/reference/linear.h"
#include "unit_samples.h"

#include <QtTest>

using namespace propago;

class UnitLinearTest : public QObject {
    Q_OBJECT
private slots:
    void integerLinearIsExact()
    {
        constexpr std::int64_t kSamples = 11;
        for (const auto& [c, plane, out] : linearShapes()) {
            const std::int64_t in = c * plane;
            const auto x = randomBytes(kSamples * in, 1);
            const auto w = randomWeights(out * in, 2);
            const auto bias = biasFor(out);
            const auto multipliers = multipliersFor(out, in);
            Numbers<std::uint8_t> units(kSamples * unitBytes(UnitFormat::Int8, c, plane));
            for (std::int64_t i = 0; i < kSamples; ++i)
                toByteUnits(x.data() + i * in, units.data() + i * units.size() / kSamples, c,
                            plane);
            for (Isa isa : availableIsas()) {
                UnitLinear linear(c, 1, plane, out, UnitFormat::Int8, isa);
                linear.packWeights(w.data(), bias.data(), multipliers.data(), kInputZero);
                Tail tail;
                tail.activation = TailActivation::Relu;
                tail.outputZeroPoint = kOutputZero;
                ThreadPool pool(2);
                const AlignedBytes scratch = allocateBytes(linear.scratchBytes(kSamples, 2));
                const std::int64_t stride = unitBytes(UnitFormat::Int8, out, 1);
                Numbers<std::uint8_t> y(kSamples * stride);
                linear.run(units.data(), y.data(), kSamples, tail, &pool, scratch.get());
                Numbers<float> real(kSamples * out);
                tail.realOutput = true;
                linear.run(units.data(), real.data(), kSamples, tail, nullptr, scratch.get());
                for (std::int64_t i = 0; i < kSamples; ++i) {
                    for (std::int64_t o = 0; o < out; ++o) {
                        std::int64_t sum = bias[static_cast<std::size_t>(o)];
                        for (std::int64_t k = 0; k < in; ++k)
                            sum += (x[static_cast<std::size_t>(i * in + k)] - kInputZero)
                                   * w[static_cast<std::size_t>(o * in + k)];
                        const float multiplier = multipliers[static_cast<std::size_t>(o)];
                        QCOMPARE(int(y[i * stride + o]), requantised(sum, multiplier, tail, 0));
                        QCOMPARE(real[i * out + o],
                                 std::max(static_cast<float>(sum) * multiplier, 0.0f));
                    }
                }
            }
        }
    }

    void floatLinearMatchesReference()
    {
        constexpr std::int64_t kSamples = 11;
        for (const UnitFormat format : {UnitFormat::Fp32, UnitFormat::Bf16, UnitFormat::Fp16}) {
            for (const auto& [c, plane, out] : linearShapes()) {
                const std::int64_t in = c * plane;
                const Numbers<float> x(kSamples * in, 1);
                const Numbers<float> w(out * in, 2);
                const Numbers<float> bias(out, 3);
                const std::int64_t stride = unitBytes(format, c, plane);
                Numbers<std::uint8_t> units(kSamples * stride);
                for (std::int64_t i = 0; i < kSamples; ++i)
                    toUnits(format, x.data() + i * in, units.data() + i * stride, c, plane);
                const auto exactX = roundedTo(format, x);
                const auto exactW = roundedTo(format, w);
                std::vector<double> expected(static_cast<std::size_t>(kSamples * out));
                std::vector<double> sizes = expected;
                const std::vector<double> dx(exactX.begin(), exactX.end());
                const std::vector<double> dw(exactW.begin(), exactW.end());
                reference::linearForward<double>(dx.data(), dw.data(), asDoubles(bias).data(),
                                                 expected.data(), kSamples, in, out);
                reference::linearForward<double>(magnitudes(dx).data(), magnitudes(dw).data(),
                                                 magnitudes(asDoubles(bias)).data(), sizes.data(),
                                                 kSamples, in, out);
                for (Isa isa : availableIsas()) {
                    UnitLinear linear(c, plane, 1, out, format, isa);
                    linear.packWeights(w.data(), bias.data());
                    Tail tail;
                    tail.realOutput = true;
                    ThreadPool pool(2);
                    const AlignedBytes scratch = allocateBytes(linear.scratchBytes(kSamples, 2));
                    Numbers<float> y(kSamples * out);
                    linear.run(units.data(), y.data(), kSamples, tail, &pool, scratch.get());
                    QVERIFY(firstBeyond(y, expected, sizes, 2 * in) < 0);
                    // The same numbers, stored in the format.
                    tail.realOutput = false;
                    const std::int64_t bytes = unitBytes(format, out, 1);
                    Numbers<std::uint8_t> stored(kSamples * bytes);
                    linear.run(units.data(), stored.data(), kSamples, tail, nullptr, scratch.get());
                    for (std::int64_t i = 0; i < kSamples; ++i) {
                        std::vector<float> back(static_cast<std::size_t>(out));
                        fromUnits(format, stored.data() + i * bytes, back.data(), out, 1);
                        for (std::int64_t o = 0; o < out; ++o) {
                            const float value = y[i * out + o];
                            QCOMPARE(back[static_cast<std::size_t>(o)], roundedTo(format, value));
                        }
                    }
                }
            }
        }
    }

    void packedWeightsGiveTheBitsOfWholeOnes()
    {
        constexpr std::int64_t kSamples = 7;
        for (const auto& [c, plane, out] : linearShapes()) {
            const std::int64_t in = c * plane;
            const auto units =
                randomBytes(kSamples * unitBytes(UnitFormat::Int8, c, plane) + 64, 1);
            const auto bias = biasFor(out);
            const auto multipliers = multipliersFor(out, in);
            for (const int bits : {4, 2}) {
                const auto w = narrowWeights(randomWeights(out * in, 2), bits);
                const auto run = [&](int weightBits, Isa isa, std::int64_t samples) {
                    UnitLinear linear(c, 1, plane, out, UnitFormat::Int8, isa, weightBits);
                    linear.packWeights(w.data(), bias.data(), multipliers.data(), kInputZero);
                    Tail tail;
                    tail.realOutput = true;
                    const AlignedBytes scratch = allocateBytes(linear.scratchBytes(samples, 1));
                    Numbers<float> y(samples * out);
                    linear.run(units.data(), y.data(), samples, tail, nullptr, scratch.get());
                    return y;
                };
                for (Isa isa : availableIsas()) {
                    for (const std::int64_t samples : {std::int64_t{1}, kSamples})
                        QVERIFY(run(bits, isa, samples) == run(8, isa, samples));
                }
            }
        }
        const UnitLinear whole(256, 1, 1, 64, UnitFormat::Int8);
        const UnitLinear half(256, 1, 1, 64, UnitFormat::Int8, chosenIsa(), 4);
        const UnitLinear quarter(256, 1, 1, 64, UnitFormat::Int8, chosenIsa(), 2);
        QCOMPARE(whole.packedBytes() - half.packedBytes(), std::int64_t{256 * 64 / 2});
        QCOMPARE(whole.packedBytes() - quarter.packedBytes(), std::int64_t{256 * 64 * 3 / 4});
        QVERIFY_EXCEPTION_THROWN(UnitLinear(1, 1, 1, 1, UnitFormat::Int8, chosenIsa(), 3),
                                 std::invalid_argument);
    }

private:
    struct LinearShape {
        std::int64_t channels;
        std::int64_t plane;
        std::int64_t out;
    };
    static std::vector<LinearShape> linearShapes()
    {
        return {{1, 1, 1}, {3, 1, 5}, {16, 25, 120}, {84, 1, 10}, {7, 6, 33}};
    }
};

QTEST_APPLESS_MAIN(UnitLinearTest)
#include "tst_unit_linear.moc"
