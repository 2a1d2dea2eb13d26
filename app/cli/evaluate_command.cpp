#include "app/cli/evaluate_command.h"

#include "app/cli/command.h"
#include "app/cli/evaluation_data.h"
#include "app/cli/evaluation_report.h"
#include "app/cli/interruption.h"
#include "app/cli/json_output.h"
#include "app/cli/model_argument.h"
#include "app/cli/progress.h"
#include "app/cli/quantisation_arguments.h"
#include "core/base/thread_pool.h"
#include "core/infer/bit_budget.h"
#include "core/infer/evaluation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kCurvePictures = 1000;
constexpr double kEvaluated = 0.7; // where a bit curve follows

// What the command works with, once everything is open.
struct Task {
    const LoadedModel& model;
    const EvaluationData& data;
    Normalisation normalisation;
    EvaluationOptions options;
};

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
                        "training pictures that set the integer scales (default 512)", 1);
        m_quantisation.declare(arguments);
        arguments.flag("--bit-curve", m_hasBitCurve,
                       "also accuracy against bytes, from 8 bits everywhere down to 2");
        arguments.text("--mean", m_mean, "as in train; default: the session's own");
        arguments.text("--std", m_deviation, "as in train; default: the session's own");
    }

    Result<void> run(const Invocation& invocation) override
    {
        const auto formats =
            precisionsNamed(m_precisions.empty() ? invocation.common.precision : m_precisions);
        if (!formats)
            return tl::unexpected(formats.error());
        const auto data = openEvaluationData(m_data, std::ranges::any_of(*formats, needsCalibration)
                                                         || m_hasBitCurve);
        if (!data)
            return tl::unexpected(data.error());
        const auto classes = static_cast<std::int64_t>(data->judged->classNames().size());
        auto model = loadModel(m_model, data->judged->sampleShape(), classes,
                               static_cast<std::uint64_t>(invocation.common.seed));
        if (!model)
            return tl::unexpected(model.error());
        const auto quantisation = m_quantisation.options(model->session.graph);
        if (!quantisation)
            return tl::unexpected(quantisation.error());
        const auto normalisation = normalisationFrom(
            m_mean, m_deviation, model->session.normalisation, data->judged->sampleShape()[0]);
        if (!normalisation)
            return tl::unexpected(normalisation.error());
        Task task{*model, *data, *normalisation, {}};
        task.options.precisions = *formats;
        task.options.calibrationSamples = m_calibrate;
        task.options.quantisation = *quantisation;
        task.options.threads = static_cast<int>(invocation.common.threads);
        return carryOut(task, invocation);
    }

private:
    Result<void> carryOut(const Task& task, const Invocation& invocation) const
    {
        ProgressBar bar(invocation.messages, "evaluating", invocation.common.isQuiet);
        const Interruption interruption;
        const Progress progress = [&](double done) {
            bar.show(done, "");
            return !interruption.wasAsked();
        };
        const auto result = evaluate(
            task.model.session.graph, task.model.weights, *task.data.judged, *task.data.calibration,
            task.normalisation, task.options, partOf(progress, 0, m_hasBitCurve ? kEvaluated : 1));
        if (!result)
            return tl::unexpected(result.error());
        tell(*result, task, invocation.report);
        if (!m_hasBitCurve)
            return {};
        const auto curve = bitCurve(task, partOf(progress, kEvaluated, 1));
        if (!curve)
            return tl::unexpected(curve.error());
        const Graph& graph = task.model.session.graph;
        invocation.report.fields()["bit_curve"] = bitCurveJson(*curve, graph);
        invocation.report.text += bitCurveTable(*curve, graph);
        return {};
    }

    static Result<BitCurve> bitCurve(const Task& task, const Progress& progress)
    {
        const Graph& graph = task.model.session.graph;
        const EvaluationOptions& options = task.options;
        ThreadPool pool(options.threads);
        const auto calibration = calibrate(graph, task.model.weights, *task.data.calibration,
                                           task.normalisation, options.calibrationSamples, pool,
                                           partOf(progress, 0, 0.1), options.quantisation);
        if (!calibration)
            return tl::unexpected(calibration.error());
        return findBitCurve(graph, task.model.weights, options.quantisation, *calibration,
                            {*task.data.calibration, *task.data.judged}, task.normalisation,
                            kCurvePictures, pool, partOf(progress, 0.1, 1));
    }

    static void tell(const Evaluation& result, const Task& task, Report& report)
    {
        const Graph& graph = task.model.session.graph;
        Json& fields = report.fields();
        fields["model"] = graph.name;
        fields["data"] = task.data.judged->name();
        fields["precisions"] = Json::array();
        for (std::size_t row = 0; row < result.precisions.size(); ++row)
            fields["precisions"].push_back(precisionJson(result, row, graph));
        fields["calibration"] = quantisationJson(result.quantisation, graph);
        fields["calibration"]["samples"] = result.calibrationSamples;
        fields["classes"] = task.data.judged->classNames();
        fields["confusion"] = result.confusion;
        fields["disagreements"] = result.disagreements.size();
        fields["notes"] = task.model.notes;
        for (const std::string& note : task.data.notes)
            fields["notes"].push_back(note);
        for (const Text& note : result.notes)
            fields["notes"].push_back(english(note));
        report.text = precisionTable(result);
        for (const Json& note : fields["notes"])
            report.text += note.get<std::string>() + "\n";
    }

    std::string m_model, m_data, m_precisions, m_mean, m_deviation;
    std::int64_t m_calibrate = 512;
    QuantisationArguments m_quantisation;
    bool m_hasBitCurve = false;
};

} // namespace

std::unique_ptr<Command> makeEvaluateCommand()
{
    return std::make_unique<EvaluateCommand>();
}

} // namespace propago
