#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace propago {

/// Declares what a verb takes. A thin cover: only one file reads the parser's own header.
class Arguments {
public:
    explicit Arguments(CLI::App& app) : m_app(&app) {}

    /// Options are written "--name" or "-n,--name"; the value given here is the default.
    void text(const std::string& option, std::string& value, const std::string& help);
    void whole(const std::string& option, std::int64_t& value, const std::string& help,
               std::int64_t lowest = 0);
    void number(const std::string& option, double& value, const std::string& help);
    void flag(const std::string& option, bool& value, const std::string& help);
    /// One or more words behind the option.
    void words(const std::string& option, std::vector<std::string>& values,
               const std::string& help);
    /// The words that stand without an option.
    void rest(const std::string& name, std::vector<std::string>& values, const std::string& help);
    /// The option declared last must be given.
    void required();
    /// What `--help` says below the options.
    void footer(const std::string& text);

    /// True when the user wrote the option, e.g. "--lr". False for options that the verb has not.
    bool wasGiven(const std::string& option) const;

private:
    CLI::App* m_app;
};

} // namespace propago
