#include "core/infer/unit_plan.h"

#include "core/base/clock.h"
#include "core/graph/summary.h"
#include "core/infer/layer_rules.h"
#include "core/infer/row_units.h"
#include "core/infer/unit_steps.h"

#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace propago {

namespace {

// Below this, waking other threads for the layers of one picture costs more than it saves.
constexpr std::int64_t kMacsWorthSharing = 8'000'000;

UnitFormat unitFormat(Format format)
{
    return format == Format::Fp32    ? UnitFormat::Fp32
           : format == Format::Bf16  ? UnitFormat::Bf16
           : format == Format::Fp16  ? UnitFormat::Fp16
           : format == Format::Int16 ? UnitFormat::Int16
                                     : UnitFormat::Int8;
}

/// What multiplies and adds, in words.
std::string arithmetic(Format format)
{
    if (format == Format::Fp32)
        return "fp32 multiply-add";
    if (format == Format::Bf16)
        return nativeBf16() ? "bf16 dot products, fp32 sums" : "bf16 widened to fp32";
    if (format == Format::Fp16)
        return "fp16 widened to fp32";
    if (format == Format::Int16)
        return nativeInt8Dot() ? "s16 x s16 dot products, int32 sums"
                               : "s16 x s16 multiply-add, int32 sums";
    const std::string weights = format == Format::Int4   ? "s4 unpacked to s8"
                                : format == Format::Int2 ? "s2 unpacked to s8"
                                                         : "s8";
    const bool isPaired = chosenIsa() == Isa::Avx2 && format != Format::Int8;
    return "u8 x " + weights
           + (nativeInt8Dot() ? " dot products, int32 sums"
              : isPaired      ? " by 8-bit multiply-add, int32 sums"
                              : " by 16-bit multiply-add, int32 sums");
}

struct UnitPlanParts {
    PlanOptions options;
    UnitSteps steps;
    std::vector<Shape> shapes; // of the network's nodes
    std::int64_t macs = 0;
    bool isMixed = false; // some layers have bits of their own
};

class UnitPlan final : public InferencePlan {
public:
    UnitPlan(UnitPlanParts parts, ThreadPool& pool) : m_parts(std::move(parts)), m_pool(pool)
    {
        const PlanOptions& options = m_parts.options;
        m_sharesLayers =
            pool.threads() > 1 && (options.keepsValues || m_parts.macs >= kMacsWorthSharing);
        const std::int64_t chunks = (options.batch + samples() - 1) / samples();
        const std::int64_t arenas = std::min<std::int64_t>(chunks, pool.threads());
        for (std::int64_t i = 0; i < arenas; ++i)
            m_arenas.push_back(makeArena());
    }

    Format precision() const override { return m_parts.options.precision; }
    std::int64_t batch() const override { return m_parts.options.batch; }
    std::int64_t weightBytes() const override { return m_parts.steps.weightBytes; }
    bool isEmulated() const override
    {
        return precision() == Format::Fp16 || (precision() == Format::Bf16 && !nativeBf16());
    }

    void run(const TensorView& x, const TensorView& y) override
    {
        runWith(x, y, [this](const Frame& frame, int) { runFrame(frame); });
    }

    std::vector<PlanOperation> operations() const override { return m_parts.steps.operations; }
    std::int64_t samplesAtOnce() const override { return samples(); }

    std::vector<double> runTimed(const TensorView& x, const TensorView& y) override
    {
        std::vector<std::vector<double>> spent(m_arenas.size(),
                                               std::vector<double>(m_parts.steps.steps.size()));
        const int threads = runWith(x, y, [&](const Frame& frame, int thread) {
            timeFrame(frame, spent[static_cast<std::size_t>(thread)]);
        });
        std::vector<double> seconds(m_parts.steps.steps.size());
        for (const auto& ofThread : spent) {
            for (std::size_t i = 0; i < seconds.size(); ++i)
                seconds[i] += ofThread[i] / threads;
        }
        return seconds;
    }

    std::string kernel() const override
    {
        const std::string isa = name(chosenIsa());
        return isa + " " + arithmetic(precision()) + (savesProducts() ? ", Winograd" : "")
               + otherWidths();
    }

    Tensor value(int node, std::int64_t n) const override
    {
        const int owner = m_parts.steps.owners[static_cast<std::size_t>(node)];
        if (!m_parts.options.keepsValues || owner < 0)
            return {};
        const PlanValue& from = m_parts.steps.values[static_cast<std::size_t>(owner)];
        Tensor result(m_parts.shapes[static_cast<std::size_t>(node)].batched(n), Format::Fp32);
        float* to = result.span<float>().data();
        for (std::int64_t i = 0; i < n; ++i, to += result.elements() / n) {
            const std::byte* units =
                m_arenas[0].values.get() + from.place.offset + i * from.sampleBytes();
            const auto [scale, zeroPoint] = from.quantisation;
            if (from.rows.width > 0)
                fromRowUnits(from.format, from.rows, units, to, scale, zeroPoint);
            else
                fromUnits(from.storage(), units, to, from.planes.channels, from.planes.plane(),
                          scale, zeroPoint);
        }
        return result;
    }

