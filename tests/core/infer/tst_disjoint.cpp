#include "core/base/thread_pool.h"
#include "core/infer/disjoint.h"
#include "tests/core/infer/noise.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

const Shape kShape{1, 6, 5};

// Pictures of `base`, the first `shared` of them replaced by pictures of `other`.
MemoryDataset mixed(const std::string& name, const Dataset& base, const Dataset& other,
                    std::int64_t shared)
{
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(base.size() * kShape.elements()));
    const auto size = static_cast<std::size_t>(kShape.elements());
    for (std::int64_t i = 0; i < base.size(); ++i) {
        const Dataset& source = i < shared ? other : base;
        source.pixels(i < shared ? other.size() - 1 - i : i,
                      std::span(pixels).subspan(static_cast<std::size_t>(i) * size, size));
    }
    DatasetFacts facts = base.facts();
    facts.name = name;
    return {std::move(facts), std::move(pixels)};
}

} // namespace

class TestDisjoint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sharedPicturesAreCounted_data()
    {
        QTest::addColumn<int>("shared");
        for (const int shared : {0, 1, 2, 3, 150})
            QTest::addRow("%d", shared) << shared;
    }
    void sharedPicturesAreCounted()
    {
        QFETCH(int, shared);
        ThreadPool pool(2);
        const MemoryDataset judged = noise("judged", kShape, 300, 4);
        const MemoryDataset others = noise("others", kShape, 200, 4);
        const MemoryDataset calibration = mixed("calibration", others, judged, shared);
        QCOMPARE(sharedPictures(calibration, 500, judged, pool, {}).value(), std::int64_t{shared});
        const auto verdict = requireDisjoint(judged, calibration, 500, pool, {});
        QCOMPARE(verdict.has_value(), shared <= 2); // one in a hundred of 200
        if (!verdict) {
            QCOMPARE(verdict.error().code, ErrorCode::BadInput);
            QVERIFY(describe(verdict.error()).find(std::to_string(shared)) != std::string::npos);
        } else {
            QCOMPARE(verdict->has_value(), shared > 0);
        }
    }

    // What does not calibrate does not matter.
    void onlyPicturesThatAreUsedCount()
    {
        ThreadPool pool(2);
        const MemoryDataset judged = noise("judged", kShape, 300, 4);
        const MemoryDataset calibration =
            mixed("calibration", noise("others", kShape, 200, 4), judged, 2);
        QCOMPARE(sharedPictures(calibration, 20, judged, pool, {}).value(), std::int64_t{1});
    }

    void namesAreEnoughToRefuse()
    {
        ThreadPool pool(1);
        const MemoryDataset judged = noise("same:test", kShape, 30, 4);
        const MemoryDataset other = noise("same:test", kShape, 40, 4);
        QVERIFY(!requireDisjoint(judged, judged, 10, pool, {}));
        QVERIFY(!requireDisjoint(judged, other, 10, pool, {}));
    }

    void cancellingInterrupts()
    {
        ThreadPool pool(1);
        const MemoryDataset judged = noise("judged", kShape, 300, 4);
        const MemoryDataset other = noise("others", kShape, 200, 4);
        for (const double stop : {0.0, 0.05, 0.5}) {
            const auto result = requireDisjoint(judged, other, 200, pool,
                                                [stop](double done) { return done < stop; });
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Interrupted);
        }
    }
};

QTEST_GUILESS_MAIN(TestDisjoint)
#include "tst_disjoint.moc"
