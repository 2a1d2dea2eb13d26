#pragma once
#include "core/program/roles.h"
#include "core/train/settings.h"

#include <memory>

namespace propago {

/// SGD with momentum, Nesterov's momentum (Sutskever et al. 2013), RMSprop (Hinton 2012, without
/// momentum), Adagrad (Duchi et al. 2011), Adam (Kingma and Ba 2015) or AdamW (Loshchilov and Hutter
/// 2019), in the form and with the defaults of PyTorch.
std::unique_ptr<Optimizer> makeOptimizer(const TrainingSettings& settings);

} // namespace propago
