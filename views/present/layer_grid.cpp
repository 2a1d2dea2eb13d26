#include "views/present/layer_grid.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <map>

namespace propago {

namespace {

constexpr double kMostDecibels = 60;
constexpr double kGap = 14; // between the cells and the strip

} // namespace

const LayerError* LayerGrid::at(int row, int column) const
{
    if (row < 0 || column < 0 || row >= static_cast<int>(rows.size())
        || column >= static_cast<int>(columns.size()))
        return nullptr;
    const auto& cell = cells[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
    return cell ? &*cell : nullptr;
}

int LayerGrid::columnOf(Format format) const
{
    const auto found = std::find(columns.begin(), columns.end(), format);
    return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

int LayerGrid::rowOf(int node) const
{
    const auto found =
        std::find_if(rows.begin(), rows.end(), [node](const Row& row) { return row.node == node; });
    return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

int LayerGrid::worst(int column) const
{
    int worst = -1;
    for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
        const LayerError* error = at(row, column);
        if (error && (worst < 0 || error->sqnr < at(worst, column)->sqnr))
            worst = row;
    }
    return worst;
}

std::vector<int> weightedNodes(const Graph& graph)
{
    std::vector<int> nodes;
    for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
        const OperatorKind kind = graph.nodes[static_cast<std::size_t>(node)].kind;
        if (kind == OperatorKind::Conv2d || kind == OperatorKind::Linear)
            nodes.push_back(node);
    }
    return nodes;
}

int weightsBehind(const Graph& graph, int node)
{
    const std::vector<int> weighted = weightedNodes(graph);
    while (node >= 0 && node < static_cast<int>(graph.nodes.size())) {
        if (std::ranges::binary_search(weighted, node))
            return node;
        const std::vector<int>& inputs = graph.nodes[static_cast<std::size_t>(node)].inputs;
        if (inputs.size() != 1)
            return -1;
        node = inputs.front();
    }
    return -1;
}

LayerGrid weightedLayers(const Graph& graph)
{
    LayerGrid grid;
    for (const int node : weightedNodes(graph)) {
        const std::string& name = graph.nodes[static_cast<std::size_t>(node)].name;
        grid.rows.push_back({node, QString::fromStdString(name)});
        grid.cells.emplace_back();
    }
    return grid;
}

LayerGrid layerGrid(const std::vector<PrecisionErrors>& errors, const Graph& graph)
{
    LayerGrid grid;
    std::map<int, std::vector<std::optional<LayerError>>> byNode;
    for (std::size_t column = 0; column < errors.size(); ++column) {
        grid.columns.push_back(errors[column].precision);
        for (const LayerError& error : errors[column].layers) {
            auto& row = byNode[error.node];
            row.resize(errors.size());
            row[column] = error;
        }
    }
    for (auto& [node, row] : byNode) {
        if (node < 0 || node >= static_cast<int>(graph.nodes.size()))
            continue;
        const std::string& name = graph.nodes[static_cast<std::size_t>(node)].name;
        grid.rows.push_back({node, QString::fromStdString(name)});
        grid.cells.push_back(std::move(row));
    }
    return grid;
}

QString decibels(double sqnr)
{
    return std::isinf(sqnr) && sqnr > 0 ? QStringLiteral("∞") : QLocale().toString(sqnr, 'f', 1);
}

double decibelShade(double sqnr)
{
    return std::isnan(sqnr) ? 0 : std::clamp(sqnr / kMostDecibels, 0.0, 1.0);
}

std::optional<double> health(const LayerError& error)
{
    if (!(error.scale > 0))
        return std::nullopt;
    return error.rmse / error.scale;
}

QRectF LayerGridLayout::name(int row) const
{
    return {0, headHeight + row * rowHeight, nameWidth, rowHeight};
}

QRectF LayerGridLayout::head(int column) const
{
    return {nameWidth + column * cellWidth, 0, cellWidth, headHeight};
}

QRectF LayerGridLayout::cell(int row, int column) const
{
    return {nameWidth + column * cellWidth, headHeight + row * rowHeight, cellWidth, rowHeight};
}

QRectF LayerGridLayout::strip(int row) const
{
    return {nameWidth + columns * cellWidth + kGap, headHeight + row * rowHeight, stripWidth,
            rowHeight};
}

QRectF LayerGridLayout::number(int row) const
{
    const QRectF beside = strip(row);
    return {beside.right(), beside.top(), numberWidth, rowHeight};
}

double LayerGridLayout::stripX(double ratio) const
{
    return strip(0).left() + std::clamp(ratio, 0.0, 1.0) * stripWidth;
}

QSizeF LayerGridLayout::size() const
{
    return {number(0).right(), headHeight + rows * rowHeight};
}

int LayerGridLayout::rowAt(double y) const
{
    const int row = static_cast<int>(std::floor((y - headHeight) / rowHeight));
    return row >= 0 && row < rows ? row : -1;
}

int LayerGridLayout::columnAt(double x) const
{
    const int column = static_cast<int>(std::floor((x - nameWidth) / cellWidth));
    return column >= 0 && column < columns ? column : -1;
}

} // namespace propago
