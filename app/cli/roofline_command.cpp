#include "app/cli/roofline_command.h"

#include "app/cli/command.h"
#include "app/cli/interruption.h"
#include "app/cli/json_output.h"
#include "app/cli/measured_plan.h"
#include "app/cli/progress.h"
#include "app/cli/text_table.h"
#include "core/base/thread_pool.h"
#include "core/infer/layer_times.h"
#include "core/kernels/isa.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kSecondsOfFigure = 0.2, kSecondsOfLayers = 1;
constexpr const char* kMethod[] = {
    "gflops are 1e9 operations of direct convolution in a second, two for each multiply-add, also "
    "where Winograd needs fewer: then they may exceed the peak.",
    "Bytes are values and weights, each once; bandwidths count what y = a + b / 2 reads and "
    "writes.",
    "A layer is bound by the lower of the peak and intensity times bandwidth: of a core's own "
    "cache "
    "when what it touches at once fits there, else of the memory, which a larger shared cache may "
    "exceed.",
};

// 1, 2, 4, ... and all.
std::vector<int> threadCounts(int all)
{
    std::vector<int> counts;
    for (int count = 1; count < all; count *= 2)
        counts.push_back(count);
    counts.push_back(all);
    return counts;
}

Json peaksObject(const Roofs& roofs)
{
    return {{"fp64", numberJson(roofs.fp64)}, {"fp32", numberJson(roofs.fp32)},
            {"bf16", numberJson(roofs.bf16)}, {"int16", numberJson(roofs.int16)},
            {"int8", numberJson(roofs.int8)}, {"int4", numberJson(roofs.int4)}};
}

Json roofsObject(const Roofs& roofs)
{
    return {{"threads", roofs.threads},
            {"peaks", peaksObject(roofs)},
            {"bandwidth_gb_s", numberJson(roofs.memory)},
            {"cache_bandwidth_gb_s", numberJson(roofs.cache)}};
}

Json layerObject(const RooflineLayer& layer)
{
    return {{"name", layer.work.name},
            {"intensity", numberJson(layer.intensity)},
            {"gflops", numberJson(layer.gflops)},
            {"bound", propago::name(layer.bound)},
            {"limit_gflops", numberJson(layer.limit)},
            {"gb_s", numberJson(layer.gigabytes)},
            {"from", layer.isInCache ? "cache" : "memory"},
            {"microseconds", numberJson(layer.work.seconds * 1e6)},
            {"operations", layer.work.operations},
            {"bytes", layer.work.bytes}};
}

std::string roofsText(const std::vector<Roofs>& all)
{
    TextTable table(
        {"threads", "fp64", "fp32", "bf16", "int16", "int8", "int4", "memory GB/s", "cache GB/s"});
    for (const Roofs& roofs : all)
        table.add({std::to_string(roofs.threads), fixed(roofs.fp64, 1), fixed(roofs.fp32, 1),
                   fixed(roofs.bf16, 1), fixed(roofs.int16, 1), fixed(roofs.int8, 1),
                   fixed(roofs.int4, 1), fixed(roofs.memory, 1), fixed(roofs.cache, 1)});
    return table.text();
}

std::string layersText(const std::vector<RooflineLayer>& layers)
{
    double whole = 0;
    for (const RooflineLayer& layer : layers)
        whole += layer.work.seconds;
    TextTable table({"layer", "us", "share", "op/byte", "Gop/s", "limit", "GB/s", "bound by"});
    for (const RooflineLayer& layer : layers)
        table.add({layer.work.name, fixed(layer.work.seconds * 1e6, 2),
                   percent(whole > 0 ? layer.work.seconds / whole : 0), fixed(layer.intensity, 1),
                   fixed(layer.gflops, 1), fixed(layer.limit, 1), fixed(layer.gigabytes, 1),
                   std::string(propago::name(layer.bound))
                       + (layer.bound == RoofBound::Memory && layer.isInCache ? " (cache)" : "")});
    return table.text();
}

