#include "app/cli/measured_plan.h"

#include "core/data/catalog.h"
#include "core/graph/shapes.h"
#include "core/graph/summary.h"
#include "core/tensor/random.h"

namespace propago {

namespace {

constexpr std::int64_t kCalibrationSamples = 256, kCalibrationBytes = 16 << 20;

Tensor randomInput(const Shape& shape, std::uint64_t seed)
{
    Tensor x(shape, Format::Fp32);
    const RandomSource source(seed, RandomStream::Generate);
    for (std::int64_t i = 0; i < x.elements(); ++i)
        x.span<float>()[static_cast<std::size_t>(i)] =
            source.uniform(static_cast<std::uint64_t>(i));
    return x;
}

MemoryDataset randomPictures(const Shape& shape)
{
    const std::int64_t count =
        std::clamp<std::int64_t>(kCalibrationBytes / shape.elements(), 1, kCalibrationSamples);
    DatasetFacts facts;
    facts.name = "random pictures";
    facts.sampleShape = shape;
    facts.classNames = {"none"};
    facts.labels.assign(static_cast<std::size_t>(count), 0);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(shape.elements() * count));
    const RandomSource source(1, RandomStream::Generate);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(source.below(256, i));
    return MemoryDataset(std::move(facts), std::move(pixels));
}

// Scales need pictures, but how fast integers run does not depend on them: any of the right size do.
Result<Calibration> calibrationFor(const LoadedModel& model, Format format, ThreadPool& pool)
{
    if (!needsCalibration(format))
        return Calibration();
    const MemoryDataset data = randomPictures(networkInput(model.session.graph));
    return calibrate(model.session.graph, model.weights, data, model.session.normalisation,
                     data.size(), pool);
}

} // namespace

Result<MeasuredPlan> planForMeasuring(const LoadedModel& model, Format format, std::int64_t batch,
                                      bool isDirect, ThreadPool& pool)
{
    const Graph& graph = model.session.graph;
    const auto summary = summarise(graph);
    if (!summary)
        return tl::unexpected(summary.error());
    const auto calibration = calibrationFor(model, format, pool);
    if (!calibration)
        return tl::unexpected(calibration.error());
    auto plan =
        planInference(graph, model.weights, {format, batch, false, isDirect}, &*calibration, pool);
    if (!plan)
        return tl::unexpected(plan.error());
    return MeasuredPlan{std::move(*plan), randomInput(networkInput(graph).batched(batch), 1),
                        Tensor(summary->total.output.batched(batch), Format::Fp32),
                        summary->total.macs};
}

} // namespace propago
