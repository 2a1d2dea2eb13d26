#include "core/io/npy.h"
#include "tests/fuzz/memory_file.h"

#include <cstdlib>

// Whatever the bytes are: something readable, or an error of one sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const propago::test::MemoryFile file(data, size);
    const auto result = propago::readNpy(file.path());
    if (!result && propago::describe(result.error()).size() < 10)
        std::abort();
    return 0;
}
