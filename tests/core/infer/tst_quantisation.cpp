#include "tests/core/infer/random_networks.h"

#include "core/infer/quantisation.h"
#include "core/kernels/unit_tiles.h"
#include "core/kernels/weight_rounding.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

class TestQuantisation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void zeroIsExact_data()
    {
        QTest::addColumn<float>("low");
        QTest::addColumn<float>("high");
        QTest::newRow("both sides") << -1.3f << 2.7f;
        QTest::newRow("mostly below") << -100.0f << 0.01f;
        QTest::newRow("all above") << 2.0f << 5.0f;
        QTest::newRow("all below") << -5.0f << -2.0f;
        QTest::newRow("tiny") << -1e-20f << 3e-20f;
        QTest::newRow("huge") << -1e30f << 1e30f;
    }
    void zeroIsExact()
    {
        QFETCH(float, low);
        QFETCH(float, high);
        const Quantisation q = quantisationFor({low, high});
        QVERIFY(q.zeroPoint >= 0 && q.zeroPoint <= 255);
        QCOMPARE(dequantised(q.zeroPoint, q), 0.0);
        QCOMPARE(quantised(0, q), static_cast<std::uint8_t>(q.zeroPoint));
    }

    void behindReluZeroIsZero()
    {
        QCOMPARE(quantisationFor({0, 6}).zeroPoint, 0);
        QCOMPARE(quantisationFor({0.5f, 6}).zeroPoint, 0);
    }

    void aRangeWithoutExtentStaysUsable()
    {
        const Quantisation q = quantisationFor({0, 0});
        QCOMPARE(q.scale, 1.0f);
        QCOMPARE(quantised(0, q), std::uint8_t{0});
    }

    void roundTripsStayWithinHalfAStep()
    {
        Dice dice(1);
        const Quantisation q = quantisationFor({-1.5f, 3.1f});
        for (int i = 0; i < 1000; ++i) {
            const double value = -1.5 + 4.6 * static_cast<double>(dice.uniform());
            const double back = dequantised(quantised(value, q), q);
            QVERIFY(std::abs(back - value)
                        <= 0.5001 * static_cast<double>(q.scale) + 0.5 * 4.6 / 255 * 0.02
                    || quantised(value, q) == 0 || quantised(value, q) == 255);
        }
    }

    void roundsHalfToEvenAndSaturates()
    {
        const Quantisation unit{1, 0};
        QCOMPARE(quantised(0.5, unit), std::uint8_t{0});
        QCOMPARE(quantised(1.5, unit), std::uint8_t{2});
        QCOMPARE(quantised(2.5, unit), std::uint8_t{2});
        QCOMPARE(quantised(-3, unit), std::uint8_t{0});
        QCOMPARE(quantised(300, unit), std::uint8_t{255});
    }

    void weightsAreSymmetricForEachFilter()
    {
        const std::vector<double> weights{0.5, -1, 0.25, 0.001, 0.002, -0.0005};
        const QuantisedWeights q = quantiseWeights(weights, {0.1, 0.2}, 2, 0.01f);
        QCOMPARE(q.weights[1], std::int8_t{-127});
        QCOMPARE(q.weights[4], std::int8_t{127});
        QCOMPARE(q.weights[0], std::int8_t{64}); // 63.5 to even
        QCOMPARE(q.scales[0], 1 / 127.0);
        QCOMPARE(q.bias[0], static_cast<std::int32_t>(
                                std::nearbyint(0.1 / (static_cast<double>(0.01f) / 127))));
    }

    void aFilterOfZerosKeepsItsBias()
    {
        const float step = 0.02f;
        const QuantisedWeights q = quantiseWeights({0, 0, 0}, {1.75}, 1, step);
        const double bias = q.bias[0] * static_cast<double>(step) * q.scales[0];
        QVERIFY(std::abs(bias - 1.75) < 1e-6);
    }

    void aHugeBiasStaysInsideThirtyTwoBits()
    {
        const QuantisedWeights q = quantiseWeights({1e-9, -1e-9}, {1e6}, 1, 1e-4f);
        const double bias = q.bias[0] * static_cast<double>(1e-4f) * q.scales[0];
        QVERIFY(std::abs(bias / 1e6 - 1) < 1e-6);
    }

    void symmetricRangesHaveTheirZeroInTheMiddle()
    {
        const Quantisation both = quantisationFor({-1.5f, 3.0f}, true);
        QCOMPARE(both.zeroPoint, 128);
        QCOMPARE(both.scale, 3.0f / 127);
        QCOMPARE(quantised(3, both), std::uint8_t{255});
        QCOMPARE(quantised(-3, both), std::uint8_t{1});
        QCOMPARE(quantisationFor({0, 6}, true), quantisationFor({0, 6}));
        QCOMPARE(quantisationFor({0, 0}, true), Quantisation{});
        const Quantisation wide = wideQuantisationFor({-8, 2});
        QCOMPARE(wide.zeroPoint, 0);
        QCOMPARE(wide.scale, 8.0f / kInt16Levels);
    }

    // Against every scale of a fine grid.
    void fewBitsGetTheScaleWithTheLeastError_data()
    {
        QTest::addColumn<int>("bits");
        QTest::newRow("4") << 4;
        QTest::newRow("2") << 2;
    }
    void fewBitsGetTheScaleWithTheLeastError()
    {
        QFETCH(int, bits);
        const double levels = static_cast<double>(largestCode(bits));
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            Dice dice(seed);
            std::vector<double> weights;
            for (int i = 0; i < 60; ++i)
                weights.push_back(dice.normal());
            const auto error = [&](double scale) {
                double sum = 0;
                for (const double w : weights)
                    sum += std::pow(
                        w - scale * std::clamp(std::nearbyint(w / scale), -levels, levels), 2);
                return sum;
            };
            double largest = 0;
            for (const double w : weights)
                largest = std::max(largest, std::abs(w));
            double least = 1e300;
            for (int i = 1; i <= 4000; ++i)
                least = std::min(least, error(largest / levels * i / 4000));
            const double found =
                error(weightScale(weights.data(), static_cast<std::int64_t>(weights.size()), bits));
            QVERIFY2(found <= 1.05 * least, qPrintable(QString("seed %1").arg(seed)));
            const double clips = bits == 2 ? 0.7 : 1; // the more the fewer levels there are
            QVERIFY(found <= clips * error(largest / levels));
        }
    }

    void weightsOnAGridKeepIt()
    {
        const std::vector<double> four{0.5, -1.5, 2.5, 0, 1}; // never the largest level
        const QuantisedWeights q = quantiseWeights(four, {}, 1, 0.01f, {4, true, {}});
        for (std::size_t i = 0; i < four.size(); ++i)
            QCOMPARE(q.weights[i] * q.scales[0], four[i]);
        const std::vector<double> two{0.25, -0.25, 0, 0.25};
        const QuantisedWeights q2 = quantiseWeights(two, {}, 1, 0.01f, {2, true, {}});
        for (std::size_t i = 0; i < two.size(); ++i)
            QCOMPARE(q2.weights[i] * q2.scales[0], two[i]);
    }

    void aLayerMaySetOneScale()
    {
        const std::vector<double> weights{0.5, -1, 0.25, 0.001, 0.002, -0.0005};
        const QuantisedWeights q = quantiseWeights(weights, {0.1, 0.2}, 2, 0.01f, {8, false, {}});
        QCOMPARE(q.scales, (std::vector<double>{1 / 127.0, 1 / 127.0}));
        QCOMPARE(q.weights[4], std::int8_t{0});
    }

    void correctedBiasesTakeOutTheShiftOfRounding()
    {
        Dice dice(3);
        std::vector<double> weights, means;
        for (int i = 0; i < 64; ++i) {
            weights.push_back(dice.normal());
            means.push_back(dice.real(0, 2));
        }
        const float step = 0.01f;
        const QuantisedWeights q = quantiseWeights(weights, {}, 2, step, {2, true, {}}, means);
        for (std::size_t f = 0; f < 2; ++f) {
            double exact = 0, rounded = q.bias[f] * static_cast<double>(step) * q.scales[f];
            for (std::size_t i = 32 * f; i < 32 * f + 32; ++i) {
                exact += weights[i] * means[i];
                rounded += q.weights[i] * q.scales[f] * means[i];
            }
            QVERIFY(std::abs(exact - rounded) <= 0.51 * static_cast<double>(step) * q.scales[f]);
        }
        QCOMPARE(quantiseWeights(weights, {}, 2, step, {2, true, {}}).bias[0], 0);
    }

    // Whatever the weights: no input within the levels takes a sum out of 32 bits.
    void wideSumsNeverOverflow()
    {
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            Dice dice(seed);
            const int products = 1 + dice.below(seed % 6 == 0 ? 60'000 : 600);
            const bool isFlat = dice.coin(); // all of one size: the most that a sum can hold
            std::vector<double> weights;
            for (int i = 0; i < 2 * products; ++i)
                weights.push_back(isFlat ? 1 : dice.normal());
            const std::vector<double> bias{dice.real(-1e4, 1e4), 0.5};
            const WideWeights q = quantiseWide(weights, bias, 2, 1e-3f, {8, dice.coin(), {}});
            for (int f = 0; f < 2; ++f) {
                std::int64_t sum = std::abs(q.bias[static_cast<std::size_t>(f)]);
                for (int i = f * products; i < (f + 1) * products; ++i)
                    sum += std::int64_t{kInt16Levels}
                           * std::abs(q.weights[static_cast<std::size_t>(i)]);
                QVERIFY2(sum <= 2147483647, qPrintable(QString("seed %1").arg(seed)));
            }
        }
        // A few products have the whole range of 16 bits.
        const WideWeights few = quantiseWide({1, -0.5, 0.25}, {}, 1, 1e-3f);
        QCOMPARE(few.weights, (std::vector<std::int16_t>{32767, -16384, 8192}));
    }

    void integerAdditionIsTheRoundedSum()
    {
        Dice dice(5);
        for (int trial = 0; trial < 200; ++trial) {
            const auto range = [&] {
                return ValueRange{-2 * dice.uniform(), 0.01f + 3 * dice.uniform()};
            };
            const Quantisation a = quantisationFor(range());
            const Quantisation b = quantisationFor(range());
            const Quantisation y = quantisationFor(range());
            const IntegerAddition add = integerAddition(a, b, y, false);
            for (int i = 0; i < 200; ++i) {
                const int left = dice.below(256);
                const int right = dice.below(256);
                const double real =
                    (dequantised(left, a) + dequantised(right, b)) / static_cast<double>(y.scale)
                    + y.zeroPoint;
                // The factors carry at least 20 bits: off by one only where the sum is close to half.
                const double expected = std::clamp(real, 0.0, 255.0);
                QVERIFY(std::abs(add(left, right) - expected) <= 0.5 + 1e-3);
            }
        }
    }

    void integerAdditionWithReluStopsAtZero()
    {
        const Quantisation q = quantisationFor({-1, 1});
        const IntegerAddition add = integerAddition(q, q, q, true);
        QCOMPARE(add(0, 0), static_cast<std::uint8_t>(q.zeroPoint));
    }

    void extremeScalesDoNotOverflow()
    {
        const Quantisation small{1e-6f, 128};
        const Quantisation large{1.0f, 128};
        const IntegerAddition growing = integerAddition(large, large, small, false);
        QCOMPARE(growing(255, 255), std::uint8_t{255});
        QCOMPARE(growing(0, 0), std::uint8_t{0});
        QCOMPARE(growing(128, 128), std::uint8_t{128});
        const IntegerAddition shrinking = integerAddition(small, small, large, false);
        QCOMPARE(shrinking(255, 255), std::uint8_t{128});
    }
};

QTEST_GUILESS_MAIN(TestQuantisation)
#include "tst_quantisation.moc"
