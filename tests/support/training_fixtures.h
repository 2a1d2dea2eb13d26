#pragma once
#include "core/data/dataset.h"
#include "core/tensor/random.h"
#include "core/train/session.h"
#include "core/train/training_run.h"

#include <memory>
#include <stdexcept>
#include <utility>

/// What tests of whole runs share.
namespace propago::test {

/// `size` pictures of `classes` kinds: kind k is a bright bar at its own place, in noise. Easy to
/// learn for any network that works, and impossible for one that does not.
inline std::shared_ptr<const Dataset> barPictures(std::int64_t size, const Shape& shape,
                                                  std::int64_t classes, std::uint64_t seed = 1)
{
    DatasetFacts facts;
    facts.name = "bars";
    facts.sampleShape = shape;
    for (std::int64_t i = 0; i < classes; ++i)
        facts.classNames.push_back("bar " + std::to_string(i));
    std::vector<std::uint8_t> pixels;
    for (std::int64_t i = 0; i < size; ++i) {
        const RandomSource source(seed, RandomStream::Generate, static_cast<std::uint64_t>(i));
        const auto kind =
            static_cast<std::int32_t>(source.below(static_cast<std::uint32_t>(classes), 0));
        facts.labels.push_back(kind);
        for (std::int64_t p = 0; p < shape.elements(); ++p) {
            const std::int64_t row = p / shape[2] % shape[1];
            const bool isBar = row * classes / shape[1] == kind;
            const std::uint32_t noise = source.below(90, static_cast<std::uint64_t>(p) + 1);
            pixels.push_back(static_cast<std::uint8_t>((isBar ? 160 : 0) + noise));
        }
    }
    return std::make_shared<MemoryDataset>(std::move(facts), std::move(pixels));
}

/// The run, or an exception with the refusal.
inline std::unique_ptr<TrainingRun> started(Session session, std::shared_ptr<const Dataset> data,
                                            ThreadPool& pool, PastBudget budget = {})
{
    auto run =
        TrainingRun::start(std::move(session), std::move(data), pool, RunOptions{budget, false});
    if (!run)
        throw std::runtime_error(describe(run.error()));
    return std::move(*run);
}

inline Session sessionOf(Graph graph, const TrainingSettings& settings)
{
    Session session;
    session.graph = std::move(graph);
    session.settings = settings;
    return session;
}

/// Runs flat out to the boundary before batch `batch`.
inline StopReason runUntil(Stepper& stepper, std::int64_t batch)
{
    const Position end{batch, 0};
    if (stepper.position() >= end)
        return StopReason::Reached;
    return stepper.run([end](const Stepper& s) { return s.position() >= end; });
}

} // namespace propago::test
