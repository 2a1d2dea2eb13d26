#include "app/cli/bench_command.h"

#include "app/cli/command.h"
#include "app/cli/json_output.h"
#include "app/cli/model_argument.h"
#include "app/cli/text_table.h"
#include "app/cli/training_speed.h"
#include "core/base/clock.h"
#include "core/data/catalog.h"
#include "core/graph/shapes.h"
#include "core/graph/summary.h"
#include "core/infer/inference_plan.h"
#include "core/kernels/isa.h"
#include "core/serve/latency.h"
#include "core/serve/peak.h"
#include "core/tensor/random.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kSeconds = 5;
constexpr std::int64_t kFewestRuns = 20, kMostRuns = 1000, kWarmUp = 5;
constexpr std::int64_t kCalibrationSamples = 256;
constexpr const char* kCounting = "gflops counts the multiply-adds of direct convolution; kernels "
                                  "that need fewer (Winograd) may go "
                                  "beyond the peak.";

Tensor randomInput(const Shape& shape, std::uint64_t seed)
{
    Tensor x(shape, Format::Fp32);
    const RandomSource source(seed, RandomStream::Generate);
    for (std::int64_t i = 0; i < x.elements(); ++i)
        x.span<float>()[static_cast<std::size_t>(i)] =
            source.uniform(static_cast<std::uint64_t>(i));
    return x;
}

class BenchCommand final : public Command {
public:
    const char* name() const override { return "bench"; }
    const char* help() const override { return "measures how fast a network runs or trains here"; }

    void declare(Arguments& arguments) override
    {
        arguments.text("--model", m_model, "a zoo name, a .propago or an .onnx file");
        arguments.required();
        arguments.whole("--batch", m_batch, "pictures at once (default 1, with --train 64)", 1);
        arguments.whole("--runs", m_runs,
                        "measured runs (default: as many as fit into 5 s, 20 to 1000)", 1);
        arguments.flag("--train", m_isTraining, "whole training steps on random pictures");
    }

    Result<void> run(const Invocation& invocation) override
    {
        auto model = loadModel(m_model, static_cast<std::uint64_t>(invocation.common.seed));
        if (!model)
            return tl::unexpected(model.error());
        if (m_batch == 0)
            m_batch = m_isTraining ? 64 : 1;
        const auto format = precisionNamed(invocation.common.precision);
        ThreadPool pool(static_cast<int>(invocation.common.threads));
        invocation.report.fields()["model"] = model->session.graph.name;
        invocation.report.fields()["precision"] = invocation.common.precision;
        invocation.report.fields()["batch"] = m_batch;
        invocation.report.fields()["threads"] = pool.threads();
        auto done = m_isTraining ? benchTraining(*model, *format, pool, invocation.report)
                                 : benchInference(*model, *format, pool, invocation.report);
        if (!done)
            invocation.report.fields().clear();
        return done;
    }

private:
    Result<void> benchTraining(const LoadedModel& model, Format format, ThreadPool& pool,
                               Report& report) const
    {
        if (format != Format::Fp32 && format != Format::Fp64 && format != Format::Bf16)
            return usageError({PROPAGO_TEXT("this version trains in fp32, bf16 and fp64, not in %1"),
                               {std::string(traits(format).name)}});
        const auto seconds = measureTrainingSteps(model.session, {m_batch, m_runs, format}, pool);
        if (!seconds)
            return tl::unexpected(seconds.error());
        const double best = *std::ranges::min_element(*seconds);
        std::vector<double> sorted = *seconds;
        std::ranges::sort(sorted);
        const double median = sorted[sorted.size() / 2];
        Json& fields = report.fields();
        fields["runs"] = sorted.size();
        fields["step_ms"] = {{"min", numberJson(best * 1e3)}, {"p50", numberJson(median * 1e3)}};
        fields["images_per_second"] = numberJson(static_cast<double>(m_batch) / median);
        fields["isa"] = propago::name(chosenIsa());
        report.text = "training " + model.session.graph.name + ", batch " + std::to_string(m_batch)
                      + ": " + fixed(static_cast<double>(m_batch) / median, 0) + " images/s, "
                      + fixed(median * 1e3, 3) + " ms a step (median of "
                      + std::to_string(sorted.size()) + ")\n";
        return {};
    }

