#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

/// Writes down what it is told.
class NotingOptimizer final : public Optimizer {
public:
    struct Note {
        std::int64_t step;
        double rate;
        std::size_t states;
    };
    const char* name() const override { return "Noting"; }
    int states() const override { return 2; }
    const char* stateName(int) const override { return ""; }
    void update(const UpdateContext& c) const override
    {
        notes.push_back({c.step, c.learningRate, c.states.size()});
        fillWith(c.states[1], [&](std::int64_t i) { return c.states[1].at(i) + 1; });
    }
    mutable std::vector<Note> notes;
};

/// Rate 1 / (1 + step): every batch another.
class FallingRate final : public Schedule {
public:
    double rate(std::int64_t step) const override { return 1.0 / static_cast<double>(1 + step); }
};

/// A network with one Linear layer, 7 pictures in batches of 3.
struct Stage {
    ThreadPool pool{1};
    GeneratedBatches source{7, 3, 1};
    WeightedSum loss;
    NotingOptimizer optimizer;
    FallingRate schedule;
    std::unique_ptr<Stepper> stepper;

    Stage()
    {
        Draft draft({1, 2, 2});
        draft.linear(3, draft.put(OperatorKind::Flatten, {0}));
        CompileOptions options;
        options.batch = 3;
        options.optimizerStates = 2;
        stepper = std::make_unique<Stepper>(StepperParts{compiled(draft.graph, options), &source,
                                                         &loss, &optimizer, &schedule, &pool, 1});
        fillParameters(stepper->workspace(), 1);
        stepper->restart(0);
    }
};

} // namespace

/// What the stepper tells its parts, and how it moves.
class TestStepper : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void optimizerHearsStepRateAndStates()
    {
        Stage stage;
        stage.stepper->seek({4, 0});
        QCOMPARE(stage.optimizer.notes.size(), std::size_t{8}); // weights and bias, four batches
        for (std::size_t i = 0; i < 8; ++i) {
            const auto& note = stage.optimizer.notes[i];
            QCOMPARE(note.step, static_cast<std::int64_t>(i / 2));
            QCOMPARE(note.rate, 1.0 / static_cast<double>(1 + i / 2));
            QCOMPARE(note.states, std::size_t{2});
        }
        const TensorRef second{SlotKind::OptimizerState, 2, 0 * kStateStride + 1};
        QCOMPARE(stage.stepper->workspace().view(second).at(0), 4.0);
    }

    void lossSeesOnlyTheBatch()
    {
        Stage stage;
        stage.stepper->seek({3, 0}); // the third batch holds one picture
        QCOMPARE(stage.stepper->count(), std::int64_t{1});
        const Workspace& workspace = stage.stepper->workspace();
        QCOMPARE(workspace.view({SlotKind::Loss, -1, 0}).at(0),
                 workspace.view({SlotKind::SampleLoss, -1, 0}).at(0));
        QCOMPARE(workspace.view({SlotKind::SampleLoss, -1, 0}).at(1), 0.0);
    }

    void stopConditionIsAskedAfterEveryStep()
    {
        Stage stage;
        int asked = 0;
        const StopReason reason = stage.stepper->run([&](const Stepper& s) {
            ++asked;
            return s.lastStep() == 3;
        });
        QCOMPARE(reason, StopReason::Asked);
        QCOMPARE(asked, 4);
        QVERIFY((stage.stepper->position() == Position{0, 4}));
    }

    void batchesAreAnnouncedOnce()
    {
        Stage stage;
        std::vector<std::int64_t> batches;
        stage.stepper->onBatch = [&](std::int64_t batch) { batches.push_back(batch); };
        stage.stepper->forward(Grain::Epoch);
        const std::vector<std::int64_t> epoch{0, 1, 2};
        QCOMPARE(batches, epoch);
        stage.stepper->forward(Grain::Batch);
        QCOMPARE(batches.back(), std::int64_t{3});
    }

    void epochsEndAtTheirBoundary()
    {
        Stage stage;
        stage.stepper->seek({1, 2});
        stage.stepper->forward(Grain::Epoch);
        QVERIFY((stage.stepper->position() == Position{3, 0}));
        stage.stepper->forward(Grain::Epoch);
        QVERIFY((stage.stepper->position() == Position{6, 0}));
        stage.stepper->back(Grain::Epoch);
        QVERIFY((stage.stepper->position() == Position{3, 0}));
        stage.stepper->seek({4, 1});
        stage.stepper->back(Grain::Epoch);
        QVERIFY((stage.stepper->position() == Position{3, 0}));
    }

    // From the journal nothing is loaded again; beyond it the batch before is replayed too.
    void backComesFromTheJournal()
    {
        Stage stage;
        for (int i = 0; i < 12; ++i)
            stage.stepper->forward(Grain::Op);
        const std::int64_t fills = stage.source.fills;
        for (int i = 0; i < 12; ++i)
            stage.stepper->back(Grain::Op);
        QCOMPARE(stage.source.fills, fills);
        QVERIFY(!stage.stepper->back(Grain::Op));
        stage.stepper->forward(Grain::Epoch);
        const std::int64_t loaded = stage.source.fills;
        stage.stepper->back(Grain::Op);
        QVERIFY(stage.source.fills > loaded);
    }

    void aRunMayStartAtAnyBatch()
    {
        Stage stage;
        stage.stepper->restart(5);
        QVERIFY((stage.stepper->position() == Position{5, 0}));
        QCOMPARE(stage.stepper->lastStep(), -1);
        stage.stepper->forward(Grain::Batch);
        QCOMPARE(stage.optimizer.notes.front().step, std::int64_t{5});
        QVERIFY(stage.stepper->back(Grain::Batch));
        QVERIFY(!stage.stepper->back(Grain::Batch));
        QVERIFY((stage.stepper->start() == Position{5, 0}));
    }
};

QTEST_GUILESS_MAIN(TestStepper)
#include "tst_stepper.moc"
