#include "core/kernels/reference/convolution.h"
#include "unit_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr std::int64_t kBatch = 2;

/// Levels of int16 activations, the largest ones more often than chance would have them.
std::vector<std::int16_t> randomLevels(std::int64_t count, std::uint64_t seed)
{
    const RandomSource source(seed, RandomStream::Generate);
    std::vector<std::int16_t> levels;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
        const int drawn =
            static_cast<int>(source.below(3 * kInt16Levels, i)) - 3 * kInt16Levels / 2;
        levels.push_back(static_cast<std::int16_t>(std::clamp(drawn, -kInt16Levels, kInt16Levels)));
    }
    return levels;
}

/// The largest weights whose sums stay in 32 bits.
std::vector<std::int16_t> largeWeights(std::int64_t count, std::int64_t products)
{
    const std::int64_t room = 2'147'000'000 / (kInt16Levels * products);
    const auto most = static_cast<int>(std::min<std::int64_t>(room, 32767));
    const RandomSource source(7, RandomStream::Generate);
    std::vector<std::int16_t> weights;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
        const int drawn =
            static_cast<int>(source.below(static_cast<std::uint32_t>(3 * most + 1), i));
        weights.push_back(static_cast<std::int16_t>(std::clamp(drawn - 3 * most / 2, -most, most)));
    }
    return weights;
}

/// Planes of levels as units, with garbage in the channel that only fills.
void toLevelUnits(const std::int16_t* levels, std::int16_t* units, std::int64_t channels,
                  std::int64_t plane)
{
    for (std::int64_t c = 0; c < unitCount(UnitFormat::Int16, channels) * 2; ++c) {
        for (std::int64_t p = 0; p < plane; ++p)
            units[(c / 2 * plane + p) * 2 + c % 2] =
                c < channels ? levels[c * plane + p] : std::int16_t{3111};
    }
}

std::int16_t levelAt(const std::int16_t* units, std::int64_t channel, std::int64_t pixel,
                     std::int64_t plane)
{
    return units[(channel / 2 * plane + pixel) * 2 + channel % 2];
}

int wanted(std::int64_t sum, float multiplier, const Tail& tail, int residual)
{
    float value = static_cast<float>(static_cast<std::int32_t>(sum)) * multiplier;
    if (tail.residual)
        value += static_cast<float>(residual) * tail.residualMultiplier;
    const auto most = static_cast<float>(kInt16Levels);
    return static_cast<int>(std::nearbyint(std::clamp(activated(value, tail), -most, most)));
}

std::vector<float> wideMultipliers(std::int64_t count)
{
    std::vector<float> multipliers;
    for (std::int64_t i = 0; i < count; ++i)
        multipliers.push_back((0.5f + 0.01f * static_cast<float>(i)) * 4e-6f);
    return multipliers;
}

} // namespace

/// int16 kernels against plain loops of whole numbers, to the bit on every instruction set, with sums
/// that fill their 32 bits.
class UnitWideTest : public QObject {
    Q_OBJECT
private slots:
    void wideConvolutionIsExact()
    {
        for (const WindowGeometry& g : sampleGeometries(40)) {
            for (const Tail& tail : tails())
                checkConvolution(g, tail);
        }
    }

    void wideLinearIsExact()
    {
        constexpr std::int64_t kSamples = 11;
        const std::int64_t shapes[][3] = {
            {1, 1, 1}, {3, 1, 5}, {16, 25, 120}, {84, 1, 10}, {7, 6, 33}};
        for (const auto& [c, plane, out] : shapes) {
            const std::int64_t in = c * plane;
            const auto x = randomLevels(kSamples * in, 1);
            const auto w = largeWeights(out * in, in);
            const auto bias = biasFor(out);
            const auto multipliers = wideMultipliers(out);
            const std::int64_t inNumbers = unitBytes(UnitFormat::Int16, c, plane) / 2;
            const std::int64_t outNumbers = unitBytes(UnitFormat::Int16, out, 1) / 2;
            Numbers<std::int16_t> units(kSamples * inNumbers);
            for (std::int64_t i = 0; i < kSamples; ++i)
                toLevelUnits(x.data() + i * in, units.data() + i * inNumbers, c, plane);
            for (Isa isa : availableIsas()) {
                UnitLinear linear(c, 1, plane, out, UnitFormat::Int16, isa);
                linear.packWeights(w.data(), bias.data(), multipliers.data());
                ThreadPool pool(2);
                const AlignedBytes scratch = allocateBytes(linear.scratchBytes(kSamples, 2));
                Numbers<std::int16_t> y(kSamples * outNumbers);
                linear.run(units.data(), y.data(), kSamples, Tail{}, &pool, scratch.get());
                for (std::int64_t i = 0; i < kSamples * out; ++i) {
                    const std::int64_t sample = i / out, feature = i % out;
                    std::int64_t sum = bias[static_cast<std::size_t>(feature)];
                    for (std::int64_t k = 0; k < in; ++k)
                        sum += std::int64_t{x[static_cast<std::size_t>(sample * in + k)]}
                               * w[static_cast<std::size_t>(feature * in + k)];
                    QCOMPARE(
                        int(y[sample * outNumbers + feature]),
                        wanted(sum, multipliers[static_cast<std::size_t>(feature)], Tail{}, 0));
                }
            }
        }
    }

