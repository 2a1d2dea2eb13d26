#pragma once
#include "core/data/dataset.h"

namespace propago {

/// Drawn shapes of varying colour, place, size and turn on noisy backgrounds, 3x32x32, ten classes.
/// Picture `index` is a pure function of (seed, part, index) and is drawn when it is asked for.
class ShapesDataset final : public Dataset {
public:
    ShapesDataset(std::int64_t size, Part part, std::uint64_t seed);

    void pixels(std::int64_t index, std::span<std::uint8_t> chw) const override;
    std::int64_t grain() const override { return 4; }

private:
    Part m_part;
    std::uint64_t m_seed;
};

} // namespace propago
