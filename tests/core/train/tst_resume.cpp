#include "tests/support/stepping_fixtures.h"

using namespace propago;
using namespace propago::test;

/// Sessions, changed rates, resets and small batches: the same state at the same position there too.
class TestResume : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countIsThatOfTheBatch()
    {
        ThreadPool pool(1);
        const auto run = fresh({}, pool);
        for (const std::int64_t expected : {5, 5, 5, 5, 2, 5}) {
            run->stepper().forward(Grain::Batch);
            QCOMPARE(run->stepper().count(), expected);
        }
        run->stepper().back(Grain::Batch);
        QCOMPARE(run->stepper().count(), std::int64_t{2});
        run->stepper().seek({3, 4});
        run->stepper().back(Grain::Epoch);
        QCOMPARE(run->stepper().count(), std::int64_t{0});
    }

    // Behind the two pictures of the small batch there is nothing left of the larger one before.
    void smallBatchLeavesNoRemains()
    {
        ThreadPool pool(1);
        const auto run = fresh({}, pool);
        runUntil(run->stepper(), 5);
        const TensorView values = run->stepper().workspace().view({SlotKind::Value, 1, 0});
        const TensorView used = values.slice(0, 2);
        const TensorView unused = values.slice(2, 3);
        double inUse = 0;
        for (std::int64_t i = 0; i < used.elements(); ++i)
            inUse += std::abs(used.at(i));
        QVERIFY(inUse > 0);
        for (std::int64_t i = 0; i < unused.elements(); ++i)
            QCOMPARE(unused.at(i), 0.0);
    }

    void resumeGoesOnAsIfNothingHappened_data() { addSettings(); }
    void resumeGoesOnAsIfNothingHappened()
    {
        ThreadPool pool(1);
        const auto whole = fresh(fetched(), pool);
        runUntil(whole->stepper(), 200);
        const auto first = fresh(fetched(), pool);
        runUntil(first->stepper(), 100);
        const auto second = started(first->session(), barPictures(22, {2, 6, 6}, 3), pool);
        QCOMPARE(text(second->stepper().position()), std::string("100:0"));
        QVERIFY(!second->stepper().canGoBack());
        runUntil(second->stepper(), 200);
        QCOMPARE(hashOf(*second), hashOf(*whole));
        QCOMPARE(second->weightsSha256(), whole->weightsSha256());
        QCOMPARE(second->history().batches.size(), std::size_t{200});
        for (std::size_t i = 0; i < 200; ++i)
            QCOMPARE(second->history().batches[i].loss, whole->history().batches[i].loss);
    }

    void sessionInTheMiddleIsThatOfTheBoundary()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh({}, pool));
        const auto run = fresh({}, pool);
        runUntil(run->stepper(), 3);
        const std::string sha = weightsSha256(run->session());
        QCOMPARE(sha, run->weightsSha256());
        const int steps = static_cast<int>(run->stepper().program().steps().size());
        run->stepper().seek({3, steps - 1});
        QVERIFY(run->weightsSha256() != sha);
        const Session session = run->session();
        QCOMPARE(weightsSha256(session), sha);
        QCOMPARE(text(session.position), std::string("3:0"));
        QCOMPARE(text(run->stepper().position()), text({3, steps - 1}));
        QVERIFY(holds(*run, truth));
    }

    void changedRateReplaysOnBothSides_data() { addSettings(); }
    void changedRateReplaysOnBothSides()
    {
        ThreadPool pool(1);
        const Truth before = truthOf(*fresh(fetched(), pool));
        const auto other = fresh(fetched(), pool);
        other->stepper().seek({4, 7});
        other->changeLearningRate(0.011);
        QVERIFY(holds(*other, before));
        Truth truth = before;
        truth.erase(truth.upper_bound(Position{5, 0}), truth.end());
        const Truth after = truthOf(*other);
        truth.insert(after.begin(), after.end());
        QVERIFY(truth.at({kBatches, 0}) != before.at({kBatches, 0}));
        QVERIFY(holds(*other, truth));

        const auto run = fresh(fetched(), pool, {100'000, 100'000});
        for (int op = 0; op < 3; ++op)
            run->stepper().forward(Grain::Op);
        run->stepper().seek({8, 0}); // further than the change: that future is given up
        run->stepper().seek({4, 7});
        run->changeLearningRate(0.011);
        const RandomSource source(8, RandomStream::Generate);
        for (std::uint64_t i = 0; i < 25; ++i) {
            run->stepper().seek(randomPosition(source, i, run->stepper(), kBatches));
            QVERIFY(holds(*run, truth));
            run->stepper().back(Grain::Layer);
            QVERIFY(holds(*run, truth));
        }
    }

    // Keyframes of a future that was given up must not be jumped to.
    void changedRateGivesUpLaterKeyframes()
    {
        ThreadPool pool(1);
        const auto straight = fresh({}, pool);
        runUntil(straight->stepper(), 40);
        straight->changeLearningRate(0.3);
        runUntil(straight->stepper(), 110);
        const auto run = fresh({}, pool);
        runUntil(run->stepper(), 120);
        run->stepper().seek({40, 0});
        run->changeLearningRate(0.3);
        run->stepper().seek({110, 0});
        QCOMPARE(hashOf(*run), hashOf(*straight));
    }

    void resumeKeepsTheChangedRate()
    {
        ThreadPool pool(1);
        const auto whole = fresh({}, pool);
        runUntil(whole->stepper(), 6);
        whole->changeLearningRate(0.02);
        runUntil(whole->stepper(), 9);
        const auto resumed = started(whole->session(), barPictures(22, {2, 6, 6}, 3), pool);
        whole->stepper().seek({9, 3});
        whole->changeLearningRate(0.001); // from batch 10 on
        const auto later = started(whole->session(), barPictures(22, {2, 6, 6}, 3), pool);
        runUntil(whole->stepper(), 10);
        runUntil(resumed->stepper(), 10);
        QCOMPARE(resumed->weightsSha256(), whole->weightsSha256());
        runUntil(whole->stepper(), 14);
        runUntil(resumed->stepper(), 14);
        runUntil(later->stepper(), 14);
        QCOMPARE(later->weightsSha256(), whole->weightsSha256());
        QVERIFY(resumed->weightsSha256() != whole->weightsSha256());
    }

    void resetIsAFreshStart_data() { addSettings(); }
    void resetIsAFreshStart()
    {
        ThreadPool pool(1);
        const auto untouched = fresh(fetched(), pool);
        const std::uint64_t start = hashOf(*untouched);
        const Truth truth = truthOf(*untouched);
        const auto run = fresh(fetched(), pool);
        runUntil(run->stepper(), 7);
        run->changeLearningRate(0.5);
        run->stepper().forward(Grain::Phase);
        run->reset();
        QCOMPARE(hashOf(*run), start);
        QCOMPARE(text(run->stepper().position()), std::string("0:0"));
        QVERIFY(run->history().batches.empty());
        QVERIFY(!run->stepper().canGoBack());
        const Truth again = truthOf(*run);
        QVERIFY(again == truth);
    }

    void historyIsTheSameAfterGoingBack()
    {
        ThreadPool pool(1);
        const auto run = fresh({}, pool);
        runUntil(run->stepper(), 9);
        const auto losses = run->history().batches;
        run->stepper().seek({2, 5});
        QCOMPARE(run->history().batches.size(), losses.size());
        runUntil(run->stepper(), 9);
        for (std::size_t i = 0; i < losses.size(); ++i)
            QCOMPARE(run->history().batches[i].loss, losses[i].loss);
    }
};

QTEST_GUILESS_MAIN(TestResume)
#include "tst_resume.moc"
