#pragma once
#include "app/cli/train_options.h"

namespace propago {

class ThreadPool;

/// A tenth of what the optimizer usually starts with: the network has learnt already.
double quantisedLearningRate(OptimizerKind optimizer);

/// Makes a resumed session the start of a run that trains for integers: no history, and settings that
/// suit such a run (quantisedLearningRate(), falling along a cosine, gradients clipped at norm 1), which
/// the command line may change. Refuses other formats than int8, int4 and int2, and networks that have
/// not been trained.
Result<void> beginQuantisation(const TrainOptions& options, TrainTask& task);

/// Rounds the network of a task that beginQuantisation() prepared, calibrated on its training
/// pictures; leaves any other task alone.
Result<void> quantise(const TrainOptions& options, TrainTask& task, ThreadPool& pool);

} // namespace propago
