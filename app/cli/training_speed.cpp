#include "app/cli/training_speed.h"

#include "core/base/clock.h"
#include "core/graph/shapes.h"
#include "core/tensor/random.h"
#include "core/train/training_run.h"

#include <algorithm>

namespace propago {

namespace {

constexpr std::int64_t kFewestRuns = 10, kMostRuns = 10'000, kWarmUp = 3;
constexpr double kRate = 1e-4; // small enough never to diverge on noise

// Pictures are drawn when they are asked for: no memory for many batches.
class RandomPictures final : public Dataset {
public:
    using Dataset::Dataset;
    void pixels(std::int64_t index, std::span<std::uint8_t> chw) const override
    {
        const RandomSource source(1, RandomStream::Generate, static_cast<std::uint64_t>(index));
        const auto shift = source.below(256, 0);
        for (std::size_t i = 0; i < chw.size(); ++i)
            chw[i] = static_cast<std::uint8_t>(i * 2654435761U >> 8 ^ shift);
    }
};

Result<std::shared_ptr<const Dataset>> randomPictures(const Graph& graph, std::int64_t count)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    DatasetFacts facts;
    facts.name = "random pictures";
    facts.sampleShape = networkInput(graph);
    const std::int64_t classes = (*shapes)[static_cast<std::size_t>(graph.output)].elements();
    for (std::int64_t i = 0; i < classes; ++i)
        facts.classNames.push_back(std::to_string(i));
    for (std::int64_t i = 0; i < count; ++i)
        facts.labels.push_back(static_cast<std::int32_t>(i % classes));
    return std::make_shared<RandomPictures>(std::move(facts));
}

Session sessionFor(const Session& session, const TrainingSpeedOptions& options)
{
    Session measured = session;
    measured.position = {};
    measured.history = {};
    measured.learningRates.clear();
    measured.limit = 0;
    measured.settings = TrainingSettings();
    measured.settings.batch = options.batch;
    measured.settings.format = options.format;
    measured.settings.learningRate = kRate;
    std::erase_if(measured.tensors,
                  [](const auto& entry) { return entry.first.kind == SlotKind::OptimizerState; });
    return measured;
}

} // namespace

Result<MeasuredTraining> MeasuredTraining::start(const Session& session,
                                                 const TrainingSpeedOptions& options,
                                                 ThreadPool& pool)
{
    const auto data = randomPictures(session.graph, options.batch);
    if (!data)
        return tl::unexpected(data.error());
    auto run = TrainingRun::start(sessionFor(session, options), *data, pool);
    if (!run)
        return tl::unexpected(run.error());
    return MeasuredTraining(std::move(*run));
}

void MeasuredTraining::step()
{
    m_run->stepper().run([](const Stepper& stepper) { return stepper.position().op == 0; });
}

Result<std::vector<double>>
measureTrainingSteps(const Session& session, const TrainingSpeedOptions& options, ThreadPool& pool)
{
    auto training = MeasuredTraining::start(session, options, pool);
    if (!training)
        return tl::unexpected(training.error());
    const auto step = [&] {
        const Stopwatch watch;
        training->step();
        return watch.seconds();
    };
    double once = 0;
    for (std::int64_t i = 0; i < kWarmUp; ++i)
        once = step();
    const std::int64_t fitting = std::clamp(
        static_cast<std::int64_t>(options.seconds / std::max(once, 1e-9)), kFewestRuns, kMostRuns);
    std::vector<double> seconds;
    for (std::int64_t i = 0; i < (options.runs > 0 ? options.runs : fitting); ++i)
        seconds.push_back(step());
    return seconds;
}

} // namespace propago
