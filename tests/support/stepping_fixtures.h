#pragma once
#include "tests/support/program_fixtures.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

/// Runs on random networks, and what their state has to be at every position.
namespace propago::test {

inline constexpr std::int64_t kBatches = 12; // a little over two epochs
inline constexpr Grain kGrains[] = {Grain::Op, Grain::Layer, Grain::Phase, Grain::Batch,
                                    Grain::Epoch};

struct Setting {
    OptimizerKind optimizer = OptimizerKind::Sgd;
    std::uint64_t network = 1;
    Format format = Format::Fp32;
    bool hasEverything = false; ///< clipping, smoothing, one-cycle, every augmentation
    Graph (*draw)(std::uint64_t, const Shape&, std::int64_t) = randomGraph;
};

inline void addEverything(TrainingSettings& settings)
{
    settings.gradClipValue = 0.1;
    settings.gradClipNorm = 0.3;
    settings.labelSmoothing = 0.1;
    settings.schedule = ScheduleKind::OneCycle;
    settings.epochs = 4;
    for (const AugmentationKind& kind : augmentationKinds())
        settings.augmentation.*(kind.strength) = kind.usual;
    settings.augmentation.cutout = 2;
}

// 22 pictures in batches of 5: the last batch of an epoch holds 2.
inline std::unique_ptr<TrainingRun> fresh(const Setting& setting, ThreadPool& pool,
                                          PastBudget budget = {})
{
    TrainingSettings settings;
    settings.seed = 100 + setting.network;
    settings.batch = 5;
    settings.optimizer = setting.optimizer;
    settings.learningRate = 5 * usualLearningRate(setting.optimizer);
    settings.weightDecay = 1e-3;
    settings.format = setting.format;
    settings.schedule = ScheduleKind::Step;
    settings.scheduleFactor = 0.7;
    if (setting.hasEverything)
        addEverything(settings);
    return started(sessionOf(setting.draw(setting.network, {2, 6, 6}, 3), settings),
                   barPictures(22, {2, 6, 6}, 3), pool, budget);
}

inline std::uint64_t hashOf(const TrainingRun& run)
{
    return stateHash(run.stepper().workspace());
}

/// The state at every position of a run that is never stepped back, taken one step at a time
/// without a journal: what every other way of getting there has to reproduce.
using Truth = std::map<Position, std::uint64_t>;

inline Truth truthOf(TrainingRun& run, std::int64_t batches = kBatches)
{
    Truth truth;
    truth[run.stepper().position()] = hashOf(run);
    while (run.stepper().position() < Position{batches, 0}) {
        run.stepper().run([](const Stepper&) { return true; });
        truth[run.stepper().position()] = hashOf(run);
    }
    return truth;
}

inline std::string text(Position p)
{
    return std::to_string(p.batch) + ":" + std::to_string(p.op);
}

inline bool holds(const TrainingRun& run, const Truth& truth)
{
    const Position here = run.stepper().position();
    if (truth.contains(here) && truth.at(here) == hashOf(run))
        return true;
    qWarning("another state at %s", text(here).c_str());
    return false;
}

inline Position randomPosition(const RandomSource& source, std::uint64_t index,
                               const Stepper& stepper, std::int64_t batches)
{
    const auto steps = static_cast<std::uint32_t>(stepper.program().steps().size());
    return {source.below(static_cast<std::uint32_t>(batches), 2 * index),
            static_cast<int>(source.below(steps, 2 * index + 1))};
}

inline void addSettings()
{
    QTest::addColumn<int>("optimizer");
    QTest::addColumn<int>("network");
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("hasEverything");
    const auto row = [](OptimizerKind optimizer, int network, Format format,
                        bool hasEverything = false) {
        QTest::addRow("%s network %d %s%s", name(optimizer), network, traits(format).name.data(),
                      hasEverything ? " with everything" : "")
            << static_cast<int>(optimizer) << network << static_cast<int>(format)
            << static_cast<int>(hasEverything);
    };
    row(OptimizerKind::Sgd, 1, Format::Fp32);
    row(OptimizerKind::Nesterov, 2, Format::Fp32);
    row(OptimizerKind::Adam, 3, Format::Fp32);
    row(OptimizerKind::Sgd, 4, Format::Fp32);
    row(OptimizerKind::Nesterov, 5, Format::Fp64);
    row(OptimizerKind::Adam, 6, Format::Fp32);
    row(OptimizerKind::RmsProp, 2, Format::Fp32, true);
    row(OptimizerKind::Adagrad, 3, Format::Fp64, true);
    row(OptimizerKind::AdamW, 1, Format::Fp32, true);
    row(OptimizerKind::Adam, 4, Format::Bf16, true);
}

inline Setting fetched()
{
    const auto value = [](const char* column) {
        return *static_cast<int*>(QTest::qData(column, qMetaTypeId<int>()));
    };
    return {static_cast<OptimizerKind>(value("optimizer")),
            static_cast<std::uint64_t>(value("network")), static_cast<Format>(value("format")),
            value("hasEverything") != 0};
}

} // namespace propago::test
