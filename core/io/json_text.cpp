#include "core/io/json_text.h"

#include "core/base/limits.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>
#include <vector>

namespace propago {

using nlohmann::json;

namespace {

/// Watches the parser for what it would let pass: depth and fields that come twice.
class Watch {
public:
    bool isGood() const { return m_isGood; }

    bool see(int depth, json::parse_event_t event, const json& parsed)
    {
        m_isGood = m_isGood && depth <= limits::kJsonDepth;
        if (event == json::parse_event_t::object_start)
            m_keys.emplace_back();
        else if (event == json::parse_event_t::object_end)
            m_keys.pop_back();
        else if (event == json::parse_event_t::key)
            m_isGood = m_keys.back().insert(parsed.get<std::string>()).second && m_isGood;
        return m_isGood;
    }

private:
    std::vector<std::set<std::string>> m_keys;
    bool m_isGood = true;
};

} // namespace

std::optional<json> parseJson(std::string_view text)
{
    Watch watch;
    json result = json::parse(
        text,
        [&](int depth, json::parse_event_t event, json& parsed) {
            return watch.see(depth, event, parsed);
        },
        false);
    if (result.is_discarded() || !watch.isGood())
        return std::nullopt;
    return result;
}

std::string dumpJson(const json& value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json jsonNumber(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    return value;
}

json jsonString(const std::string& text)
{
    const std::string quoted = json(text).dump(-1, ' ', false, json::error_handler_t::ignore);
    if (json::parse(quoted, nullptr, false) == json(text))
        return text;
    return std::vector<unsigned char>(text.begin(), text.end());
}

} // namespace propago
