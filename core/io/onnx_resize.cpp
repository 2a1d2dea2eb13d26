#include "core/io/onnx_builder.h"

#include <cmath>

namespace propago {

namespace {

template<typename Kind>
bool choose(const std::map<std::string, Kind>& known, const std::string& name, std::int64_t& to)
{
    const auto found = known.find(name);
    if (found != known.end())
        to = static_cast<std::int64_t>(found->second);
    return found != known.end();
}

// The words of the attributes; false for one that has no counterpart.
bool readWords(const OnnxNode& node, bool isOld, Attributes& a)
{
    static const std::map<std::string, ResizeMode> modes{{"nearest", ResizeMode::Nearest},
                                                         {"linear", ResizeMode::Bilinear},
                                                         {"bilinear", ResizeMode::Bilinear}};
    static const std::map<std::string, Coordinates> coordinates{
        {"half_pixel", Coordinates::HalfPixel},
        {"pytorch_half_pixel", Coordinates::PytorchHalfPixel},
        {"align_corners", Coordinates::AlignCorners},
        {"asymmetric", Coordinates::Asymmetric}};
    static const std::map<std::string, Rounding> roundings{
        {"round_prefer_floor", Rounding::PreferFloor},
        {"round_prefer_ceil", Rounding::PreferCeil},
        {"floor", Rounding::Floor},
        {"ceil", Rounding::Ceil}};
    return choose(modes, node.text("mode", "nearest"), a.mode)
           && choose(
               coordinates,
               node.text("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel"),
               a.coordinates)
           && choose(roundings, node.text("nearest_mode", isOld ? "floor" : "round_prefer_floor"),
                     a.rounding);
}

// In fp32, as the factor is stored: 19 pixels times 5 / 19, rounded, are five.
std::int64_t scaledSize(std::int64_t size, double scale)
{
    return static_cast<std::int64_t>(static_cast<float>(size) * static_cast<float>(scale));
}

} // namespace

// The factors of N, C, H and W: an attribute before opset 9, an input since.
std::vector<double> OnnxBuilder::resizeScales(const OnnxNode& node, std::size_t index) const
{
    std::vector<double> scales;
    if (const OnnxTensor* given = numbers(node, index)) {
        for (std::int64_t i = 0; i < given->numbers.elements(); ++i)
            scales.push_back(given->numbers.at(i));
    } else if (const auto own = node.attributes.find("scales"); own != node.attributes.end()) {
        for (const float scale : own->second.numbers)
            scales.push_back(static_cast<double>(scale));
    }
    return scales;
}

Result<void> OnnxBuilder::resize(const OnnxNode& node)
{
    const auto input = value(node);
    if (!input)
        return tl::unexpected(input.error());
    Node target;
    target.kind = OperatorKind::Resize;
    target.inputs = {*input};
    Attributes& a = target.attributes;
    const bool isOld = node.type == "Upsample" || m_opset < 11;
    const bool isKnown = readWords(node, isOld, a) && node.integer("antialias", 0) == 0
                         && node.text("keep_aspect_ratio_policy", "stretch") == "stretch"
                         && !node.attributes.contains("axes");
    if (!isKnown)
        return refused(
            node, {PROPAGO_TEXT("only nearest and bilinear resizing of maps is supported"), {}});
    const Shape& in = shape(*input);
    const OnnxTensor* sizes = isOld ? nullptr : integers(node, 3);
    const auto scales = resizeScales(node, isOld ? 1 : 2);
    if (in.rank() == 3 && sizes && sizes->integers.size() == 4 && sizes->integers[1] == in[0]
        && sizes->integers[2] > 0 && sizes->integers[3] > 0) {
        a.dims = Shape{sizes->integers[2], sizes->integers[3]};
    } else if (in.rank() == 3 && scales.size() == 4 && scales[0] == 1 && scales[1] == 1
               && scales[2] > 0 && scales[3] > 0 && scales[2] < 65536 && scales[3] < 65536) {
        a.scaleH = scales[2];
        a.scaleW = scales[3];
        a.dims = Shape{scaledSize(in[1], scales[2]), scaledSize(in[2], scales[3])};
    } else {
        return refused(
            node, {PROPAGO_TEXT("its size must be constant and change H and W of maps only"), {}});
    }
    return place(node, std::move(target));
}

} // namespace propago
