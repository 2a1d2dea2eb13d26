#include "core/infer/even_part.h"

#include "core/infer/calibration.h"

namespace propago {

namespace {

DatasetFacts factsOf(const Dataset& whole, const std::vector<std::int32_t>& indices)
{
    DatasetFacts facts{whole.name(), whole.sampleShape(), whole.classNames(), {}};
    for (const std::int32_t index : indices)
        facts.labels.push_back(whole.label(index));
    return facts;
}

} // namespace

EvenPart::EvenPart(const Dataset& whole, std::int64_t wanted)
    : Dataset(factsOf(whole, evenly(whole.size(), wanted)))
    , m_whole(whole)
    , m_indices(evenly(whole.size(), wanted))
{}

void EvenPart::pixels(std::int64_t index, std::span<std::uint8_t> chw) const
{
    m_whole.pixels(m_indices[static_cast<std::size_t>(index)], chw);
}

} // namespace propago
