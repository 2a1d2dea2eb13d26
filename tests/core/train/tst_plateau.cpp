#include "tests/support/stepping_fixtures.h"

using namespace propago;
using namespace propago::test;

namespace {

// A rate at which the held-out loss soon rises, and no patience: nearly every epoch is a cut.
Session restless()
{
    TrainingSettings settings;
    settings.seed = 42;
    settings.batch = 5;
    settings.learningRate = 0.4;
    settings.schedule = ScheduleKind::Plateau;
    settings.scheduleFactor = 0.6;
    settings.schedulePatience = 0;
    settings.augmentation = *parseAugmentation("shift=1,flip");
    return sessionOf(randomGraph(2, {2, 6, 6}, 3), settings);
}

std::unique_ptr<TrainingRun> plateauRun(Session session, ThreadPool& pool, bool isJudged = true)
{
    RunOptions options;
    if (isJudged)
        options.heldOut = barPictures(30, {2, 6, 6}, 3, 5);
    auto run = TrainingRun::start(std::move(session), barPictures(22, {2, 6, 6}, 3), pool, options);
    if (!run)
        throw std::runtime_error(describe(run.error()));
    return std::move(*run);
}

constexpr std::int64_t kLength = 5; // batches of an epoch
constexpr std::int64_t kEnd = 40;

int cuts(const TrainingRun& run)
{
    int count = 0;
    const auto& batches = run.history().batches;
    for (std::size_t i = 1; i < batches.size(); ++i)
        count += batches[i].learningRate < batches[i - 1].learningRate ? 1 : 0;
    return count;
}

} // namespace

/// The plateau schedule depends on tests in between, and still one position has one state.
class TestPlateau : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cutsAtEpochsOnly()
    {
        ThreadPool pool(1);
        const auto run = plateauRun(restless(), pool);
        runUntil(run->stepper(), kEnd);
        QVERIFY(cuts(*run) >= 2);
        const auto& batches = run->history().batches;
        for (std::size_t i = 1; i < batches.size(); ++i) {
            if (i % kLength != 0)
                QCOMPARE(batches[i].learningRate, batches[i - 1].learningRate);
        }
        QCOMPARE(run->history().epochs.size(), std::size_t(kEnd / kLength));
    }

    void everyWayLeadsToTheSameState()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*plateauRun(restless(), pool), kEnd);
        const auto run = plateauRun(restless(), pool);
        while (run->stepper().position().batch < 12) {
            run->stepper().forward(Grain::Op);
            QVERIFY(holds(*run, truth));
        }
        const RandomSource source(3, RandomStream::Generate);
        for (std::uint64_t i = 0; i < 60; ++i) {
            run->stepper().seek(randomPosition(source, i, run->stepper(), kEnd));
            QVERIFY(holds(*run, truth));
            run->stepper().back(kGrains[source.below(5, 1000 + i)]);
            QVERIFY(holds(*run, truth));
        }
        ThreadPool three(3);
        const auto other = plateauRun(restless(), three);
        runUntil(other->stepper(), kEnd);
        QVERIFY(holds(*other, truth));
    }

    // Saved where later epochs were already known, in the middle of an epoch, and at its end.
    void resumeGoesOnAsIfNothingHappened()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*plateauRun(restless(), pool), kEnd);
        for (const std::int64_t batch : {7, 10, 20, 23}) {
            const auto first = plateauRun(restless(), pool);
            runUntil(first->stepper(), 27);
            first->stepper().seek({batch, 0});
            const auto second = plateauRun(first->session(), pool);
            QCOMPARE(text(second->stepper().position()), text({batch, 0}));
            runUntil(second->stepper(), kEnd);
            QCOMPARE(text(second->stepper().position()), text({kEnd, 0}));
            QCOMPARE(hashOf(*second), truth.at({kEnd, 0}));
        }
    }

    void changedRateStartsFromThePastThatStays()
    {
        ThreadPool pool(1);
        const auto straight = plateauRun(restless(), pool);
        runUntil(straight->stepper(), 12);
        straight->changeLearningRate(0.1);
        runUntil(straight->stepper(), kEnd);
        const auto run = plateauRun(restless(), pool);
        runUntil(run->stepper(), 31);
        run->stepper().seek({12, 0});
        run->changeLearningRate(0.1);
        QCOMPARE(run->history().epochs.size(), std::size_t{2});
        runUntil(run->stepper(), kEnd);
        QCOMPARE(hashOf(*run), hashOf(*straight));
    }

    void resetForgets()
    {
        ThreadPool pool(1);
        const auto run = plateauRun(restless(), pool);
        runUntil(run->stepper(), kEnd);
        const std::uint64_t expected = hashOf(*run);
        run->reset();
        QVERIFY(run->history().epochs.empty());
        QVERIFY(!run->testOf(1));
        runUntil(run->stepper(), kEnd);
        QCOMPARE(hashOf(*run), expected);
    }

    void closesWithTheTestThatWasMade()
    {
        ThreadPool pool(1);
        const auto run = plateauRun(restless(), pool);
        runUntil(run->stepper(), kLength);
        QVERIFY(!run->isClosed(1));
        const auto test = run->testOf(1);
        QVERIFY(test);
        QVERIFY(run->testSeconds() > 0);
        const EpochMetrics closed = run->closeEpoch(1, *test, {22, 2.0});
        QVERIFY(run->isClosed(1));
        QCOMPARE(closed.testLoss, test->loss);
        QCOMPARE(run->history().epochs.size(), std::size_t{1});
        QCOMPARE(run->history().epochs[0].imagesPerSecond, 11.0);
    }

    void withoutHeldOutPicturesTheRateStays()
    {
        ThreadPool pool(1);
        const auto run = plateauRun(restless(), pool, false);
        runUntil(run->stepper(), kEnd);
        QCOMPARE(cuts(*run), 0);
        QVERIFY(run->history().epochs.empty());
    }
};

QTEST_GUILESS_MAIN(TestPlateau)
#include "tst_plateau.moc"
