#include "core/trace/watch.h"

namespace propago {

void Watch::put(std::int64_t batch, double measured)
{
    if (batch <= last)
        return;
    curve.add(batch, measured);
    last = batch;
    value = measured;
}

// A curve cannot be shortened: neighbours may share a point.
void Watch::cut(std::int64_t batch)
{
    if (last < batch)
        return;
    curve.clear();
    last = -1;
}

} // namespace propago
