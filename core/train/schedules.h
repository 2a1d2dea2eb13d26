#pragma once
#include "core/program/roles.h"
#include "core/trace/history.h"
#include "core/train/settings.h"

#include <map>
#include <memory>

namespace propago {

/// The schedule of `settings` over a run of settings.epochs epochs. Step and cosine change at
/// epoch boundaries, as PyTorch's StepLR and CosineAnnealingLR do when stepped once an epoch.
/// One-cycle changes with every update, as OneCycleLR does (Smith and Topin 2018): the learning rate
/// of the settings is its peak; the momentum stays as it is. Without a history, plateau is constant.
std::unique_ptr<Schedule> makeSchedule(const TrainingSettings& settings,
                                       std::int64_t batchesPerEpoch);

/// A schedule whose initial rate was changed by hand on the way: from each batch in the map on,
/// the rates of `base` are scaled so that they start from that initial rate. Plateau reads the test
/// losses of complete epochs from `history`, which outlives it, and cuts as ReduceLROnPlateau does.
std::unique_ptr<Schedule> changedSchedule(const TrainingSettings& settings,
                                          std::int64_t batchesPerEpoch,
                                          std::map<std::int64_t, double> initialRates,
                                          const History* history = nullptr);

} // namespace propago
