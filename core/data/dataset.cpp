#include "core/data/dataset.h"

#include <algorithm>
#include <stdexcept>

namespace propago {

Dataset::Dataset(DatasetFacts facts) : m_facts(std::move(facts))
{
    if (m_facts.sampleShape.rank() != 3)
        throw std::invalid_argument("a picture has the dimensions C, H, W");
    const auto classes = static_cast<std::int64_t>(m_facts.classNames.size());
    const auto isUnnamed = [classes](std::int32_t label) { return label < 0 || label >= classes; };
    if (std::ranges::any_of(m_facts.labels, isUnnamed))
        throw std::invalid_argument("a label has no class name");
}

std::int64_t Dataset::grain() const
{
    constexpr std::int64_t worthwhile =
        256 * 1024; // bytes copied in the time it takes to wake a thread
    return std::max<std::int64_t>(worthwhile / std::max<std::int64_t>(sampleShape().elements(), 1),
                                  1);
}

MemoryDataset::MemoryDataset(DatasetFacts facts, std::vector<std::uint8_t> pixels)
    : Dataset(std::move(facts)), m_pixels(std::move(pixels))
{
    if (static_cast<std::int64_t>(m_pixels.size()) != size() * sampleShape().elements())
        throw std::invalid_argument("the pixels are not one picture for each label");
}

void MemoryDataset::pixels(std::int64_t index, std::span<std::uint8_t> chw) const
{
    const auto offset = static_cast<std::size_t>(index) * chw.size();
    std::copy_n(m_pixels.data() + offset, chw.size(), chw.data());
}

} // namespace propago
