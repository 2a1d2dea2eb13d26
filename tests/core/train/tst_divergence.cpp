#include "tests/support/program_fixtures.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

#include <cmath>

using namespace propago;
using namespace propago::test;

namespace {

// Normalisations without a skip around them keep even huge weights from overflowing, so the
// networks come with and without.
Graph plainNetwork()
{
    Draft draft({1, 8, 8});
    const int conv = draft.put(OperatorKind::Relu, {draft.conv(4, 3, 0)});
    draft.linear(3, draft.put(OperatorKind::Flatten, {draft.conv(4, 3, conv)}));
    return draft.graph;
}

Graph normalisedNetwork()
{
    Draft draft({1, 8, 8});
    const int conv = draft.put(OperatorKind::Relu, {draft.conv(4, 3, 0)});
    const int squared = draft.conv(4, 3, draft.conv(4, 3, conv));
    const int normal = draft.put(OperatorKind::BatchNorm2d, {squared});
    draft.linear(3, draft.put(OperatorKind::Flatten, {normal}));
    return draft.graph;
}

std::unique_ptr<TrainingRun> runOf(const Graph& graph, OptimizerKind optimizer, double rate,
                                   ThreadPool& pool, PastBudget budget = {})
{
    TrainingSettings settings;
    settings.batch = 8;
    settings.optimizer = optimizer;
    settings.learningRate = rate;
    return started(sessionOf(graph, settings), barPictures(40, {1, 8, 8}, 3), pool, budget);
}

bool everythingPersistentIsFinite(const TrainingRun& run)
{
    const Program& program = run.stepper().program();
    for (const Slot& slot : program.allSlots()) {
        const TensorView view = run.stepper().workspace().view(slot.ref);
        for (std::int64_t i = 0; slot.isPersistent && i < view.elements(); ++i) {
            if (!std::isfinite(view.at(i)))
                return false;
        }
    }
    return true;
}

std::uint64_t hashOf(const TrainingRun& run)
{
    return stateHash(run.stepper().workspace());
}

} // namespace

/// A run that leaves the range of its numbers stops, keeps its parameters, and can be taken back.
class TestDivergence : public QObject {
    Q_OBJECT

    static void addRuns()
    {
        QTest::addColumn<bool>("isNormalised");
        QTest::addColumn<int>("optimizer");
        QTest::addColumn<double>("rate");
        const auto row = [](bool isNormalised, OptimizerKind optimizer, double rate) {
            QTest::addRow("%s, %s, %g", isNormalised ? "normalised" : "plain", name(optimizer),
                          rate)
                << isNormalised << static_cast<int>(optimizer) << rate;
        };
        for (const bool isNormalised : {false, true}) {
            row(isNormalised, OptimizerKind::Sgd, 1e18);
            row(isNormalised, OptimizerKind::Sgd, 1e38);
            row(isNormalised, OptimizerKind::Sgd, 1e300);
            row(isNormalised, OptimizerKind::Nesterov, 1e20);
            row(isNormalised, OptimizerKind::Adam, 1e15);
            row(isNormalised, OptimizerKind::Adam, 1e38);
        }
    }

    static std::unique_ptr<TrainingRun> fetched(ThreadPool& pool, PastBudget budget = {})
    {
        QFETCH(bool, isNormalised);
        QFETCH(int, optimizer);
        QFETCH(double, rate);
        return runOf(isNormalised ? normalisedNetwork() : plainNetwork(),
                     static_cast<OptimizerKind>(optimizer), rate, pool, budget);
    }

private Q_SLOTS:
    void flatOutStopsWithFiniteParameters_data() { addRuns(); }
    void flatOutStopsWithFiniteParameters()
    {
        ThreadPool pool(1);
        const auto run = fetched(pool);
        QCOMPARE(runUntil(run->stepper(), 200), StopReason::Diverged);
        QVERIFY(run->stepper().hasDiverged());
        QVERIFY(everythingPersistentIsFinite(*run));
        QVERIFY(run->stepper().position().batch < 200);
        QCOMPARE(run->stepper().forward(Grain::Op), StopReason::Diverged);
        QCOMPARE(run->history().batches.size(),
                 static_cast<std::size_t>(run->stepper().position().batch));
        for (const BatchMetrics metrics : run->history().batches)
            QVERIFY(std::isfinite(metrics.loss));
    }

    void steppingStopsAtTheSameState_data() { addRuns(); }
    void steppingStopsAtTheSameState()
    {
        ThreadPool pool(1);
        const auto flat = fetched(pool);
        runUntil(flat->stepper(), 200);
        for (const PastBudget budget : {PastBudget{}, PastBudget{1, 1}}) {
            const auto stepped = fetched(pool, budget);
            while (stepped->stepper().forward(Grain::Op) == StopReason::Reached)
                QVERIFY(everythingPersistentIsFinite(*stepped));
            QVERIFY(stepped->stepper().position() == flat->stepper().position());
            QVERIFY(stepped->stepper().hasDiverged());
            QCOMPARE(hashOf(*stepped), hashOf(*flat));
        }
    }

    void backRecovers_data() { addRuns(); }
    void backRecovers()
    {
        ThreadPool pool(1);
        const auto clean = fetched(pool);
        const std::uint64_t start = hashOf(*clean);
        const auto run = fetched(pool);
        runUntil(run->stepper(), 200);
        const Position end = run->stepper().position();
        QVERIFY(run->stepper().back(Grain::Op));
        QVERIFY(run->stepper().position() < end);
        QVERIFY(!run->stepper().hasDiverged());
        clean->stepper().seek(run->stepper().position());
        QCOMPARE(hashOf(*run), hashOf(*clean));
        run->stepper().seek({0, 0});
        QCOMPARE(hashOf(*run), start);
        QCOMPARE(runUntil(run->stepper(), 200), StopReason::Diverged);
        QVERIFY(run->stepper().position() == end);
    }

    // Twenty good batches, then a rate that cannot work, then a good one again from where it broke.
    void aSmallerRateGoesOn()
    {
        ThreadPool pool(1);
        const auto run = runOf(plainNetwork(), OptimizerKind::Sgd, 0.01, pool);
        runUntil(run->stepper(), 20);
        const std::string sha = run->weightsSha256();
        const auto losses = run->history().batches;
        run->changeLearningRate(1e25);
        QCOMPARE(runUntil(run->stepper(), 60), StopReason::Diverged);
        for (std::size_t i = 0; i < losses.size(); ++i)
            QCOMPARE(run->history().batches[i].loss, losses[i].loss);
        run->stepper().seek({20, 0});
        QCOMPARE(run->weightsSha256(), sha);
        run->changeLearningRate(0.01);
        QCOMPARE(runUntil(run->stepper(), 60), StopReason::Asked);
        const auto whole = runOf(plainNetwork(), OptimizerKind::Sgd, 0.01, pool);
        runUntil(whole->stepper(), 60);
        QCOMPARE(run->weightsSha256(), whole->weightsSha256());
    }

    void sessionOfADivergedRunIsSound()
    {
        ThreadPool pool(1);
        const auto run = runOf(normalisedNetwork(), OptimizerKind::Sgd, 1e30, pool);
        runUntil(run->stepper(), 100);
        const Session session = run->session();
        for (const auto& [ref, tensor] : session.tensors) {
            for (std::int64_t i = 0; i < tensor.elements(); ++i)
                QVERIFY(std::isfinite(tensor.at(i)));
        }
        QCOMPARE(session.position.op, 0);
    }
};

QTEST_GUILESS_MAIN(TestDivergence)
#include "tst_divergence.moc"
