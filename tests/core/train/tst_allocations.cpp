#include "core/data/augmentation.h"
#include "core/data/batches.h"
#include "core/graph/zoo.h"
#include "tests/support/counted_allocations.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

#include <barrier>

using namespace propago;
using namespace propago::test;

namespace {

TrainingSettings settingsOf(OptimizerKind optimizer, bool hasEverything)
{
    TrainingSettings settings;
    settings.batch = 8;
    settings.optimizer = optimizer;
    settings.learningRate = 0.001;
    if (hasEverything) {
        settings.gradClipValue = 0.1;
        settings.gradClipNorm = 0.5;
        settings.labelSmoothing = 0.1;
        for (const AugmentationKind& kind : augmentationKinds())
            settings.augmentation.*(kind.strength) = kind.usual;
    }
    return settings;
}

// A thread keeps room for the pictures that it changes, and which of them come to it is left to the
// moment: so each thread changes some before anything is counted.
void warm(ThreadPool& pool, const Shape& input, const Augmentation& augmentation)
{
    const Augmenter augmenter(augmentation, input, 1);
    const auto pictures = barPictures(8, input, 4);
    const std::vector<std::int32_t> indices{0, 1, 2, 3, 4, 5, 6, 7};
    std::barrier all(pool.threads());
    auto task = [&](int) {
        all.arrive_and_wait(); // nobody gets two tasks
        ThreadPool alone(1);
        Tensor x(input.batched(8), Format::Fp32);
        std::int32_t labels[8];
        fillBatch(*pictures, {}, indices, x.view(), labels, alone, {&augmenter, 0});
    };
    pool.run(pool.threads(), task);
}

std::unique_ptr<TrainingRun> runOf(const std::string& network, OptimizerKind optimizer,
                                   bool hasEverything, ThreadPool& pool)
{
    const Shape input = network == "resnet8" ? Shape{3, 16, 16} : Shape{1, 28, 28};
    const TrainingSettings settings = settingsOf(optimizer, hasEverything);
    warm(pool, input, settings.augmentation);
    return started(sessionOf(*zooGraph(network, input, 4), settings), barPictures(100, input, 4),
                   pool);
}

std::int64_t allocationsOfBatch(Stepper& stepper)
{
    const Position end{stepper.position().batch + 1, 0};
    const StopCondition stop = [end](const Stepper& s) { return s.position() >= end; };
    const std::int64_t before = allocations.load();
    stepper.run(stop);
    return allocations.load() - before;
}

// From batch `first` to batch `last`, which hold no keyframe and no new order of the pictures.
void expectNone(Stepper& stepper, std::int64_t first, std::int64_t last)
{
    runUntil(stepper, first);
    for (std::int64_t batch = first; batch < last; ++batch)
        QCOMPARE(allocationsOfBatch(stepper), std::int64_t{0});
}

} // namespace

/// Flat out, a batch takes no memory from the system once the run is warm.
class TestAllocations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countingWorks()
    {
        const std::int64_t before = allocations.load();
        const auto number = std::make_unique<int>(1);
        QCOMPARE(allocations.load() - before, std::int64_t{1});
        const Tensor tensor(Shape{4}, Format::Fp32);
        QVERIFY(allocations.load() - before > 1);
    }

    // Each optimizer with each schedule, in every format that trains.
    void methodsAllocateNothing()
    {
        for (const OptimizerKind optimizer :
             {OptimizerKind::Sgd, OptimizerKind::Nesterov, OptimizerKind::RmsProp,
              OptimizerKind::Adagrad, OptimizerKind::Adam, OptimizerKind::AdamW}) {
            for (const ScheduleKind schedule :
                 {ScheduleKind::Constant, ScheduleKind::Step, ScheduleKind::Cosine,
                  ScheduleKind::OneCycle, ScheduleKind::Plateau}) {
                for (const Format format : {Format::Fp32, Format::Bf16, Format::Fp64}) {
                    TrainingSettings settings = settingsOf(optimizer, false);
                    settings.schedule = schedule;
                    settings.format = format;
                    settings.batch = 4;
                    ThreadPool pool(2);
                    const auto run = started(sessionOf(*zooGraph("mlp", {1, 8, 8}, 4), settings),
                                             barPictures(100, {1, 8, 8}, 4), pool);
                    expectNone(run->stepper(), 33, 48); // of the second epoch of 25
                }
            }
        }
    }

    void everyNetworkAllocatesNothing_data()
    {
        QTest::addColumn<QString>("network");
        for (const std::string& name : zooNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void everyNetworkAllocatesNothing()
    {
        QFETCH(QString, network);
        const std::string name = network.toStdString();
        const bool isLarge = zooInput(name)[2] > 32;
        const Shape input = isLarge ? Shape{3, 64, 64} : zooInput(name);
        TrainingSettings settings = settingsOf(OptimizerKind::Adam, true);
        settings.batch = 2;
        for (const Format format : {Format::Fp32, Format::Bf16}) {
            settings.format = format;
            for (const int threads : {1, 2}) {
                ThreadPool pool(threads);
                warm(pool, input, settings.augmentation);
                const auto run = started(sessionOf(*zooGraph(name, input, 4), settings),
                                         barPictures(12, input, 4), pool);
                expectNone(run->stepper(), 7, 10); // epochs of 6
            }
        }
    }

    // Beside two things that are paid for once in a while: a keyframe every 16 batches and the order
    // of the pictures every epoch (13 batches here).
    void batchesAllocateNothing_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("optimizer");
        QTest::addColumn<bool>("hasEverything");
        const auto row = [](const char* name, const char* network, OptimizerKind optimizer,
                            bool hasEverything) {
            QTest::newRow(name) << network << static_cast<int>(optimizer) << hasEverything;
        };
        row("lenet", "lenet", OptimizerKind::Adam, false);
        row("fashion-cnn", "fashion-cnn", OptimizerKind::Sgd, false);
        row("resnet8", "resnet8", OptimizerKind::Nesterov, false);
        row("lenet with clipping and augmentation", "lenet", OptimizerKind::AdamW, true);
    }
    void batchesAllocateNothing()
    {
        QFETCH(QString, network);
        QFETCH(int, optimizer);
        QFETCH(bool, hasEverything);
        for (const int threads : {1, 2}) {
            ThreadPool pool(threads);
            const auto run = runOf(network.toStdString(), static_cast<OptimizerKind>(optimizer),
                                   hasEverything, pool);
            expectNone(run->stepper(), 17, 26);
        }
    }
};

QTEST_GUILESS_MAIN(TestAllocations)
#include "tst_allocations.moc"
