#include "core/kernels/tiles/tile_convolution.h"

#include <algorithm>
#include <cstring>

namespace propago {

namespace {

// Blocks of filters that share a panel of pixels, and units of channels in it, from which on the copy
// takes less time than it saves.
constexpr std::int64_t kPanelBlocks = 8;
constexpr std::int64_t kPanelUnits = 64;

/// The largest number of rows, a multiple of `step`, that splits `count` rows evenly.
int evenRows(std::int64_t count, int most, int step)
{
    const std::int64_t blocks = (count + most - 1) / most;
    const std::int64_t rows = (count + blocks - 1) / blocks;
    return static_cast<int>(std::min<std::int64_t>(most, (rows + step - 1) / step * step));
}

// Pixels are spread where they are copied anyway, or many taps read them.
TileKind int8Kind(const TileTable& table, const TileConvolution::Problem& problem, bool isCopied)
{
    const bool hasTaps = problem.taps.size() > 1;
    const bool isDepthwise = problem.groups > 1 && problem.groups == problem.channels
                             && problem.groups == problem.filters;
    const TileKind kind = isDepthwise && hasTaps ? TileKind::Int8Depthwise
                          : isCopied || hasTaps  ? TileKind::Int8Words
                                                 : TileKind::WidenedInt8;
    return table.maxRows[static_cast<int>(kind)] > 0 ? kind : TileKind::Int8;
}

int kindOf(UnitFormat format, Packing packing, const TileTable& table,
           const TileConvolution::Problem& problem, bool isCopied)
{
    const bool isNarrow = packing == Packing::Bits4 || packing == Packing::Bits2;
    const bool isWidened = format == UnitFormat::Bf16 && !table.hasBf16Dot;
    return static_cast<int>(isNarrow                     ? TileKind::NarrowInt8
                            : format == UnitFormat::Int8 ? int8Kind(table, problem, isCopied)
                            : isWidened                  ? TileKind::WidenedBf16
                                                         : static_cast<TileKind>(format));
}

} // namespace

TileConvolution::TileConvolution(const PaddedSource& source, const Problem& problem,
                                 UnitFormat format, Isa isa, Packing packing)
    : m_problem(problem)
    , m_format(format)
    , m_packing(packing)
    , m_kind(kindOf(format, packing, *tileTable(isa), problem, !source.isIdentity()))
    , m_table(tileTable(isa))
    , m_rowStep(channelsPerUnit(format))
    , m_lanes(format == UnitFormat::Fp16 ? 1
              : takesPairs()             ? 2
                                         : m_rowStep)
    , m_pitch(source.pitch())
{
    const std::int64_t units = sourceUnits();
    for (std::int64_t unit = 0; unit < units; ++unit) {
        for (const ShiftedTap& tap : problem.taps)
            m_offsets.push_back(4 * (unit * source.channelUnits() + source.offsetOf(tap)));
    }
    m_steps = m_offsets;
    m_asksAhead = problem.taps.size() == 1;
    makeBlocks();
    makeVectors(source);
    if (problem.groups == 1 && packing == Packing::None && problem.taps.size() == 1
        && units >= kPanelUnits && blocks() >= kPanelBlocks)
        makePanel(units);
}

std::int64_t TileConvolution::filterSlots() const
{
    return unitCount(m_format, m_problem.filters) * m_rowStep;
}

std::pair<std::int64_t, std::int64_t> TileConvolution::unitsOf(std::int64_t firstFilter,
                                                               int rows) const
{
    const std::int64_t perGroup = m_problem.filters / m_problem.groups;
    const std::int64_t channels = m_problem.channels / m_problem.groups;
    const std::int64_t last = std::min(firstFilter + rows, m_problem.filters) - 1;
    const std::int64_t firstChannel = firstFilter / perGroup * channels;
    const std::int64_t lastChannel = (last / perGroup + 1) * channels - 1;
    return {firstChannel / m_lanes, lastChannel / m_lanes + 1};
}

// Of the block that starts with filter `first`, when the next `same` filters see the same channels.
int TileConvolution::rowsFrom(std::int64_t first, std::int64_t same) const
{
    const int most = m_table->maxRows[m_kind], step = m_table->rowStep[m_kind];
    const std::int64_t left = m_problem.filters - first;
    if (left <= std::min<std::int64_t>(same, most)) // the last ones need not fill their unit
        return static_cast<int>((left + step - 1) / step * step);
    return evenRows(same, most / m_rowStep * m_rowStep, m_rowStep);
}

void TileConvolution::makeBlocks()
{
    const auto taps = static_cast<std::int64_t>(m_problem.taps.size());
    const std::int64_t steps = isKind(TileKind::Int8Depthwise) ? (taps + 1) / 2 : taps;
    for (std::int64_t first = 0; first < m_problem.filters;) {
        const auto [unitFirst, unitEnd] = unitsOf(first, m_rowStep);
        // As many filters as see the same channels, then split evenly.
        std::int64_t same = m_rowStep;
        while (first + same < m_problem.filters
               && unitsOf(first + same, m_rowStep) == std::pair(unitFirst, unitEnd))
            same += m_rowStep;
        const int rows = rowsFrom(first, same);
        m_blocks.push_back({first, rows, unitFirst, unitEnd - unitFirst, m_packedUnits});
        m_packedUnits +=
            packedBytes(m_packing, stepWords(rows) * (unitEnd - unitFirst) * steps) / 4;
        first += rows;
    }
    countAlike();
}

void TileConvolution::countAlike()
{
    for (std::size_t i = m_blocks.size(); i-- > 1;) {
        Block& block = m_blocks[i - 1];
        const Block& next = m_blocks[i];
        if (next.rows == block.rows && next.unitFirst == block.unitFirst
            && next.units == block.units)
            block.alike = next.alike + 1;
    }
}

void TileConvolution::makeVectors(const PaddedSource& source)
{
    const int lanes = m_table->lanes;
    const std::int64_t end = (m_problem.outHeight - 1) * source.pitch() + m_problem.outWidth;
    std::int32_t position = 0;
    for (std::int64_t first = 0; first < end; first += lanes) {
        std::uint32_t mask = 0;
        for (int lane = 0; lane < lanes; ++lane) {
            const std::int64_t at = first + lane;
            if (at < end && at % source.pitch() < m_problem.outWidth)
                mask |= 1u << lane;
        }
        m_masks.push_back(mask);
        m_positions.push_back(position);
        position += __builtin_popcount(mask);
    }
    for (const Block& block : m_blocks)
        m_mostVectors = std::min(m_mostVectors, m_table->maxVectors[m_kind][block.rows]);
    const auto vectors = static_cast<std::int64_t>(m_masks.size());
    const std::int64_t groups = (vectors + m_mostVectors - 1) / m_mostVectors;
    for (std::int64_t group = 0; group <= groups; ++group)
        m_groups.push_back(group * vectors / std::max<std::int64_t>(groups, 1));
}

std::int64_t TileConvolution::tiles() const
{
    return static_cast<std::int64_t>((m_groups.size() - 1) * m_blocks.size());
}

void TileConvolution::run(const Call& call, std::int64_t firstTile, std::int64_t lastTile) const
{
    if (m_packing != Packing::None)
        return runPacked(call, firstTile, lastTile);
    // Filters innermost: the pixels of a tile stay in the first cache while weights stream.
    const auto blocks = static_cast<std::int64_t>(m_blocks.size());
    std::int64_t count = 0;
    for (std::int64_t tile = firstTile; tile < lastTile; tile += count) {
        const auto group = static_cast<std::size_t>(tile / blocks);
        const Block& block = m_blocks[static_cast<std::size_t>(tile % blocks)];
        const auto vectors = static_cast<int>(m_groups[group + 1] - m_groups[group]);
        count = std::min(block.alike, lastTile - tile);
        TileInput input = inputOf(call, block, m_groups[group]);
        if (call.panel && m_panelBytes > 0) {
            if (&block == &m_blocks.front() || tile == firstTile)
                copyPanel(call, m_groups[group], vectors);
            input.b = call.panel;
            input.offsets = m_panelOffsets[vectors].data();
        } else if (m_asksAhead && &block == &m_blocks.front()) {
            askFor(call, m_groups[group + 1]);
        }
        input.blocks = count;
        m_table->tiles[m_kind][block.rows][vectors](input,
                                                    storeOf(call, block, m_groups[group], count));
    }
}

void TileConvolution::makePanel(std::int64_t units)
{
    for (int vectors = 1; vectors <= m_mostVectors; ++vectors) {
        for (std::int64_t unit = 0; unit < units; ++unit)
            m_panelOffsets[vectors].push_back(4 * unit * vectors * m_table->lanes);
    }
    m_panelBytes = 4 * units * m_mostVectors * m_table->lanes;
}

// Side by side they need fewer lines of the cache, and no two of them the same place in it.
void TileConvolution::copyPanel(const Call& call, std::int64_t firstVector, int vectors) const
{
    const std::int64_t bytes = std::int64_t{4} * m_table->lanes * vectors;
    const std::byte* from = call.source + firstVector * m_table->lanes * 4;
    std::byte* to = call.panel;
    for (const std::int64_t offset : m_offsets) {
        std::memcpy(to, from + offset, static_cast<std::size_t>(bytes));
        to += bytes;
    }
}

// A tile takes a line or two of every plane: more places at once than a processor foresees.
void TileConvolution::askFor(const Call& call, std::int64_t firstVector) const
{
    const std::byte* from = call.source + firstVector * m_table->lanes * 4;
    for (const std::int64_t offset : m_offsets) {
        for (std::int64_t at = 0; at < m_mostVectors * m_table->lanes * 4; at += kCacheLine)
            __builtin_prefetch(from + offset + at);
    }
}

// Pixels innermost: the weights of a block are unpacked once for all of them.
void TileConvolution::runPacked(const Call& call, std::int64_t firstTile,
                                std::int64_t lastTile) const
{
    const auto groups = static_cast<std::int64_t>(m_groups.size()) - 1;
    for (std::int64_t tile = firstTile; tile < lastTile; ++tile) {
        const auto group = static_cast<std::size_t>(tile % groups);
        const Block& block = m_blocks[static_cast<std::size_t>(tile / groups)];
        if (group == 0 || tile == firstTile)
            unpack(call, block);
        const auto vectors = static_cast<int>(m_groups[group + 1] - m_groups[group]);
        m_table->tiles[m_kind][block.rows][vectors](inputOf(call, block, m_groups[group]),
                                                    storeOf(call, block, m_groups[group], 1));
    }
}

std::pair<std::int64_t, std::int64_t> TileConvolution::unitsOfBlock(std::int64_t block) const
{
    const Block& each = m_blocks[static_cast<std::size_t>(block)];
    return {each.unitFirst, each.units};
}

std::pair<std::int64_t, std::int64_t> TileConvolution::filtersOfBlocks(std::int64_t first,
                                                                       std::int64_t last) const
{
    const Block& end = m_blocks[static_cast<std::size_t>(last - 1)];
    const std::int64_t filter = m_blocks[static_cast<std::size_t>(first)].first;
    return {filter, std::min<std::int64_t>(end.first + end.rows, m_problem.filters) - filter};
}

std::int64_t TileConvolution::mostBlockUnits() const
{
    std::int64_t most = 0;
    for (const Block& block : m_blocks)
        most = std::max(most, block.units);
    return most;
}

void TileConvolution::runBlock(const Call& call, std::int64_t index) const
{
    const Block& block = m_blocks[static_cast<std::size_t>(index)];
    const auto offsetsOf = [&](std::int64_t vector) {
        TileInput input = inputOf(call, block, vector);
        input.offsets = m_offsets.data(); // as if its first unit were the first of all
        return input;
    };
    unpack(call, block);
    if (m_format == UnitFormat::Fp32 && block.rows == 1) {
        m_table->strip(offsetsOf(0), storeOf(call, block, 0, 1),
                       static_cast<std::int64_t>(m_masks.size()));
        return;
    }
    for (std::size_t group = 0; group + 1 < m_groups.size(); ++group) {
        const std::int64_t first = m_groups[group];
        m_table->tiles[m_kind][block.rows][m_groups[group + 1] - first](
            offsetsOf(first), storeOf(call, block, first, 1));
    }
}

TileConvolution::Line TileConvolution::lineOf(const Call& call, std::int64_t row) const
{
    return {call.source + 4 * row * m_pitch, m_offsets.data(), m_problem.outWidth};
}

void TileConvolution::runLine(const Call& call, const Line& line) const
{
    const std::int64_t vectors = (line.pixels + m_table->lanes - 1) / m_table->lanes;
    const std::int64_t groups = (vectors + m_mostVectors - 1) / m_mostVectors;
    for (std::int64_t group = 0; group < groups; ++group) {
        const std::int64_t vector = group * vectors / groups;
        const auto count = static_cast<int>((group + 1) * vectors / groups - vector);
        const std::int64_t pixel = vector * m_table->lanes;
        for (std::size_t index = 0; index < m_blocks.size();) {
            const Block& block = m_blocks[index];
            const std::int64_t at = block.first * line.stride + 4 * pixel;
            TileInput input = inputOf(call, block, 0);
            input.b = line.source + 4 * pixel;
            input.offsets = line.offsets;
            input.blocks = block.alike;
            TileStore store;
            store.y = line.y + at;
            store.rowStride = line.stride;
            store.lanes = line.pixels - pixel;
            store.residual = line.residual ? line.residual + at : nullptr;
            store.tail = call.tail;
            store.hasRoom = line.hasRoom;
            m_table->tiles[m_kind][block.rows][count](input, store);
            index += static_cast<std::size_t>(block.alike);
        }
    }
}

TileInput TileConvolution::inputOf(const Call& call, const Block& block,
                                   std::int64_t firstVector) const
{
    const auto taps = static_cast<std::int64_t>(m_problem.taps.size());
    TileInput input;
    input.b = call.source + firstVector * m_table->lanes * 4;
    input.offsets = m_steps.data() + block.unitFirst * taps;
    input.depth =
        m_problem.groups > 1 ? block.units * taps : static_cast<std::int64_t>(m_steps.size());
    input.a = m_packing == Packing::None ? call.weights + block.packedFirst * 4 : call.unpacked;
    input.aStep = 4 * stepWords(block.rows);
    input.aBlock = input.aStep * block.units * taps;
    input.init = call.init ? call.init + 4 * block.first : nullptr;
    return input;
}

TileStore TileConvolution::storeOf(const Call& call, const Block& block, std::int64_t firstVector,
                                   std::int64_t blocks) const
{
    const std::int64_t rowBytes = 4 * m_problem.outHeight * m_problem.outWidth;
    const std::int64_t firstRow = call.tail->realOutput ? block.first : block.first / m_rowStep;
    TileStore store;
    store.y = call.y + firstRow * rowBytes;
    store.rowStride = rowBytes;
    store.masks = m_masks.data() + firstVector;
    store.positions = m_positions.data() + firstVector;
    store.residual = call.residual ? call.residual + firstRow * rowBytes : nullptr;
    store.multipliers = call.multipliers ? call.multipliers + block.first : nullptr;
    store.tail = call.tail;
    store.output = call.tail->realOutput ? TileOutput::Real : TileOutput::Units;
    store.rowsStored =
        static_cast<int>(std::min(blocks * block.rows, m_problem.filters - block.first));
    return store;
}

} // namespace propago
