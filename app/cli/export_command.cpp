#include "app/cli/export_command.h"

#include "app/cli/chart_file.h"
#include "app/cli/command.h"
#include "app/cli/evaluation_data.h"
#include "app/cli/interruption.h"
#include "app/cli/model_argument.h"
#include "app/cli/network_file.h"
#include "app/cli/progress.h"
#include "core/io/session_file.h"
#include "core/train/dataset_source.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace propago {

namespace {

constexpr const char* kWhats[] = {"loss",      "accuracy", "learning-rate", "confusion",
                                  "precision", "latency",  "network"};

class ExportCommand final : public Command {
public:
    const char* name() const override { return "export"; }
    const char* help() const override
    {
        return "charts, tables and drawings of a session as files";
    }

    void declare(Arguments& arguments) override
    {
        arguments.text("--session", m_session, "a .propago file");
        arguments.required();
        arguments.text("--what", m_what, listed({std::begin(kWhats), std::end(kWhats)}));
        arguments.required();
        arguments.text("-o,--output", m_output, "FILE.svg, .pdf, .png, .csv or .tex");
        arguments.required();
        arguments.text(
            "--data", m_data,
            "pictures for confusion, precision, latency and network (default: the session's own)");
        arguments.text("--precisions", m_precisions,
                       "for precision and latency (default fp32,bf16,int8)");
    }

    Result<void> run(const Invocation& invocation) override
    {
        if (std::ranges::none_of(kWhats, [&](const char* what) { return m_what == what; }))
            return usageError(
                {PROPAGO_TEXT("%1 cannot be exported in this version"), {displayable(m_what)}},
                {PROPAGO_TEXT("use one of %1"), {listed({std::begin(kWhats), std::end(kWhats)})}});
        if (auto known = checkChartName(m_output); !known)
            return known;
        const auto session = loadSession(m_session);
        if (!session)
            return tl::unexpected(session.error());
        if (auto written = write(*session, invocation); !written)
            return written;
        invocation.report.fields()["files"] = {m_output};
        invocation.report.text = displayable(m_output, 1000) + "\n";
        return {};
    }

private:
    Result<void> write(const Session& session, const Invocation& invocation) const
    {
        if (m_what == "confusion" || m_what == "precision" || m_what == "latency")
            return writeMeasured(session, invocation);
        const auto data = dataOf(session);
        if (!data)
            return tl::unexpected(data.error());
        if (m_what == "network")
            return writeNetwork(session, *data, m_output,
                                static_cast<int>(invocation.common.threads));
        const DatasetSource source(data->training, session.normalisation, session.settings.batch,
                                   session.limit, session.settings.seed, session.settings.shuffles);
        const std::int64_t length = source.batchesPerEpoch();
        if (m_what == "loss")
            return writeLossChart(session.history, length, m_output);
        if (m_what == "accuracy")
            return writeAccuracyChart(session.history, length, m_output);
        return writeLearningRateChart(session.history, length, m_output);
    }

    Result<std::string> dataName(const Session& session) const
    {
        if (!m_data.empty() || !session.data.empty())
            return m_data.empty() ? session.data : m_data;
        return usageError({PROPAGO_TEXT("the session names no dataset"), {}},
                          {PROPAGO_TEXT("give --data"), {}});
    }

    Result<TrainingData> dataOf(const Session& session) const
    {
        const auto name = dataName(session);
        if (!name)
            return tl::unexpected(name.error());
        return openTrainingData(*name);
    }

    // A session that learned from the test part is judged by the other one, so its own name decides.
    Result<EvaluationData> judgedBy(const Session& session) const
    {
        if (!m_data.empty())
            return openEvaluationData(m_data, m_what != "confusion");
        const auto data = dataOf(session);
        if (!data)
            return tl::unexpected(data.error());
        return EvaluationData{data->test, data->training, {}};
    }

    Result<void> writeMeasured(const Session& session, const Invocation& invocation) const
    {
        const auto formats =
            precisionsNamed(m_what == "confusion" ? invocation.common.precision : m_precisions);
        const auto data = judgedBy(session);
        const auto model = loadModel(m_session, static_cast<std::uint64_t>(invocation.common.seed));
        if (!formats || !data || !model)
            return tl::unexpected(!formats ? formats.error()
                                  : !data  ? data.error()
                                           : model.error());
        EvaluationOptions options;
        options.precisions = *formats;
        options.threads = static_cast<int>(invocation.common.threads);
        ProgressBar bar(invocation.messages, "measuring", invocation.common.isQuiet);
        const Interruption interruption;
        const Progress progress = [&](double done) {
            bar.show(done, "");
            return !interruption.wasAsked();
        };
        const auto result =
            evaluate(model->session.graph, model->weights, *data->judged, *data->calibration,
                     model->session.normalisation, options, progress);
        if (!result)
            return tl::unexpected(result.error());
        if (m_what == "confusion")
            return writeConfusionChart(*result, data->judged->classNames(), m_output);
        return m_what == "precision" ? writePrecisionChart(*result, m_output)
                                     : writeLatencyChart(*result, m_output);
    }

    std::string m_session, m_what, m_output, m_data, m_precisions = "fp32,bf16,int8";
};

} // namespace

std::unique_ptr<Command> makeExportCommand()
{
    return std::make_unique<ExportCommand>();
}

} // namespace propago
