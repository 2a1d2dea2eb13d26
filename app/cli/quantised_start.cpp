#include "app/cli/quantised_start.h"

#include "core/infer/quantised_training.h"
#include "core/train/training_run.h"

namespace propago {

namespace {

Result<std::int64_t> bitsNamed(const std::string& format)
{
    for (const auto& [name, bits] : {std::pair{"int8", 8}, {"int4", 4}, {"int2", 2}}) {
        if (format == name)
            return bits;
    }
    return usageError(
        {PROPAGO_TEXT("--quantise takes int8, int4 or int2, not %1"), {displayable(format)}});
}

} // namespace

double quantisedLearningRate(OptimizerKind optimizer)
{
    return usualLearningRate(optimizer) / 10;
}

Result<void> beginQuantisation(const TrainOptions& options, TrainTask& task)
{
    const auto bits = bitsNamed(options.quantise);
    if (!bits)
        return tl::unexpected(bits.error());
    Session& session = task.session;
    if (options.resume.empty() || session.tensors.empty())
        return usageError({PROPAGO_TEXT("--quantise needs a network that has been trained"), {}},
                          {PROPAGO_TEXT("give --resume with its session"), {}});
    task.weightBits = *bits;
    session.graph = graphForLoss(std::move(session.graph), session.settings.loss);
    session.position = {};
    session.history = {};
    session.learningRates.clear();
    dropOptimizerStates(session);
    session.settings.epochs = options.epochs;
    session.settings.schedule = ScheduleKind::Cosine;
    session.settings.gradClipNorm = 1;
    session.settings.learningRate = quantisedLearningRate(session.settings.optimizer);
    return {};
}

Result<void> quantise(const TrainOptions& options, TrainTask& task, ThreadPool& pool)
{
    if (task.weightBits == 0)
        return {};
    Session& session = task.session;
    Weights weights;
    for (const auto& [ref, tensor] : session.tensors) {
        Tensor plain(tensor.shape(), Format::Fp32);
        convert(tensor.view(), plain.view());
        weights.emplace(ref, std::move(plain));
    }
    auto network = prepareForQuantisedTraining(
        session.graph, weights, *task.data.training, session.normalisation,
        {task.weightBits, options.quantisesAll, options.calibrate}, pool);
    if (!network)
        return tl::unexpected(network.error());
    session.graph = std::move(network->graph);
    session.tensors = std::move(network->weights);
    return {};
}

} // namespace propago
