#include "app/cli/gradients_command.h"

#include "app/cli/command.h"
#include "app/cli/json_output.h"
#include "app/cli/model_argument.h"
#include "core/io/npy.h"
#include "core/train/gradients.h"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

class GradientsCommand final : public Command {
public:
    const char* name() const override { return "gradients"; }
    const char* help() const override
    {
        return "writes every activation and gradient of one pass as .npy";
    }

    void declare(Arguments& arguments) override
    {
        arguments.text("--model", m_model, "an .onnx or .propago file or a zoo name");
        arguments.required();
        arguments.text("--input", m_input, "X.npy, [N, ...] as the network takes it");
        arguments.required();
        arguments.text("--labels", m_labels,
                       "Y.npy: integers [N], or real numbers of the output's shape");
        arguments.required();
        arguments.text("--loss", m_loss, "cross-entropy, mse or l1 (default cross-entropy)");
        arguments.text("--output", m_output, "folder for value_NAME.npy and grad_NAME.npy");
        arguments.required();
        arguments.flag("--train-mode", m_isTraining, "batch statistics and dropout as in training");
    }

    Result<void> run(const Invocation& invocation) override
    {
        GradientOptions options;
        if (auto settled = settle(invocation, options); !settled)
            return settled;
        const auto model = loadModel(m_model, options.seed);
        const auto x = readNpy(m_input);
        const auto labels = readNpy(m_labels);
        for (const Error* error : {model ? nullptr : &model.error(), x ? nullptr : &x.error(),
                                   labels ? nullptr : &labels.error()}) {
            if (error)
                return tl::unexpected(*error);
        }
        ThreadPool pool(static_cast<int>(invocation.common.threads));
        const auto result = computeGradients(model->session.graph, parametersOf(*model), x->view(),
                                             labels->view(), options, pool);
        if (!result)
            return tl::unexpected(result.error());
        return write(*result, invocation.report);
    }

private:
    Result<void> settle(const Invocation& invocation, GradientOptions& options) const
    {
        const auto format = precisionNamed(invocation.common.precision);
        if (!format)
            return tl::unexpected(format.error());
        if (*format != Format::Fp32 && *format != Format::Fp64)
            return usageError({PROPAGO_TEXT("gradients are computed in fp32 or fp64, not in %1"),
                               {invocation.common.precision}});
        if (!parse(m_loss, options.loss))
            return usageError(
                {PROPAGO_TEXT("there is no loss called %1 in this version"), {displayable(m_loss)}},
                {PROPAGO_TEXT("use cross-entropy, mse or l1"), {}});
        options.format = *format;
        options.isTraining = m_isTraining;
        options.seed = static_cast<std::uint64_t>(invocation.common.seed);
        return {};
    }

    // Those of a session in fp64 keep all their digits.
    static std::map<TensorRef, Tensor> parametersOf(const LoadedModel& model)
    {
        return model.isUntrained ? model.weights : model.session.tensors;
    }

    Result<void> write(const GradientResult& result, Report& report) const
    {
        std::error_code failed;
        std::filesystem::create_directories(m_output, failed);
        if (failed)
            return fail(ErrorCode::FileUnwritable,
                        {PROPAGO_TEXT("the folder cannot be made: %1"), {failed.message()}},
                        m_output, {PROPAGO_TEXT("choose another folder"), {}});
        Json list = Json::array();
        for (const NamedTensor& value : result.values) {
            if (auto done = writeOne("value", value, list); !done)
                return done;
        }
        for (const NamedTensor& gradient : result.gradients) {
            if (auto done = writeOne("grad", gradient, list); !done)
                return done;
        }
        report.text = "loss " + shortest(result.loss) + ", " + std::to_string(list.size())
                      + " tensors in " + displayable(m_output) + "\n";
        report.fields()["loss"] = numberJson(result.loss);
        report.fields()["tensors"] = std::move(list);
        return {};
    }

    Result<void> writeOne(const char* kind, const NamedTensor& named, Json& list) const
    {
        const std::string file = std::string(kind) + "_" + fileNameFor(named.name) + ".npy";
        const std::string path = (std::filesystem::path(m_output) / file).string();
        if (auto done = writeNpy(named.tensor.view(), path); !done)
            return done;
        list.push_back({{"name", named.name},
                        {"kind", kind},
                        {"file", file},
                        {"shape", jsonShape(named.tensor.shape())}});
        return {};
    }

    std::string m_model, m_input, m_labels, m_output, m_loss = "cross-entropy";
    bool m_isTraining = false;
};

} // namespace

std::unique_ptr<Command> makeGradientsCommand()
{
    return std::make_unique<GradientsCommand>();
}

} // namespace propago
