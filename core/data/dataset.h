#pragma once
#include "core/tensor/shape.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace propago {

/// Which half of a dataset: what a network learns from, or what it is judged by.
enum class Part { Train, Test };

/// What is known about a dataset before any picture is looked at.
struct DatasetFacts {
    std::string name;  ///< for people: "fashion-mnist:test"
    Shape sampleShape; ///< C, H, W
    std::vector<std::string> classNames;
    std::vector<std::int32_t> labels; ///< one for each picture, an index into classNames
};

/// Labelled pictures of one size. Everything const may be called from several threads at once.
class Dataset {
public:
    /// Throws std::invalid_argument when the shape is not C, H, W or a label has no class name.
    explicit Dataset(DatasetFacts facts);
    virtual ~Dataset() = default;
    Dataset(const Dataset&) = delete;
    Dataset& operator=(const Dataset&) = delete;

    const std::string& name() const { return m_facts.name; }
    std::int64_t size() const { return static_cast<std::int64_t>(m_facts.labels.size()); }
    /// C, H, W.
    const Shape& sampleShape() const { return m_facts.sampleShape; }
    const std::vector<std::string>& classNames() const { return m_facts.classNames; }
    std::span<const std::int32_t> labels() const { return m_facts.labels; }
    int label(std::int64_t index) const { return m_facts.labels[static_cast<std::size_t>(index)]; }
    const DatasetFacts& facts() const { return m_facts; }

    /// Bytes 0..255 of picture `index`, planar C, H, W; `chw` holds exactly one picture.
    virtual void pixels(std::int64_t index, std::span<std::uint8_t> chw) const = 0;
    /// So many pictures take long enough to be worth another thread.
    virtual std::int64_t grain() const;

private:
    DatasetFacts m_facts;
};

/// All pictures in memory, a byte for each value.
class MemoryDataset final : public Dataset {
public:
    /// `pixels` is N, C, H, W. Throws std::invalid_argument when it does not hold N whole pictures.
    MemoryDataset(DatasetFacts facts, std::vector<std::uint8_t> pixels);

    void pixels(std::int64_t index, std::span<std::uint8_t> chw) const override;

private:
    std::vector<std::uint8_t> m_pixels;
};

} // namespace propago
