#include "app/cli/run_command.h"

#include "app/cli/calibration_data.h"
#include "app/cli/command.h"
#include "app/cli/json_output.h"
#include "core/graph/shapes.h"
#include "core/infer/inference_plan.h"
#include "core/io/npy.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kBatch = 64;

class RunCommand final : public Command {
public:
    const char* name() const override { return "run"; }
    const char* help() const override { return "sends raw tensors through a network"; }

    void declare(Arguments& arguments) override
    {
        arguments.text("--model", m_model, "an .onnx or .propago file or a zoo name");
        arguments.required();
        arguments.words("--input", m_inputs, "X.npy, [N, ...] as the network takes it");
        arguments.required();
        arguments.text("--output", m_output, "PREFIX: the output goes to PREFIX_NAME.npy");
        arguments.required();
        arguments.text("--data", m_data, "training pictures that set the scales of integers");
    }

    Result<void> run(const Invocation& invocation) override
    {
        const auto format = precisionNamed(invocation.common.precision);
        if (m_inputs.size() != 1)
            return usageError({PROPAGO_TEXT("the network has one input but %1 files were given"),
                               {std::to_string(m_inputs.size())}},
                              {PROPAGO_TEXT("give one file behind --input"), {}});
        const auto model = loadModel(m_model, static_cast<std::uint64_t>(invocation.common.seed));
        if (!model)
            return tl::unexpected(model.error());
        const auto x = readNpy(m_inputs.front());
        if (!x)
            return tl::unexpected(x.error());
        ThreadPool pool(static_cast<int>(invocation.common.threads));
        const auto y = forward(*model, *x, *format, pool);
        if (!y)
            return tl::unexpected(y.error());
        return write(model->session.graph, *y, invocation.report);
    }

private:
    Result<Tensor> forward(const LoadedModel& model, const Tensor& x, Format format,
                           ThreadPool& pool) const
    {
        const Graph& graph = model.session.graph;
        const auto shapes = inferShapes(graph);
        if (!shapes)
            return tl::unexpected(shapes.error());
        auto calibration = calibrationFor(model, format, m_data, pool);
        if (!calibration)
            return tl::unexpected(calibration.error());
        const std::int64_t count = x.shape().rank() > 0 ? x.shape()[0] : 0;
        auto plan = planInference(graph, model.weights,
                                  {format, std::clamp<std::int64_t>(count, 1, kBatch), false},
                                  &*calibration, pool);
        if (!plan)
            return tl::unexpected(plan.error());
        const Shape input = networkInput(graph);
        if (count < 1 || x.shape() != input.batched(count))
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("the input is %1 but the network takes N x %2"),
                         {x.shape().text(), input.text()}},
                        m_inputs.front(), {PROPAGO_TEXT("check how the array was made"), {}});
        Tensor plain(x.shape(), Format::Fp32);
        convert(x.view(), plain.view());
        Tensor y((*shapes)[static_cast<std::size_t>(graph.output)].batched(count), Format::Fp32);
        for (std::int64_t first = 0; first < count; first += kBatch) {
            const std::int64_t n = std::min(kBatch, count - first);
            (*plan)->run(plain.view().slice(first, n), y.view().slice(first, n));
        }
        return y;
    }

    Result<void> write(const Graph& graph, const Tensor& y, Report& report) const
    {
        const std::string name = valueName(graph.nodes[static_cast<std::size_t>(graph.output)]);
        const std::string path = m_output + "_" + fileNameFor(name) + ".npy";
        if (auto done = writeNpy(y.view(), path); !done)
            return done;
        report.fields()["outputs"] =
            Json::array({{{"name", name}, {"file", path}, {"shape", jsonShape(y.shape())}}});
        report.text =
            displayable(name) + " " + y.shape().text() + " in " + displayable(path, 1000) + "\n";
        return {};
    }

    std::string m_model, m_output, m_data;
    std::vector<std::string> m_inputs;
};

} // namespace

std::unique_ptr<Command> makeRunCommand()
{
    return std::make_unique<RunCommand>();
}

} // namespace propago
