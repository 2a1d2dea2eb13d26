#include "core/graph/builder.h"
#include "tests/support/training_fixtures.h"

#include "tests/support/program_fixtures.h"

#include <QtTest>

#include <malloc.h>
#include <map>
#include <set>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::int64_t kWarm = 10'000; // by then the keyframes are full
constexpr std::int64_t kSteps = 30'000;
constexpr std::int64_t kPromise = 10; // bytes a step: 1 MB in 100,000 steps

Graph tinyNetwork()
{
    GraphBuilder b("tiny");
    b.input({1, 6, 6});
    b.conv(2, 3);
    b.simple(OperatorKind::Relu);
    b.simple(OperatorKind::Flatten);
    b.linear(3);
    return b.graph();
}

std::unique_ptr<TrainingRun> tinyRun(ThreadPool& pool, PastBudget budget = {})
{
    TrainingSettings settings;
    settings.batch = 4;
    settings.optimizer = OptimizerKind::Adam;
    settings.schedule = ScheduleKind::Cosine;
    settings.learningRate = 1e-3;
    return started(sessionOf(tinyNetwork(), settings), barPictures(2000, {1, 6, 6}, 3), pool,
                   budget);
}

// What the program holds of the heap, small and large pieces together.
std::int64_t heapBytes()
{
    const auto info = ::mallinfo2();
    return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
}

} // namespace

/// A long run holds no more memory than a short one, and every moment of it can be visited again.
class TestLongRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void heapStaysFlat_data()
    {
        QTest::addColumn<bool>("isWatched");
        QTest::newRow("alone") << false;
        QTest::newRow("with a window that holds the newest history") << true;
    }
    void heapStaysFlat()
    {
        QFETCH(bool, isWatched);
        {
            const std::int64_t before = heapBytes();
            const std::vector<BatchMetrics> plain(kSteps - kWarm);
            if (heapBytes() - before < static_cast<std::int64_t>(plain.size() * sizeof(plain[0])))
                QSKIP("the heap of this build cannot be measured");
            QVERIFY(heapBytes() - before
                    > kPromise * (kSteps - kWarm)); // as it would be kept plainly
        }
        ThreadPool pool(1);
        const auto run = tinyRun(pool);
        std::shared_ptr<const History> newest;
        std::int64_t warm = 0;
        for (std::int64_t step = 500; step <= kSteps; step += 500) {
            runUntil(run->stepper(), step);
            if (isWatched)
                newest = std::make_shared<const History>(run->history());
            if (step == kWarm)
                warm = heapBytes();
        }
        QCOMPARE(run->history().batches.size(), static_cast<std::size_t>(kSteps));
        const std::int64_t growth = heapBytes() - warm;
        QVERIFY2(growth <= kPromise * (kSteps - kWarm), std::to_string(growth).c_str());
    }

    // With room for few keyframes only: most of the past has to be replayed from far away.
    void everyMomentCanBeVisitedAgain()
    {
        constexpr std::int64_t kEnd = 3000;
        const std::vector<Position> moments = {{2999, 3}, {2950, 0}, {2500, 4}, {1237, 2},
                                               {700, 1},  {51, 5},   {3, 0},    {0, 2}};
        ThreadPool pool(1);
        const auto straight = tinyRun(pool);
        std::map<Position, std::uint64_t> truth;
        const std::set<Position> wanted(moments.begin(), moments.end());
        straight->stepper().run([&](const Stepper& stepper) {
            if (wanted.contains(stepper.position()))
                truth[stepper.position()] = stateHash(stepper.workspace());
            return stepper.position() >= Position{kEnd, 0};
        });
        QCOMPARE(truth.size(), moments.size());
        const auto run = tinyRun(pool, {std::int64_t{1} << 16, std::int64_t{1} << 14});
        runUntil(run->stepper(), kEnd);
        for (const Position moment : moments) {
            run->stepper().seek(moment);
            QVERIFY(stateHash(run->stepper().workspace()) == truth.at(moment));
        }
        run->stepper().seek({kEnd, 0});
        QCOMPARE(run->weightsSha256(), straight->weightsSha256());
    }
};

QTEST_GUILESS_MAIN(TestLongRun)
#include "tst_long_run.moc"
