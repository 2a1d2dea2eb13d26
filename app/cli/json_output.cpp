#include "app/cli/json_output.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace propago {

nlohmann::ordered_json numberJson(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    return value;
}

nlohmann::ordered_json numberJson(const std::optional<double>& value)
{
    return value ? numberJson(*value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json jsonShape(const Shape& shape)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const std::int64_t dimension : shape.dimensions())
        list.push_back(dimension);
    return list;
}

nlohmann::ordered_json jsonError(const Error& error)
{
    return {{"code", identifier(error.code)}, {"message", describe(error)}, {"where", error.where}};
}

std::string jsonText(const nlohmann::ordered_json& object)
{
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace propago
