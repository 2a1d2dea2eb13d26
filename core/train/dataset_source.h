#pragma once
#include "core/data/dataset.h"
#include "core/data/normalisation.h"
#include "core/data/sampler.h"
#include "core/program/roles.h"

#include <memory>
#include <vector>

namespace propago {

/// Batches of a dataset in the order of a sampler.
class DatasetSource final : public BatchSource {
public:
    /// Uses the first `limit` samples only; 0 means all.
    DatasetSource(std::shared_ptr<const Dataset> data, Normalisation normalisation,
                  std::int64_t batch, std::int64_t limit, std::uint64_t seed, bool shuffles);

    std::int64_t batchesPerEpoch() const override;
    std::int64_t count(std::int64_t batch) const override;
    void fill(std::int64_t batch, const TensorView& x, const TensorView& labels,
              const TensorView& target, ThreadPool& pool) override;
    std::int64_t datasetIndex(std::int64_t batch, std::int64_t sample) override;

private:
    std::shared_ptr<const Dataset> m_data;
    Normalisation m_normalisation;
    std::int64_t m_size;
    std::int64_t m_batch;
    Sampler m_sampler;
};

/// Writes 1 at each sample's label and 0 elsewhere: the ideal output. `target` is [N, classes].
void writeOneHot(const TensorView& labels, const TensorView& target);

} // namespace propago
