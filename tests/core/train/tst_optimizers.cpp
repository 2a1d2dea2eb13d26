#include "core/train/optimizers.h"
#include "core/train/schedules.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

/// One parameter of one element under a made optimizer.
class Walk {
public:
    Walk(const TrainingSettings& settings, Format format)
        : m_settings(settings)
        , m_optimizer(makeOptimizer(settings))
        , m_parameter({1}, format)
        , m_gradient({1}, format)
    {
        for (int i = 0; i < m_optimizer->states(); ++i)
            m_states.emplace_back(Shape{1}, format);
        fillWith(m_parameter.view(), [](std::int64_t) { return 1.0; });
    }
    double step(double gradient)
    {
        fillWith(m_gradient.view(), [&](std::int64_t) { return gradient; });
        std::vector<TensorView> states;
        for (const Tensor& state : m_states)
            states.push_back(state.view());
        m_optimizer->update({m_parameter.view(), m_gradient.view(), states, m_step++,
                             m_settings.learningRate, nullptr});
        return m_parameter.at(0);
    }

private:
    TrainingSettings m_settings;
    std::unique_ptr<Optimizer> m_optimizer;
    Tensor m_parameter, m_gradient;
    std::vector<Tensor> m_states;
    std::int64_t m_step = 0;
};

TrainingSettings settingsOf(OptimizerKind kind, double rate, double weightDecay = 0)
{
    TrainingSettings settings;
    settings.optimizer = kind;
    settings.learningRate = rate;
    settings.weightDecay = weightDecay;
    return settings;
}

} // namespace

/// Three steps of each optimizer by hand, from w = 1 with gradients 0.5, -0.25, 1.
class TestOptimizers : public QObject {
    Q_OBJECT

    static void check(const TrainingSettings& settings, const std::vector<double>& expected)
    {
        constexpr double kGradients[] = {0.5, -0.25, 1.0};
        for (const Format format : {Format::Fp64, Format::Fp32}) {
            Walk walk(settings, format);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const double value = walk.step(kGradients[i]);
                const double tolerance = format == Format::Fp64 ? 1e-14 : 2e-7;
                QVERIFY2(std::abs(value - expected[i]) <= tolerance,
                         qPrintable(QString("step %1: %2 against %3")
                                        .arg(i)
                                        .arg(value, 0, 'g', 12)
                                        .arg(expected[i], 0, 'g', 12)));
            }
        }
    }

private Q_SLOTS:
    void plainSgd()
    {
        TrainingSettings settings = settingsOf(OptimizerKind::Sgd, 0.1);
        settings.momentum = 0;
        QCOMPARE(makeOptimizer(settings)->states(), 0);
        check(settings, {0.95, 0.975, 0.875});
    }

    // v = 0.5, 0.9 * 0.5 - 0.25 = 0.2, 0.9 * 0.2 + 1 = 1.18
    void momentum()
    {
        const TrainingSettings settings = settingsOf(OptimizerKind::Sgd, 0.1);
        QCOMPARE(makeOptimizer(settings)->states(), 1);
        check(settings, {0.95, 0.93, 0.812});
    }

    // the same v; steps g + 0.9 v = 0.95, -0.07, 2.062
    void nesterov() { check(settingsOf(OptimizerKind::Nesterov, 0.1), {0.905, 0.912, 0.7058}); }

    // g' = g + 0.1 w: 0.6, then v = 0.54 - 0.25 + 0.094 = 0.384
    void weightDecay() { check(settingsOf(OptimizerKind::Sgd, 0.1, 0.1), {0.94, 0.9016}); }

    // After the first step both corrected moments are g and g^2: the step is lr * g / (|g| + eps).
    void adam()
    {
        const TrainingSettings settings = settingsOf(OptimizerKind::Adam, 0.1);
        QCOMPARE(makeOptimizer(settings)->states(), 2);
        const double first = 1 - 0.1 * 0.5 / (0.5 + 1e-8);
        // m = 0.9 * 0.05 - 0.025 = 0.02, v = 0.999 * 0.00025 + 0.0000625 = 0.00031225
        const double second =
            first - 0.1 * (0.02 / 0.19) / (std::sqrt(0.00031225 / 0.001999) + 1e-8);
        check(settings, {first, second});
    }

    // The same first step as Adam's, after the weight has lost lr * 0.2 of itself.
    void adamWShrinksTheWeightApart()
    {
        const TrainingSettings settings = settingsOf(OptimizerKind::AdamW, 0.1, 0.2);
        QCOMPARE(makeOptimizer(settings)->states(), 2);
        check(settings, {0.98 - 0.1 * 0.5 / (0.5 + 1e-8)});
    }

    // square = 0.01 * 0.25 = 0.0025, then 0.99 * 0.0025 + 0.01 * 0.0625 = 0.0031
    void rmsProp()
    {
        const TrainingSettings settings = settingsOf(OptimizerKind::RmsProp, 0.1);
        QCOMPARE(makeOptimizer(settings)->states(), 1);
        const double first = 1 - 0.1 * 0.5 / (0.05 + 1e-8);
        check(settings, {first, first + 0.1 * 0.25 / (std::sqrt(0.0031) + 1e-8)});
    }

    // sum = 0.25, then 0.3125
    void adagrad()
    {
        const TrainingSettings settings = settingsOf(OptimizerKind::Adagrad, 0.1);
        QCOMPARE(makeOptimizer(settings)->states(), 1);
        const double first = 1 - 0.1 * 0.5 / (0.5 + 1e-10);
        check(settings, {first, first + 0.1 * 0.25 / (std::sqrt(0.3125) + 1e-10)});
    }

    void names()
    {
        QCOMPARE(makeOptimizer(settingsOf(OptimizerKind::Adam, 1))->name(), "Adam");
        QCOMPARE(makeOptimizer(settingsOf(OptimizerKind::Sgd, 1))->name(), "SGD");
        QCOMPARE(makeOptimizer(settingsOf(OptimizerKind::Nesterov, 1))->name(), "Nesterov");
        QCOMPARE(makeOptimizer(settingsOf(OptimizerKind::RmsProp, 1))->name(), "RMSprop");
        QCOMPARE(makeOptimizer(settingsOf(OptimizerKind::Adagrad, 1))->name(), "Adagrad");
        QCOMPARE(makeOptimizer(settingsOf(OptimizerKind::AdamW, 1))->name(), "AdamW");
        for (const OptimizerKind kind :
             {OptimizerKind::Sgd, OptimizerKind::Nesterov, OptimizerKind::RmsProp,
              OptimizerKind::Adagrad, OptimizerKind::Adam, OptimizerKind::AdamW}) {
            OptimizerKind parsed{};
            QVERIFY(parse(name(kind), parsed));
            QCOMPARE(parsed, kind);
        }
        OptimizerKind untouched = OptimizerKind::Adam;
        QVERIFY(!parse("adamm", untouched));
        QCOMPARE(untouched, OptimizerKind::Adam);
    }
};

