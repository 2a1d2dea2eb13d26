#pragma once
#include "core/data/dataset.h"

#include <cstdint>
#include <vector>

namespace propago {

/// Up to so many pictures of a dataset, taken evenly over it. The dataset outlives the part.
class EvenPart final : public Dataset {
public:
    EvenPart(const Dataset& whole, std::int64_t wanted);

    void pixels(std::int64_t index, std::span<std::uint8_t> chw) const override;
    std::int64_t grain() const override { return m_whole.grain(); }

private:
    const Dataset& m_whole;
    std::vector<std::int32_t> m_indices;
};

} // namespace propago
