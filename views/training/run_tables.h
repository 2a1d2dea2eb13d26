#pragma once
#include "core/trace/history.h"
#include "core/trace/snapshot.h"
#include "views/plot/chart_csv.h"

namespace propago {

/// A row for each epoch, the newest first.
CsvTable epochTable(const History& history);

/// A row for each trained parameter: its length, that of its gradient, how far one plain step moves
/// it, and a word where that is out of the ordinary.
CsvTable layerTable(const Snapshot* snapshot);

} // namespace propago
