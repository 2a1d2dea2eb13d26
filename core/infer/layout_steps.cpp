#include "core/infer/layout_steps.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace propago {

namespace {

// Where the channels of one pixel lie: `lanes` to a unit, `size` bytes each.
struct LaneLayout {
    std::int64_t lanes, size;
    explicit LaneLayout(const PlanValue& value)
        : lanes(channelsPerUnit(value.storage())), size(4 / lanes)
    {}
    std::int64_t offset(std::int64_t channel, std::int64_t pixel, std::int64_t plane) const
    {
        return ((channel / lanes * plane + pixel) * lanes + channel % lanes) * size;
    }
};

/// Levels of one scale as those of another.
struct Rescaling {
    bool isNeeded = false;
    bool isWide = false; ///< int16: steps of the input in steps of the output
    float steps = 1;
    ByteTable table{};
};

void copyBytes(const std::byte* from, std::byte* to, std::int64_t bytes, const Rescaling& rescaling)
{
    if (!rescaling.isNeeded) {
        std::memcpy(to, from, static_cast<std::size_t>(bytes));
        return;
    }
    for (std::int64_t i = 0; !rescaling.isWide && i < bytes; ++i)
        to[i] = static_cast<std::byte>(rescaling.table[static_cast<std::uint8_t>(from[i])]);
    constexpr auto kMost = static_cast<float>(kInt16Levels);
    for (std::int64_t i = 0; rescaling.isWide && i < bytes; i += 2) {
        std::int16_t level;
        std::memcpy(&level, from + i, 2);
        const float other = static_cast<float>(level) * rescaling.steps;
        level = static_cast<std::int16_t>(std::nearbyint(std::clamp(other, -kMost, kMost)));
        std::memcpy(to + i, &level, 2);
    }
}

// One input of a join, and how its bytes lie in the output's sample.
struct Strand {
    PlanValue value;
    std::int64_t firstChannel = 0;                         ///< joined along channels
    std::int64_t runs = 1, run = 0, pitch = 0, offset = 0; ///< `runs` pieces of `run` bytes
    bool isWhole = true; ///< false: its channels start or end inside a unit
    Rescaling rescaling;
};

class ConcatStep final : public PlanStep {
public:
    ConcatStep(std::vector<Strand> strands, const PlanValue& output)
        : m_strands(std::move(strands)), m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        const std::int64_t bytes = m_output.sampleBytes();
        for (std::int64_t i = 0; i < frame.n; ++i) {
            std::byte* y = m_output.place.write(frame) + i * bytes;
            clearLastUnits(y, bytes);
            for (const Strand& strand : m_strands)
                place(strand, strand.value.place.read(frame) + i * strand.value.sampleBytes(), y);
        }
    }

private:
    // Channels that only fill the last unit must hold finite numbers.
    void clearLastUnits(std::byte* y, std::int64_t bytes) const
    {
        const std::int64_t tail = 4 * m_output.planes.plane();
        std::memset(y + bytes - tail, 0, static_cast<std::size_t>(tail));
    }
    void place(const Strand& strand, const std::byte* x, std::byte* y) const
    {
        if (!strand.isWhole)
            return placeLanes(strand, x, y);
        for (std::int64_t r = 0; r < strand.runs; ++r)
            copyBytes(x + r * strand.run, y + strand.offset + r * strand.pitch, strand.run,
                      strand.rescaling);
    }
    void placeLanes(const Strand& strand, const std::byte* x, std::byte* y) const
    {
        const LaneLayout layout(m_output);
        const std::int64_t plane = m_output.planes.plane();
        for (std::int64_t c = 0; c < strand.value.planes.channels; ++c) {
            for (std::int64_t pixel = 0; pixel < plane; ++pixel)
                copyBytes(x + layout.offset(c, pixel, plane),
                          y + layout.offset(strand.firstChannel + c, pixel, plane), layout.size,
                          strand.rescaling);
        }
    }

