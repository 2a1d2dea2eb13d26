#include "core/data/idx.h"

#include <cstdlib>

// Whatever the bytes are: an array whose size is what its dimensions say, or an error that names the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto file = std::as_bytes(std::span(data, size));
    for (const int rank : {1, 3}) {
        const auto array = propago::parseIdx(file, "fuzzed", rank);
        if (!array) {
            if (propago::describe(array.error()).find("fuzzed") == std::string::npos)
                std::abort();
            continue;
        }
        std::int64_t elements = 1;
        for (const std::int64_t dimension : array->dimensions)
            elements *= dimension;
        if (static_cast<std::int64_t>(array->values.size()) != elements)
            std::abort();
    }
    return 0;
}
