#include "app/cli/quantisation_arguments.h"

#include "app/cli/arguments.h"
#include "app/cli/json_output.h"
#include "app/cli/options.h"
#include "core/infer/bit_budget.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace propago {

namespace {

constexpr std::array kMethods{RangeMethod::MinMax, RangeMethod::Percentile,
                              RangeMethod::MeanSquaredError, RangeMethod::Entropy};
constexpr std::array<const char*, 4> kBits{"2", "4", "8", "32"};

Result<RangeMethod> methodNamed(const std::string& text)
{
    std::vector<std::string> names;
    for (const RangeMethod method : kMethods) {
        if (text == nameOf(method))
            return method;
        names.emplace_back(nameOf(method));
    }
    return usageError({PROPAGO_TEXT("there is no range method called %1"), {displayable(text)}},
                      {PROPAGO_TEXT("use one of %1"), {listed(names)}});
}

Result<int> layerNamed(const Graph& graph, const std::string& text)
{
    std::vector<std::string> names;
    for (const int node : nodesWithBits(graph)) {
        names.push_back(graph.nodes[static_cast<std::size_t>(node)].name);
        if (names.back() == text)
            return node;
    }
    return usageError(
        {PROPAGO_TEXT("no layer with weights to quantise is called %1"), {displayable(text)}},
        {PROPAGO_TEXT("use one of %1"), {listed(names)}});
}

// "conv1=4,fc1=2"
Result<std::vector<int>> layerBitsIn(const Graph& graph, const std::string& text)
{
    std::vector<int> layerBits(graph.nodes.size(), 0);
    for (const std::string& part : partsOf(text)) {
        const std::size_t sign = part.rfind('=');
        const std::string bits = sign == std::string::npos ? "" : part.substr(sign + 1);
        if (std::ranges::find(kBits, bits) == kBits.end())
            return usageError(
                {PROPAGO_TEXT("%1 takes layers and bits with commas between them, not %2"),
                 {"--layer-bits", displayable(part)}},
                {PROPAGO_TEXT("write e.g. %1; there are 2, 4, 8 and 32 bits"), {"conv1=4,fc1=2"}});
        const auto node = layerNamed(graph, part.substr(0, sign));
        if (!node)
            return tl::unexpected(node.error());
        layerBits[static_cast<std::size_t>(*node)] = std::stoi(bits);
    }
    return layerBits;
}

} // namespace

const char* nameOf(RangeMethod method)
{
    switch (method) {
    case RangeMethod::MinMax: return "min-max";
    case RangeMethod::Percentile: return "percentile";
    case RangeMethod::MeanSquaredError: return "mse";
    case RangeMethod::Entropy: return "entropy";
    }
    return "";
}

void QuantisationArguments::declare(Arguments& arguments)
{
    arguments.text("--ranges", m_ranges,
                   "how integer scales follow from the values seen: min-max, percentile, mse, "
                   "entropy (default min-max)");
    arguments.number("--percentile", m_percentile,
                     "share of the values inside, in percent (default 99.99)");
    arguments.flag("--per-tensor", m_isPerTensor, "one weight scale for a layer, not per filter");
    arguments.flag("--symmetric", m_isSymmetric, "zero in the middle of the activations' integers");
    arguments.flag("--equalise", m_equalises, "cross-layer equalisation before rounding");
    arguments.flag("--correct-bias", m_correctsBias, "take out the mean shift of rounded weights");
    arguments.text("--layer-bits", m_layerBits,
                   "bits of the weights of single layers: conv1=4,fc1=2 (2, 4, 8; 32 is fp32)");
}

Result<QuantisationOptions> QuantisationArguments::options(const Graph& graph) const
{
    const auto method = methodNamed(m_ranges);
    if (!method)
        return tl::unexpected(method.error());
    if (!(m_percentile > 0 && m_percentile <= 100))
        return usageError({PROPAGO_TEXT("--percentile takes a number above 0, at most 100"), {}});
    QuantisationOptions options;
    options.ranges = *method;
    options.percentile = m_percentile;
    options.perChannel = !m_isPerTensor;
    options.symmetricActivations = m_isSymmetric;
    options.equalises = m_equalises;
    options.correctsBias = m_correctsBias;
    if (m_layerBits.empty())
        return options;
    auto layerBits = layerBitsIn(graph, m_layerBits);
    if (!layerBits)
        return tl::unexpected(layerBits.error());
    options.layerBits = std::move(*layerBits);
    return options;
}

nlohmann::ordered_json quantisationJson(const QuantisationOptions& options, const Graph& graph)
{
    nlohmann::ordered_json json{{"ranges", nameOf(options.ranges)},
                                {"per_channel", options.perChannel},
                                {"symmetric", options.symmetricActivations},
                                {"equalised", options.equalises},
                                {"bias_corrected", options.correctsBias}};
    if (options.ranges == RangeMethod::Percentile)
        json["percentile"] = options.percentile;
    for (std::size_t i = 0; i < options.layerBits.size(); ++i) {
        if (options.layerBits[i] != 0)
            json["layer_bits"][graph.nodes[i].name] = options.layerBits[i];
    }
    return json;
}

} // namespace propago