class RooflineCommand final : public Command {
public:
    const char* name() const override { return "roofline"; }
    const char* help() const override
    {
        return "this machine's peak and bandwidth, and a network's layers under them";
    }

    void declare(Arguments& arguments) override
    {
        arguments.text("--model", m_model,
                       "a zoo name, a .propago or an .onnx file (default fashion-cnn)");
        arguments.whole("--batch", m_batch, "pictures at once (default 1)", 1);
    }

    Result<void> run(const Invocation& invocation) override
    {
        const auto model = loadModel(m_model, static_cast<std::uint64_t>(invocation.common.seed));
        if (!model)
            return tl::unexpected(model.error());
        const auto format = precisionNamed(invocation.common.precision);
        ThreadPool pool(static_cast<int>(invocation.common.threads));
        auto plan = planForMeasuring(*model, *format, m_batch, false, pool);
        if (!plan)
            return tl::unexpected(plan.error());
        ProgressBar bar(invocation.messages, "measuring", invocation.common.isQuiet);
        const Interruption interruption;
        const Progress progress = [&](double done) {
            bar.show(done, "");
            return !interruption.wasAsked();
        };
        const auto roofs = measureAllRoofs(pool.threads(), partOf(progress, 0, 0.7));
        if (!roofs)
            return interrupted();
        const auto works =
            measureLayers(*plan->plan, model->session.graph, plan->x.view(), plan->y.view(),
                          kSecondsOfLayers, partOf(progress, 0.7, 1));
        if (!works)
            return interrupted();
        std::vector<RooflineLayer> layers;
        for (const LayerWork& work : *works)
            layers.push_back(underRoofs(work, roofs->back(), *format));
        tell(invocation, model->session.graph.name, *plan->plan, *roofs, layers);
        return {};
    }

private:
    static Failure interrupted()
    {
        return fail(ErrorCode::Interrupted, {PROPAGO_TEXT("the measurement was interrupted"), {}});
    }

    static std::optional<std::vector<Roofs>> measureAllRoofs(int threads, const Progress& progress)
    {
        const std::vector<int> counts = threadCounts(threads);
        std::vector<Roofs> all;
        for (const int count : counts) {
            ThreadPool pool(count);
            const double before = static_cast<double>(all.size());
            const auto whole = static_cast<double>(counts.size());
            const auto roofs = measureRoofs(pool, kSecondsOfFigure,
                                            partOf(progress, before / whole, (before + 1) / whole));
            if (!roofs)
                return std::nullopt;
            all.push_back(*roofs);
        }
        return all;
    }

    void tell(const Invocation& invocation, const std::string& model, const InferencePlan& plan,
              const std::vector<Roofs>& roofs, const std::vector<RooflineLayer>& layers) const
    {
        Json& fields = invocation.report.fields();
        fields["model"] = model;
        fields["precision"] = invocation.common.precision;
        fields["batch"] = m_batch;
        fields.update(roofsObject(roofs.back()));
        fields["kernel"] = plan.kernel();
        fields["isa"] = propago::name(chosenIsa());
        fields["by_threads"] = Json::array();
        for (const Roofs& each : roofs)
            fields["by_threads"].push_back(roofsObject(each));
        fields["layers"] = Json::array();
        for (const RooflineLayer& layer : layers)
            fields["layers"].push_back(layerObject(layer));
        fields["method"] = kMethod;
        invocation.report.text = "Peaks in 1e9 operations a second, two for each multiply-add ("
                                 + std::string(propago::name(chosenIsa())) + ")\n"
                                 + roofsText(roofs) + "\n" + model + ", batch "
                                 + std::to_string(m_batch) + ", threads "
                                 + std::to_string(roofs.back().threads) + ": " + plan.kernel()
                                 + "\n" + layersText(layers) + "\n";
        for (const char* sentence : kMethod)
            invocation.report.text += std::string(sentence) + "\n";
    }

    std::string m_model = "fashion-cnn";
    std::int64_t m_batch = 1;
};

} // namespace

std::unique_ptr<Command> makeRooflineCommand()
{
    return std::make_unique<RooflineCommand>();
}

} // namespace propago
