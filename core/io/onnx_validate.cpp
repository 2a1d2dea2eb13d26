#include "core/io/onnx_validate.h"

#include "core/io/onnx_build.h"

#include <set>

namespace propago {

namespace {

constexpr std::int64_t kNewestIr = 10;
constexpr std::int64_t kOldestOpset = 1;
constexpr std::int64_t kNewestOpset = 18;

Failure refused(std::string where, Text what,
                Text remedy = {PROPAGO_TEXT("export the model again"), {}})
{
    return fail(ErrorCode::BadInput, std::move(what), std::move(where), std::move(remedy));
}

Result<void> checkVersions(const OnnxDescription& d, const std::string& path)
{
    if (d.nodes.empty())
        return refused(path,
                       {PROPAGO_TEXT("the model has no graph, or a graph without nodes"), {}});
    if (!d.irVersion || *d.irVersion < 1 || !d.opset)
        return refused(path, {PROPAGO_TEXT("the model does not say its IR version and opset"), {}});
    if (*d.irVersion > kNewestIr)
        return refused(path,
                       {PROPAGO_TEXT("the model has IR version %1, this program reads up to %2"),
                        {std::to_string(*d.irVersion), std::to_string(kNewestIr)}},
                       {PROPAGO_TEXT("export it with an older opset_version, such as 13"), {}});
    if (*d.opset < kOldestOpset || *d.opset > kNewestOpset)
        return refused(path,
                       {PROPAGO_TEXT("the model has opset %1, this program reads %2 to %3"),
                        {std::to_string(*d.opset), std::to_string(kOldestOpset),
                         std::to_string(kNewestOpset)}},
                       {PROPAGO_TEXT("export it with opset_version=13"), {}});
    return {};
}

/// Gives names out and notices who asks twice.
class Names {
public:
    bool give(const std::string& name) { return m_known.insert(name).second; }
    bool has(const std::string& name) const { return m_known.contains(name); }

private:
    std::set<std::string> m_known;
};

Result<void> checkDuplicates(const OnnxDescription& d, const std::string& path, Names& names)
{
    for (const auto& [name, tensor] : d.initialisers)
        names.give(name);
    std::set<std::string> inputs;
    for (const OnnxInput& input : d.inputs) {
        names.give(input.name); // may be an initialiser that is listed as input, too
        if (!inputs.insert(input.name).second)
            return refused(path + ", " + displayable(input.name),
                           {PROPAGO_TEXT("two inputs have this name"), {}});
    }
    for (const OnnxNode& node : d.nodes) {
        if (node.outputs.empty() || node.outputs.front().empty())
            return refused(path + ", " + node.label(),
                           {PROPAGO_TEXT("the node has no output"), {}});
        for (const std::string& output : node.outputs) {
            if (!output.empty() && !names.give(output))
                return refused(path + ", " + node.label(),
                               {PROPAGO_TEXT("its output %1 is already produced elsewhere"),
                                {displayable(output)}});
        }
    }
    return {};
}

} // namespace

Result<void> checkOnnxOperators(const OnnxDescription& description, const std::string& path)
{
    if (auto versions = checkVersions(description, path); !versions)
        return versions;
    std::map<std::string, int> unsupported;
    for (const OnnxNode& node : description.nodes) {
        if (!isOnnxOperatorSupported(node.key()))
            ++unsupported[displayable(node.key(), 80)];
    }
    if (unsupported.empty())
        return {};
    std::string list;
    for (const auto& [name, count] : unsupported)
        list += (list.empty() ? "" : ", ") + name + " x " + std::to_string(count);
    return fail(
        ErrorCode::Unsupported,
        {PROPAGO_TEXT("the model uses operators that are not supported: %1"), {list}}, path,
        {PROPAGO_TEXT("use a network made of convolutions, pooling, linear layers and the like"),
         {}});
}

Result<void> checkOnnxNames(const OnnxDescription& d, const std::string& path)
{
    Names names;
    if (auto unique = checkDuplicates(d, path, names); !unique)
        return unique;
    for (const OnnxNode& node : d.nodes) {
        for (const std::string& input : node.inputs) {
            if (!input.empty() && !names.has(input))
                return refused(
                    path + ", " + node.label(),
                    {PROPAGO_TEXT("nothing produces its input %1"), {displayable(input)}});
        }
    }
    if (d.outputs.empty())
        return refused(path, {PROPAGO_TEXT("the model has no output"), {}});
    for (const std::string& output : d.outputs) {
        if (!names.has(output))
            return refused(path,
                           {PROPAGO_TEXT("nothing produces the output %1"), {displayable(output)}});
    }
    return {};
}

} // namespace propago