    double step(int node) const override
    {
        const int owner = m_parts.steps.owners[static_cast<std::size_t>(node)];
        if (owner < 0)
            return 0;
        const PlanValue& value = m_parts.steps.values[static_cast<std::size_t>(owner)];
        const UnitFormat storage = value.storage();
        const bool isInteger = storage == UnitFormat::Int8 || storage == UnitFormat::Int16;
        return isInteger ? static_cast<double>(value.quantisation.scale) : 0;
    }

private:
    /// Layers whose weights have other bits than the plan's.
    std::string otherWidths() const { return m_parts.isMixed ? "; layers of other bits" : ""; }
    bool savesProducts() const
    {
        return std::ranges::any_of(m_parts.steps.steps,
                                   [](const auto& step) { return step->savesProducts(); });
    }

    struct Arena {
        AlignedBytes values, scratch;
    };

    std::int64_t samples() const { return m_parts.steps.samples; }

    Arena makeArena() const
    {
        std::size_t scratch = 0;
        for (const auto& step : m_parts.steps.steps)
            scratch =
                std::max({scratch, step->scratchBytes(samples(), 1),
                          m_sharesLayers ? step->scratchBytes(samples(), m_pool.threads()) : 0});
        return {allocateBytes(static_cast<std::size_t>(m_parts.steps.arenaBytes)),
                allocateBytes(scratch)};
    }

    void runFrame(const Frame& frame) const
    {
        for (const auto& step : m_parts.steps.steps)
            step->run(frame);
    }

    void timeFrame(const Frame& frame, std::vector<double>& seconds) const
    {
        std::int64_t before = nanoseconds();
        for (std::size_t i = 0; i < seconds.size(); ++i) {
            m_parts.steps.steps[i]->run(frame);
            const std::int64_t now = nanoseconds();
            seconds[i] += static_cast<double>(now - before) * 1e-9;
            before = now;
        }
    }

    // Calls work(frame, thread) until all of x went through; how many threads had frames of their own.
    template<typename Work> int runWith(const TensorView& x, const TensorView& y, const Work& work)
    {
        const std::int64_t n = x.shape[0];
        if (n > batch())
            throw std::logic_error("more pictures than the plan was made for");
        if (n > 1 && !m_parts.options.keepsValues)
            return runChunks(x, y, n, work);
        work({x.data, y.data, m_arenas[0].values.get(), m_arenas[0].scratch.get(), n,
              m_sharesLayers ? &m_pool : nullptr},
             0);
        return 1;
    }

    template<typename Work>
    int runChunks(const TensorView& x, const TensorView& y, std::int64_t n, const Work& work) const
    {
        const auto threads = static_cast<std::int64_t>(m_arenas.size());
        const std::int64_t chunk = std::min(samples(), (n + threads - 1) / threads);
        const std::int64_t xBytes = x.bytes() / n;
        const std::int64_t yBytes = y.bytes() / n;
        std::atomic<std::int64_t> next{0};
        auto share = [&](int thread) {
            const Arena& arena = m_arenas[static_cast<std::size_t>(thread)];
            for (std::int64_t first = next.fetch_add(chunk); first < n;
                 first = next.fetch_add(chunk))
                work({x.data + first * xBytes, y.data + first * yBytes, arena.values.get(),
                      arena.scratch.get(), std::min(chunk, n - first), nullptr},
                     thread);
        };
        if (threads == 1)
            share(0);
        else
            m_pool.run(static_cast<int>(threads), share);
        return static_cast<int>(threads);
    }

    UnitPlanParts m_parts;
    ThreadPool& m_pool;
    bool m_sharesLayers = false;
    std::vector<Arena> m_arenas;
};

} // namespace

Result<std::unique_ptr<InferencePlan>> planUnits(const Graph& graph, const Weights& weights,
                                                 const PlanOptions& options,
                                                 const Calibration* calibration, ThreadPool& pool)
{
    const UnitFormat format = unitFormat(options.precision);
    const bool fuses = !options.keepsValues || options.fusesKept;
    auto fused =
        fuse(graph, weights, {fuses, format == UnitFormat::Fp32, format == UnitFormat::Int8});
    if (!fused)
        return tl::unexpected(fused.error());
    if (const auto set =
            setLayerRules(*fused, graph, options.precision, options.quantisation, calibration);
        needsCalibration(options.precision) && !set)
        return tl::unexpected(set.error());
    fillUnitsWithRows(*fused, format);
    auto steps = layOutSteps(*fused, graph,
                             {format, options.keepsValues,
                              options.isDirect ? Method::Direct : Method::Fastest,
                              options.quantisation.symmetricActivations},
                             calibration, options.batch);
    if (!steps)
        return tl::unexpected(steps.error());
    const Summary summary = summarise(graph).value(); // fuse() has checked the shapes
    const bool isMixed =
        std::ranges::any_of(options.quantisation.layerBits, [](int bits) { return bits != 0; });
    UnitPlanParts parts{
        options, std::move(*steps), {}, summary.total.macs, format == UnitFormat::Int8 && isMixed};
    for (const SummaryRow& row : summary.rows)
        parts.shapes.push_back(row.output);
    for (PlanOperation& operation : parts.steps.operations) {
        if (operation.node >= 0)
            operation.macs = summary.rows[static_cast<std::size_t>(operation.node)].macs;
        for (const int before : operation.before)
            operation.macs += summary.rows[static_cast<std::size_t>(before)].macs;
    }
    return std::make_unique<UnitPlan>(std::move(parts), pool);
}

} // namespace propago
