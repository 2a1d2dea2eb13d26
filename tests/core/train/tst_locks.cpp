#include "core/graph/zoo.h"
#include "tests/support/counted_locks.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>

using namespace propago;
using namespace propago::test;

namespace {

std::unique_ptr<TrainingRun> runOf(const std::string& network, bool hasEverything, ThreadPool& pool)
{
    const Shape input = network == "resnet8" ? Shape{3, 16, 16} : Shape{1, 28, 28};
    TrainingSettings settings;
    settings.batch = 8;
    settings.optimizer = OptimizerKind::Adam;
    settings.learningRate = 0.001;
    if (hasEverything) {
        settings.gradClipNorm = 0.5;
        settings.schedule = ScheduleKind::OneCycle;
        for (const AugmentationKind& kind : augmentationKinds())
            settings.augmentation.*(kind.strength) = kind.usual;
    }
    return started(sessionOf(*zooGraph(network, input, 4), settings), barPictures(100, input, 4),
                   pool);
}

std::int64_t locksOfBatch(Stepper& stepper)
{
    const std::int64_t before = ownLocks;
    runUntil(stepper, stepper.position().batch + 1);
    return ownLocks - before;
}

} // namespace

/// Flat out, training takes no lock.
class TestLocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!kCountsLocks)
            QSKIP("the sanitizer stands before the locks itself");
    }

    void countingWorks()
    {
        const std::int64_t before = ownLocks;
        std::mutex mutex;
        for (int i = 0; i < 5; ++i)
            const std::lock_guard lock(mutex);
        QCOMPARE(ownLocks - before, std::int64_t{5});
    }

    void batchesTakeNoLock_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<bool>("hasEverything");
        QTest::newRow("mlp") << "mlp" << false;
        QTest::newRow("lenet") << "lenet" << false;
        QTest::newRow("lenet with everything") << "lenet" << true;
        QTest::newRow("resnet8") << "resnet8" << false;
    }
    void batchesTakeNoLock()
    {
        QFETCH(QString, network);
        QFETCH(bool, hasEverything);
        ThreadPool pool(1);
        const auto run = runOf(network.toStdString(), hasEverything, pool);
        runUntil(run->stepper(), 3);
        for (int batch = 0; batch < 60; ++batch) // with keyframes and new orders of the pictures
            QCOMPARE(locksOfBatch(run->stepper()), std::int64_t{0});
    }

    // A thread that found nothing to do for long sleeps on the pool's mutex; how often depends on
    // how busy the machine is. There is no other.
    void threadsLockOnlyToSleep()
    {
        sleepMutex = nullptr; // threads of libraries have slept before
        ThreadPool pool(2);
        const auto run = runOf("lenet", true, pool);
        QTRY_VERIFY(sleepMutex.load() != nullptr); // the second thread has nothing to do yet
        runUntil(run->stepper(), 3);
        const std::int64_t before = busyLocks;
        runUntil(run->stepper(), 200);
        QCOMPARE(busyLocks - before, std::int64_t{0});
    }

    // Calls that follow one another at once keep everybody awake.
    void awakeThreadsTakeNoLock()
    {
        ThreadPool pool(2);
        std::atomic<int> done{0};
        auto task = [&](int) { done.fetch_add(1, std::memory_order_relaxed); };
        std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
        for (int attempt = 0; attempt < 5000 && fewest > 0; ++attempt) {
            const std::int64_t before = locks;
            for (int call = 0; call < 20; ++call)
                pool.run(8, task);
            fewest = std::min<std::int64_t>(fewest, locks - before);
        }
        QCOMPARE(fewest, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestLocks)
#include "tst_locks.moc"
