#include "app/cli/arguments.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <limits>

namespace propago {

void Arguments::text(const std::string& option, std::string& value, const std::string& help)
{
    m_app->add_option(option, value, help)->type_name("TEXT");
}

void Arguments::whole(const std::string& option, std::int64_t& value, const std::string& help,
                      std::int64_t lowest)
{
    m_app->add_option(option, value, help)
        ->check(CLI::Range(lowest, std::numeric_limits<std::int64_t>::max())
                    .description("at least " + std::to_string(lowest)))
        ->type_name("N");
}

void Arguments::number(const std::string& option, double& value, const std::string& help)
{
    m_app->add_option(option, value, help)->type_name("X");
}

void Arguments::flag(const std::string& option, bool& value, const std::string& help)
{
    m_app->add_flag(option, value, help);
}

void Arguments::words(const std::string& option, std::vector<std::string>& values,
                      const std::string& help)
{
    m_app->add_option(option, values, help)->type_name("TEXT")->expected(1, 1 << 20);
}

void Arguments::rest(const std::string& name, std::vector<std::string>& values,
                     const std::string& help)
{
    m_app->add_option(name, values, help)->type_name("")->expected(1, 1 << 20);
}

void Arguments::required()
{
    m_app->get_options().back()->required();
}

void Arguments::footer(const std::string& text)
{
    m_app->footer(text);
}

bool Arguments::wasGiven(const std::string& option) const
{
    const CLI::Option* known = m_app->get_option_no_throw(option);
    return known && known->count() > 0;
}

} // namespace propago
