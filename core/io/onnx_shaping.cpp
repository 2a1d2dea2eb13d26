#include "core/io/onnx_builder.h"

#include "core/base/limits.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

constexpr std::int64_t kMostPadding = 1 << 16;

bool isWindowless(const std::vector<std::int64_t>& pads)
{
    return std::ranges::all_of(pads, [](std::int64_t v) { return v == 0; });
}

// Whether a window takes zeros of these amounts (top, left, bottom, right) around `name` as its own.
bool takesZeros(const OnnxNode& reader, const std::string& name,
                const std::array<std::int64_t, 4>& amounts)
{
    const std::string automatic = reader.text("auto_pad", "NOTSET");
    if (reader.inputs.front() != name || std::ranges::count(reader.inputs, name) != 1
        || (automatic != "NOTSET" && automatic != "VALID"))
        return false;
    if (reader.type == "Conv")
        return true;
    const auto kernel = reader.integers("kernel_shape", {});
    if (reader.type != "AveragePool" || kernel.size() != 2 || reader.integer("ceil_mode", 0) != 0
        || !isWindowless(reader.integers("pads", {})))
        return false;
    return 2 * std::max(amounts[0], amounts[2]) <= kernel[0]
           && 2 * std::max(amounts[1], amounts[3]) <= kernel[1];
}

std::optional<PadMode> padModeNamed(const std::string& name)
{
    static const std::map<std::string, PadMode> modes{
        {"constant", PadMode::Constant}, {"reflect", PadMode::Reflect}, {"edge", PadMode::Edge}};
    const auto found = modes.find(name);
    return found == modes.end() ? std::nullopt : std::optional(found->second);
}

} // namespace

bool OnnxBuilder::onlyWindowsRead(const std::string& name,
                                  const std::array<std::int64_t, 4>& amounts) const
{
    const auto consumers = m_consumers.find(name);
    const auto readers = m_readers.find(name);
    if (consumers == m_consumers.end() || readers == m_readers.end())
        return false;
    const auto taking = std::ranges::count_if(consumers->second, [&](const OnnxNode* reader) {
        return takesZeros(*reader, name, amounts);
    });
    return taking == readers->second;
}

// Zeros around H and W wait for the windows that read them; where there are none, the value passes.
Result<void> OnnxBuilder::pad(const OnnxNode& node)
{
    const auto input = value(node);
    const auto filling = scalar(node, 2, node.number("value", 0));
    if (!input || !filling)
        return tl::unexpected(!input ? input.error() : filling.error());
    const OnnxTensor* given = integers(node, 1);
    const auto pads = given ? given->integers : node.integers("pads", {});
    const auto mode = padModeNamed(node.text("mode", "constant"));
    const bool isKnown = mode && !node.hasInput(3) && shape(*input).rank() == 3 && pads.size() == 8
                         && std::ranges::all_of(pads, [](std::int64_t v) {
                                return v >= -kMostPadding && v <= kMostPadding;
                            });
    if (!isKnown || pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0)
        return refused(
            node, {PROPAGO_TEXT("only a border around H and W of maps is supported, filled with a "
                                "number, by reflection or by the edge"),
                   {}});
    const std::array<std::int64_t, 4> amounts{pads[2], pads[3], pads[6], pads[7]};
    if (amounts == std::array<std::int64_t, 4>{})
        return placeSimple(node, OperatorKind::Identity);
    const bool areZeros = *mode == PadMode::Constant && *filling == 0
                          && std::ranges::all_of(amounts, [](auto v) { return v >= 0; });
    if (areZeros && onlyWindowsRead(node.outputs.front(), amounts)) {
        m_padded[node.outputs.front()] = {*input, amounts};
        note("the zeros of " + node.label() + " became padding of the window behind it");
        return {};
    }
    Node target;
    target.kind = OperatorKind::Pad;
    target.inputs = {*input};
    Attributes& a = target.attributes;
    a.mode = static_cast<std::int64_t>(*mode);
    a.value = *filling;
    a.padTop = amounts[0];
    a.padLeft = amounts[1];
    a.padBottom = amounts[2];
    a.padRight = amounts[3];
    return place(node, std::move(target));
}

