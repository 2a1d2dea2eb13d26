#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace propago {

/// A series of any length as a curve of few points that loses no spike: neighbours share a bucket
/// that keeps its least and its greatest value, and when there are too many buckets two become one.
/// A series of up to kBuckets values is kept whole.
class Envelope {
public:
    static constexpr std::size_t kBuckets = 2048;

    struct Point {
        std::int64_t at;
        double value;
    };

    /// Adds the value at `at`, one after the last.
    void add(std::int64_t at, double value);
    void clear();
    /// The curve by rising `at`, at most 2 * kBuckets + 1 points; the newest value is the last one.
    /// A bucket without any finite value has one that is not.
    std::vector<Point> points() const;
    /// Every value has its own point.
    bool isWhole() const { return m_width == 1; }
    /// The first value that is not finite; -1 if all are.
    std::int64_t firstNotFinite() const { return m_firstNotFinite; }

private:
    struct Bucket {
        Point low, high;
    };
    static void join(Bucket& bucket, const Bucket& next);
    void halve();

    std::vector<Bucket> m_buckets;
    Point m_newest{-1, 0};
    std::int64_t m_width = 1;
    std::int64_t m_firstNotFinite = -1;
};

} // namespace propago
