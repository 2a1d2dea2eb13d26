#include "core/base/thread_pool.h"
#include "core/graph/zoo.h"
#include "core/trace/stop_rules.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

/// When a run pauses by itself.
class TestStopRules : public QObject {
    Q_OBJECT
private:
    ThreadPool m_pool{1};
    std::unique_ptr<TrainingRun> m_run;

    Stepper& stepper() { return m_run->stepper(); }
    /// How often a rule holds within one batch, and at which phase.
    int findings(const StopRules& rules, StopCause cause, Phase phase)
    {
        int count = 0;
        const std::int64_t batch = stepper().position().batch;
        do {
            stepper().forward(Grain::Op);
            const StopFinding found = findStop(stepper(), rules, 0);
            if (found.cause == StopCause::None)
                continue;
            const auto last = static_cast<std::size_t>(stepper().lastStep());
            if (found.cause != cause || stepper().program().steps()[last].phase != phase)
                return -1;
            ++count;
        } while (stepper().position().batch == batch);
        return count;
    }

private slots:
    void init()
    {
        TrainingSettings settings;
        settings.batch = 4;
        settings.seed = 3;
        auto started =
            TrainingRun::start(sessionOf(*zooGraph("lenet", zooInput("lenet"), 10), settings),
                               barPictures(40, zooInput("lenet"), 10), m_pool, {});
        QVERIFY(started.has_value());
        m_run = std::move(*started);
    }

    void lossesAndGradientsAreLookedAtOncePerBatch()
    {
        StopRules rules;
        rules.lossAbove = 0.001; // an untrained network loses 2.3
        QCOMPARE(findings(rules, StopCause::Loss, Phase::Loss), 1);
        rules.lossAbove = 1000;
        QCOMPARE(findings(rules, StopCause::Loss, Phase::Loss), 0);
        rules = {};
        rules.gradientAbove = 1e-9;
        QCOMPARE(findings(rules, StopCause::Gradient, Phase::Backward), 1);
        rules.gradientAbove = 1e9;
        QCOMPARE(findings(rules, StopCause::Gradient, Phase::Backward), 0);
    }

    void theValueIsTheOneThatIsStored()
    {
        StopRules rules;
        rules.lossAbove = 0.001;
        while (findStop(stepper(), rules, 0).cause == StopCause::None)
            stepper().forward(Grain::Op);
        QCOMPARE(findStop(stepper(), rules, 0).value,
                 stepper().workspace().view({SlotKind::Loss, -1, 0}).at(0));
    }

    void soManyBatches()
    {
        StopRules rules;
        rules.batch = 2;
        QCOMPARE(findings(rules, StopCause::Batch, Phase::Update), 0);
        QCOMPARE(findings(rules, StopCause::Batch, Phase::Update), 1);
        QCOMPARE(findings(rules, StopCause::Batch, Phase::Update), 0);
    }

    // Against the answer and the label of the workspace, over several batches.
    void aMistakeIsTheShownPictures()
    {
        StopRules rules;
        rules.onMistake = true;
        int mistakes = 0;
        for (int batch = 0; batch < 8; ++batch) {
            const int found = findings(rules, StopCause::Mistake, Phase::Loss);
            const TensorView all = stepper().workspace().view({SlotKind::Probabilities, -1, 0});
            const auto label = static_cast<std::int64_t>(
                stepper().workspace().view({SlotKind::Labels, -1, 0}).at(0));
            bool isRight = true;
            for (std::int64_t i = 0; i < 10; ++i)
                isRight = isRight && (i == label || all.at(i) < all.at(label));
            QCOMPARE(found, isRight ? 0 : 1);
            mistakes += found;
        }
        QVERIFY(mistakes > 0);
    }

    void noRuleStopsNothing()
    {
        QCOMPARE(findings({}, StopCause::Loss, Phase::Loss), 0);
        QVERIFY(StopRules{}.isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestStopRules)
#include "tst_stop_rules.moc"
