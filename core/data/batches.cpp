#include "core/data/batches.h"

#include "core/base/thread_pool.h"
#include "core/data/augmentation.h"

#include <algorithm>
#include <stdexcept>

namespace propago {

namespace {

using Table = std::array<float, 256>;

// Lives on in its thread: a run that fills batch after batch takes no memory for it.
std::span<const Table> tablesFor(const Normalisation& normalisation, std::int64_t channels)
{
    thread_local std::vector<Table> tables;
    tables.clear();
    for (std::int64_t channel = 0; channel < channels; ++channel)
        tables.push_back(normalisedBytes(normalisation, channel));
    return tables;
}

template<typename T>
void lookUp(std::span<const std::uint8_t> chw, std::span<const Table> tables, T* x)
{
    const std::size_t plane = chw.size() / tables.size();
    const std::uint8_t* from = chw.data();
    for (const Table& table : tables) {
        for (std::size_t i = 0; i < plane; ++i)
            *x++ = static_cast<T>(table[*from++]);
    }
}

void lookUp(std::span<const std::uint8_t> chw, std::span<const Table> tables, const TensorView& x)
{
    if (x.format == Format::Fp64)
        lookUp(chw, tables, x.as<double>());
    else
        lookUp(chw, tables, x.as<float>());
}

void checkBatch(const Shape& batch, const Shape& sample, Format format)
{
    if (format != Format::Fp32 && format != Format::Fp64)
        throw std::invalid_argument("a batch is filled in fp32 or fp64");
    if (batch.sample().elements() != sample.elements())
        throw std::invalid_argument("pictures of " + sample.text() + " do not fit " + batch.text());
}

} // namespace

void normalise(std::span<const std::uint8_t> chw, const Normalisation& normalisation,
               std::int64_t channels, const TensorView& x)
{
    if (x.elements() != static_cast<std::int64_t>(chw.size()))
        throw std::invalid_argument("the picture does not fit " + x.shape.text());
    lookUp(chw, tablesFor(normalisation, channels), x);
}

void fillBatch(const Dataset& dataset, const Normalisation& normalisation,
               std::span<const std::int32_t> indices, const TensorView& x, std::int32_t* labels,
               ThreadPool& pool, const BatchChange& change)
{
    const auto count = static_cast<std::int64_t>(indices.size());
    checkBatch(x.shape, dataset.sampleShape(), x.format);
    if (x.shape[0] != count)
        throw std::invalid_argument("the batch holds another number of pictures than asked for");
    const std::span<const Table> tables = tablesFor(normalisation, dataset.sampleShape()[0]);
    const auto size = static_cast<std::size_t>(dataset.sampleShape().elements());
    const bool isChanged = change.augmenter && change.augmenter->changesPictures();
    // To change a picture takes many times as long as to copy it.
    const std::int64_t grain =
        isChanged ? std::max<std::int64_t>(dataset.grain() / 32, 1) : dataset.grain();
    auto task = [&](int number) {
        thread_local std::vector<std::uint8_t> picture;
        picture.resize(size);
        const std::int64_t first = number * grain;
        for (std::int64_t i = first; i < std::min(first + grain, count); ++i) {
            const std::int32_t index = indices[static_cast<std::size_t>(i)];
            dataset.pixels(index, picture);
            if (isChanged)
                change.augmenter->change(change.batch, i, picture);
            lookUp(picture, tables, x.slice(i, 1));
            labels[i] = dataset.label(index);
        }
    };
    pool.run(static_cast<int>((count + grain - 1) / grain), task);
}

} // namespace propago
