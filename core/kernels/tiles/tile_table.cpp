#include "core/kernels/tiles/tile_table.h"

namespace propago {

const TileTable* tileTable(Isa isa)
{
#if defined(PROPAGO_X86_KERNELS)
    if (isa == Isa::Avx512)
        return avx512Tiles();
    if (isa == Isa::Avx2)
        return avx2Tiles();
#endif
    return isa == Isa::Baseline ? baselineTiles() : nullptr;
}

} // namespace propago
