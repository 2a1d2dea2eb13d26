#pragma once
#include "core/data/dataset.h"
#include "tests/support/dice.h"

#include <string>

namespace propago::test {

/// Pictures of noise with labels of chance; other pictures for another count.
inline MemoryDataset noise(const std::string& name, const Shape& shape, std::int64_t count,
                           int classes)
{
    Dice dice(static_cast<std::uint64_t>(count));
    DatasetFacts facts{name, shape, {}, {}};
    for (int i = 0; i < classes; ++i)
        facts.classNames.push_back(std::to_string(i));
    for (std::int64_t i = 0; i < count; ++i)
        facts.labels.push_back(dice.below(classes));
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * shape.elements()));
    for (std::uint8_t& pixel : pixels)
        pixel = static_cast<std::uint8_t>(dice.below(256));
    return {std::move(facts), std::move(pixels)};
}

} // namespace propago::test
