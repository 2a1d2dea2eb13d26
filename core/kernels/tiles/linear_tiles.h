#pragma once
#include "core/kernels/tiles/tile_table.h"

namespace propago {

/// The functions that fill tiles of a fully connected layer, and how many rows and vectors they take.
struct LinearTiles {
    LinearTiles(const TileTable& table, TileKind kind, Packing packing)
    {
        const auto k = static_cast<std::size_t>(kind);
        const auto p = static_cast<std::size_t>(packing);
        const bool isPacked = packing != Packing::None;
        rows = isPacked ? kMaxPackedRows : table.maxRows[k];
        for (int row = 1; row <= rows; ++row) {
            most[row] = isPacked ? table.maxPackedVectors[p][row] : table.maxVectors[k][row];
            for (int count = 1; count <= most[row]; ++count)
                functions[row][count] =
                    isPacked ? table.packedTiles[p][row][count] : table.tiles[k][row][count];
        }
    }
    int rows = 0;
    int most[kMaxTileRows + 1] = {}; ///< vectors, by rows
    TileFunction functions[kMaxTileRows + 1][kMaxTileVectors + 1] = {};
};

} // namespace propago
