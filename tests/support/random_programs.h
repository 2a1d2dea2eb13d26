#pragma once
#include "tests/support/random_graphs.h"
#include "tests/support/training_fixtures.h"

/// Random training programs: a network, and everything that decides how it is trained.
namespace propago::test {

struct RandomProgram {
    Session session;
    std::shared_ptr<const Dataset> pictures, heldOut;
    std::int64_t batches = 0; ///< of one epoch and a little more

    /// Ready at the start, or where `from` was saved.
    std::unique_ptr<TrainingRun> run(ThreadPool& pool, PastBudget budget = {},
                                     bool inputGradient = false) const
    {
        return run(session, pool, budget, inputGradient);
    }
    std::unique_ptr<TrainingRun> run(const Session& from, ThreadPool& pool, PastBudget budget = {},
                                     bool inputGradient = false) const
    {
        auto made =
            TrainingRun::start(from, pictures, pool, RunOptions{budget, inputGradient, heldOut});
        if (!made)
            throw std::runtime_error(describe(made.error()));
        return std::move(*made);
    }
};

/// Settings of every kind, each as likely as the others.
class SettingsDrawer {
public:
    explicit SettingsDrawer(Dice& dice) : m_dice(dice) {}

    TrainingSettings draw()
    {
        TrainingSettings s;
        s.seed = static_cast<std::uint64_t>(m_dice.from(1, 1000));
        s.batch = m_dice.from(1, 5);
        s.epochs = m_dice.from(1, 3);
        s.optimizer = static_cast<OptimizerKind>(m_dice.below(6));
        s.schedule = static_cast<ScheduleKind>(m_dice.below(5));
        s.loss = m_dice.one({LossKind::CrossEntropy, LossKind::CrossEntropy,
                             LossKind::MeanSquaredError, LossKind::L1});
        s.initialiser = static_cast<InitialiserKind>(m_dice.below(5));
        s.format = m_dice.chance(50)   ? Format::Fp32
                   : m_dice.chance(50) ? Format::Bf16
                                       : Format::Fp64;
        s.shuffles = m_dice.chance(80);
        s.learningRate = usualLearningRate(s.optimizer) * m_dice.real(0.5, 3);
        s.momentum = m_dice.coin() ? m_dice.real(0.5, 0.95) : 0;
        if (s.optimizer == OptimizerKind::Nesterov)
            s.momentum = 0.8;
        drawLimits(s);
        drawAugmentation(s.augmentation);
        return s;
    }

private:
    void drawLimits(TrainingSettings& s)
    {
        s.weightDecay = m_dice.coin() ? m_dice.real(1e-4, 0.05) : 0;
        s.gradClipValue = m_dice.chance(30) ? m_dice.real(0.01, 0.5) : 0;
        s.gradClipNorm = m_dice.chance(40) ? m_dice.real(0.05, 2) : 0;
        s.labelSmoothing = m_dice.chance(40) ? m_dice.real(0.01, 0.3) : 0;
        s.scheduleEpochs = 1;
        s.scheduleFactor = m_dice.real(0.1, 0.9);
        s.schedulePatience = m_dice.below(2);
    }
    void drawAugmentation(Augmentation& augmentation)
    {
        for (const AugmentationKind& kind : augmentationKinds()) {
            if (m_dice.chance(20))
                augmentation.*(kind.strength) = kind.usual;
        }
        augmentation.cutout = std::min(augmentation.cutout, 2.0);
    }

    Dice& m_dice;
};

/// A small program: a few hundred steps in all, every one of which can be looked at.
inline RandomProgram smallProgram(std::uint64_t seed)
{
    Dice dice(seed);
    RandomProgram program;
    const Shape input{dice.from(1, 3), dice.from(4, 7), dice.from(4, 7)};
    const std::int64_t classes = dice.from(2, 4);
    program.session.settings = SettingsDrawer(dice).draw();
    program.session.graph =
        GraphDrawer(dice, {input, classes, static_cast<int>(dice.from(3, 9)), 160, 5, true}).draw();
    const std::int64_t batch = program.session.settings.batch;
    program.pictures = barPictures(dice.from(batch, 3 * batch), input, classes, seed);
    program.heldOut = barPictures(4, input, classes, seed + 1);
    program.batches = (program.pictures->size() + batch - 1) / batch + 2;
    return program;
}

/// A program of so many batches that there are several keyframes.
inline RandomProgram longProgram(std::uint64_t seed)
{
    Dice dice(seed + 2'000'000);
    RandomProgram program;
    const Shape input{1, dice.from(4, 5), dice.from(4, 5)};
    program.session.settings = SettingsDrawer(dice).draw();
    program.session.settings.batch = dice.from(1, 2);
    program.session.settings.learningRate /= 4;
    program.session.graph =
        GraphDrawer(dice, {input, 2, static_cast<int>(dice.from(2, 4)), 60, 3, true}).draw();
    program.pictures = barPictures(dice.from(3, 60), input, 2, seed);
    program.heldOut = barPictures(3, input, 2, seed + 1);
    program.batches = 130;
    return program;
}

/// A program with maps large enough for every operator to share out its work.
inline RandomProgram wideProgram(std::uint64_t seed)
{
    Dice dice(seed + 1'000'000);
    RandomProgram program;
    const Shape input{dice.from(1, 4), dice.from(12, 40), dice.from(12, 40)};
    const std::int64_t classes = dice.from(2, 12);
    program.session.settings = SettingsDrawer(dice).draw();
    program.session.settings.batch = dice.from(2, 8);
    program.session.graph =
        GraphDrawer(dice, {input, classes, static_cast<int>(dice.from(3, 7)), 12'000, 36, true})
            .draw();
    program.pictures = barPictures(program.session.settings.batch, input, classes, seed);
    program.heldOut = program.pictures;
    program.batches = 2;
    return program;
}

} // namespace propago::test