/// Rates by epoch, ten batches each.
class TestSchedules : public QObject {
    Q_OBJECT

    static TrainingSettings of(ScheduleKind kind)
    {
        TrainingSettings settings;
        settings.learningRate = 0.4;
        settings.schedule = kind;
        settings.epochs = 4;
        settings.scheduleEpochs = 2;
        settings.scheduleFactor = 0.5;
        return settings;
    }

private Q_SLOTS:
    void constant()
    {
        const auto schedule = makeSchedule(of(ScheduleKind::Constant), 10);
        for (const std::int64_t step : {0, 9, 10, 1000})
            QCOMPARE(schedule->rate(step), 0.4);
    }

    void stepHalvesEverySecondEpoch()
    {
        const auto schedule = makeSchedule(of(ScheduleKind::Step), 10);
        QCOMPARE(schedule->rate(0), 0.4);
        QCOMPARE(schedule->rate(19), 0.4);
        QCOMPARE(schedule->rate(20), 0.2);
        QCOMPARE(schedule->rate(39), 0.2);
        QCOMPARE(schedule->rate(40), 0.1);
    }

    // (1 + cos(pi e / 4)) / 2 for e = 0..4: 1, 0.853..., 0.5, 0.146..., 0
    void cosineEndsAtZero()
    {
        const auto schedule = makeSchedule(of(ScheduleKind::Cosine), 10);
        const double quarter = (1 + std::sqrt(0.5)) / 2;
        QCOMPARE(schedule->rate(9), 0.4);
        QVERIFY(std::abs(schedule->rate(10) - 0.4 * quarter) < 1e-15);
        QVERIFY(std::abs(schedule->rate(20) - 0.2) < 1e-15);
        QVERIFY(std::abs(schedule->rate(30) - 0.4 * (1 - quarter)) < 1e-15);
        QVERIFY(std::abs(schedule->rate(40)) < 1e-15);
        QVERIFY(std::abs(schedule->rate(90)) < 1e-15);
    }

    // A hand on the dial scales what is left of the schedule.
    void changedByHand()
    {
        const auto schedule = changedSchedule(of(ScheduleKind::Step), 10, {{5, 0.8}, {25, 0.1}});
        QCOMPARE(schedule->rate(4), 0.4);
        QCOMPARE(schedule->rate(5), 0.8);
        QCOMPARE(schedule->rate(20), 0.4);
        QCOMPARE(schedule->rate(25), 0.05);
        QCOMPARE(schedule->rate(40), 0.025);
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    TestOptimizers optimizers;
    TestSchedules schedules;
    return QTest::qExec(&optimizers, argc, argv) + QTest::qExec(&schedules, argc, argv);
}
#include "tst_optimizers.moc"
