#include "core/base/thread_pool.h"
#include "core/graph/zoo.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

const ElementRef kWeight{{SlotKind::Parameter, 1, 0}, 7};
const ElementRef kValue{{SlotKind::Value, 1, 0}, 3};

} // namespace

/// Numbers that are followed from batch to batch.
class TestWatches : public QObject {
    Q_OBJECT
private:
    ThreadPool m_pool{1};

    std::unique_ptr<TrainingRun> run()
    {
        TrainingSettings settings;
        settings.batch = 4;
        settings.seed = 3;
        auto started =
            TrainingRun::start(sessionOf(*zooGraph("lenet", zooInput("lenet"), 10), settings),
                               barPictures(40, zooInput("lenet"), 10), m_pool, {});
        if (!started)
            throw std::runtime_error(describe(started.error()));
        return std::move(*started);
    }

private slots:
    void everyBatchAddsWhatTheWorkspaceHolds()
    {
        const auto training = run();
        Stepper& stepper = training->stepper();
        stepper.forward(Grain::Batch);
        training->setWatches({kWeight, kValue});
        std::vector<double> wanted;
        for (int i = 0; i < 5; ++i) {
            stepper.forward(Grain::Batch);
            wanted.push_back(stepper.workspace().view(kWeight.tensor).at(kWeight.element));
        }
        const Watch& watch = training->history().watches.at(0);
        const auto points = watch.curve.points();
        QCOMPARE(points.size(), wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            QCOMPARE(points[i].at, static_cast<std::int64_t>(i) + 1);
            QCOMPARE(points[i].value, wanted[i]);
        }
        QCOMPARE(training->history().watches.at(1).value,
                 stepper.workspace().view(kValue.tensor).slice(0, 1).at(kValue.element));
    }

    void goingBackAddsNothingTwice()
    {
        const auto training = run();
        Stepper& stepper = training->stepper();
        training->setWatches({kWeight});
        for (int i = 0; i < 4; ++i)
            stepper.forward(Grain::Batch);
        stepper.seek({1, 0});
        stepper.seek({6, 0});
        const Watch& watch = training->history().watches.at(0);
        QCOMPARE(watch.curve.points().size(), std::size_t{6});
        QCOMPARE(watch.last, std::int64_t{5});
    }

    void anotherSelectionKeepsTheCurvesThatStay()
    {
        const auto training = run();
        training->setWatches({kWeight});
        training->stepper().forward(Grain::Batch);
        training->setWatches({kValue, kWeight});
        training->stepper().forward(Grain::Batch);
        QCOMPARE(training->history().watches.at(0).curve.points().size(), std::size_t{1});
        QCOMPARE(training->history().watches.at(1).curve.points().size(), std::size_t{2});
        training->reset();
        QCOMPARE(training->history().watches.size(), std::size_t{2});
        QCOMPARE(training->history().watches.at(1).last, std::int64_t{-1});
    }

    void whatTheNetworkDoesNotHaveIsLeftOut()
    {
        const auto training = run();
        training->setWatches({{{SlotKind::Parameter, 99, 0}, 0},
                              {{SlotKind::Parameter, 1, 0}, 1 << 30},
                              {{SlotKind::Parameter, 1, 0}, -1},
                              kWeight});
        QCOMPARE(training->history().watches.size(), std::size_t{1});
        training->stepper().forward(Grain::Batch);
    }

    void aChangedFutureForgetsTheCurve()
    {
        Watch watch{kWeight, {}, -1, 0};
        watch.put(3, 1);
        watch.put(4, 2);
        watch.cut(5);
        QCOMPARE(watch.last, std::int64_t{4});
        watch.cut(4);
        QCOMPARE(watch.last, std::int64_t{-1});
        QVERIFY(watch.curve.points().empty());
    }
};

QTEST_APPLESS_MAIN(TestWatches)
#include "tst_watches.moc"
