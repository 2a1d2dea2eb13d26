#include "core/tensor/random.h"
#include "views/present/weight_grid.h"

#include <QtTest>

#include <cmath>

using namespace propago;

namespace {

std::vector<float> bellWeights(int count, unsigned seed)
{
    const RandomSource random(seed, RandomStream::Initial);
    std::vector<float> weights;
    for (int i = 0; i < count; ++i)
        weights.push_back(static_cast<float>(0.1 * random.normal(static_cast<std::uint64_t>(i))));
    return weights;
}

// The definition, with the nearest level searched for instead of computed.
struct Searched {
    double rounding = 0, clipping = 0;
    std::int64_t cut = 0;
};

Searched searched(const std::vector<float>& weights, int bits, double clip)
{
    const int reach = (1 << (bits - 1)) - 1;
    Searched result;
    for (const float weight : weights) {
        double least = 1e300;
        for (int q = -reach; q <= reach; ++q)
            least = std::min(least, std::abs(weight - clip * q / reach));
        const bool isCut = std::abs(weight) > clip;
        (isCut ? result.clipping : result.rounding) +=
            least * least / static_cast<double>(weights.size());
        result.cut += isCut ? 1 : 0;
    }
    return result;
}

} // namespace

class TestWeightGrid : public QObject {
    Q_OBJECT
private slots:
    void costIsThatOfTheNearestLevel_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<double>("share");
        for (const int bits : {8, 4, 2}) {
            for (const double share : {1.0, 0.6, 0.25, 0.05})
                QTest::addRow("%d bits, %.2f", bits, share) << bits << share;
        }
    }
    void costIsThatOfTheNearestLevel()
    {
        QFETCH(int, bits);
        QFETCH(double, share);
        const std::vector<float> weights = bellWeights(2000, 7);
        const WeightGrid grid(weights, bits);
        const double clip = share * grid.largest();
        const ClipCost cost = grid.cost(clip);
        const Searched expected = searched(weights, bits, clip);
        QVERIFY(std::abs(cost.rounding - expected.rounding) <= 1e-12);
        QVERIFY(std::abs(cost.clipping - expected.clipping) <= 1e-12);
        QCOMPARE(cost.cut, expected.cut);
        QCOMPARE(cost.step, clip / grid.reach());
        double signal = 0;
        for (const float weight : weights)
            signal += double{weight} * weight / static_cast<double>(weights.size());
        QVERIFY(std::abs(cost.sqnr - 10 * std::log10(signal / cost.meanSquaredError())) < 1e-9);
    }

    void nothingIsCutByMinMax()
    {
        const WeightGrid grid(bellWeights(500, 3), 4);
        QCOMPARE(grid.cost(grid.largest()).cut, std::int64_t{0});
        QCOMPARE(grid.cost(grid.largest()).clipping, 0.0);
    }

    void theBestClipIsBetterThanItsNeighbours()
    {
        for (const int bits : {4, 2}) {
            const WeightGrid grid(bellWeights(4000, 11), bits);
            const double best = grid.bestClip();
            const double error = grid.cost(best).meanSquaredError();
            QVERIFY(best < grid.largest());
            for (int i = 1; i <= 400; ++i) {
                const double other = grid.cost(grid.largest() * i / 400).meanSquaredError();
                QVERIFY2(error <= other * 1.02, qPrintable(QString::number(i)));
            }
        }
    }

    void weightsThatAreLevelsLoseNothing()
    {
        const std::vector<float> weights{-1.0F, 0.0F, 1.0F, 1.0F};
        const ClipCost cost = WeightGrid(weights, 2).cost(1.0);
        QCOMPARE(cost.meanSquaredError(), 0.0);
        QVERIFY(std::isinf(cost.sqnr));
    }

    void levelsAreEvenAndSymmetric()
    {
        const WeightGrid grid(bellWeights(50, 1), 4);
        const std::vector<double> levels = grid.levels(0.7);
        QCOMPARE(levels.size(), std::size_t{15});
        QCOMPARE(levels[7], 0.0);
        QVERIFY(std::abs(levels[14] - 0.7) < 1e-15 && std::abs(levels[0] + 0.7) < 1e-15);
    }

    void everyWeightIsInOneBin()
    {
        const WeightGrid grid(bellWeights(3000, 5), 8);
        std::int64_t sum = 0;
        for (const std::int64_t count : grid.histogram(31))
            sum += count;
        QCOMPARE(sum, std::int64_t{3000});
    }

    void manyWeightsAreThinned()
    {
        const WeightGrid grid(bellWeights(200'000, 5), 8);
        QCOMPARE(grid.total(), std::int64_t{200'000});
        QCOMPARE(grid.used(), std::int64_t{50'000});
    }

    void brokenWeightsAreLeftOut()
    {
        const std::vector<float> weights{0.5F, std::nanf(""), -0.25F, INFINITY};
        const WeightGrid grid(weights, 8);
        QCOMPARE(grid.largest(), 0.5);
        QCOMPARE(grid.used(), std::int64_t{2});
        QVERIFY(WeightGrid({}, 4).isEmpty());
    }

    void pixelsAndValuesFitTogether()
    {
        const WeightAxis axis{QRectF(10, 0, 200, 50), 0.4};
        QCOMPARE(axis.x(0), 110.0);
        QCOMPARE(axis.x(0.4), 210.0);
        QCOMPARE(axis.clipAt(160), 0.2);
        QCOMPARE(axis.clipAt(60), 0.2);
        QCOMPARE(axis.clipAt(900), 0.4);
    }
};

QTEST_APPLESS_MAIN(TestWeightGrid)
#include "tst_weight_grid.moc"
