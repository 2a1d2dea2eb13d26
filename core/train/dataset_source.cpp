#include "core/train/dataset_source.h"

#include "core/data/batches.h"

#include <algorithm>
#include <cstring>

namespace propago {

namespace {

std::int64_t used(std::int64_t size, std::int64_t limit)
{
    return limit > 0 ? std::min(size, limit) : size;
}

template<typename T> void markLabels(const TensorView& labels, const TensorView& target)
{
    const std::int64_t classes = target.elements() / target.shape[0];
    for (std::int64_t i = 0; i < target.shape[0]; ++i)
        target.as<T>()[i * classes + labels.as<std::int32_t>()[i]] = T(1);
}

} // namespace

void writeOneHot(const TensorView& labels, const TensorView& target)
{
    std::memset(target.data, 0, static_cast<std::size_t>(target.bytes()));
    if (target.format == Format::Fp64)
        markLabels<double>(labels, target);
    else
        markLabels<float>(labels, target);
}

DatasetSource::DatasetSource(std::shared_ptr<const Dataset> data, Normalisation normalisation,
                             std::int64_t batch, std::int64_t limit, std::uint64_t seed,
                             bool shuffles)
    : m_data(std::move(data))
    , m_normalisation(std::move(normalisation))
    , m_size(used(m_data->size(), limit))
    , m_batch(batch)
    , m_sampler(m_size, batch, seed, shuffles)
{}

std::int64_t DatasetSource::batchesPerEpoch() const
{
    return m_sampler.batchesPerEpoch();
}

std::int64_t DatasetSource::count(std::int64_t batch) const
{
    const std::int64_t within = batch % batchesPerEpoch();
    return std::min(m_batch, m_size - within * m_batch);
}

void DatasetSource::fill(std::int64_t batch, const TensorView& x, const TensorView& labels,
                         const TensorView& target, ThreadPool& pool)
{
    const auto indices = m_sampler.indices(batch / batchesPerEpoch(), batch % batchesPerEpoch());
    fillBatch(*m_data, m_normalisation, indices, x, labels.as<std::int32_t>(), pool);
    writeOneHot(labels, target);
}

std::int64_t DatasetSource::datasetIndex(std::int64_t batch, std::int64_t sample)
{
    const auto indices = m_sampler.indices(batch / batchesPerEpoch(), batch % batchesPerEpoch());
    return indices[static_cast<std::size_t>(sample)];
}

} // namespace propago
