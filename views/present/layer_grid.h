#pragma once
#include "core/graph/graph.h"
#include "core/infer/layer_errors.h"

#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

namespace propago {

/// The error that one rounding leaves: 1 / sqrt(12) of the step.
inline constexpr double kOneRounding = 0.28867513459481287;
/// rmse / scale from which a layer counts as unhealthy.
inline constexpr double kUnhealthy = 0.7;

/// The errors of all precisions side by side: a row for each layer that has any, a column for each
/// precision.
struct LayerGrid {
    struct Row {
        int node = -1;
        QString name;
    };
    std::vector<Row> rows;
    std::vector<Format> columns;
    std::vector<std::vector<std::optional<LayerError>>> cells; ///< [row][column]

    bool isEmpty() const { return rows.empty() || columns.empty(); }
    const LayerError* at(int row, int column) const;
    /// Column of `format`, or -1.
    int columnOf(Format format) const;
    int rowOf(int node) const;
    /// Row with the most noise in this column, or -1.
    int worst(int column) const;
};

/// Conv2d and Linear: the layers whose weights are rounded, in the network's order.
std::vector<int> weightedNodes(const Graph& graph);

/// The layer whose weights a value comes from: `node` itself, or what lies before it up to the first layer
/// with weights, as long as each has one input; -1 if there is none.
int weightsBehind(const Graph& graph, int node);

/// Before anything is compared: weightedNodes() without columns.
LayerGrid weightedLayers(const Graph& graph);
LayerGrid layerGrid(const std::vector<PrecisionErrors>& errors, const Graph& graph);

/// "23.4", "∞" where nothing is lost.
QString decibels(double sqnr);
/// 0..1: how much of the palette a signal to noise ratio takes, 0 dB to 60 dB.
double decibelShade(double sqnr);
/// rmse / scale; nothing for floating numbers.
std::optional<double> health(const LayerError& error);

/// Where the parts of a drawn LayerGrid lie: names, cells, and the strip of health at the right end.
struct LayerGridLayout {
    int rows = 0, columns = 0;
    double rowHeight = 22, headHeight = 24, nameWidth = 90, cellWidth = 56, stripWidth = 150,
           numberWidth = 44;

    QRectF name(int row) const;
    QRectF head(int column) const;
    QRectF cell(int row, int column) const;
    QRectF strip(int row) const;
    QRectF number(int row) const; ///< right of the strip
    /// x in the strip of a ratio 0..1; more is drawn at its end.
    double stripX(double ratio) const;
    QSizeF size() const;
    int rowAt(double y) const;    ///< -1 outside
    int columnAt(double x) const; ///< -1 outside
};

} // namespace propago
