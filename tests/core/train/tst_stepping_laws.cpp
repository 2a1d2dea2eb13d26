#include "tests/support/stepping_fixtures.h"

using namespace propago;
using namespace propago::test;

namespace {

/// Kinds of operators that the networks of the rows hold together.
bool coversEverything()
{
    std::map<OperatorKind, int> found;
    for (std::uint64_t network = 1; network <= 6; ++network) {
        for (const Node& node : randomGraph(network, {2, 6, 6}, 3).nodes)
            ++found[node.kind];
    }
    for (const OperatorKind kind :
         {OperatorKind::Conv2d, OperatorKind::BatchNorm2d, OperatorKind::Dropout, OperatorKind::Add,
          OperatorKind::Concat, OperatorKind::MaxPool2d}) {
        if (found[kind] == 0)
            return false;
    }
    return true;
}

} // namespace

/// At one position of a run there is one state, whatever way led there. States are compared over
/// the bytes of every tensor: parameters, statistics, optimizer states, activations, gradients.
class TestSteppingLaws : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(coversEverything()); }

    void grainsAgreeWithFlatOut_data() { addSettings(); }
    void grainsAgreeWithFlatOut()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(fetched(), pool));
        for (const Grain grain : kGrains) {
            const auto run = fresh(fetched(), pool);
            while (run->stepper().position().batch < 6) {
                QCOMPARE(run->stepper().forward(grain), StopReason::Reached);
                QVERIFY(holds(*run, truth));
            }
        }
    }

    void mixedGrainsAgreeWithFlatOut_data() { addSettings(); }
    void mixedGrainsAgreeWithFlatOut()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(fetched(), pool));
        const auto run = fresh(fetched(), pool);
        const RandomSource source(5, RandomStream::Generate);
        for (std::uint64_t i = 0; run->stepper().position().batch < 5; ++i) {
            run->stepper().forward(kGrains[source.below(4, i)]);
            QVERIFY(holds(*run, truth));
        }
    }

    void backRetracesEveryStep_data() { addSettings(); }
    void backRetracesEveryStep()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(fetched(), pool));
        const auto run = fresh(fetched(), pool);
        while (run->stepper().position().batch < 6)
            run->stepper().forward(Grain::Op);
        int steps = 0;
        while (run->stepper().back(Grain::Op)) {
            QVERIFY(holds(*run, truth));
            ++steps;
        }
        QCOMPARE(steps, 6 * static_cast<int>(run->stepper().program().steps().size()));
        QVERIFY(!run->stepper().canGoBack());
        while (run->stepper().position().batch < 6) {
            run->stepper().forward(Grain::Layer);
            QVERIFY(holds(*run, truth));
        }
    }

    void backByEveryGrain_data() { addSettings(); }
    void backByEveryGrain()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(fetched(), pool));
        for (const Grain grain : kGrains) {
            const auto run = fresh(fetched(), pool);
            run->stepper().forward(Grain::Epoch);
            run->stepper().forward(Grain::Batch);
            run->stepper().forward(Grain::Layer);
            Position last = run->stepper().position();
            while (run->stepper().back(grain)) {
                QVERIFY(holds(*run, truth));
                QVERIFY(run->stepper().position() < last);
                last = run->stepper().position();
            }
            QCOMPARE(text(last), std::string("0:0"));
        }
    }

    // Nothing fits into the journal, so every step back is a keyframe and a replay.
    void backWithoutJournal_data() { addSettings(); }
    void backWithoutJournal()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(fetched(), pool));
        const auto run = fresh(fetched(), pool, {1, 1});
        while (run->stepper().position().batch < 3)
            run->stepper().forward(Grain::Op);
        while (run->stepper().back(Grain::Op))
            QVERIFY(holds(*run, truth));
        QCOMPARE(text(run->stepper().position()), std::string("0:0"));
    }

    void seekAnywhere_data() { addSettings(); }
    void seekAnywhere()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(fetched(), pool));
        const auto run = fresh(fetched(), pool);
        const RandomSource source(6, RandomStream::Generate);
        for (std::uint64_t i = 0; i < 40; ++i) {
            const Position target = randomPosition(source, i, run->stepper(), kBatches);
            QCOMPARE(run->stepper().seek(target), StopReason::Reached);
            QCOMPARE(text(run->stepper().position()), text(target));
            QVERIFY(holds(*run, truth));
        }
    }

    void seekStaysInsideTheRun()
    {
        ThreadPool pool(1);
        const auto run = fresh({}, pool);
        const int steps = static_cast<int>(run->stepper().program().steps().size());
        run->stepper().seek({1, 100000});
        QCOMPARE(text(run->stepper().position()), text({1, steps - 1}));
        run->stepper().seek({-5, 0});
        QCOMPARE(text(run->stepper().position()), std::string("0:0"));
    }

    void randomWalks_data() { addSettings(); }
    void randomWalks()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(fetched(), pool));
        const auto run = fresh(fetched(), pool, {200'000, 400'000});
        const RandomSource source(fetched().network, RandomStream::Generate, 9);
        for (std::uint64_t i = 0; i < 300; ++i) {
            const Grain grain = kGrains[source.below(5, 3 * i)];
            const std::uint32_t way = source.below(10, 3 * i + 1);
            Stepper& stepper = run->stepper();
            if (way == 0)
                stepper.seek(randomPosition(source, 1000 + i, stepper, kBatches));
            else if (way < 5 || stepper.position().batch > 6)
                stepper.back(grain);
            else
                stepper.forward(grain);
            QVERIFY(holds(*run, truth));
        }
    }

    void threadCountChangesNothing_data() { addSettings(); }
    void threadCountChangesNothing()
    {
        ThreadPool one(1);
        const Truth truth = truthOf(*fresh(fetched(), one), 6);
        for (const int threads : {2, 3}) {
            ThreadPool pool(threads);
            const auto run = fresh(fetched(), pool);
            while (run->stepper().position().batch < 6) {
                run->stepper().run([](const Stepper&) { return true; });
                QVERIFY(holds(*run, truth));
            }
        }
    }

    void backToTheVeryStartAndForward_data() { addSettings(); }
    void backToTheVeryStartAndForward()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(fetched(), pool));
        const auto run = fresh(fetched(), pool, {1, 1});
        runUntil(run->stepper(), 8);
        while (run->stepper().back(Grain::Epoch))
            ;
        QVERIFY(holds(*run, truth));
        QCOMPARE(run->stepper().lastStep(), -1);
        QCOMPARE(run->stepper().count(), std::int64_t{0});
        runUntil(run->stepper(), 8);
        QVERIFY(holds(*run, truth));
    }

    // Room for three keyframes only: most positions need a long replay.
    void thinKeyframesRestoreExactly()
    {
        ThreadPool pool(1);
        const Setting setting{OptimizerKind::Adam, 3, Format::Fp32};
        std::map<std::int64_t, std::uint64_t> truth;
        const auto first = fresh(setting, pool);
        for (std::int64_t batch = 1; batch <= 420; ++batch) {
            runUntil(first->stepper(), batch);
            truth[batch] = hashOf(*first);
        }
        const auto run = fresh(setting, pool, {1, 1});
        runUntil(run->stepper(), 420);
        for (const std::int64_t batch : {419, 351, 350, 349, 120, 51, 50, 49, 400, 1, 420}) {
            run->stepper().seek({batch, 0});
            QVERIFY2(hashOf(*run) == truth[batch], std::to_string(batch).c_str());
        }
    }

    // The journal that a replay leaves behind starts right after a keyframe, where only what
    // survives a batch was restored; the steps back from there still have to be right.
    void backAcrossAKeyframe()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh({}, pool), 53);
        for (const std::int64_t batch : {50, 51, 52}) {
            const auto run = fresh({}, pool);
            runUntil(run->stepper(), 53);
            run->stepper().seek({batch, 2});
            QVERIFY(holds(*run, truth));
            while (run->stepper().position().batch >= 49) {
                run->stepper().back(Grain::Op);
                QVERIFY(holds(*run, truth));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSteppingLaws)
#include "tst_stepping_laws.moc"
