#include "app/cli/command_line.h"

#include "app/cli/command.h"
#include "app/cli/interruption.h"
#include "app/cli/json_output.h"
#include "app/cli/verbs.h"
#include "core/base/clock.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <new>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

struct Streams {
    std::ostream& out;
    std::ostream& messages;
};

int codeOf(const Error& error)
{
    return error.code == ErrorCode::Interrupted ? interruptedExitCode() : exitCode(error.code);
}

// Without results the object holds the error alone.
Json errorObject(const Error& error)
{
    return {{"schema", kJsonSchema}, {"error", jsonError(error)}};
}

int refuse(const Error& error, bool isJson, const Streams& streams)
{
    if (isJson)
        streams.out << jsonText(errorObject(error)) << "\n" << std::flush;
    streams.messages << "propago: " << describe(error) << "\n" << std::flush;
    return codeOf(error);
}

Json resultObject(const char* verb, double seconds, Report& report)
{
    Json object{{"schema", kJsonSchema}, {"verb", verb}, {"seconds", numberJson(seconds)}};
    object.update(report.fields());
    return object;
}

// A goal that was not met, a diverged or an interrupted run have results worth telling.
int conclude(const Result<void>& result, Json object, bool hasFields, const Report& report,
             bool isJson, const Streams& streams)
{
    if (!result && !hasFields)
        return refuse(result.error(), isJson, streams);
    if (!result)
        object["error"] = jsonError(result.error());
    if (isJson)
        streams.out << jsonText(object) << "\n" << std::flush;
    else
        streams.out << report.text << std::flush;
    if (!streams.out)
        return refuse(fail(ErrorCode::FileUnwritable,
                           {PROPAGO_TEXT("standard output took no more"), {}}, {},
                           {PROPAGO_TEXT("check the disk or the program behind the pipe"), {}})
                          .value(),
                      false, streams);
    if (result)
        return 0;
    streams.messages << "propago: " << describe(result.error()) << "\n" << std::flush;
    return codeOf(result.error());
}

Result<void> guarded(Command& command, const Invocation& invocation)
{
    try {
        return command.run(invocation);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, {PROPAGO_TEXT("the system has no memory left"), {}},
                    command.name(), {PROPAGO_TEXT("use smaller batches or a smaller network"), {}});
    } catch (const std::exception& failure) {
        return fail(
            ErrorCode::WorkerLost,
            {PROPAGO_TEXT("the work ended by a mistake of the program: %1"), {failure.what()}},
            command.name(), {PROPAGO_TEXT("please report it with the command line"), {}});
    }
}

int execute(Command& command, const CommonOptions& common, const Arguments& arguments,
            const Streams& streams)
{
    const Stopwatch watch;
    Report report;
    auto result = checkCommonOptions(common);
    if (result)
        result = guarded(command, {common, arguments, report, streams.messages});
    return conclude(result, resultObject(command.name(), watch.seconds(), report),
                    !report.fields().empty(), report, common.isJson, streams);
}

// The parser's sentences may run over several lines and end in a full stop.
std::string oneSentence(std::string text)
{
    std::ranges::replace(text, '\n', ' ');
    while (!text.empty() && (text.back() == '.' || text.back() == ' '))
        text.pop_back();
    return text;
}

int runVerb(Command& command, const Words& words, const Streams& streams)
{
    CLI::App app(command.help(), std::string("propago ") + command.name());
    CommonOptions common;
    Arguments arguments(app);
    command.declare(arguments);
    declareCommonOptions(arguments, common);
    try {
        app.parse(Words(words.rbegin(), words.rend())); // the parser takes them from the back
    } catch (const CLI::CallForHelp&) {
        streams.out << app.help() << std::flush;
        return 0;
    } catch (const CLI::ParseError& failure) {
        const bool isJson = std::ranges::find(words, "--json") != words.end();
        return refuse(
            usageError({PROPAGO_TEXT("%1"), {oneSentence(failure.what())}},
                       {PROPAGO_TEXT("propago %1 --help shows what there is"), {command.name()}})
                .value(),
            isJson, streams);
    }
    return execute(command, common, arguments, streams);
}

int showHelp(std::ostream& out)
{
    out << "propago [FILE...]            opens the window, with a session, a model, pictures or a "
           "dataset\n"
           "propago --camera C [FILE...] the same; C is the number of a camera, or instead of one "
           "a "
           "film,\n"
           "                             pictures with numbers (img_%02d.png) or an address\n"
           "propago VERB [OPTION...]     works without a window\n"
           "propago VERB --help          what the verb takes\n"
           "propago --version\n\nVerbs:\n";
    for (const auto& command : allCommands())
        out << "  " << command->name() << std::string(12 - std::string(command->name()).size(), ' ')
            << command->help() << "\n";
    return 0;
}

bool takesValue(const std::string& option)
{
    return option == "--seed" || option == "--threads" || option == "--precision";
}

// Common options may stand before the verb as well.
std::size_t verbPosition(const Words& words)
{
    std::size_t at = 0;
    while (at < words.size()) {
        if (takesValue(words[at]))
            at += 2;
        else if (words[at] == "--json" || words[at] == "--quiet")
            ++at;
        else
            break;
    }
    return at;
}

// What is a word and no file was meant as a verb.
bool isMeantAsVerb(const std::string& word)
{
    std::error_code ignored;
    return word.find_first_of("./:-") == std::string::npos
           && !std::filesystem::exists(word, ignored);
}

int refuseVerb(const std::string& word, const Words& words, const Streams& streams)
{
    const bool isJson = std::ranges::find(words, "--json") != words.end();
    return refuse(
        usageError({PROPAGO_TEXT("there is no verb and no file called %1"), {displayable(word)}},
                   {PROPAGO_TEXT("the verbs are %1"), {verbList()}})
            .value(),
        isJson, streams);
}

} // namespace

std::optional<int> runCommandLine(const Words& words, std::ostream& out, std::ostream& messages)
{
    const Streams streams{out, messages};
    const std::size_t at = verbPosition(words);
    if (at >= words.size())
        return std::nullopt;
    const std::string& word = words[at];
    if (word == "--help" || word == "-h")
        return showHelp(out);
    if (word == "--version") {
        out << "propago " << PROPAGO_VERSION << "\n" << std::flush;
        return 0;
    }
    if (const auto command = makeCommand(word)) {
        Words rest(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
        rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
        return runVerb(*command, rest, streams);
    }
    if (isMeantAsVerb(word))
        return refuseVerb(word, words, streams);
    if (words.back() == "--camera")
        return refuse(
            usageError({PROPAGO_TEXT("--camera takes a number, a file or an address"), {}}).value(),
            false, streams);
    return std::nullopt;
}

std::optional<int> runCommandLine(int argc, char** argv)
{
    return runCommandLine(Words(argv + std::min(argc, 1), argv + argc), std::cout, std::cerr);
}

} // namespace propago
