#pragma once
#include "core/base/thread_pool.h"

#include <cstdint>
#include <span>
#include <vector>

/// Linear maps of planes that part into one along H and one along W: padding, resizing, adaptive
/// pooling. Instantiated for float and double; sums run in fp64 in a fixed order.
namespace propago {

/// How much one position takes from another.
struct Tap {
    std::int32_t position = 0;
    double weight = 1;
};

/// What each output position along one axis takes from the input, and the other way round.
class AxisMap {
public:
    /// `taps[o]` are the taps of output position o into an input of `size` positions; none: the
    /// position lies outside.
    AxisMap(std::int64_t size, const std::vector<std::vector<Tap>>& taps);

    std::int64_t inputs() const { return m_back.count(); }
    std::int64_t outputs() const { return m_forth.count(); }
    std::span<const Tap> forth(std::int64_t output) const { return m_forth.of(output); }
    std::span<const Tap> back(std::int64_t input) const { return m_back.of(input); }

private:
    struct Rows {
        std::vector<std::size_t> starts{0};
        std::vector<Tap> taps;
        std::int64_t count() const { return static_cast<std::int64_t>(starts.size()) - 1; }
        std::span<const Tap> of(std::int64_t row) const
        {
            const auto at = static_cast<std::size_t>(row);
            return std::span(taps).subspan(starts[at], starts[at + 1] - starts[at]);
        }
        void add(const std::vector<Tap>& row);
    };
    Rows m_forth, m_back;
};

/// The two axes of a plane.
struct PlaneMap {
    AxisMap rows, columns;
    double filling = 0; ///< of outputs that lie outside
};

/// y [planes][outputs] from x [planes][inputs].
template<typename T>
void planeMapForward(const PlaneMap& map, const T* x, T* y, std::int64_t planes, ThreadPool& pool);
/// dx from dy; adds to dx when it `accumulates`.
template<typename T>
void planeMapBackward(const PlaneMap& map, const T* dy, T* dx, std::int64_t planes,
                      bool accumulates, ThreadPool& pool);

} // namespace propago
