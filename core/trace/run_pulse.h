#pragma once
#include "core/program/program.h"

#include <cstdint>
#include <memory>

namespace propago {

/// Where a run is between two snapshots: nothing but the place, so that it costs next to nothing.
struct RunPulse {
    std::int64_t batch = 0;                 ///< the one that `lastStep` belongs to
    int lastStep = 0;                       ///< index of the step that ran last
    Phase phase = Phase::Load;              ///< of that step
    std::shared_ptr<const Program> program; ///< whose step it is; never null
};

} // namespace propago
