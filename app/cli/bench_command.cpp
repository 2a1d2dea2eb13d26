#include "app/cli/bench_command.h"

#include "app/cli/command.h"
#include "app/cli/json_output.h"
#include "app/cli/measured_plan.h"
#include "app/cli/text_table.h"
#include "app/cli/training_speed.h"
#include "core/base/thread_pool.h"
#include "core/graph/summary.h"
#include "core/io/onnx_writer.h"
#include "core/kernels/isa.h"
#include "core/serve/latency.h"
#include "core/serve/roofline.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kSeconds = 2, kPeakSeconds = 0.2;
constexpr std::int64_t kFewestRuns = 20, kMostRuns = 100'000, kWarmUp = 5;
constexpr const char* kCounting = "gflops counts the multiply-adds of direct convolution; kernels "
                                  "that need fewer (Winograd) may go "
                                  "beyond the peak.";

// Multiply-adds of one picture's training step: each layer's output, and as many for the gradients of
// its weights and of its input, which the first layer does not need.
std::int64_t trainingMacs(const Graph& graph, const Summary& summary)
{
    std::int64_t macs = 0;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const auto isInput = [&](int input) {
            return graph.nodes[static_cast<std::size_t>(input)].kind == OperatorKind::Input;
        };
        macs +=
            (std::ranges::any_of(graph.nodes[i].inputs, isInput) ? 2 : 3) * summary.rows[i].macs;
    }
    return macs;
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
        arguments.whole("--runs", m_runs, "measured runs (default: as many as fit into --seconds)",
                        1);
        arguments.number("--seconds", m_seconds, "how long to measure without --runs (default 2)");
        arguments.flag("--train", m_isTraining, "whole training steps on random pictures");
        arguments.flag("--direct", m_isDirect,
                       "inference by the definition's products alone, without Winograd's method");
        arguments.text("--export-onnx", m_onnx,
                       "also write the network as ONNX, to measure other programs by");
    }

    Result<void> run(const Invocation& invocation) override
    {
        if (!(m_seconds > 0 && m_seconds <= 3600))
            return usageError({PROPAGO_TEXT("--seconds takes a number above 0, at most 3600"), {}});
        auto model = loadModel(m_model, static_cast<std::uint64_t>(invocation.common.seed));
        if (!model)
            return tl::unexpected(model.error());
        if (!m_onnx.empty()) {
            if (auto written = writeOnnx(model->session.graph, model->weights, m_onnx); !written)
                return written;
        }
        if (m_batch == 0)
            m_batch = m_isTraining ? 64 : 1;
        if (m_isTraining && m_isDirect)
            return usageError({PROPAGO_TEXT("--direct is for inference, not for --train"), {}});
        const auto format = precisionNamed(invocation.common.precision);
        ThreadPool pool(static_cast<int>(invocation.common.threads));
        Json& fields = invocation.report.fields();
        fields["model"] = model->session.graph.name;
        fields["precision"] = invocation.common.precision;
        fields["batch"] = m_batch;
        fields["threads"] = pool.threads();
        auto done = m_isTraining ? benchTraining(*model, *format, pool, invocation.report)
                                 : benchInference(*model, *format, pool, invocation.report);
        if (!done)
            fields.clear();
        return done;
    }

