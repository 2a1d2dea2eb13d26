#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"

#include <cstdint>
#include <string>
#include <vector>

namespace propago {

/// One row of the layer table; counts are for one sample, bytes are of fp32.
struct SummaryRow {
    std::string name;
    std::string kind;
    Shape output;
    std::int64_t parameters = 0; ///< trained ones
    std::int64_t macs = 0;       ///< multiply-adds
    std::int64_t parameterBytes = 0;
    std::int64_t activationBytes = 0;
};

/// The layer table and its totals.
struct Summary {
    std::vector<SummaryRow> rows;
    SummaryRow total;
};

/// Fails as inferShapes() does.
Result<Summary> summarise(const Graph& graph);

} // namespace propago
