#include "core/kernels/peak.h"

#include "core/kernels/tiles/tile_table.h"
#include "core/kernels/wide.h"

namespace propago {

PeakLoop peakLoop(Format format)
{
    const TileTable* table = tileTable(chosenIsa());
    switch (format) {
    case Format::Fp64: return table->fp64Peak;
    case Format::Bf16: return table->bf16Peak;
    case Format::Int16: return table->int16Peak;
    case Format::Int8: return table->int8Peak;
    case Format::Int4:
    case Format::Int2: return table->int4Peak;
    default: return table->fp32Peak;
    }
}

PROPAGO_WIDE
void addStreams(const float* a, const float* b, float* y, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = a[i] + 0.5f * b[i];
}

} // namespace propago
