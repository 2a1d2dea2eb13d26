#include "core/serve/roofline.h"

#include "core/base/clock.h"
#include "core/base/memory.h"
#include "core/base/thread_pool.h"
#include "core/kernels/peak.h"

#include <algorithm>

#include <unistd.h>

namespace propago {

namespace {

constexpr double kSecondsOfRound =
    0.005; // short enough that some round has the processor to itself
constexpr int kFewestRounds = 3;
constexpr std::int64_t kFirstTurns = 1000;
constexpr std::int64_t kMemoryBytes = 192 << 20; // of all threads: more than caches hold
constexpr std::int64_t kUsualCache = 256 << 10;
constexpr std::int64_t kStreams = 3;

// Of the largest cache that a processor has for itself.
std::int64_t cacheBytes()
{
    const long bytes = sysconf(_SC_LEVEL2_CACHE_SIZE);
    return bytes > 0 ? bytes : kUsualCache;
}

// The shortest of many rounds, which take `seconds` together.
double shortestRound(double seconds, const std::function<void()>& round)
{
    const Stopwatch all;
    double shortest = 0;
    for (int done = 0; done < kFewestRounds || all.seconds() < seconds; ++done) {
        const Stopwatch watch;
        round();
        const double taken = std::max(watch.seconds(), 1e-9);
        shortest = done == 0 ? taken : std::min(shortest, taken);
    }
    return shortest;
}

// How often `work` fits into one round.
std::int64_t turnsOfRound(const std::function<void(std::int64_t)>& work)
{
    std::int64_t turns = kFirstTurns;
    for (;; turns *= 4) {
        const Stopwatch watch;
        work(turns);
        if (watch.seconds() > kSecondsOfRound / 4)
            return turns * 4;
    }
}

// Three arrays of one thread, and how to go over them.
class Streams {
public:
    explicit Streams(std::int64_t bytes)
        : m_count(std::max<std::int64_t>(1, bytes / (kStreams * 4)))
        , m_memory(allocateBytes(static_cast<std::size_t>(kStreams * m_count * 4)))
    {}
    std::int64_t bytes() const { return kStreams * m_count * 4; }
    void pass() const
    {
        auto* first = reinterpret_cast<float*>(m_memory.get());
        addStreams(first, first + m_count, first + 2 * m_count, m_count);
    }

private:
    std::int64_t m_count;
    AlignedBytes m_memory;
};

} // namespace

double Roofs::peak(Format format) const
{
    switch (format) {
    case Format::Fp64: return fp64;
    case Format::Bf16: return bf16;
    case Format::Int16: return int16;
    case Format::Int8: return int8;
    case Format::Int4:
    case Format::Int2: return int4;
    default: return fp32;
    }
}

double measurePeak(Format format, ThreadPool& pool, double seconds)
{
    const PeakLoop loop = peakLoop(format);
    const std::int64_t turns = turnsOfRound(loop.run);
    auto task = [&](int) { loop.run(turns); };
    const double shortest = shortestRound(seconds, [&] { pool.run(pool.threads(), task); });
    const auto macs = static_cast<double>(turns * loop.macsPerTurn * pool.threads());
    return 2 * macs / shortest * 1e-9;
}

double measureBandwidth(ThreadPool& pool, std::int64_t bytesOfThread, double seconds)
{
    std::vector<Streams> streams;
    for (int i = 0; i < pool.threads(); ++i)
        streams.emplace_back(bytesOfThread);
    const auto passes = std::max<std::int64_t>(1, kMemoryBytes / 16 / bytesOfThread);
    auto task = [&](int thread) {
        for (std::int64_t pass = 0; pass < passes; ++pass)
            streams[static_cast<std::size_t>(thread)].pass();
    };
    const double shortest = shortestRound(seconds, [&] { pool.run(pool.threads(), task); });
    const auto bytes = static_cast<double>(streams[0].bytes() * passes * pool.threads());
    return bytes / shortest * 1e-9;
}

std::optional<Roofs> measureRoofs(ThreadPool& pool, double seconds, const RoofProgress& progress)
{
    Roofs roofs;
    roofs.threads = pool.threads();
    const std::pair<double*, std::function<double()>> figures[] = {
        {&roofs.fp64, [&] { return measurePeak(Format::Fp64, pool, seconds); }},
        {&roofs.fp32, [&] { return measurePeak(Format::Fp32, pool, seconds); }},
        {&roofs.bf16, [&] { return measurePeak(Format::Bf16, pool, seconds); }},
        {&roofs.int16, [&] { return measurePeak(Format::Int16, pool, seconds); }},
        {&roofs.int8, [&] { return measurePeak(Format::Int8, pool, seconds); }},
        {&roofs.int4, [&] { return measurePeak(Format::Int4, pool, seconds); }},
        {&roofs.memory,
         [&] { return measureBandwidth(pool, kMemoryBytes / pool.threads(), seconds); }},
        {&roofs.cache, [&] { return measureBandwidth(pool, cacheBytes() / 2, seconds); }},
    };
    double done = 0;
    for (const auto& [figure, measureFigure] : figures) {
        if (progress && !progress(done / std::size(figures)))
            return std::nullopt;
        *figure = measureFigure();
        done += 1;
    }
    return roofs;
}

const char* name(RoofBound bound)
{
    return bound == RoofBound::Compute ? "compute" : "memory";
}

RooflineLayer underRoofs(LayerWork work, const Roofs& roofs, Format format)
{
    RooflineLayer layer;
    layer.intensity = work.bytes > 0 ? work.operations / work.bytes : 0;
    layer.gflops = work.seconds > 0 ? work.operations / work.seconds * 1e-9 : 0;
    layer.gigabytes = work.seconds > 0 ? work.bytes / work.seconds * 1e-9 : 0;
    layer.isInCache = work.bytesAtOnce <= static_cast<double>(cacheBytes());
    const double peak = roofs.peak(format);
    const double slope = layer.intensity * (layer.isInCache ? roofs.cache : roofs.memory);
    layer.bound = slope < peak ? RoofBound::Memory : RoofBound::Compute;
    layer.limit = std::min(peak, slope);
    layer.work = std::move(work);
    return layer;
}

} // namespace propago
