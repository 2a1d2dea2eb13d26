#pragma once
#include "app/cli/train_options.h"
#include "core/train/training_run.h"

namespace propago {

/// step,epoch,loss,accuracy,lr: one line for each batch, steps and epochs counted from 1, numbers exact.
std::string historyCsv(const History& history, std::int64_t batchesPerEpoch);

/// Refuses files to be written into folders that are not there: before hours of training, not after.
Result<void> checkTrainingFiles(const TrainOptions& options);

/// Writes what --save, --export-onnx, --csv and --chart ask for.
Result<void> writeTrainingFiles(const TrainOptions& options, const Session& session,
                                std::int64_t batchesPerEpoch);

} // namespace propago
