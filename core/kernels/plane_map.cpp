#include "core/kernels/plane_map.h"

#include "core/kernels/parallel_range.h"

namespace propago {

void AxisMap::Rows::add(const std::vector<Tap>& row)
{
    taps.insert(taps.end(), row.begin(), row.end());
    starts.push_back(taps.size());
}

AxisMap::AxisMap(std::int64_t size, const std::vector<std::vector<Tap>>& taps)
{
    std::vector<std::vector<Tap>> turned(static_cast<std::size_t>(size));
    for (std::size_t output = 0; output < taps.size(); ++output) {
        m_forth.add(taps[output]);
        for (const Tap& tap : taps[output])
            turned[static_cast<std::size_t>(tap.position)].push_back(
                {static_cast<std::int32_t>(output), tap.weight});
    }
    for (const auto& row : turned)
        m_back.add(row);
}

namespace {

template<typename T>
double weighedSum(std::span<const Tap> rows, std::span<const Tap> columns, const T* plane,
                  std::int64_t width)
{
    double sum = 0;
    for (const Tap& row : rows) {
        const T* from = plane + row.position * width;
        for (const Tap& column : columns)
            sum += row.weight * column.weight * static_cast<double>(from[column.position]);
    }
    return sum;
}

// Calls f(plane, row) for every row of every plane.
template<typename F>
void forPlaneRows(std::int64_t planes, std::int64_t rows, std::int64_t width, ThreadPool& pool, F f)
{
    const auto range = [&](std::int64_t first, std::int64_t end) {
        for (std::int64_t i = first; i < end; ++i)
            f(i / rows, i % rows);
    };
    forRanges(planes * rows, pool, range,
              16 * 1024 / std::clamp<std::int64_t>(width, 1, 16 * 1024));
}

} // namespace

template<typename T>
void planeMapForward(const PlaneMap& map, const T* x, T* y, std::int64_t planes, ThreadPool& pool)
{
    const std::int64_t width = map.columns.inputs();
    const std::int64_t inPlane = map.rows.inputs() * width;
    const std::int64_t outWidth = map.columns.outputs();
    forPlaneRows(planes, map.rows.outputs(), outWidth, pool, [&](std::int64_t p, std::int64_t r) {
        const auto rows = map.rows.forth(r);
        T* to = y + (p * map.rows.outputs() + r) * outWidth;
        for (std::int64_t c = 0; c < outWidth; ++c) {
            const auto columns = map.columns.forth(c);
            const bool isOutside = rows.empty() || columns.empty();
            to[c] = static_cast<T>(isOutside ? map.filling
                                             : weighedSum(rows, columns, x + p * inPlane, width));
        }
    });
}

template<typename T>
void planeMapBackward(const PlaneMap& map, const T* dy, T* dx, std::int64_t planes,
                      bool accumulates, ThreadPool& pool)
{
    const std::int64_t width = map.columns.outputs();
    const std::int64_t outPlane = map.rows.outputs() * width;
    const std::int64_t inWidth = map.columns.inputs();
    forPlaneRows(planes, map.rows.inputs(), inWidth, pool, [&](std::int64_t p, std::int64_t r) {
        const auto rows = map.rows.back(r);
        T* to = dx + (p * map.rows.inputs() + r) * inWidth;
        for (std::int64_t c = 0; c < inWidth; ++c) {
            const auto gradient =
                static_cast<T>(weighedSum(rows, map.columns.back(c), dy + p * outPlane, width));
            to[c] = accumulates ? to[c] + gradient : gradient;
        }
    });
}

#define PROPAGO_INSTANTIATE(T)                                                                     \
    template void planeMapForward(const PlaneMap&, const T*, T*, std::int64_t, ThreadPool&);       \
    template void planeMapBackward(const PlaneMap&, const T*, T*, std::int64_t, bool, ThreadPool&);
PROPAGO_INSTANTIATE(float)
PROPAGO_INSTANTIATE(double)
#undef PROPAGO_INSTANTIATE

} // namespace propago
