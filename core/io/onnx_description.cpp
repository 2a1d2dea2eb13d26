#include "core/io/onnx_description.h"

#include "core/base/text.h"

namespace propago {

namespace {

const OnnxAttribute* find(const OnnxNode& node, const char* key)
{
    const auto found = node.attributes.find(key);
    return found == node.attributes.end() ? nullptr : &found->second;
}

} // namespace

std::int64_t OnnxNode::integer(const char* key, std::int64_t fallback) const
{
    const auto* attribute = find(*this, key);
    return attribute ? attribute->integer : fallback;
}

double OnnxNode::number(const char* key, double fallback) const
{
    const auto* attribute = find(*this, key);
    return attribute ? attribute->number : fallback;
}

std::string OnnxNode::text(const char* key, const char* fallback) const
{
    const auto* attribute = find(*this, key);
    return attribute ? attribute->text : fallback;
}

std::vector<std::int64_t> OnnxNode::integers(const char* key,
                                             std::vector<std::int64_t> fallback) const
{
    const auto* attribute = find(*this, key);
    return attribute ? attribute->integers : fallback;
}

std::string OnnxNode::label() const
{
    const std::string& own = name.empty() && !outputs.empty() ? outputs.front() : name;
    return displayable(type + " " + own);
}

} // namespace propago
