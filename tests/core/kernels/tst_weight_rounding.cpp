#include "core/kernels/weight_rounding.h"
#include "tests/support/dice.h"

#include <QtTest>

#include <cmath>
#include <vector>

using namespace propago;
using namespace propago::test;

namespace {

std::vector<double> drawn(std::int64_t count, std::uint64_t seed)
{
    Dice dice(seed);
    std::vector<double> weights;
    for (std::int64_t i = 0; i < count; ++i)
        weights.push_back(0.1 * dice.normal());
    return weights;
}

double squaredError(const std::vector<double>& weights, double scale, std::int64_t bits)
{
    const auto most = static_cast<double>(largestCode(bits));
    double sum = 0;
    for (const double weight : weights) {
        const double code = std::clamp(std::nearbyint(weight / scale), -most, most);
        sum += (weight - scale * code) * (weight - scale * code);
    }
    return sum;
}

// The least error of a fine sweep over all scales that could be meant.
double leastError(const std::vector<double>& weights, std::int64_t bits)
{
    double largest = 0;
    for (const double weight : weights)
        largest = std::max(largest, std::abs(weight));
    double least = INFINITY;
    for (int i = 1; i <= 2000; ++i)
        least = std::min(
            least,
            squaredError(weights, 1.2 * largest * i / 2000 / static_cast<double>(largestCode(bits)),
                         bits));
    return least;
}

} // namespace

class TestWeightRounding : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void codesAreSymmetric()
    {
        QCOMPARE(largestCode(8), std::int64_t{127});
        QCOMPARE(largestCode(4), std::int64_t{7});
        QCOMPARE(largestCode(2), std::int64_t{1});
        for (const std::int64_t bits : {2, 4, 8}) {
            const auto most = static_cast<double>(largestCode(bits));
            QCOMPARE(weightCode(1e9, 0.1, bits), most);
            QCOMPARE(weightCode(-1e9, 0.1, bits), -most);
        }
        QCOMPARE(weightCode(0.25, 0.1, 8), 2.0);
        QCOMPARE(weightCode(0.75, 0.5, 8), 2.0); // halves go to the even code
        QVERIFY(std::isnan(weightCode(std::nan(""), 0.5, 8)));
    }

    void eightBitsCoverTheLargest()
    {
        const std::vector<double> weights{0.2, -0.508, 0.1};
        QCOMPARE(weightScale(weights.data(), 3, 8), 0.508 / 127);
    }

    // Three weights whose best three levels are plain to see.
    void twoBitsFindTheLevels()
    {
        const std::vector<double> weights{0.9, -1.1, 1.0, 0.02, -0.01, 0.03};
        QVERIFY(std::abs(weightScale(weights.data(), 6, 2) - 1.0) < 0.01);
    }

    void fewBitsComeCloseToTheLeastError_data()
    {
        QTest::addColumn<int>("bits");
        QTest::newRow("2") << 2;
        QTest::newRow("4") << 4;
    }
    void fewBitsComeCloseToTheLeastError()
    {
        QFETCH(int, bits);
        double ours = 0, least = 0;
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            const auto count = static_cast<std::int64_t>(seed % 3 == 0 ? 9 : 40 * seed);
            const std::vector<double> weights = drawn(count, seed);
            const double scale = weightScale(weights.data(), count, bits);
            const double error = squaredError(weights, scale, bits);
            const double best = leastError(weights, bits);
            QVERIFY2(error <= 1.15 * best + 1e-12, qPrintable(QString::number(error / best)));
            ours += error;
            least += best;
        }
        QVERIFY2(ours <= 1.01 * least, qPrintable(QString::number(ours / least)));
    }

    void levelsAreKept_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {2, 4, 8})
            QTest::newRow(std::to_string(bits).c_str()) << bits;
    }
    void levelsAreKept()
    {
        QFETCH(int, bits);
        for (std::int64_t most = 1; most <= largestCode(bits); most += 3) {
            std::vector<double> weights;
            for (std::int64_t code = -most; code <= most; ++code)
                weights.push_back(0.37 * static_cast<double>(bits == 8 ? code * 127 / most : code));
            const double scale =
                weightScale(weights.data(), static_cast<std::int64_t>(weights.size()), bits);
            QVERIFY(squaredError(weights, scale, bits) <= 1e-20);
        }
    }

    // Diverged weights are seen to have diverged.
    void whatIsNoNumberStaysNone()
    {
        ThreadPool pool(1);
        for (const std::int64_t bits : {2, 4, 8}) {
            const float infinite[] = {1, INFINITY, -2}, broken[] = {1, NAN, -2};
            float rounded[3];
            roundWeights<float>(infinite, rounded, 1, 3, bits, pool);
            QVERIFY(!std::isfinite(rounded[1]));
            roundWeights<float>(broken, rounded, 1, 3, bits, pool);
            QVERIFY(std::isnan(rounded[1]));
        }
    }

    // Packed filters hold zeros between their weights.
    void zerosChangeNoScale()
    {
        for (const std::int64_t bits : {2, 4, 8}) {
            const std::vector<double> weights = drawn(50, 4);
            std::vector<double> spread;
            for (const double weight : weights) {
                spread.push_back(weight);
                spread.push_back(0);
            }
            const double scale = weightScale(weights.data(), 50, bits);
            const double other = weightScale(spread.data(), 100, bits);
            QVERIFY(std::abs(scale - other) <= 1e-14);
        }
    }

    void filtersAreRoundedAlone_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {2, 4, 8})
            QTest::newRow(std::to_string(bits).c_str()) << bits;
    }
    void filtersAreRoundedAlone()
    {
        QFETCH(int, bits);
        constexpr std::int64_t kFilters = 7, kEach = 83;
        std::vector<float> weights;
        for (std::int64_t f = 0; f < kFilters; ++f) {
            for (const double weight : drawn(kEach, static_cast<std::uint64_t>(f + 1)))
                weights.push_back(static_cast<float>(weight * static_cast<double>(f)));
        }
        std::vector<float> alone;
        for (const int threads : {1, 3}) {
            ThreadPool pool(threads);
            std::vector<float> rounded(weights.size());
            roundWeights<float>(weights.data(), rounded.data(), kFilters, kEach, bits, pool);
            if (threads == 1)
                alone = rounded;
            QCOMPARE(rounded, alone);
        }
        for (std::int64_t f = 0; f < kFilters; ++f) {
            const float* row = weights.data() + f * kEach;
            const double scale = weightScale(row, kEach, bits);
            for (std::int64_t i = 0; i < kEach; ++i)
                QCOMPARE(alone[static_cast<std::size_t>(f * kEach + i)],
                         static_cast<float>(
                             scale * weightCode(static_cast<double>(row[i]), scale, bits)));
        }
    }
};

QTEST_APPLESS_MAIN(TestWeightRounding)
#include "tst_weight_rounding.moc"
