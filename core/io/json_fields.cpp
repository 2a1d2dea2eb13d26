#include "core/io/json_fields.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace propago {

using nlohmann::json;

namespace {

// Only what fits into the signed range: larger ones would wrap.
std::optional<std::int64_t> integerOf(const json& value)
{
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (!value.is_number_integer()
        || (value.is_number_unsigned() && value.get<std::uint64_t>() > most))
        return std::nullopt;
    return value.get<std::int64_t>();
}

std::optional<double> numberOf(const json& value)
{
    if (value.is_number())
        return value.get<double>();
    if (value == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (value == "inf" || value == "-inf")
        return (value == "inf" ? 1 : -1) * std::numeric_limits<double>::infinity();
    return std::nullopt;
}

std::optional<std::string> textOf(const json& value, std::size_t most)
{
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        return text.size() <= most ? std::optional(text) : std::nullopt;
    }
    if (!value.is_array() || value.size() > most)
        return std::nullopt;
    std::string bytes;
    for (const json& item : value) {
        const auto byte = integerOf(item);
        if (!byte || *byte < 0 || *byte > 255)
            return std::nullopt;
        bytes += static_cast<char>(*byte);
    }
    return bytes;
}

} // namespace

void JsonFields::complain(const std::string& key)
{
    if (m_problem.empty())
        m_problem = m_path + "." + key;
}

const json* JsonFields::find(const char* key)
{
    if (m_object.is_object()) {
        const auto found = m_object.find(key);
        if (found != m_object.end())
            return &*found;
    }
    complain(key);
    return nullptr;
}

void JsonFields::read(const char* key, double& value)
{
    const json* found = find(key);
    const auto number = found ? numberOf(*found) : std::nullopt;
    if (!number)
        return complain(key);
    value = *number;
}

void JsonFields::read(const char* key, double& value, double least, double most)
{
    read(key, value);
    if (!(value >= least && value <= most))
        complain(key);
}

void JsonFields::read(const char* key, std::int64_t& value, std::int64_t least, std::int64_t most)
{
    const json* found = find(key);
    const auto number = found ? integerOf(*found) : std::nullopt;
    if (!number || *number < least || *number > most)
        return complain(key);
    value = *number;
}

void JsonFields::read(const char* key, std::uint64_t& value)
{
    const json* found = find(key);
    if (!found || !found->is_number_unsigned())
        return complain(key);
    value = found->get<std::uint64_t>();
}

void JsonFields::read(const char* key, bool& value)
{
    const json* found = find(key);
    if (!found || !found->is_boolean())
        return complain(key);
    value = found->get<bool>();
}

void JsonFields::read(const char* key, std::string& value, std::size_t most)
{
    const json* found = find(key);
    auto text = found ? textOf(*found, most) : std::nullopt;
    if (!text)
        return complain(key);
    value = std::move(*text);
}

void JsonFields::read(const char* key, std::vector<std::string>& values, std::size_t mostValues,
                      std::size_t mostBytes)
{
    const json* items = array(key, mostValues);
    for (std::size_t i = 0; items && i < items->size(); ++i) {
        auto text = textOf((*items)[i], mostBytes);
        if (!text)
            return complain(key);
        values.push_back(std::move(*text));
    }
}

void JsonFields::read(const char* key, std::vector<std::int64_t>& values, std::size_t most)
{
    const json* items = array(key, most);
    for (std::size_t i = 0; items && i < items->size(); ++i) {
        const auto number = integerOf((*items)[i]);
        if (!number)
            return complain(key);
        values.push_back(*number);
    }
}

void JsonFields::read(const char* key, std::vector<float>& values, std::size_t most)
{
    const json* items = array(key, most);
    for (std::size_t i = 0; items && i < items->size(); ++i) {
        const auto number = numberOf((*items)[i]);
        if (!number)
            return complain(key);
        values.push_back(static_cast<float>(*number));
    }
}

const json* JsonFields::array(const char* key, std::size_t most)
{
    const json* found = find(key);
    if (found && found->is_array() && found->size() <= most)
        return found;
    complain(key);
    return nullptr;
}

} // namespace propago
