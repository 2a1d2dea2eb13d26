#pragma once
#include "core/data/augmentation.h"
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/data/sampler.h"
#include "core/program/roles.h"
#include "core/tensor/tensor.h"

#include <memory>
#include <vector>

namespace propago {

/// How batches differ from the bare dataset.
struct BatchOptions {
    Augmentation augmentation;
    double labelSmoothing = 0; ///< share of the ideal that is spread evenly over all categories
};

/// Batches of a dataset in the order of a sampler, changed as the options say. With mixup the
/// label of a sample stays that of the picture with the larger share.
class DatasetSource final : public BatchSource {
public:
    /// Uses the first `limit` samples only; 0 means all.
    DatasetSource(std::shared_ptr<const Dataset> data, Normalisation normalisation,
                  std::int64_t batch, std::int64_t limit, std::uint64_t seed, bool shuffles,
                  const BatchOptions& options = {});

    std::int64_t batchesPerEpoch() const override;
    std::int64_t count(std::int64_t batch) const override;
    void fill(std::int64_t batch, const TensorView& x, const TensorView& labels,
              const TensorView& target, ThreadPool& pool) override;
    std::int64_t datasetIndex(std::int64_t batch, std::int64_t sample) override;

private:
    void mix(std::int64_t batch, const TensorView& x);

    std::shared_ptr<const Dataset> m_data;
    Normalisation m_normalisation;
    std::int64_t m_size;
    std::int64_t m_batch;
    Sampler m_sampler;
    Augmenter m_augmenter;
    double m_labelSmoothing;
    std::vector<Mix> m_mixes; ///< of the batch that was filled last; empty without mixup
    Tensor m_unmixed;
};

/// Writes 1 at each sample's label and 0 elsewhere: the ideal output. `target` is [N, classes].
void writeOneHot(const TensorView& labels, const TensorView& target);

/// Makes of ideals those of blended samples: each share * its own + (1 - share) * its partner's, by
/// the labels. `target` holds what writeOneHot() wrote.
void mixTargets(const TensorView& labels, std::span<const Mix> mixes, const TensorView& target);

/// target = (1 - smoothing) * target + smoothing / categories: PyTorch's label_smoothing, from Szegedy
/// et al. 2016, "Rethinking the Inception architecture".
void smoothTargets(double smoothing, const TensorView& target);

} // namespace propago