// Places a node that makes ones of some axes, and one behind it that drops them if `keeps` is false.
Result<void> OnnxBuilder::placeReduced(const OnnxNode& node, Node target,
                                       const std::vector<std::int64_t>& axes, bool keeps)
{
    if (keeps)
        return place(node, std::move(target));
    const Shape from = shape(target.inputs.front());
    OnnxNode whole = node;
    whole.outputs = {node.outputs.front() + "/reduced"};
    if (auto placed = place(whole, std::move(target)); !placed)
        return placed;
    std::vector<std::int64_t> sizes;
    for (int axis = 0; axis < from.rank(); ++axis) {
        if (std::ranges::find(axes, axis) == axes.end())
            sizes.push_back(from[axis]);
    }
    Node flat;
    flat.kind = sizes.size() == 1 ? OperatorKind::Flatten : OperatorKind::Reshape;
    flat.inputs = {m_producers.at(whole.outputs.front())};
    if (flat.kind == OperatorKind::Reshape)
        flat.attributes.dims = Shape(sizes);
    return place(node, std::move(flat));
}

Result<void> OnnxBuilder::reduce(const OnnxNode& node)
{
    static const std::map<std::string, OperatorKind> kinds{{"ReduceMax", OperatorKind::ReduceMax},
                                                           {"ReduceMean", OperatorKind::ReduceMean},
                                                           {"ReduceSum", OperatorKind::ReduceSum}};
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    auto axes = node.integers("axes", {});
    if (const OnnxTensor* given = integers(node, 1); axes.empty() && given)
        axes = given->integers;
    if (axes.empty() && node.integer("noop_with_empty_axes", 0) != 0)
        return placeSimple(node, OperatorKind::Identity);
    const std::int64_t rank = shape(*input).rank();
    for (std::int64_t& axis : axes)
        axis = (axis < 0 ? axis + rank + 1 : axis) - 1;
    std::ranges::sort(axes);
    const auto isSampleAxis = [&](std::int64_t axis) { return axis >= 0 && axis < rank; };
    if (axes.empty() || !std::ranges::all_of(axes, isSampleAxis)
        || std::ranges::adjacent_find(axes) != axes.end())
        return refused(node, {PROPAGO_TEXT("its axes must be some of those behind the batch"), {}});
    Node target;
    target.kind = kinds.at(node.type);
    target.inputs = {*input};
    if (node.type == "ReduceMean" && rank == 3 && axes == std::vector<std::int64_t>{1, 2})
        target.kind = OperatorKind::GlobalAvgPool2d;
    else
        target.attributes.dims = Shape(axes);
    return placeReduced(node, std::move(target), axes, node.integer("keepdims", 1) != 0);
}

Result<void> OnnxBuilder::globalMax(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    if (shape(*input).rank() != 3)
        return refused(node, {PROPAGO_TEXT("only windows over pictures are supported: it needs an "
                                           "input of N, C, H, W, not of N, %1"),
                              {shape(*input).text()}});
    Node target;
    target.kind = OperatorKind::ReduceMax;
    target.inputs = {*input};
    target.attributes.dims = Shape{1, 2};
    return place(node, std::move(target));
}

Result<void> OnnxBuilder::transposeValue(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    const auto order = node.integers("perm", {});
    const bool keepsBatch = !order.empty() && order.front() == 0 && order.size() <= limits::kRank
                            && std::ranges::all_of(order, [](auto v) { return v >= 0; })
                            && std::ranges::count(order, 0) == 1;
    if (!keepsBatch)
        return refused(node, {PROPAGO_TEXT("the batch must stay the first axis"), {}});
    std::vector<std::int64_t> axes;
    for (std::size_t i = 1; i < order.size(); ++i)
        axes.push_back(order[i] - 1);
    Node target;
    target.kind = OperatorKind::Transpose;
    target.inputs = {*input};
    target.attributes.dims = Shape(axes);
    return place(node, std::move(target));
}

} // namespace propago
