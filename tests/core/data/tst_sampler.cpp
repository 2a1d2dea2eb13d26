#include "core/data/sampler.h"

#include <QtTest>

#include <algorithm>
#include <stdexcept>

using namespace propago;

class TestSampler : public QObject {
    Q_OBJECT
private slots:
    void everyPictureOnceInAnEpoch_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("batch");
        QTest::addColumn<bool>("shuffles");
        QTest::newRow("whole batches") << 60 << 20 << true;
        QTest::newRow("smaller last batch") << 61 << 20 << true;
        QTest::newRow("in order") << 61 << 20 << false;
        QTest::newRow("batch larger than the dataset") << 5 << 64 << true;
        QTest::newRow("one picture") << 1 << 1 << true;
    }

    void everyPictureOnceInAnEpoch()
    {
        QFETCH(int, size);
        QFETCH(int, batch);
        QFETCH(bool, shuffles);
        Sampler sampler(size, batch, 7, shuffles);
        QCOMPARE(sampler.batchesPerEpoch(), (size + batch - 1) / batch);
        for (int epoch = 0; epoch < 3; ++epoch) {
            std::vector<int> seen(static_cast<std::size_t>(size), 0);
            for (std::int64_t b = 0; b < sampler.batchesPerEpoch(); ++b) {
                for (const std::int32_t index : sampler.indices(epoch, b))
                    ++seen.at(static_cast<std::size_t>(index));
            }
            QVERIFY(std::ranges::all_of(seen, [](int times) { return times == 1; }));
        }
    }

    void lastBatchIsSmallerAndNothingIsCarriedOver()
    {
        Sampler sampler(61, 20, 7, true);
        QCOMPARE(sampler.indices(0, 2).size(), std::size_t{20});
        QCOMPARE(sampler.indices(0, 3).size(), std::size_t{1});
        QCOMPARE(sampler.indices(1, 0).size(), std::size_t{20});
    }

    void orderDependsOnSeedAndEpochAlone()
    {
        const auto batchOf = [](std::uint64_t seed, std::int64_t epoch) {
            Sampler sampler(1000, 100, seed, true);
            const auto indices = sampler.indices(epoch, 4);
            return std::vector<std::int32_t>(indices.begin(), indices.end());
        };
        QCOMPARE(batchOf(3, 2), batchOf(3, 2));
        QVERIFY(batchOf(3, 2) != batchOf(3, 1));
        QVERIFY(batchOf(3, 2) != batchOf(4, 2));

        Sampler wanderer(1000, 100, 3, true);
        wanderer.indices(5, 0);
        wanderer.indices(0, 9);
        const auto back = wanderer.indices(2, 4);
        QCOMPARE(std::vector<std::int32_t>(back.begin(), back.end()), batchOf(3, 2));
    }

    void withoutShufflingTheOrderIsThatOfTheFile()
    {
        Sampler sampler(10, 4, 1, false);
        const auto indices = sampler.indices(3, 1);
        QCOMPARE(std::vector<std::int32_t>(indices.begin(), indices.end()),
                 (std::vector<std::int32_t>{4, 5, 6, 7}));
    }

    void refusesWhatCannotBe()
    {
        QVERIFY_EXCEPTION_THROWN(Sampler(0, 1, 1, true), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(Sampler(1, 0, 1, true), std::invalid_argument);
        Sampler sampler(10, 4, 1, true);
        QVERIFY_EXCEPTION_THROWN(sampler.indices(0, 3), std::out_of_range);
        QVERIFY_EXCEPTION_THROWN(sampler.indices(-1, 0), std::out_of_range);
    }
};

QTEST_GUILESS_MAIN(TestSampler)
#include "tst_sampler.moc"
