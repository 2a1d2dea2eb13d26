#include "app/cli/command.h"

#include <nlohmann/json.hpp>

namespace propago {

Report::Report()
    : m_fields(std::make_unique<nlohmann::ordered_json>(nlohmann::ordered_json::object()))
{}

Report::~Report() = default;

} // namespace propago
