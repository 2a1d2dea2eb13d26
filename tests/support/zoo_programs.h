#pragma once
#include "core/graph/zoo.h"
#include "core/program/program.h"

#include <memory>

namespace propago::test {

/// A network of the zoo for batches of two, as the stage steps through it.
inline std::shared_ptr<const Program> programOf(const char* name)
{
    CompileOptions options;
    options.batch = 2;
    options.inputGradient = true;
    return *compile(*zooGraph(name, zooInput(name), 10), options);
}

} // namespace propago::test
