#pragma once
#include "core/trace/element_ref.h"
#include "core/trace/envelope.h"

namespace propago {

/// One number of a run followed from batch to batch, from when it was first watched: as it is when
/// the batch is complete; of the batch's first picture, where it is per picture.
struct Watch {
    ElementRef ref;
    Envelope curve;
    std::int64_t last = -1; ///< newest batch in the curve; -1: none yet
    double value = 0;       ///< at `last`

    /// A batch that the curve already holds measures the same again and changes nothing.
    void put(std::int64_t batch, double measured);
    /// Forgets everything when batches from `batch` on are not what they were.
    void cut(std::int64_t batch);
};

} // namespace propago
