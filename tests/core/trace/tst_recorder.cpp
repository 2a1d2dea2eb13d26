#include "core/trace/history.h"
#include "core/trace/recorder.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

/// A stepper on a small network, 5 pictures in batches of 3.
struct Stage {
    ThreadPool pool{1};
    GeneratedBatches source{5, 3, 1};
    WeightedSum loss;
    PlainDescent optimizer;
    ConstantRate schedule{0.125};
    std::unique_ptr<Stepper> stepper;

    explicit Stage(Format format = Format::Fp32)
    {
        Draft draft({1, 4, 4});
        const int conv = draft.put(OperatorKind::Dropout, {draft.conv(2, 3, 0)});
        draft.linear(3, draft.put(OperatorKind::Flatten, {conv}));
        CompileOptions options;
        options.batch = 3;
        options.format = format;
        stepper = std::make_unique<Stepper>(StepperParts{compiled(draft.graph, options), &source,
                                                         &loss, &optimizer, &schedule, &pool, 1});
        fillParameters(stepper->workspace(), 1);
        stepper->restart(0);
    }
};

const TensorRef kConv{SlotKind::Value, 1, 0};
const TensorRef kWeights{SlotKind::Parameter, 1, 0};
const TensorRef kMask{SlotKind::Saved, 2, 0};

} // namespace

/// What is shown is what is there, and only what was asked for.
class TestRecorder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nobodyInterestedNoTensors()
    {
        Stage stage;
        stage.stepper->forward(Grain::Batch);
        QVERIFY(record(*stage.stepper, {})->tensors.empty());
    }

    void tensorsAreThoseOfTheWorkspace()
    {
        Stage stage;
        stage.stepper->forward(Grain::Batch);
        const auto snapshot = record(*stage.stepper, {{kConv, kWeights, kMask}, 1});
        QCOMPARE(snapshot->tensors.size(), std::size_t{3});
        const Workspace& workspace = stage.stepper->workspace();
        const TensorView maps = workspace.view(kConv).slice(1, 1);
        const Tensor& shown = snapshot->tensors.at(kConv);
        QCOMPARE(shown.shape().text(), std::string("2x4x4"));
        QCOMPARE(std::memcmp(shown.view().data, maps.data, static_cast<std::size_t>(maps.bytes())),
                 0);
        const TensorView weights = workspace.view(kWeights);
        QCOMPARE(snapshot->tensors.at(kWeights).shape().text(), std::string("2x1x3x3"));
        QCOMPARE(std::memcmp(snapshot->tensors.at(kWeights).view().data, weights.data,
                             static_cast<std::size_t>(weights.bytes())),
                 0);
        QCOMPARE(snapshot->tensors.at(kMask).format(), Format::Uint8);
    }

    // The copy does not follow the run.
    void snapshotsDoNotChange()
    {
        Stage stage;
        stage.stepper->forward(Grain::Batch);
        const auto snapshot = record(*stage.stepper, {{kWeights}, 0});
        const Tensor before = snapshot->tensors.at(kWeights);
        stage.stepper->forward(Grain::Batch);
        QCOMPARE(std::memcmp(before.view().data, snapshot->tensors.at(kWeights).view().data,
                             static_cast<std::size_t>(before.bytes())),
                 0);
        QVERIFY(before.at(0) != stage.stepper->workspace().view(kWeights).at(0));
    }

    void fp64IsShownAsFp32()
    {
        Stage stage(Format::Fp64);
        stage.stepper->forward(Grain::Batch);
        const auto snapshot = record(*stage.stepper, {{kConv, kWeights}, 2});
        const Tensor& shown = snapshot->tensors.at(kConv);
        QCOMPARE(shown.format(), Format::Fp32);
        const TensorView maps = stage.stepper->workspace().view(kConv).slice(2, 1);
        for (std::int64_t i = 0; i < shown.elements(); ++i)
            QCOMPARE(shown.view().as<float>()[i], static_cast<float>(maps.at(i)));
    }

    void sampleStaysInTheBatch()
    {
        Stage stage;
        stage.stepper->forward(Grain::Batch);
        QCOMPARE(record(*stage.stepper, {{}, 99})->sample, std::int64_t{2});
        QCOMPARE(record(*stage.stepper, {{}, -4})->sample, std::int64_t{0});
        stage.stepper->forward(Grain::Batch); // holds two pictures
        const auto last = record(*stage.stepper, {{}, 2});
        QCOMPARE(last->count, std::int64_t{2});
        QCOMPARE(last->sample, std::int64_t{1});
    }

    void unknownTensorsAreLeftOut()
    {
        Stage stage;
        stage.stepper->forward(Grain::Op);
        const auto snapshot = record(*stage.stepper, {{{SlotKind::Value, 77, 0}, kConv}, 0});
        QCOMPARE(snapshot->tensors.size(), std::size_t{1});
    }

    void factsOfTheMoment()
    {
        Stage stage;
        const auto start = record(*stage.stepper, {});
        QCOMPARE(start->lastStep, -1);
        QCOMPARE(start->batchesPerEpoch, std::int64_t{2});
        QVERIFY(start->norms.empty());
        stage.stepper->seek({1, 2});
        const auto snapshot = record(*stage.stepper, {{}, 1});
        QVERIFY((snapshot->position == Position{1, 2}));
        QCOMPARE(snapshot->lastStep, 1);
        QCOMPARE(snapshot->phase, Phase::Forward);
        QCOMPARE(snapshot->learningRate, 0.125);
        QVERIFY(!snapshot->hasDiverged);
        const Workspace& workspace = stage.stepper->workspace();
        QCOMPARE(snapshot->label,
                 static_cast<int>(workspace.view({SlotKind::Labels, -1, 0}).at(1)));
        QCOMPARE(snapshot->loss, workspace.view({SlotKind::Loss, -1, 0}).at(0));
    }

    void normsAreEuclidean()
    {
        Stage stage;
        stage.stepper->forward(Grain::Batch);
        const auto norms = record(*stage.stepper, {})->norms;
        QCOMPARE(norms.size(), std::size_t{4});
        for (const ParameterNorms& each : norms) {
            const TensorRef gradient{SlotKind::ParameterGradient, each.ref.node, each.ref.index};
            double weights = 0, gradients = 0;
            const TensorView w = stage.stepper->workspace().view(each.ref);
            const TensorView g = stage.stepper->workspace().view(gradient);
            for (std::int64_t i = 0; i < w.elements(); ++i) {
                weights += w.at(i) * w.at(i);
                gradients += g.at(i) * g.at(i);
            }
            QVERIFY(std::abs(each.parameter - std::sqrt(weights)) <= 1e-12 * std::sqrt(weights));
            QVERIFY(std::abs(each.gradient - std::sqrt(gradients)) <= 1e-12 * std::sqrt(gradients));
            QVERIFY(each.parameter > 0);
        }
    }
};

