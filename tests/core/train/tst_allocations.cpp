#include "core/graph/zoo.h"
#include "tests/support/counted_allocations.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

std::unique_ptr<TrainingRun> runOf(const std::string& network, OptimizerKind optimizer,
                                   bool hasEverything, ThreadPool& pool)
{
    const Shape input = network == "resnet8" ? Shape{3, 16, 16} : Shape{1, 28, 28};
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
    }

    // Beside two things that are paid for once in a while: a keyframe every 50 batches and the order
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
            runUntil(run->stepper(), 14);
            for (std::int64_t batch = 14; batch < 26; ++batch)
                QCOMPARE(allocationsOfBatch(run->stepper()), std::int64_t{0});
        }
    }
};

QTEST_GUILESS_MAIN(TestAllocations)
#include "tst_allocations.moc"
