#include "app/cli/model_argument.h"

#include "app/cli/options.h"
#include "core/graph/zoo.h"
#include "core/train/initialisers.h"

#include <algorithm>

namespace propago {

namespace {

constexpr std::int64_t kUsualClasses = 10;

Weights weightsOf(const Session& session)
{
    Weights weights;
    for (const auto& [ref, tensor] : session.tensors) {
        if (ref.kind != SlotKind::Parameter)
            continue;
        Tensor plain(tensor.shape(), Format::Fp32);
        convert(tensor.view(), plain.view());
        weights.emplace(ref, std::move(plain));
    }
    return weights;
}

Result<Weights> startingWeights(const Graph& graph, std::uint64_t seed)
{
    CompileOptions options;
    options.batch = 1;
    options.isTraining = false;
    options.hasBackward = false;
    options.hasUpdate = false;
    const auto program = compile(graph, options);
    if (!program)
        return tl::unexpected(program.error());
    Workspace workspace(*program, 1);
    initialiseAll(workspace, TrainingSettings().initialiser, seed);
    Weights weights;
    for (const int slot : (*program)->parameterSlots())
        weights.emplace((*program)->allSlots()[static_cast<std::size_t>(slot)].ref,
                        copyOf(workspace.view(slot)));
    return weights;
}

} // namespace

bool isZooName(const std::string& text)
{
    return std::ranges::find(zooNames(), text) != zooNames().end();
}

Result<LoadedModel> loadModel(const std::string& text, const Shape& input, std::int64_t classes,
                              std::uint64_t seed)
{
    auto opened = openModel(text, input, classes);
    if (!opened)
        return tl::unexpected(opened.error());
    LoadedModel model;
    model.session = std::move(opened->session);
    model.notes = std::move(opened->notes);
    model.weights = weightsOf(model.session);
    if (!model.session.tensors.empty())
        return model;
    auto weights = startingWeights(model.session.graph, seed);
    if (!weights)
        return tl::unexpected(weights.error());
    model.weights = std::move(*weights);
    model.isUntrained = true;
    model.notes.push_back("The network " + text
                          + " is untrained: its weights are random starting values.");
    return model;
}

Result<LoadedModel> loadModel(const std::string& text, std::uint64_t seed)
{
    if (isZooName(text))
        return loadModel(text, zooInput(text), zooClasses(text), seed);
    return loadModel(text, Shape{1, 28, 28}, kUsualClasses, seed);
}

Result<Normalisation> normalisationFrom(const std::string& mean, const std::string& deviation,
                                        const Normalisation& otherwise, std::int64_t channels)
{
    if (mean.empty() && deviation.empty())
        return otherwise;
    Normalisation result;
    if (!mean.empty()) {
        auto numbers = numbersIn(mean, "--mean");
        if (!numbers)
            return tl::unexpected(numbers.error());
        result.mean = std::move(*numbers);
    }
    if (!deviation.empty()) {
        auto numbers = numbersIn(deviation, "--std");
        if (!numbers)
            return tl::unexpected(numbers.error());
        result.deviation = std::move(*numbers);
    }
    if (std::ranges::any_of(result.deviation, [](float d) { return d <= 0; }))
        return usageError({PROPAGO_TEXT("--std takes numbers above 0"), {}});
    const auto fits = [channels](const std::vector<float>& numbers) {
        return numbers.size() <= 1 || static_cast<std::int64_t>(numbers.size()) == channels;
    };
    if (!fits(result.mean) || !fits(result.deviation))
        return usageError(
            {PROPAGO_TEXT("--mean and --std take one number or one for each of %1 channels"),
             {std::to_string(channels)}});
    return result;
}

std::string fileNameFor(std::string name)
{
    std::ranges::replace_if(
        name, [](char c) { return c == '/' || c == ':'; }, '_');
    return name;
}

} // namespace propago
