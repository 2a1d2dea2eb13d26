#include "app/cli/train_command.h"

#include "app/cli/json_output.h"
#include "app/cli/quantised_start.h"
#include "app/cli/text_table.h"
#include "app/cli/training_files.h"
#include "app/cli/training_loop.h"
#include "core/kernels/isa.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

Json epochObject(const EpochMetrics& e)
{
    return {{"epoch", e.epoch},
            {"loss", numberJson(e.loss)},
            {"accuracy", numberJson(e.accuracy)},
            {"test_loss", numberJson(e.testLoss)},
            {"test_accuracy", numberJson(e.testAccuracy)},
            {"seconds", numberJson(e.seconds)},
            {"images_per_second", numberJson(e.imagesPerSecond)}};
}

// Steps are counted from 1, as people count.
Json stepList(const History& history, std::int64_t first)
{
    Json list = Json::array();
    for (auto i = static_cast<std::size_t>(first); i < history.batches.size(); ++i)
        list.push_back({{"step", i + 1},
                        {"loss", numberJson(history.batches[i].loss)},
                        {"lr", numberJson(history.batches[i].learningRate)}});
    return list;
}

Json testList(const TrainingLoop& loop)
{
    Json list = Json::array();
    for (const TrainingLoop::StepTest& each : loop.stepTests())
        list.push_back({{"step", each.batch},
                        {"test_loss", numberJson(each.result.loss)},
                        {"test_accuracy", numberJson(each.result.accuracy)}});
    return list;
}

std::int64_t trainedParameters(const Program& program)
{
    std::int64_t count = 0;
    for (const Slot& slot : program.allSlots())
        count += slot.ref.kind == SlotKind::ParameterGradient ? slot.shape.elements() : 0;
    return count;
}

class TrainCommand final : public Command {
public:
    const char* name() const override { return "train"; }
    const char* help() const override { return "trains a network on a dataset"; }
    void declare(Arguments& arguments) override { declareTrainOptions(arguments, m_options); }

    Result<void> run(const Invocation& invocation) override
    {
        auto task = prepareTraining(m_options, invocation);
        if (!task)
            return tl::unexpected(task.error());
        if (auto writable = checkTrainingFiles(m_options); !writable)
            return writable;
        for (const std::string& note : task->notes)
            say(invocation, note);
        ThreadPool pool(static_cast<int>(invocation.common.threads));
        if (auto rounded = quantise(m_options, *task, pool); !rounded)
            return rounded;
        return train(*task, pool, invocation);
    }

private:
    static void say(const Invocation& invocation, const std::string& line)
    {
        if (!invocation.common.isQuiet)
            invocation.messages << displayable(line, 1000) << "\n";
    }

    Result<void> train(TrainTask& task, ThreadPool& pool, const Invocation& invocation)
    {
        const Normalisation normalisation = task.session.normalisation;
        RunOptions options;
        options.heldOut = task.data.test;
        auto run = TrainingRun::start(std::move(task.session), task.data.training, pool, options);
        if (!run)
            return tl::unexpected(run.error());
        auto tester = Tester::make((*run)->graph(), (*run)->settings().format, task.data.test,
                                   normalisation, pool);
        if (!tester)
            return tl::unexpected(tester.error());
        ProgressBar progress(invocation.messages, "training", invocation.common.isQuiet);
        const Interruption interruption;
        TrainingLoop loop({**run, **tester, progress, interruption}, goalOf(**run, task));
        const std::int64_t first = (*run)->stepper().position().batch;
        auto result = loop.train();
        if (const auto& problem = (*run)->history().batches.problem())
            invocation.messages << displayable(describe(*problem), 1000) << "\n";
        tell(**run, loop, pool, invocation.report);
        if (m_options.logsSteps)
            invocation.report.fields()["steps"] = stepList((*run)->history(), first);
        if (auto written = write(**run, loop, result); !written)
            return written;
        return result;
    }

    TrainingLoop::Goal goalOf(const TrainingRun& run, const TrainTask& task) const
    {
        const Stepper& stepper = run.stepper();
        const std::int64_t last = m_options.steps > 0
                                      ? stepper.position().batch + m_options.steps
                                      : run.settings().epochs * stepper.batchesPerEpoch();
        return {last, task.grain, task.accuracy, m_options.testEvery};
    }

    void tell(const TrainingRun& run, const TrainingLoop& loop, const ThreadPool& pool,
              Report& report) const
    {
        Json& fields = report.fields();
        fields["model"] = run.graph().name;
        fields["epochs"] = Json::array();
        for (const EpochMetrics& epoch : loop.epochs())
            fields["epochs"].push_back(epochObject(epoch));
        if (m_options.testEvery > 0)
            fields["tests"] = testList(loop);
        if (loop.newestTest()) {
            fields["test_loss"] = numberJson(loop.newestTest()->loss);
            fields["test_accuracy"] = numberJson(loop.newestTest()->accuracy);
        }
        fields["updates"] = run.stepper().position().batch;
        fields["parameters"] = trainedParameters(run.stepper().program());
        fields["batch"] = run.settings().batch;
        fields["threads"] = pool.threads();
        fields["isa"] = propago::name(chosenIsa());
        fields["weights_sha256"] = run.weightsSha256();
        report.text = textOf(run, loop);
    }

    static std::string textOf(const TrainingRun& run, const TrainingLoop& loop)
    {
        TextTable table(
            {"epoch", "loss", "accuracy", "test loss", "test accuracy", "seconds", "images/s"});
        for (const EpochMetrics& e : loop.epochs())
            table.add({std::to_string(e.epoch), fixed(e.loss, 4), percent(e.accuracy),
                       fixed(e.testLoss, 4), percent(e.testAccuracy), fixed(e.seconds, 2),
                       fixed(e.imagesPerSecond, 0)});
        return (loop.epochs().empty() ? "" : table.text()) + "updates "
               + std::to_string(run.stepper().position().batch) + ", weights sha256 "
               + run.weightsSha256() + "\n";
    }

    // After an interruption or divergence the session alone is saved: its weights are the last good ones.
    Result<void> write(TrainingRun& run, const TrainingLoop& loop, const Result<void>& result) const
    {
        TrainOptions files = m_options;
        const bool isWhole = result || result.error().code == ErrorCode::GoalNotMet;
        if (!isWhole)
            files.onnx = files.csv = files.chart = std::string();
        if (files.save.empty() && files.onnx.empty() && files.csv.empty() && files.chart.empty())
            return {};
        Session session = run.session();
        for (const EpochMetrics& epoch : loop.epochs())
            session.history.put(epoch);
        return writeTrainingFiles(files, session, run.stepper().batchesPerEpoch());
    }

    TrainOptions m_options;
};

} // namespace

std::unique_ptr<Command> makeTrainCommand()
{
    return std::make_unique<TrainCommand>();
}

} // namespace propago