private:
    Result<void> benchTraining(const LoadedModel& model, Format format, ThreadPool& pool,
                               Report& report) const
    {
        if (format != Format::Fp32 && format != Format::Fp64 && format != Format::Bf16)
            return usageError(
                {PROPAGO_TEXT("this version trains in fp32, bf16 and fp64, not in %1"),
                 {std::string(traits(format).name)}});
        const auto summary = summarise(model.session.graph);
        const auto seconds =
            measureTrainingSteps(model.session, {m_batch, m_runs, m_seconds, format}, pool);
        if (!seconds || !summary)
            return tl::unexpected(seconds ? summary.error() : seconds.error());
        std::vector<double> sorted = *seconds;
        std::ranges::sort(sorted);
        const double median = sorted[sorted.size() / 2];
        Json& fields = report.fields();
        fields["runs"] = sorted.size();
        fields["step_ms"] = {{"min", numberJson(sorted.front() * 1e3)},
                             {"p50", numberJson(median * 1e3)}};
        report.text = "training " + model.session.graph.name + ", "
                      + std::string(traits(format).name) + ", batch " + std::to_string(m_batch)
                      + ": " + fixed(median * 1e3, 3) + " ms a step (median of "
                      + std::to_string(sorted.size()) + ")";
        const std::string kernel =
            propago::name(chosenIsa()) + (" " + std::string(traits(format).name));
        tellSpeed({median, trainingMacs(model.session.graph, *summary), kernel},
                  measurePeak(format, pool, kPeakSeconds), report);
        fields["isa"] = propago::name(chosenIsa());
        return {};
    }

    Result<void> benchInference(const LoadedModel& model, Format format, ThreadPool& pool,
                                Report& report) const
    {
        const auto plan = planForMeasuring(model, format, m_batch, m_isDirect, pool);
        if (!plan)
            return tl::unexpected(plan.error());
        const auto work = [&] { plan->run(); };
        const LatencySummary latency =
            propago::summarise(propago::measure(work, kWarmUp, runsFor(work)));
        Json& fields = report.fields();
        fields["runs"] = latency.runs;
        fields["latency_us"] = {{"min", numberJson(latency.minimum)},
                                {"p50", numberJson(latency.p50)},
                                {"p95", numberJson(latency.p95)},
                                {"p99", numberJson(latency.p99)}};
        report.text = plan->plan->kernel() + ", batch " + std::to_string(m_batch) + ": median "
                      + fixed(latency.p50, 1) + " us, fastest " + fixed(latency.minimum, 1) + " us";
        tellSpeed({latency.p50 * 1e-6, plan->macs, plan->plan->kernel()},
                  measurePeak(format, pool, kPeakSeconds), report);
        fields["emulated"] = plan->plan->isEmulated();
        return {};
    }

    std::int64_t runsFor(const std::function<void()>& work) const
    {
        if (m_runs > 0)
            return m_runs;
        const double once = propago::measure(work, kWarmUp, 1).front() * 1e-6;
        return std::clamp(static_cast<std::int64_t>(m_seconds / std::max(once, 1e-9)), kFewestRuns,
                          kMostRuns);
    }

    struct Speed {
        double seconds = 0;    // of one batch
        std::int64_t macs = 0; // of one picture
        std::string kernel;
    };

    void tellSpeed(const Speed& speed, double peak, Report& report) const
    {
        const double images = static_cast<double>(m_batch) / speed.seconds;
        const double gflops = 2 * static_cast<double>(speed.macs) * images * 1e-9;
        Json& fields = report.fields();
        fields["images_per_second"] = numberJson(images);
        fields["gflops"] = numberJson(gflops);
        fields["peak_gflops"] = numberJson(peak);
        fields["fraction_of_peak"] = numberJson(peak > 0 ? gflops / peak : 0);
        fields["kernel"] = speed.kernel;
        fields["notes"] = {kCounting};
        report.text += ", " + fixed(images, 0) + " images/s, " + fixed(gflops, 1) + " GFLOP/s of "
                       + fixed(peak, 1) + " measured here (" + percent(gflops / peak) + ")\n";
        if (gflops > peak)
            report.text += std::string(kCounting) + "\n";
    }

    std::string m_model, m_onnx;
    std::int64_t m_batch = 0, m_runs = 0;
    double m_seconds = kSeconds;
    bool m_isTraining = false, m_isDirect = false;
};

} // namespace

std::unique_ptr<Command> makeBenchCommand()
{
    return std::make_unique<BenchCommand>();
}

} // namespace propago
