#include "core/data/normalisation.h"

namespace propago {

namespace {

float entry(const std::vector<float>& values, std::int64_t channel, float fallback)
{
    if (values.empty())
        return fallback;
    return values.size() == 1 ? values.front() : values.at(static_cast<std::size_t>(channel));
}

} // namespace

std::array<float, 256> normalisedBytes(const Normalisation& normalisation, std::int64_t channel)
{
    const float mean = entry(normalisation.mean, channel, 0.0f);
    const float deviation = entry(normalisation.deviation, channel, 1.0f);
    std::array<float, 256> table{};
    for (std::size_t value = 0; value < table.size(); ++value)
        table[value] = (static_cast<float>(value) / 255.0f - mean) / deviation;
    return table;
}

} // namespace propago
