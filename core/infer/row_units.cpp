#include "core/infer/row_units.h"

#include <algorithm>

namespace propago {

namespace {

// The only operation that reads the picture, if there is one.
FusedNode* onlyReader(FusedGraph& fused, int input)
{
    FusedNode* reader = nullptr;
    for (FusedNode& node : fused.nodes) {
        if (std::ranges::find(node.inputs, input) == node.inputs.end())
            continue;
        if (reader)
            return nullptr;
        reader = &node;
    }
    return reader;
}

bool suits(const FusedNode& node)
{
    return node.kind == FusedKind::Convolution && !node.hasResidual && node.window.channels == 1
           && node.window.kernelW > 1 && node.window.dilationW == 1;
}

// Column x of a window becomes lane x % lanes of unit x / lanes.
std::vector<double> regrouped(const std::vector<double>& weights, const WindowGeometry& before,
                              const WindowGeometry& after)
{
    std::vector<double> result(static_cast<std::size_t>(after.weightCount()));
    std::size_t from = 0;
    for (std::int64_t filter = 0; filter < before.filters; ++filter) {
        for (std::int64_t y = 0; y < before.kernelH; ++y) {
            for (std::int64_t x = 0; x < before.kernelW; ++x) {
                const std::int64_t lane = x % after.channels, unit = x / after.channels;
                const std::int64_t row = (filter * after.channels + lane) * after.kernelH + y;
                result[static_cast<std::size_t>(row * after.kernelW + unit)] = weights[from++];
            }
        }
    }
    return result;
}

// Units start with the padding at the left; what a window sees of them at the right decides how many
// there are.
WindowGeometry regrouped(const WindowGeometry& before, std::int64_t lanes)
{
    WindowGeometry after = before;
    after.channels = lanes;
    after.kernelW = (before.kernelW + lanes - 1) / lanes;
    after.dilationW = lanes;
    after.padLeft = 0;
    const std::int64_t seen =
        (before.outWidth() - 1) * before.strideW + lanes * (after.kernelW - 1) + 1;
    after.width = std::min(before.width + before.padLeft, seen);
    after.padRight = seen - after.width;
    return after;
}

} // namespace

void fillUnitsWithRows(FusedGraph& fused, UnitFormat format)
{
    const std::int64_t lanes = channelsPerUnit(format);
    for (std::size_t i = 0; i < fused.nodes.size() && lanes > 1; ++i) {
        FusedNode& input = fused.nodes[i];
        FusedNode* reader = onlyReader(fused, static_cast<int>(i));
        const bool isRead = reader && suits(*reader) && reader->rules.bits != 32
                            && fused.output != static_cast<int>(i);
        if (input.kind != FusedKind::Input || !isRead)
            continue;
        const WindowGeometry after = regrouped(reader->window, lanes);
        const std::int64_t held = after.width + lanes - 1;
        if (held < reader->window.width + reader->window.padLeft)
            continue; // there are pixels that no window reaches
        reader->weights = regrouped(reader->weights, reader->window, after);
        input.rows = {input.planes.height, input.planes.width, after.width, reader->window.padLeft};
        input.planes = {lanes, input.planes.height, after.width};
        reader->emptyPlaces = after.weightCount() - reader->window.weightCount();
        reader->window = after;
    }
}

} // namespace propago