    std::vector<Strand> m_strands;
    PlanValue m_output;
};

class RelayoutStep final : public PlanStep {
public:
    RelayoutStep(const PlanValue& input, const PlanValue& output) : m_input(input), m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        for (std::int64_t i = 0; i < frame.n; ++i)
            move(m_input.place.read(frame) + i * m_input.sampleBytes(),
                 m_output.place.write(frame) + i * m_output.sampleBytes());
    }

private:
    void move(const std::byte* x, std::byte* y) const
    {
        const LaneLayout layout(m_output);
        const std::int64_t from = m_input.planes.plane();
        const std::int64_t to = m_output.planes.plane();
        std::memset(y, 0, static_cast<std::size_t>(m_output.sampleBytes()));
        for (std::int64_t e = 0; e < m_output.planes.elements(); ++e)
            std::memcpy(y + layout.offset(e / to, e % to, to),
                        x + layout.offset(e / from, e % from, from),
                        static_cast<std::size_t>(layout.size));
    }

    PlanValue m_input, m_output;
};

Rescaling rescalingOf(const PlanValue& input, const PlanValue& output)
{
    Rescaling rescaling;
    rescaling.isNeeded = !(input.quantisation == output.quantisation);
    rescaling.isWide = output.format == UnitFormat::Int16;
    if (rescaling.isNeeded && rescaling.isWide)
        rescaling.steps = input.quantisation.scale / output.quantisation.scale;
    else if (rescaling.isNeeded)
        rescaling.table =
            tableOf(input.quantisation, output.quantisation, [](double x) { return x; });
    return rescaling;
}

// Joined along channels: whole units when every border falls between two units.
void layChannels(Strand& strand, const PlanValue& output, std::int64_t first)
{
    const LaneLayout layout(output);
    const std::int64_t channels = strand.value.planes.channels;
    const bool endsWhole =
        channels % layout.lanes == 0 || first + channels == output.planes.channels;
    strand.firstChannel = first;
    strand.isWhole = first % layout.lanes == 0 && endsWhole;
    strand.run = strand.value.sampleBytes();
    strand.offset = first / layout.lanes * 4 * output.planes.plane();
}

// Joined along a later axis: pieces of each row of units.
void layInside(Strand& strand, const FusedNode& node, const PlanValue& output, std::int64_t first)
{
    std::int64_t outer = unitCount(output.storage(), output.planes.channels);
    for (int axis = 1; axis < node.axis; ++axis)
        outer *= node.shape[axis];
    const std::int64_t extent = node.shape[static_cast<int>(node.axis)];
    const std::int64_t inner = output.sampleBytes() / (outer * extent);
    strand.runs = outer;
    strand.run = strand.value.sampleBytes() / outer;
    strand.pitch = extent * inner;
    strand.offset = first * inner;
}

} // namespace

std::unique_ptr<PlanStep> concatStep(const FusedNode& node, const std::vector<PlanValue>& inputs,
                                     const PlanValue& output)
{
    std::vector<Strand> strands;
    std::int64_t first = 0;
    for (const PlanValue& input : inputs) {
        Strand strand;
        strand.value = input;
        strand.rescaling = rescalingOf(input, output);
        if (node.axis == 0) {
            // Flattened fp32 maps of any planes are the same bytes as single pixels.
            if (input.planes.plane() != output.planes.plane())
                strand.value.planes = {input.planes.elements(), 1, 1};
            layChannels(strand, output, first);
            first += strand.value.planes.channels;
        } else {
            layInside(strand, node, output, first);
            first += strand.run * strand.runs * node.shape[static_cast<int>(node.axis)]
                     / output.sampleBytes();
        }
        strands.push_back(std::move(strand));
    }
    return std::make_unique<ConcatStep>(std::move(strands), output);
}

std::unique_ptr<PlanStep> relayoutStep(const PlanValue& input, const PlanValue& output)
{
    return std::make_unique<RelayoutStep>(input, output);
}

} // namespace propago