/// What was measured, by position.
class TestHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void laterPassesReplaceEarlierOnes()
    {
        History history;
        history.put(0, {1.0, 0.1, 0.01});
        history.put(1, {2.0, 0.2, 0.01});
        history.put(0, {3.0, 0.3, 0.01});
        QCOMPARE(history.batches.size(), std::size_t{2});
        QCOMPARE(history.batches[0].loss, 3.0);
        EpochMetrics epoch;
        epoch.epoch = 1;
        history.put(epoch);
        epoch.testAccuracy = 0.5;
        history.put(epoch);
        QCOMPARE(history.epochs.size(), std::size_t{1});
        QCOMPARE(history.epochs[0].testAccuracy, 0.5);
    }

    void cutDropsWhatIsNoLongerTrue()
    {
        History history;
        for (std::int64_t batch = 0; batch < 12; ++batch)
            history.put(batch, {1.0, 0.1, 0.01});
        for (std::int64_t number : {1, 2, 3}) {
            EpochMetrics epoch;
            epoch.epoch = number;
            history.put(epoch);
        }
        history.cut(8, 4); // exactly after the second epoch
        QCOMPARE(history.batches.size(), std::size_t{8});
        QCOMPARE(history.epochs.size(), std::size_t{2});
        history.cut(7, 4);
        QCOMPARE(history.epochs.size(), std::size_t{1});
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    TestRecorder recorder;
    TestHistory history;
    return QTest::qExec(&recorder, argc, argv) + QTest::qExec(&history, argc, argv);
}
#include "tst_recorder.moc"
