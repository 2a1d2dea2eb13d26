#include "app/cli/verbs.h"

#include "app/cli/bench_command.h"
#include "app/cli/classify_command.h"
#include "app/cli/command.h"
#include "app/cli/convert_command.h"
#include "app/cli/evaluate_command.h"
#include "app/cli/export_command.h"
#include "app/cli/gradients_command.h"
#include "app/cli/info_command.h"
#include "app/cli/roofline_command.h"
#include "app/cli/run_command.h"
#include "app/cli/shots_command.h"
#include "app/cli/summary_command.h"
#include "app/cli/train_command.h"

namespace propago {

namespace {

constexpr std::unique_ptr<Command> (*kMakers[])() = {
    makeTrainCommand,     makeEvaluateCommand, makeClassifyCommand, makeRunCommand,
    makeGradientsCommand, makeBenchCommand,    makeRooflineCommand, makeSummaryCommand,
    makeInfoCommand,      makeExportCommand,   makeShotsCommand,    makeConvertCommand,
};

} // namespace

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto make : kMakers)
        commands.push_back(make());
    return commands;
}

std::unique_ptr<Command> makeCommand(const std::string& word)
{
    for (auto& command : allCommands()) {
        if (word == command->name())
            return std::move(command);
    }
    return nullptr;
}

std::string verbList()
{
    std::vector<std::string> names;
    for (const auto& command : allCommands())
        names.emplace_back(command->name());
    return listed(names);
}

} // namespace propago
