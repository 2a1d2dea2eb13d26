#include "core/base/clock.h"

#include <chrono>

namespace propago {

std::int64_t nanoseconds()
{
    using namespace std::chrono;
    return duration_cast<std::chrono::nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace propago
