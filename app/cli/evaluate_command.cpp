#include "app/cli/evaluate_command.h"

#include "app/cli/command.h"
#include "app/cli/evaluation_data.h"
#include "app/cli/interruption.h"
#include "app/cli/json_output.h"
#include "app/cli/model_argument.h"
#include "app/cli/progress.h"
#include "app/cli/text_table.h"
#include "core/infer/evaluation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

Json rowObject(const PrecisionResult& row)
{
    return {{"precision", std::string(traits(row.precision).name)},
            {"samples", row.samples},
            {"accuracy", numberJson(row.accuracy)},
            {"accuracy_ci95", {numberJson(row.accuracyLow), numberJson(row.accuracyHigh)}},
            {"top5", numberJson(row.top5)},
            {"loss", numberJson(row.loss)},
            {"agreement_with_fp32", numberJson(row.agreementWithFp32)},
            {"weight_bytes", row.weightBytes},
            {"latency_us",
             {{"p50", numberJson(row.latency.p50)},
              {"p95", numberJson(row.latency.p95)},
              {"p99", numberJson(row.latency.p99)}}},
            {"images_per_second", numberJson(row.imagesPerSecond)},
            {"kernel", row.kernel},
            {"emulated", row.isEmulated}};
}

std::string microseconds(const std::optional<double>& value)
{
    return value ? fixed(*value, 1) : "";
}

class EvaluateCommand final : public Command {
public:
    const char* name() const override { return "evaluate"; }
    const char* help() const override { return "compares number formats on the same pictures"; }

    void declare(Arguments& arguments) override
    {
        arguments.text("--model", m_model, "a .propago or .onnx file or a zoo name");
        arguments.required();
        arguments.text("--data", m_data, "DATA, its test part unless :train is written");
        arguments.required();
        arguments.text("--precisions", m_precisions,
                       "fp64, fp32, fp16, bf16, int16, int8, int4, int2, with commas between "
                       "(default --precision)");
        arguments.whole("--calibrate", m_calibrate,
                        "training pictures that set the scales of integers (default 512)", 1);
        arguments.text("--mean", m_mean, "as in train; default: the session's own");
        arguments.text("--std", m_deviation, "as in train; default: the session's own");
    }

    Result<void> run(const Invocation& invocation) override
    {
        const auto formats =
            precisionsNamed(m_precisions.empty() ? invocation.common.precision : m_precisions);
        if (!formats)
            return tl::unexpected(formats.error());
        const bool isCalibrated = std::ranges::any_of(*formats, needsCalibration);
        const auto data = openEvaluationData(m_data, isCalibrated);
        if (!data)
            return tl::unexpected(data.error());
        const auto classes = static_cast<std::int64_t>(data->judged->classNames().size());
        auto model = loadModel(m_model, data->judged->sampleShape(), classes,
                               static_cast<std::uint64_t>(invocation.common.seed));
        if (!model)
            return tl::unexpected(model.error());
        EvaluationOptions options;
        options.precisions = *formats;
        options.calibrationSamples = m_calibrate;
        options.threads = static_cast<int>(invocation.common.threads);
        return evaluateModel(*model, *data, options, invocation);
    }

private:
    Result<void> evaluateModel(const LoadedModel& model, const EvaluationData& data,
                               const EvaluationOptions& options, const Invocation& invocation) const
    {
        const auto normalisation = normalisationFrom(
            m_mean, m_deviation, model.session.normalisation, data.judged->sampleShape()[0]);
        if (!normalisation)
            return tl::unexpected(normalisation.error());
        ProgressBar bar(invocation.messages, "evaluating", invocation.common.isQuiet);
        const Interruption interruption;
        const Progress progress = [&](double done) {
            bar.show(done, "");
            return !interruption.wasAsked();
        };
        const auto result = evaluate(model.session.graph, model.weights, *data.judged,
                                     *data.calibration, *normalisation, options, progress);
        if (!result)
            return tl::unexpected(result.error());
        tell(*result, model, data, invocation.report);
        return {};
    }

    static void tell(const Evaluation& result, const LoadedModel& model, const EvaluationData& data,
                     Report& report)
    {
        Json& fields = report.fields();
        fields["model"] = model.session.graph.name;
        fields["data"] = data.judged->name();
        fields["precisions"] = Json::array();
        for (const PrecisionResult& row : result.precisions)
            fields["precisions"].push_back(rowObject(row));
        fields["classes"] = data.judged->classNames();
        fields["confusion"] = result.confusion;
        fields["notes"] = model.notes;
        for (const std::string& note : data.notes)
            fields["notes"].push_back(note);
        for (const Text& note : result.notes)
            fields["notes"].push_back(english(note));
        report.text = textOf(result);
        for (const Json& note : fields["notes"])
            report.text += note.get<std::string>() + "\n";
    }

    static std::string textOf(const Evaluation& result)
    {
        TextTable table({"precision", "accuracy", "95 % from", "to", "top 5", "loss", "agrees",
                         "weight bytes", "p50 us", "p95 us", "p99 us", "images/s", "kernel"});
        for (const PrecisionResult& row : result.precisions)
            table.add({std::string(traits(row.precision).name), percent(row.accuracy),
                       percent(row.accuracyLow), percent(row.accuracyHigh), percent(row.top5),
                       fixed(row.loss, 4), percent(row.agreementWithFp32), grouped(row.weightBytes),
                       fixed(row.latency.p50, 1), microseconds(row.latency.p95),
                       microseconds(row.latency.p99), fixed(row.imagesPerSecond, 0), row.kernel});
        return table.text();
    }

    std::string m_model, m_data, m_precisions, m_mean, m_deviation;
    std::int64_t m_calibrate = 512;
};

} // namespace

std::unique_ptr<Command> makeEvaluateCommand()
{
    return std::make_unique<EvaluateCommand>();
}

} // namespace propago
