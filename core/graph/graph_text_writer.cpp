#include "core/graph/graph_text.h"
#include "core/graph/operator.h"
#include "core/graph/settings.h"
#include "core/graph/text_words.h"

#include <algorithm>

namespace propago {

namespace {

std::string joined(const std::vector<std::string>& parts)
{
    std::string result;
    for (const std::string& part : parts)
        result += (result.empty() ? "" : ", ") + part;
    return result;
}

std::string tuple(const std::vector<std::string>& parts)
{
    return "(" + joined(parts) + ")";
}

bool allEqual(const std::vector<std::string>& parts)
{
    return std::ranges::all_of(parts, [&](const std::string& p) { return p == parts.front(); });
}

// One number when all are the same; two for sides that mirror each other.
std::string numbers(const std::vector<std::string>& parts)
{
    if (allEqual(parts))
        return parts.front();
    if (parts.size() == 4 && parts[0] == parts[2] && parts[1] == parts[3])
        return tuple({parts[0], parts[1]});
    return tuple(parts);
}

std::vector<std::string> texts(std::span<const std::int64_t> values)
{
    std::vector<std::string> result;
    for (const std::int64_t value : values)
        result.push_back(std::to_string(value));
    return result;
}

std::string valueText(const Setting& setting, const Attributes& a)
{
    std::vector<std::string> parts;
    const auto used = static_cast<std::size_t>(setting.parts());
    switch (setting.type) {
    case SettingType::Switch: return a.*setting.flag ? "true" : "false";
    case SettingType::Sizes: return tuple(texts(a.dims.dimensions()));
    case SettingType::Choice: {
        const std::int64_t chosen = a.*setting.whole[0];
        const bool isNamed =
            chosen >= 0 && chosen < static_cast<std::int64_t>(setting.choices.size());
        return isNamed ? setting.choices[static_cast<std::size_t>(chosen)] : std::to_string(chosen);
    }
    case SettingType::Number:
    case SettingType::NumberPair:
        for (std::size_t i = 0; i < used; ++i)
            parts.push_back(shortest(a.*setting.number[i]));
        return numbers(parts);
    default:
        for (std::size_t i = 0; i < used; ++i)
            parts.push_back(std::to_string(a.*setting.whole[i]));
        return numbers(parts);
    }
}

} // namespace

std::string writeSettings(const Node& node)
{
    std::vector<std::string> arguments;
    if (node.kind == OperatorKind::Input)
        arguments.push_back(node.inputShape.rank() == 0 ? "()" : node.inputShape.text());
    for (const Setting& setting : settingsOf(node.kind)) {
        if (setting.isPositional)
            arguments.push_back(valueText(setting, node.attributes));
        else if (!agree(setting, node.attributes, Attributes{}))
            arguments.push_back(std::string(setting.key) + "="
                                + valueText(setting, node.attributes));
    }
    return joined(arguments);
}

std::string writeLayer(const Graph& graph, int index)
{
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    std::vector<std::string> arguments;
    for (const int input : node.inputs)
        arguments.push_back(words::quotedName(graph.nodes[static_cast<std::size_t>(input)].name));
    if (const std::string settings = writeSettings(node); !settings.empty())
        arguments.push_back(settings);
    return words::quotedName(node.name) + " = " + operatorFor(node.kind).name() + "("
           + joined(arguments) + ")";
}

std::string writeGraphText(const Graph& graph)
{
    std::string text;
    if (!graph.name.empty())
        text += "network " + words::quotedName(graph.name) + "\n";
    const int count = static_cast<int>(graph.nodes.size());
    for (int i = 0; i < count; ++i)
        text += writeLayer(graph, i) + "\n";
    if (graph.output >= 0 && graph.output < count - 1)
        text += "output "
                + words::quotedName(graph.nodes[static_cast<std::size_t>(graph.output)].name)
                + "\n";
    return text;
}

} // namespace propago
