#include "core/trace/envelope.h"

#include <cmath>

namespace propago {

void Envelope::add(std::int64_t at, double value)
{
    m_newest = {at, value};
    if (m_firstNotFinite < 0 && !std::isfinite(value))
        m_firstNotFinite = at;
    const auto index = [&] { return static_cast<std::size_t>(at / m_width); };
    while (index() >= kBuckets)
        halve();
    if (m_buckets.capacity() == 0)
        m_buckets.reserve(kBuckets);
    if (index() < m_buckets.size())
        join(m_buckets.back(), {m_newest, m_newest});
    else
        m_buckets.push_back({m_newest, m_newest});
}

void Envelope::clear()
{
    m_buckets.clear();
    m_newest = {-1, 0};
    m_width = 1;
    m_firstNotFinite = -1;
}

void Envelope::join(Bucket& bucket, const Bucket& next)
{
    if (!std::isfinite(bucket.low.value) && std::isfinite(next.low.value))
        bucket = next;
    if (next.low.value < bucket.low.value && std::isfinite(next.low.value))
        bucket.low = next.low;
    if (next.high.value > bucket.high.value && std::isfinite(next.high.value))
        bucket.high = next.high;
}

void Envelope::halve()
{
    m_width *= 2;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        if (i % 2 == 0)
            m_buckets[i / 2] = m_buckets[i];
        else
            join(m_buckets[i / 2], m_buckets[i]);
    }
    m_buckets.erase(m_buckets.begin() + static_cast<std::ptrdiff_t>((m_buckets.size() + 1) / 2),
                    m_buckets.end());
}

std::vector<Envelope::Point> Envelope::points() const
{
    std::vector<Point> result;
    result.reserve(2 * m_buckets.size() + 1);
    for (const Bucket& bucket : m_buckets) {
        const bool isLowFirst = bucket.low.at <= bucket.high.at;
        result.push_back(isLowFirst ? bucket.low : bucket.high);
        if (bucket.low.at != bucket.high.at)
            result.push_back(isLowFirst ? bucket.high : bucket.low);
    }
    if (!result.empty() && result.back().at != m_newest.at)
        result.push_back(m_newest);
    return result;
}

} // namespace propago
