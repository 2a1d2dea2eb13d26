#pragma once
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/tensor/tensor.h"

namespace propago {

class Augmenter;
class ThreadPool;

/// How the pictures of one batch are changed on their way in.
struct BatchChange {
    const Augmenter* augmenter = nullptr; ///< null: not at all
    std::int64_t batch = 0;               ///< its number in the run
};

/// Writes the pictures `indices` of `dataset`, normalised, into `x` [N, C, H, W] (fp32 or fp64) and
/// their labels into `labels` [N]. `change` is applied before; it does not mix. Samples are independent: the result is the same for any pool.
/// Throws std::invalid_argument when `x` does not hold exactly these pictures.
void fillBatch(const Dataset& dataset, const Normalisation& normalisation,
               std::span<const std::int32_t> indices, const TensorView& x, std::int32_t* labels,
               ThreadPool& pool, const BatchChange& change = {});

/// The bytes of one picture [C, H, W] as numbers into `x` (fp32 or fp64, as many elements).
void normalise(std::span<const std::uint8_t> chw, const Normalisation& normalisation,
               std::int64_t channels, const TensorView& x);

} // namespace propago