    Result<void> benchInference(const LoadedModel& model, Format format, ThreadPool& pool,
                                Report& report) const
    {
        const Graph& graph = model.session.graph;
        const auto shapes = inferShapes(graph);
        const auto summary = summarise(graph);
        if (!shapes || !summary)
            return tl::unexpected(shapes ? summary.error() : shapes.error());
        const auto calibration = calibrationFor(model, format, pool);
        if (!calibration)
            return tl::unexpected(calibration.error());
        auto plan =
            planInference(graph, model.weights, {format, m_batch, false}, &*calibration, pool);
        if (!plan)
            return tl::unexpected(plan.error());
        const Tensor x = randomInput(networkInput(graph).batched(m_batch), 1);
        const Tensor y((*shapes)[static_cast<std::size_t>(graph.output)].batched(m_batch),
                       Format::Fp32);
        const auto work = [&] { (*plan)->run(x.view(), y.view()); };
        const LatencySummary latency =
            propago::summarise(propago::measure(work, kWarmUp, runsFor(work)));
        tell(latency, summary->total.macs, **plan, measurePeakGflops(format, pool), report);
        return {};
    }

    std::int64_t runsFor(const std::function<void()>& work) const
    {
        if (m_runs > 0)
            return m_runs;
        const double once = propago::measure(work, 1, 1).front() * 1e-6;
        return std::clamp(static_cast<std::int64_t>(kSeconds / std::max(once, 1e-9)), kFewestRuns,
                          kMostRuns);
    }

    // Scales need pictures, but how fast int8 runs does not depend on them: any of the right size do.
    static Result<Calibration> calibrationFor(const LoadedModel& model, Format format,
                                              ThreadPool& pool)
    {
        if (format != Format::Int8)
            return Calibration();
        DatasetFacts facts;
        facts.name = "random pictures";
        facts.sampleShape = networkInput(model.session.graph);
        facts.classNames = {"none"};
        facts.labels.assign(kCalibrationSamples, 0);
        const auto bytes =
            static_cast<std::size_t>(facts.sampleShape.elements() * kCalibrationSamples);
        std::vector<std::uint8_t> pixels(bytes);
        const RandomSource source(1, RandomStream::Generate);
        for (std::size_t i = 0; i < bytes; ++i)
            pixels[i] = static_cast<std::uint8_t>(source.below(256, i));
        const MemoryDataset data(std::move(facts), std::move(pixels));
        return calibrate(model.session.graph, model.weights, data, model.session.normalisation,
                         kCalibrationSamples, pool);
    }

    void tell(const LatencySummary& latency, std::int64_t macs, const InferencePlan& plan,
              double peak, Report& report) const
    {
        const double seconds = latency.p50 * 1e-6;
        const double gflops = 2.0 * static_cast<double>(macs * m_batch) / seconds * 1e-9;
        Json& fields = report.fields();
        fields["runs"] = latency.runs;
        fields["latency_us"] = {{"min", numberJson(latency.minimum)},
                                {"p50", numberJson(latency.p50)},
                                {"p95", numberJson(latency.p95)},
                                {"p99", numberJson(latency.p99)}};
        fields["images_per_second"] = numberJson(static_cast<double>(m_batch) / seconds);
        fields["gflops"] = numberJson(gflops);
        fields["peak_gflops"] = numberJson(peak);
        fields["fraction_of_peak"] = numberJson(peak > 0 ? gflops / peak : 0);
        fields["kernel"] = plan.kernel();
        fields["notes"] = {kCounting};
        fields["emulated"] = plan.isEmulated();
        report.text = plan.kernel() + ", batch " + std::to_string(m_batch) + ": median "
                      + fixed(latency.p50, 1) + " us, fastest " + fixed(latency.minimum, 1)
                      + " us, " + fixed(static_cast<double>(m_batch) / seconds, 0) + " images/s, "
                      + fixed(gflops, 1) + " GFLOP/s of " + fixed(peak, 1) + " measured here ("
                      + percent(gflops / peak) + ")\n";
        if (gflops > peak)
            report.text += std::string(kCounting) + "\n";
    }

    std::string m_model;
    std::int64_t m_batch = 0, m_runs = 0;
    bool m_isTraining = false;
};

} // namespace

std::unique_ptr<Command> makeBenchCommand()
{
    return std::make_unique<BenchCommand>();
}

} // namespace propago
