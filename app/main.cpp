#include "app/cli/command_line.h"
#include "app/window.h"

int main(int argc, char** argv)
{
    if (const auto code = propago::runCommandLine(argc, argv))
        return *code;
    return propago::runWindow(argc, argv);
}
