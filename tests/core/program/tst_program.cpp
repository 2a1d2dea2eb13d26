#include "core/graph/zoo.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

#include <set>

using namespace propago;
using namespace propago::test;

namespace {

CompileOptions trainingOptions(std::int64_t batch = 8)
{
    CompileOptions options;
    options.batch = batch;
    options.inputGradient = true;
    options.optimizerStates = 1;
    return options;
}

std::shared_ptr<const Program> zooProgram(const std::string& name, const CompileOptions& options)
{
    return compiled(*zooGraph(name, smallInput(name), 10), options);
}

QStringList namesOf(const Program& program, Phase phase)
{
    QStringList names;
    for (const Step& step : program.steps()) {
        if (step.phase == phase)
            names << QString::fromStdString(step.name);
    }
    return names;
}

std::vector<int> boundaries(const Program& program, Grain grain)
{
    std::vector<int> result{0};
    while (result.back() < static_cast<int>(program.steps().size()))
        result.push_back(program.nextBoundary(result.back(), grain));
    return result;
}

int countOf(const Program& program, SlotKind kind)
{
    return static_cast<int>(std::ranges::count_if(
        program.allSlots(), [&](const Slot& s) { return s.ref.kind == kind; }));
}

} // namespace

/// What the compiler makes of a network: which steps, in which order, with which tensors.
class TestProgram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lenetForward()
    {
        const auto program = zooProgram("lenet", trainingOptions());
        QCOMPARE(namesOf(*program, Phase::Load), QStringList{"load · batch"});
        const QStringList expected{"forward · conv1",    "forward · relu1", "forward · pool1",
                                   "forward · conv2",    "forward · relu2", "forward · pool2",
                                   "forward · flatten1", "forward · fc1",   "forward · relu3",
                                   "forward · fc2",      "forward · relu4", "forward · fc3"};
        QCOMPARE(namesOf(*program, Phase::Forward), expected);
        QCOMPARE(namesOf(*program, Phase::Loss), QStringList{"loss · CrossEntropyLoss"});
    }

    void lenetBackward()
    {
        const auto program = zooProgram("lenet", trainingOptions());
        QStringList expected{"backward · loss: gradient of the output"};
        const auto add = [&](const char* layer, bool hasParameters) {
            const QString prefix = QString("backward · %1: gradient of ").arg(layer);
            if (hasParameters)
                expected << prefix + "the weights" << prefix + "the bias";
            expected << prefix + "its input";
        };
        add("fc3", true);
        add("relu4", false);
        add("fc2", true);
        add("relu3", false);
        add("fc1", true);
        add("flatten1", false);
        add("pool2", false);
        add("relu2", false);
        add("conv2", true);
        add("pool1", false);
        add("relu1", false);
        add("conv1", true);
        QCOMPARE(namesOf(*program, Phase::Backward), expected);
    }

    void lenetUpdate()
    {
        const auto program = zooProgram("lenet", trainingOptions());
        QStringList expected;
        for (const char* layer : {"conv1", "conv2", "fc1", "fc2", "fc3"})
            expected << QString("update · %1: weights").arg(layer)
                     << QString("update · %1: bias").arg(layer);
        QCOMPARE(namesOf(*program, Phase::Update), expected);
        Phase last = Phase::Load;
        for (const Step& step : program->steps()) {
            QVERIFY(step.phase >= last);
            QVERIFY(!english(step.words).empty());
            last = step.phase;
        }
    }

    // One step between the last gradient and the first update that changes every gradient in place.
    void clippingIsAStepOfItsOwn()
    {
        CompileOptions options = trainingOptions();
        for (const GradientLimits& limits :
             {GradientLimits{0.5, 0}, GradientLimits{0, 2}, GradientLimits{0.5, 2}}) {
            options.limits = limits;
            const auto program = zooProgram("lenet", options);
            QCOMPARE(namesOf(*program, Phase::Update).size(), 11);
            const auto clip =
                std::ranges::find(program->steps(), StepKind::ClipGradients, &Step::kind);
            QVERIFY(clip != program->steps().end());
            QCOMPARE(clip->name, std::string("update · clip gradients"));
            QCOMPARE(std::prev(clip)->phase, Phase::Backward);
            QCOMPARE(std::next(clip)->kind, StepKind::Update);
            QCOMPARE(static_cast<int>(clip->modifies.size()),
                     countOf(*program, SlotKind::ParameterGradient));
            QVERIFY(english(clip->words).find(limits.norm > 0 ? "2" : "0.5") != std::string::npos);
            QCOMPARE(countOf(*program, SlotKind::GradientNorm), 1);
        }
        options.hasUpdate = false;
        QCOMPARE(countOf(*zooProgram("lenet", options), SlotKind::GradientNorm), 0);
    }

    void grainsOfLenet()
    {
        const auto program = zooProgram("lenet", trainingOptions());
        const int steps = static_cast<int>(program->steps().size());
        QCOMPARE(steps, 1 + 12 + 1 + 1 + 5 * 3 + 7 + 10);
        QCOMPARE(boundaries(*program, Grain::Op).size(), static_cast<std::size_t>(steps) + 1);
        const std::vector<int> phases{0, 1, 13, 14, 37, 47};
        QCOMPARE(boundaries(*program, Grain::Phase), phases);
        const std::vector<int> batch{0, steps};
        QCOMPARE(boundaries(*program, Grain::Batch), batch);
        // load, 12 layers, loss, 12 layers back, 5 updates
        QCOMPARE(boundaries(*program, Grain::Layer).size(), std::size_t{1 + 1 + 12 + 1 + 12 + 5});
    }

    void previousBoundaryMirrorsNext()
    {
        const auto program = zooProgram("resnet8", trainingOptions(2));
        for (const Grain grain : {Grain::Op, Grain::Layer, Grain::Phase, Grain::Batch}) {
            const auto forth = boundaries(*program, grain);
            for (std::size_t i = 1; i < forth.size(); ++i)
                QCOMPARE(program->previousBoundary(forth[i], grain), forth[i - 1]);
        }
    }

    void slotsAreFoundByReference()
    {
        const auto program = zooProgram("resnet8", trainingOptions(2));
        std::set<TensorRef> seen;
        for (int i = 0; i < static_cast<int>(program->allSlots().size()); ++i) {
            const TensorRef ref = program->allSlots()[static_cast<std::size_t>(i)].ref;
            QVERIFY(seen.insert(ref).second);
            QCOMPARE(program->slot(ref), i);
        }
        QCOMPARE(program->slot({SlotKind::Value, 999, 0}), -1);
        QCOMPARE(program->slot({SlotKind::Gradient, -1, 0}), -1);
        QCOMPARE(program->slot({SlotKind::Parameter, 1, 7}), -1);
    }

    void plannedBytesAreAllocatedBytes_data()
    {
        QTest::addColumn<QString>("name");
        for (const std::string& name : zooNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void plannedBytesAreAllocatedBytes()
    {
        QFETCH(QString, name);
        const auto program = zooProgram(name.toStdString(), trainingOptions());
        const Workspace workspace(program, 1);
        std::int64_t bytes = 0;
        std::set<const std::byte*> places;
        for (int i = 0; i < static_cast<int>(program->allSlots().size()); ++i) {
            const TensorView view = workspace.view(i);
            QCOMPARE(view.bytes(), program->slotBytes(i));
            QVERIFY(places.insert(view.data).second);
            // As allocateBytes() rounds it up.
            bytes += (view.bytes() + 64 + 63) / 64 * 64;
        }
        QVERIFY(bytes <= program->plannedBytes());
        QVERIFY(program->plannedBytes() <= bytes + 64 * static_cast<std::int64_t>(places.size()));
    }

    // The table of the workspace by hand: mlp 784-128-10, batch 8, one optimizer state, fp32.
    void plannedBytesOfMlp()
    {
        const auto program = zooProgram("mlp", trainingOptions());
        const std::int64_t values = 784 + 784 + 128 + 128 + 10;
        const std::int64_t parameters = 784 * 128 + 128 + 128 * 10 + 10;
        const std::int64_t loss = 8 * (1 + 10 + 10 + 1) + 1;
        const std::int64_t numbers = 8 * 2 * values + 3 * parameters + loss;
        std::int64_t bytes = 0;
        for (int i = 0; i < static_cast<int>(program->allSlots().size()); ++i)
            bytes += program->slotBytes(i);
        QCOMPARE(bytes, 4 * numbers);
    }

    void noGradientsWhereNobodyNeedsThem()
    {
        CompileOptions options = trainingOptions();
        QCOMPARE(countOf(*zooProgram("lenet", options), SlotKind::Gradient), 13);
        options.inputGradient = false;
        const auto without = zooProgram("lenet", options);
        QCOMPARE(countOf(*without, SlotKind::Gradient), 12);
        QCOMPARE(without->slot({SlotKind::Gradient, 0, 0}), -1);
        for (const Step& step : without->steps())
            QVERIFY(step.name != "backward · conv1: gradient of its input");
        options.hasBackward = false;
        const auto forward = zooProgram("lenet", options);
        for (const SlotKind kind :
             {SlotKind::Gradient, SlotKind::ParameterGradient, SlotKind::OptimizerState,
              SlotKind::Loss, SlotKind::SampleLoss, SlotKind::Probabilities})
            QCOMPARE(countOf(*forward, kind), 0);
        QCOMPARE(forward->steps().size(), std::size_t{13});
    }

    // A layer in front of the first weights gets no gradient, a dead branch neither.
    void noGradientsBeforeTheFirstWeights()
    {
        Draft draft({2, 4, 4});
        const int bend = draft.put(OperatorKind::Tanh, {0});
        const int dead = draft.conv(3, 3, bend);
        const int conv = draft.conv(3, 3, bend);
        draft.put(OperatorKind::GlobalAvgPool2d, {conv});
        CompileOptions options = trainingOptions();
        options.inputGradient = false;
        const auto program = compiled(draft.graph, options);
        QCOMPARE(program->slot({SlotKind::Gradient, bend, 0}), -1);
        QCOMPARE(program->slot({SlotKind::Gradient, dead, 0}), -1);
        QCOMPARE(program->slot({SlotKind::ParameterGradient, dead, 0}), -1);
        QVERIFY(program->slot({SlotKind::ParameterGradient, conv, 0}) >= 0);
        QCOMPARE(program->slot({SlotKind::OptimizerState, dead, 0}), -1);
    }

    // Of three consumers the first writes the gradient and the others add to it.
    void gradientsOfSeveralConsumersAdd()
    {
        Draft draft({2, 4, 4});
        const int entry = draft.conv(3, 3, 0);
        const int left = draft.put(OperatorKind::Tanh, {entry});
        const int right = draft.put(OperatorKind::Relu, {entry});
        const int sum = draft.put(OperatorKind::Add, {left, right});
        draft.put(OperatorKind::Add, {sum, entry});
        const auto program = compiled(draft.graph, trainingOptions());
        const int target = program->slot({SlotKind::Gradient, entry, 0});
        std::vector<bool> additions;
        for (const Step& step : program->steps()) {
            const bool writes = std::ranges::count(step.overwrites, target) > 0;
            const bool adds = std::ranges::count(step.modifies, target) > 0;
            if (!writes && !adds)
                continue;
            QCOMPARE(step.accumulates, adds);
            additions.push_back(adds);
        }
        const std::vector<bool> expected{false, true, true};
        QCOMPARE(additions, expected);
    }

    // A step reads only what an earlier step of the batch wrote, or what survives batches.
    void stepsReadWhatIsThere()
    {
        const auto program = zooProgram("resnet8", trainingOptions(2));
        std::set<int> written;
        for (const Step& step : program->steps()) {
            for (const int slot : step.reads)
                QVERIFY(written.contains(slot)
                        || program->allSlots()[static_cast<std::size_t>(slot)].isPersistent);
            for (const int slot : step.modifies)
                QVERIFY(written.contains(slot)
                        || program->allSlots()[static_cast<std::size_t>(slot)].isPersistent);
            written.insert(step.overwrites.begin(), step.overwrites.end());
        }
        for (int i = 0; i < static_cast<int>(program->allSlots().size()); ++i)
            QVERIFY(written.contains(i)
                    || program->allSlots()[static_cast<std::size_t>(i)].isPersistent);
    }

    void statisticsChangeOnlyInTraining()
    {
        CompileOptions options = trainingOptions(2);
        for (const bool isTraining : {true, false}) {
            options.isTraining = isTraining;
            int changed = 0;
            const auto program = zooProgram("resnet8", options);
            for (const Step& step : program->steps())
                changed +=
                    step.phase == Phase::Forward ? static_cast<int>(step.modifies.size()) : 0;
            QCOMPARE(changed, isTraining ? 2 * 9 : 0);
        }
    }

    void memoryBudgetIsKept()
    {
        const auto program =
            compile(*zooGraph("fashion-cnn", {1, 28, 28}, 10), trainingOptions(1 << 20));
        QVERIFY(!program);
        QCOMPARE(program.error().code, ErrorCode::OutOfMemory);
        QVERIFY(describe(program.error()).find("1048576") != std::string::npos);
        QVERIFY(!english(program.error().remedy).empty());
    }

    void batchMustHoldPictures()
    {
        for (const std::int64_t batch :
             {std::int64_t{0}, std::int64_t{-3}, std::int64_t{1} << 40}) {
            const auto program = compile(*zooGraph("mlp", {1, 28, 28}, 10), trainingOptions(batch));
            QVERIFY(!program);
            QCOMPARE(program.error().code, ErrorCode::BadInput);
        }
    }

    void refusesWhatShapesRefuse()
    {
        Draft draft({2, 4, 4});
        draft.linear(3, 0);
        const auto program = compile(draft.graph, trainingOptions());
        QVERIFY(!program);
        QCOMPARE(program.error().where, draft.graph.nodes[1].name);
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
