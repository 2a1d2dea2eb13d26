#include "core/graph/zoo.h"
#include "core/train/tester.h"
#include "tests/support/program_fixtures.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

const Shape kPictures{1, 8, 8};

Graph network(bool endsInSoftmax = false, std::int64_t outputs = 3)
{
    Draft draft(kPictures);
    const int maps = draft.put(OperatorKind::BatchNorm2d, {draft.conv(3, 3, 0)});
    const int row = draft.put(OperatorKind::Flatten, {draft.put(OperatorKind::Dropout, {maps})});
    const int last = draft.linear(outputs, row);
    if (endsInSoftmax)
        draft.put(OperatorKind::Softmax, {last});
    return draft.graph;
}

Session session(LossKind loss = LossKind::CrossEntropy)
{
    TrainingSettings settings;
    settings.batch = 4;
    settings.loss = loss;
    return sessionOf(network(), settings);
}

QString refusal(Session wanted, const std::shared_ptr<const Dataset>& data)
{
    ThreadPool pool(1);
    const auto run = TrainingRun::start(std::move(wanted), data, pool);
    return run ? QString() : QString::fromStdString(describe(run.error()));
}

} // namespace

/// A session brought to life: what fits together, what is measured, what is handed out.
class TestTrainingRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void softmaxFollowsTheLoss()
    {
        const Graph plain = network();
        const Graph soft = network(true);
        QCOMPARE(graphForLoss(plain, LossKind::CrossEntropy), plain);
        QCOMPARE(graphForLoss(soft, LossKind::MeanSquaredError), soft);
        const Graph cut = graphForLoss(soft, LossKind::CrossEntropy);
        QCOMPARE(cut.nodes.size(), plain.nodes.size());
        QCOMPARE(cut.output, plain.output);
        const Graph added = graphForLoss(plain, LossKind::L1);
        QCOMPARE(added.nodes.back().kind, OperatorKind::Softmax);
        QCOMPARE(added.output, static_cast<int>(added.nodes.size()) - 1);
        Graph taken = network();
        taken.nodes[0].name = "softmax";
        QVERIFY(graphForLoss(taken, LossKind::L1).nodes.back().name != "softmax");
    }

    void refusals()
    {
        const auto data = barPictures(10, kPictures, 3);
        QVERIFY(refusal(session(), barPictures(10, {1, 9, 8}, 3))
                    .contains("1x8x8 but the dataset has 1x9x8"));
        QVERIFY(refusal(session(), barPictures(10, kPictures, 4))
                    .contains("3 categories but the dataset has 4"));
        Session wanted = session();
        wanted.settings.batch = 0;
        QVERIFY(refusal(wanted, data).contains("at least one picture"));
        wanted = session();
        Node second = wanted.graph.nodes[0];
        second.name = "other";
        const int output = wanted.graph.output;
        wanted.graph.add(second);
        wanted.graph.output = output;
        QVERIFY(refusal(wanted, data).contains("one input, this one has 2"));
        QCOMPARE(refusal(session(), data), QString());
    }

    // Numbers from a file that are not those of the network are refused, not copied.
    void strangeTensorsAreRefused()
    {
        const auto data = barPictures(10, kPictures, 3);
        Session wanted = session();
        wanted.tensors.emplace(TensorRef{SlotKind::Parameter, 1, 0},
                               Tensor({3, 1, 3, 2}, Format::Fp32));
        QVERIFY(refusal(wanted, data).contains("3x1x3x2"));
        wanted.tensors.clear();
        wanted.tensors.emplace(TensorRef{SlotKind::Parameter, 1, 0},
                               Tensor({3, 1, 3, 3}, Format::Int8));
        QVERIFY(refusal(wanted, data).contains("int8"));
        wanted.tensors.clear();
        wanted.tensors.emplace(TensorRef{SlotKind::Parameter, 1, 0},
                               Tensor({3, 1, 3, 3}, Format::Fp64));
        QCOMPARE(refusal(wanted, data), QString());
    }

    void measuresEveryBatch()
    {
        ThreadPool pool(1);
        const auto run = started(session(), barPictures(10, kPictures, 3), pool);
        run->stepper().forward(Grain::Epoch);
        QCOMPARE(run->history().batches.size(), std::size_t{3});
        const Workspace& workspace = run->stepper().workspace();
        QCOMPARE(run->history().batches[2].loss, workspace.view({SlotKind::Loss, -1, 0}).at(0));
        QCOMPARE(run->history().batches[2].learningRate, 0.01);
        const TensorView p = workspace.view({SlotKind::Probabilities, -1, 0});
        double right = 0;
        for (std::int64_t i = 0; i < 2; ++i) {
            const auto label =
                static_cast<std::int64_t>(workspace.view({SlotKind::Labels, -1, 0}).at(i));
            const bool wins = p.at(3 * i + label) >= p.at(3 * i)
                              && p.at(3 * i + label) >= p.at(3 * i + 1)
                              && p.at(3 * i + label) >= p.at(3 * i + 2);
            right += wins ? 0.5 : 0;
        }
        QCOMPARE(run->history().batches[2].accuracy, right);
    }

    // Batches of 4, 4 and 2: the epoch's mean weighs pictures, not batches.
    void epochIsTheMeanOfItsPictures()
    {
        ThreadPool pool(1);
        const auto run = started(session(), barPictures(10, kPictures, 3), pool);
        run->stepper().forward(Grain::Epoch);
        const EpochMetrics epoch = run->closeEpoch(1, {0.5, 0.75}, {100, 2.0});
        const auto& b = run->history().batches;
        QVERIFY(std::abs(epoch.loss - (4 * b[0].loss + 4 * b[1].loss + 2 * b[2].loss) / 10)
                < 1e-12);
        QVERIFY(std::abs(epoch.accuracy
                         - (4 * b[0].accuracy + 4 * b[1].accuracy + 2 * b[2].accuracy) / 10)
                < 1e-12);
        QCOMPARE(epoch.imagesPerSecond, 50.0);
        QCOMPARE(epoch.testAccuracy, 0.75);
        QCOMPARE(run->history().epochs.size(), std::size_t{1});
    }

    void weightsAreTheParameters()
    {
        ThreadPool pool(1);
        Session wanted = session();
        wanted.settings.format = Format::Fp64;
        const auto run = started(wanted, barPictures(10, kPictures, 3), pool);
        runUntil(run->stepper(), 2);
        const auto weights = run->weights();
        QCOMPARE(weights.size(), std::size_t{2 + 4 + 2});
        for (const auto& [ref, tensor] : weights) {
            QCOMPARE(ref.kind, SlotKind::Parameter);
            QCOMPARE(tensor.format(), Format::Fp32);
            QCOMPARE(tensor.view().as<float>()[0],
                     static_cast<float>(run->stepper().workspace().view(ref).at(0)));
        }
    }

    void namesOfTensors()
    {
        const Graph graph = *zooGraph("resnet8", {3, 32, 32}, 10);
        QCOMPARE(tensorName(graph, {SlotKind::Parameter, 1, 0}), std::string("conv1.weight"));
        QCOMPARE(tensorName(graph, {SlotKind::Parameter, 2, 3}), std::string("bn1.running_var"));
        QCOMPARE(tensorName(graph, {SlotKind::OptimizerState, 2, 1 * kStateStride + 1}),
                 std::string("optimizer/bn1.bias/1"));
    }

    // The test runs the network in its inference form: it leaves the run alone and repeats itself.
    void testChangesNothing()
    {
        ThreadPool pool(1);
        const auto data = barPictures(10, kPictures, 3);
        const auto run = started(session(), data, pool);
        runUntil(run->stepper(), 5);
        const std::uint64_t before = stateHash(run->stepper().workspace());
        const auto tester =
            Tester::make(run->graph(), Format::Fp32, barPictures(150, kPictures, 3, 2), {}, pool);
        QVERIFY(tester);
        const auto first =
            (*tester)->test(run->stepper().workspace(), run->loss(), [] { return true; });
        const auto second =
            (*tester)->test(run->stepper().workspace(), run->loss(), [] { return true; });
        QCOMPARE(first->loss, second->loss);
        QCOMPARE(first->accuracy, second->accuracy);
        QCOMPARE(stateHash(run->stepper().workspace()), before);
        QVERIFY(!(*tester)->test(run->stepper().workspace(), run->loss(), [] { return false; }));
    }

    // Two batches of the tester against the network run by itself, picture by picture.
    void testCountsEveryPicture()
    {
        ThreadPool pool(1);
        const auto data = barPictures(150, kPictures, 3, 2);
        const auto run = started(session(), barPictures(40, kPictures, 3), pool);
        runUntil(run->stepper(), 30);
        const auto tester = Tester::make(run->graph(), Format::Fp32, data, {}, pool);
        const auto result =
            (*tester)->test(run->stepper().workspace(), run->loss(), [] { return true; });
        CompileOptions options;
        options.batch = 1;
        options.isTraining = false;
        options.hasUpdate = false;
        const auto program = compiled(run->graph(), options);
        DatasetSource source(data, {}, 1, 0, 1, false);
        const ConstantRate rate(0);
        Stepper alone({program, &source, &run->loss(), nullptr, &rate, &pool, 1});
        for (const auto& [ref, tensor] : run->weights())
            convert(tensor.view(), alone.workspace().view(ref));
        alone.restart(0);
        double loss = 0, right = 0;
        for (std::int64_t i = 0; i < 150; ++i) {
            alone.forward(Grain::Batch);
            loss += alone.workspace().view({SlotKind::Loss, -1, 0}).at(0) / 150;
            const TensorView p = alone.workspace().view({SlotKind::Probabilities, -1, 0});
            const int best =
                p.at(0) >= p.at(1) ? (p.at(0) >= p.at(2) ? 0 : 2) : (p.at(1) >= p.at(2) ? 1 : 2);
            right += best == data->label(i) ? 1.0 / 150 : 0;
        }
        QVERIFY(std::abs(result->loss - loss) < 1e-5);
        QVERIFY(std::abs(result->accuracy - right) < 1e-9);
        QVERIFY(result->accuracy > 0.3);
    }

    void limitUsesTheFirstPictures()
    {
        ThreadPool pool(1);
        Session wanted = session();
        wanted.limit = 6;
        const auto run = started(wanted, barPictures(100, kPictures, 3), pool);
        QCOMPARE(run->stepper().batchesPerEpoch(), std::int64_t{2});
        for (std::int64_t batch = 0; batch < 6; ++batch) {
            for (std::int64_t i = 0; i < run->source().count(batch); ++i)
                QVERIFY(run->source().datasetIndex(batch, i) < 6);
        }
    }
};

QTEST_GUILESS_MAIN(TestTrainingRun)
#include "tst_training_run.moc"
