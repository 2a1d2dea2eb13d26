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

template<typename T>
void mixRows(const TensorView& labels, std::span<const Mix> mixes, const TensorView& target)
{
    const std::int64_t classes = target.elements() / target.shape[0];
    const std::int32_t* label = labels.as<std::int32_t>();
    for (std::int64_t i = 0; i < target.shape[0]; ++i) {
        const Mix& mix = mixes[static_cast<std::size_t>(i)];
        T* row = target.as<T>() + i * classes;
        const T share = static_cast<T>(mix.share);
        row[label[i]] = share;
        row[label[mix.partner]] += T(1) - share;
    }
}

template<typename T> void smooth(double smoothing, const TensorView& target)
{
    const auto classes = static_cast<double>(target.shape.sample().elements());
    const T keep = static_cast<T>(1 - smoothing);
    const T spread = static_cast<T>(smoothing / classes);
    for (std::int64_t i = 0; i < target.elements(); ++i)
        target.as<T>()[i] = keep * target.as<T>()[i] + spread;
}

// x = share * x + (1 - share) * the partner's x before.
template<typename T>
void blend(const TensorView& before, std::span<const Mix> mixes, const TensorView& x)
{
    const std::int64_t size = x.shape.sample().elements();
    for (std::int64_t i = 0; i < x.shape[0]; ++i) {
        const Mix& mix = mixes[static_cast<std::size_t>(i)];
        const T share = static_cast<T>(mix.share);
        const T* own = before.as<T>() + i * size;
        const T* partner = before.as<T>() + mix.partner * size;
        for (std::int64_t k = 0; k < size; ++k)
            x.as<T>()[i * size + k] = share * own[k] + (T(1) - share) * partner[k];
    }
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

void mixTargets(const TensorView& labels, std::span<const Mix> mixes, const TensorView& target)
{
    if (target.format == Format::Fp64)
        mixRows<double>(labels, mixes, target);
    else
        mixRows<float>(labels, mixes, target);
}

void smoothTargets(double smoothing, const TensorView& target)
{
    if (target.format == Format::Fp64)
        smooth<double>(smoothing, target);
    else
        smooth<float>(smoothing, target);
}

DatasetSource::DatasetSource(std::shared_ptr<const Dataset> data, Normalisation normalisation,
                             std::int64_t batch, std::int64_t limit, std::uint64_t seed,
                             bool shuffles, const BatchOptions& options)
    : m_data(std::move(data))
    , m_normalisation(std::move(normalisation))
    , m_size(used(m_data->size(), limit))
    , m_batch(batch)
    , m_sampler(m_size, batch, seed, shuffles)
    , m_augmenter(options.augmentation, m_data->sampleShape(), seed)
    , m_labelSmoothing(options.labelSmoothing)
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
    fillBatch(*m_data, m_normalisation, indices, x, labels.as<std::int32_t>(), pool,
              {&m_augmenter, batch});
    writeOneHot(labels, target);
    if (m_augmenter.mixes()) {
        mix(batch, x);
        mixTargets(labels, m_mixes, target);
    }
    if (m_labelSmoothing > 0)
        smoothTargets(m_labelSmoothing, target);
}

void DatasetSource::mix(std::int64_t batch, const TensorView& x)
{
    const std::int64_t count = x.shape[0];
    m_mixes.clear();
    for (std::int64_t i = 0; i < count; ++i)
        m_mixes.push_back(m_augmenter.mix(batch, i, count));
    if (m_unmixed.format() != x.format || m_unmixed.elements() < x.elements())
        m_unmixed = Tensor(x.shape.sample().batched(m_batch), x.format);
    std::memcpy(m_unmixed.view().data, x.data, static_cast<std::size_t>(x.bytes()));
    if (x.format == Format::Fp64)
        blend<double>(m_unmixed.view(), m_mixes, x);
    else
        blend<float>(m_unmixed.view(), m_mixes, x);
}

std::int64_t DatasetSource::datasetIndex(std::int64_t batch, std::int64_t sample)
{
    const auto indices = m_sampler.indices(batch / batchesPerEpoch(), batch % batchesPerEpoch());
    return indices[static_cast<std::size_t>(sample)];
}

} // namespace propago
