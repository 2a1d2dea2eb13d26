#include "core/graph/zoo.h"
#include "core/program/next_move.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

#include <cmath>

using namespace propago;
using namespace propago::test;

namespace {

std::unique_ptr<TrainingRun> runOf(OptimizerKind optimizer, double momentum, double weightDecay,
                                   Format format, ThreadPool& pool)
{
    TrainingSettings settings;
    settings.optimizer = optimizer;
    settings.learningRate = usualLearningRate(optimizer);
    settings.momentum = momentum;
    settings.weightDecay = weightDecay;
    settings.format = format;
    settings.batch = 4;
    return started(sessionOf(*zooGraph("lenet", Shape{1, 28, 28}, 3), settings),
                   barPictures(40, Shape{1, 28, 28}, 3), pool);
}

int firstUpdate(const Program& program)
{
    const auto& steps = program.steps();
    for (int i = 0; i < static_cast<int>(steps.size()); ++i) {
        if (steps[static_cast<std::size_t>(i)].kind == StepKind::Update)
            return i;
    }
    return -1;
}

} // namespace

/// Why a weight moves: told before it does, with the number that it then has.
class TestNextMove : public QObject {
    Q_OBJECT
private slots:
    void foretellsEveryOptimizer_data()
    {
        QTest::addColumn<int>("optimizer");
        QTest::addColumn<double>("momentum");
        QTest::addColumn<double>("weightDecay");
        QTest::addColumn<int>("format");
        const auto row = [](const char* name, OptimizerKind kind, double momentum, double decay,
                            Format format) {
            QTest::newRow(name) << static_cast<int>(kind) << momentum << decay
                                << static_cast<int>(format);
        };
        row("sgd", OptimizerKind::Sgd, 0, 0, Format::Fp32);
        row("sgd with momentum", OptimizerKind::Sgd, 0.9, 0, Format::Fp32);
        row("sgd with everything, fp64", OptimizerKind::Sgd, 0.9, 1e-2, Format::Fp64);
        row("nesterov", OptimizerKind::Nesterov, 0.9, 1e-2, Format::Fp32);
        row("rmsprop", OptimizerKind::RmsProp, 0, 1e-2, Format::Fp32);
        row("adagrad", OptimizerKind::Adagrad, 0, 0, Format::Fp32);
        row("adam", OptimizerKind::Adam, 0, 0, Format::Fp32);
        row("adam with decay, fp64", OptimizerKind::Adam, 0, 1e-2, Format::Fp64);
        row("adamw", OptimizerKind::AdamW, 0, 1e-2, Format::Fp32);
    }

    // Bit for bit where the update then takes it, and the lines lead to the step.
    void foretellsEveryOptimizer()
    {
        QFETCH(int, optimizer);
        QFETCH(double, momentum);
        QFETCH(double, weightDecay);
        QFETCH(int, format);
        const auto kind = static_cast<OptimizerKind>(optimizer);
        ThreadPool pool(2);
        const auto run = runOf(kind, momentum, weightDecay, static_cast<Format>(format), pool);
        Stepper& stepper = run->stepper();
        for (const std::int64_t batch : {0, 1, 4}) {
            stepper.seek({batch, firstUpdate(stepper.program())});
            std::map<std::pair<TensorRef, std::int64_t>, Explanation> told;
            for (const int slot : stepper.program().parameterSlots()) {
                const TensorRef ref =
                    stepper.program().allSlots()[static_cast<std::size_t>(slot)].ref;
                const std::int64_t last = stepper.workspace().view(slot).elements() - 1;
                for (const std::int64_t element : {std::int64_t{0}, last / 3, last})
                    told[{ref, element}] = explainNextMove(stepper, ref, element);
            }
            stepper.seek({batch + 1, 0});
            for (const auto& [ref, explanation] : told) {
                QCOMPARE(explanation.result, stepper.workspace().view(ref.first).at(ref.second));
                QCOMPARE(explanation.terms.size(), std::size_t{2});
                QVERIFY(!explanation.isOutdated && !explanation.steps.empty());
                const double moved = explanation.terms[1].value;
                const double said = std::stod(explanation.steps.back().arguments.back());
                const double apart =
                    kind == OptimizerKind::AdamW
                        ? run->settings().learningRate * weightDecay * explanation.terms[0].value
                        : 0;
                const double slack =
                    1e-5 * std::abs(moved) + 1e-7 * std::abs(explanation.result) + 1e-12;
                QVERIFY2(std::abs(-moved - said - apart) <= slack,
                         english(explanation.steps.back()).c_str());
            }
        }
    }

    void saysNothingBeforeTheGradientsAndAfterTheMove()
    {
        ThreadPool pool(1);
        const auto run = runOf(OptimizerKind::Sgd, 0, 0, Format::Fp32, pool);
        Stepper& stepper = run->stepper();
        const int slot = stepper.program().parameterSlots().front();
        const TensorRef ref = stepper.program().allSlots()[static_cast<std::size_t>(slot)].ref;
        stepper.seek({2, firstUpdate(stepper.program()) - 1});
        QVERIFY(explainNextMove(stepper, ref, 0).terms.empty());
        QVERIFY(!explainNextMove(stepper, ref, 0).isOutdated);
        stepper.seek({3, 0});
        QVERIFY(explainNextMove(stepper, ref, 0).isOutdated);
        QVERIFY(explainNextMove(stepper, {SlotKind::Value, 1, 0}, 0).terms.empty());
        QVERIFY(explainNextMove(stepper, ref, 1 << 30).terms.empty());
    }
};

QTEST_APPLESS_MAIN(TestNextMove)
#include "tst_next_move.moc"
