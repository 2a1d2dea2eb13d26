#include "core/trace/batch_history.h"

#include "core/base/spill_file.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace propago {

/// A full chunk, which never changes: on disk, or in memory when the disk did not take it.
struct BatchHistory::Chunk {
    std::shared_ptr<SpillFile> file;
    std::int64_t place = -1;
    std::vector<BatchMetrics> batches;

    Chunk() = default;
    Chunk(const Chunk&) = delete;
    Chunk& operator=(const Chunk&) = delete;
    ~Chunk()
    {
        if (place >= 0)
            file->free(place);
    }

    void read(std::size_t first, std::span<BatchMetrics> to) const
    {
        if (place < 0)
            std::copy_n(batches.begin() + static_cast<std::ptrdiff_t>(first), to.size(),
                        to.begin());
        else
            file->read(place, first * sizeof(BatchMetrics), std::as_writable_bytes(to));
    }
};

BatchHistory::BatchHistory(std::initializer_list<BatchMetrics> batches)
{
    for (const BatchMetrics& metrics : batches)
        push_back(metrics);
}

BatchMetrics BatchHistory::operator[](std::size_t index) const
{
    BatchMetrics metrics;
    read(index, {&metrics, 1});
    return metrics;
}

BatchMetrics BatchHistory::at(std::size_t index) const
{
    if (index >= size())
        throw std::out_of_range("no such batch in the history");
    return (*this)[index];
}

void BatchHistory::read(std::size_t first, std::span<BatchMetrics> to) const
{
    while (!to.empty()) {
        const std::size_t chunk = first / kChunk, within = first % kChunk;
        const std::size_t count = std::min(to.size(), kChunk - within);
        if (chunk < m_chunks.size())
            m_chunks[chunk]->read(within, to.first(count));
        else
            std::copy_n(m_tail.begin() + static_cast<std::ptrdiff_t>(within), count, to.begin());
        first += count;
        to = to.subspan(count);
    }
}

std::shared_ptr<const BatchHistory::Chunk>
BatchHistory::sealed(std::span<const BatchMetrics> batches)
{
    if (!m_file)
        m_file = std::make_shared<SpillFile>(kChunk * sizeof(BatchMetrics), m_folder);
    auto chunk = std::make_shared<Chunk>();
    if (const auto place = m_file->put(std::as_bytes(batches))) {
        chunk->file = m_file;
        chunk->place = *place;
        m_problem.reset();
    } else {
        chunk->batches.assign(batches.begin(), batches.end());
        m_problem = place.error();
    }
    return chunk;
}

void BatchHistory::push_back(const BatchMetrics& metrics)
{
    if (m_tail.capacity() < kChunk)
        m_tail.reserve(kChunk);
    draw(size(), metrics);
    m_tail.push_back(metrics);
    if (m_tail.size() < kChunk)
        return;
    m_chunks.push_back(sealed(m_tail));
    m_tail.clear();
}

void BatchHistory::replace(std::size_t index, const BatchMetrics& metrics)
{
    const BatchMetrics before = (*this)[index];
    if (std::memcmp(&before, &metrics, sizeof(BatchMetrics)) == 0)
        return; // the same steps measure the same
    const std::size_t chunk = index / kChunk;
    if (chunk < m_chunks.size()) {
        std::vector<BatchMetrics> batches(kChunk);
        m_chunks[chunk]->read(0, batches);
        batches[index % kChunk] = metrics;
        m_chunks[chunk] = sealed(batches);
    } else {
        m_tail[index % kChunk] = metrics;
    }
    redraw();
}

void BatchHistory::cut(std::size_t size)
{
    if (size >= this->size())
        return;
    const std::size_t chunk = size / kChunk;
    if (chunk < m_chunks.size()) {
        m_tail.resize(size % kChunk);
        m_tail.reserve(kChunk);
        m_chunks[chunk]->read(0, m_tail);
        m_chunks.erase(m_chunks.begin() + static_cast<std::ptrdiff_t>(chunk), m_chunks.end());
    } else {
        m_tail.resize(size % kChunk);
    }
    redraw();
}

void BatchHistory::draw(std::size_t index, const BatchMetrics& metrics)
{
    const auto at = static_cast<std::int64_t>(index);
    m_loss.add(at, metrics.loss);
    m_accuracy.add(at, metrics.accuracy);
    m_learningRate.add(at, metrics.learningRate);
}

void BatchHistory::redraw()
{
    for (Envelope* curve : {&m_loss, &m_accuracy, &m_learningRate})
        curve->clear();
    forEach(0, size(), [this](std::size_t index, const BatchMetrics& m) { draw(index, m); });
}

} // namespace propago
