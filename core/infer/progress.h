#pragma once
#include <functional>

namespace propago {

/// 0..1 as it goes on; return false to cancel.
using Progress = std::function<bool(double)>;

/// The part from `from` to `to` of a longer task; an empty progress never cancels. Keeps a copy.
inline Progress partOf(const Progress& whole, double from, double to)
{
    return [whole, from, to](double done) { return !whole || whole(from + (to - from) * done); };
}

} // namespace propago