    void otherWeightsAreRefused()
    {
        UnitLinear wide(2, 1, 1, 1, UnitFormat::Int16);
        const std::int8_t bytes[2] = {1, 2};
        const float floats[2] = {1, 2};
        QVERIFY_EXCEPTION_THROWN(wide.packWeights(bytes, nullptr, floats, 0),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(wide.packWeights(floats, nullptr), std::invalid_argument);
    }

private:
    static void checkConvolution(const WindowGeometry& g, Tail tail)
    {
        const std::int64_t in = g.channels * g.inPlane(), out = g.filters * g.outPlane();
        const auto x = randomLevels(kBatch * in, 1);
        const auto residual = randomLevels(kBatch * out, 5);
        const auto w = largeWeights(g.weightCount(), g.groupChannels() * g.taps());
        const auto bias = biasFor(g.filters);
        const auto multipliers = wideMultipliers(g.filters);
        const std::int64_t inNumbers = unitBytes(UnitFormat::Int16, g.channels, g.inPlane()) / 2;
        const std::int64_t outNumbers = unitBytes(UnitFormat::Int16, g.filters, g.outPlane()) / 2;
        Numbers<std::int16_t> units(kBatch * inNumbers), others(kBatch * outNumbers);
        for (std::int64_t i = 0; i < kBatch; ++i) {
            toLevelUnits(x.data() + i * in, units.data() + i * inNumbers, g.channels, g.inPlane());
            toLevelUnits(residual.data() + i * out, others.data() + i * outNumbers, g.filters,
                         g.outPlane());
        }
        tail.residual = others.data();
        tail.residualMultiplier = 0.37f;
        const auto sums = plainSums(g, x, w, bias);
        for (Isa isa : availableIsas()) {
            UnitConvolution convolution(g, UnitFormat::Int16, isa);
            convolution.packWeights(w.data(), bias.data(), multipliers.data());
            ThreadPool pool(2);
            const AlignedBytes scratch = allocateBytes(convolution.scratchBytes(kBatch, 2));
            Numbers<std::int16_t> y(kBatch * outNumbers);
            convolution.run(units.data(), y.data(), kBatch, tail, &pool, scratch.get());
            for (std::int64_t i = 0; i < kBatch * out; ++i) {
                const std::int64_t sample = i / out, filter = i % out / g.outPlane();
                const int expected = wanted(sums[static_cast<std::size_t>(i)],
                                            multipliers[static_cast<std::size_t>(filter)], tail,
                                            residual[static_cast<std::size_t>(i)]);
                QVERIFY2(
                    levelAt(y.data() + sample * outNumbers, filter, i % g.outPlane(), g.outPlane())
                        == expected,
                    describe(g, isa).c_str());
            }
        }
    }

    static std::vector<std::int64_t> plainSums(const WindowGeometry& g,
                                               const std::vector<std::int16_t>& x,
                                               const std::vector<std::int16_t>& w,
                                               const std::vector<std::int32_t>& bias)
    {
        const std::int64_t in = g.channels * g.inPlane(), out = g.filters * g.outPlane();
        std::vector<std::int64_t> sums(static_cast<std::size_t>(kBatch * out));
        for (std::int64_t i = 0; i < kBatch * out; ++i)
            sums[static_cast<std::size_t>(i)] =
                bias[static_cast<std::size_t>(i % out / g.outPlane())];
        for (std::int64_t sample = 0; sample < kBatch; ++sample)
            reference::forEachProduct(
                g, 0, g.filters, [&](std::int64_t to, std::int64_t from, std::int64_t weight) {
                    sums[static_cast<std::size_t>(sample * out + to)] +=
                        std::int64_t{x[static_cast<std::size_t>(sample * in + from)]}
                        * w[static_cast<std::size_t>(weight)];
                });
        return sums;
    }
};

QTEST_APPLESS_MAIN(UnitWideTest)
#include "tst_unit_wide.moc"
