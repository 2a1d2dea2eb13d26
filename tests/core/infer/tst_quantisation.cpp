#include "tests/core/infer/random_networks.h"

#include "core/infer/quantisation.h"

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
