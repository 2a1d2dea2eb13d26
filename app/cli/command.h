#pragma once
#include "app/cli/arguments.h"
#include "app/cli/options.h"
#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <iosfwd>
#include <memory>
#include <string>

namespace propago {

/// What a verb found out so far: also kept when it fails on the way.
class Report {
public:
    Report();
    ~Report();

    /// Fields of the JSON object, beside schema, verb and seconds.
    nlohmann::ordered_json& fields() { return *m_fields; }
    /// The same for people, on standard output without --json.
    std::string text;

private:
    std::unique_ptr<nlohmann::ordered_json> m_fields;
};

/// One call of a verb.
struct Invocation {
    const CommonOptions& common;
    const Arguments& arguments;
    Report& report;
    std::ostream& messages; ///< standard error
};

/// One verb of the command line.
class Command {
public:
    virtual ~Command() = default;
    virtual const char* name() const = 0;
    /// One line for the list of verbs.
    virtual const char* help() const = 0;
    virtual void declare(Arguments& arguments) = 0;
    virtual Result<void> run(const Invocation& invocation) = 0;
};

} // namespace propago
