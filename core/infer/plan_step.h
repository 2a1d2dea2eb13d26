#pragma once
#include "core/infer/fused_graph.h"
#include "core/infer/quantisation.h"
#include "core/kernels/unit_tiles.h"

#include <cstddef>
#include <cstdint>

namespace propago {

/// The memory that one run of the steps works in: `n` samples on one thread, or with `pool` on all.
struct Frame {
    const std::byte* x = nullptr; ///< fp32 planes that came in
    std::byte* y = nullptr;       ///< fp32 planes that go out
    std::byte* arena = nullptr;
    std::byte* scratch = nullptr;
    std::int64_t n = 0;
    ThreadPool* pool = nullptr; ///< null: the caller works alone
};

enum class Home : std::uint8_t { Arena, Input, Output };

/// Where a value lies.
struct Place {
    Home home = Home::Arena;
    std::int64_t offset = 0;
    const std::byte* read(const Frame& frame) const
    {
        return home == Home::Arena ? frame.arena + offset : home == Home::Input ? frame.x : frame.y;
    }
    std::byte* write(const Frame& frame) const
    {
        return home == Home::Arena ? frame.arena + offset : frame.y;
    }
};

/// One value between two steps: n samples, each as unit planes or, if isReal, as fp32 planes.
struct PlanValue {
    Place place;
    UnitFormat format = UnitFormat::Fp32;
    bool isReal = false;
    bool isInner = false; ///< nothing but the step that makes it reads it: it has no place
    Planes planes;
    RowUnits rows;             ///< the picture, where its units hold neighbours
    Quantisation quantisation; ///< Int8 units only

    UnitFormat storage() const { return isReal ? UnitFormat::Fp32 : format; }
    std::int64_t sampleBytes() const
    {
        return unitBytes(storage(), planes.channels, planes.plane());
    }
};

/// One operation of a unit plan; no state that changes.
class PlanStep {
public:
    virtual ~PlanStep() = default;
    virtual std::size_t scratchBytes(std::int64_t /*n*/, int /*threads*/) const { return 0; }
    virtual void run(const Frame& frame) const = 0;
    /// Whether it needs fewer products than the definition (Winograd).
    virtual bool savesProducts() const { return false; }
};

} // namespace propago
