#pragma once
#include "core/base/result.h"
#include "core/trace/envelope.h"
#include "core/trace/metrics.h"

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace propago {

class SpillFile;

/// What every batch measured, exactly, for runs of any length in bounded memory: full chunks lie in
/// an unnamed file, and copies share them. Copies are cheap and may be read by another thread.
/// When the disk takes no chunk it stays in memory; see problem().
class BatchHistory {
public:
    static constexpr std::size_t kChunk = 4096; ///< batches

    BatchHistory() = default;
    /// `folder` is where older chunks go; empty: the system's folder for temporary files.
    explicit BatchHistory(std::string folder) : m_folder(std::move(folder)) {}
    BatchHistory(std::initializer_list<BatchMetrics> batches);

    std::size_t size() const { return m_chunks.size() * kChunk + m_tail.size(); }
    bool empty() const { return size() == 0; }
    /// The batch must exist. For many at once read() is quicker.
    BatchMetrics operator[](std::size_t index) const;
    /// As operator[], but throws when there is no such batch.
    BatchMetrics at(std::size_t index) const;
    BatchMetrics front() const { return (*this)[0]; }
    BatchMetrics back() const { return (*this)[size() - 1]; }
    /// Copies batches from `first` on; all of `to` must exist.
    void read(std::size_t first, std::span<BatchMetrics> to) const;
    /// Calls visit(index, metrics) for batches `first` to `last` - 1 that exist, in order.
    template<typename Visit> void forEach(std::size_t first, std::size_t last, Visit visit) const;

    void push_back(const BatchMetrics& metrics);
    /// Replaces a batch that exists. Copies that were made before keep what they had.
    void replace(std::size_t index, const BatchMetrics& metrics);
    /// Forgets batches from `size` on.
    void cut(std::size_t size);

    /// Curves for drawing, whose cost does not depend on the length of the run.
    const Envelope& loss() const { return m_loss; }
    const Envelope& accuracy() const { return m_accuracy; }
    const Envelope& learningRate() const { return m_learningRate; }

    /// Why chunks stay in memory, if they do.
    const std::optional<Error>& problem() const { return m_problem; }

    /// Goes through all batches, a chunk at a time.
    class Iterator;
    Iterator begin() const;
    Iterator end() const;

private:
    struct Chunk;
    std::shared_ptr<const Chunk> sealed(std::span<const BatchMetrics> batches);
    void draw(std::size_t index, const BatchMetrics& metrics);
    void redraw();

    std::string m_folder;
    std::shared_ptr<SpillFile> m_file;
    std::vector<std::shared_ptr<const Chunk>> m_chunks;
    std::vector<BatchMetrics> m_tail;
    Envelope m_loss, m_accuracy, m_learningRate;
    std::optional<Error> m_problem;
};

class BatchHistory::Iterator {
public:
    using value_type = BatchMetrics;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    Iterator() = default;
    Iterator(const BatchHistory& history, std::size_t index) : m_history(&history), m_index(index)
    {}
    BatchMetrics operator*() const { return (*m_history)[m_index]; }
    Iterator& operator++()
    {
        ++m_index;
        return *this;
    }
    Iterator operator++(int) { return {*m_history, m_index++}; }
    bool operator==(const Iterator& other) const { return m_index == other.m_index; }

private:
    const BatchHistory* m_history = nullptr;
    std::size_t m_index = 0;
};

inline BatchHistory::Iterator BatchHistory::begin() const
{
    return {*this, 0};
}

inline BatchHistory::Iterator BatchHistory::end() const
{
    return {*this, size()};
}

template<typename Visit>
void BatchHistory::forEach(std::size_t first, std::size_t last, Visit visit) const
{
    last = last < size() ? last : size();
    std::vector<BatchMetrics> part;
    while (first < last) {
        part.resize(last - first < kChunk ? last - first : kChunk);
        read(first, part);
        for (const BatchMetrics& metrics : part)
            visit(first++, metrics);
    }
}

} // namespace propago
