#include "core/infer/value_steps.h"

#include "core/infer/wide_steps.h"
#include "core/kernels/softmax.h"
#include "core/tensor/bfloat16.h"
#include "core/tensor/half.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace propago {

float activated(FusedActivation activation, float slope, float x)
{
    switch (activation) {
    case FusedActivation::Relu: return x < 0 ? 0 : x;
    case FusedActivation::LeakyRelu: return x < 0 ? slope * x : x;
    case FusedActivation::Sigmoid: return 1 / (1 + std::exp(-x));
    case FusedActivation::Tanh: return std::tanh(x);
    case FusedActivation::Clip: // is part of what multiplies
    case FusedActivation::None: break;
    }
    return x;
}

namespace {

void unpack(const PlanValue& value, const std::byte* units, float* planes)
{
    fromUnits(value.storage(), units, planes, value.planes.channels, value.planes.plane(),
              value.quantisation.scale, value.quantisation.zeroPoint);
}

void pack(const PlanValue& value, const float* planes, std::byte* units)
{
    toUnits(value.storage(), planes, units, value.planes.channels, value.planes.plane(),
            value.quantisation.scale, value.quantisation.zeroPoint);
}

/// The picture as units of neighbours.
class ImportRowsStep final : public PlanStep {
public:
    explicit ImportRowsStep(const PlanValue& output) : m_output(output) {}
    void run(const Frame& frame) const override
    {
        const RowUnits& rows = m_output.rows;
        const auto* x = reinterpret_cast<const float*>(frame.x);
        for (std::int64_t i = 0; i < frame.n; ++i)
            toRowUnits(m_output.format, rows, x + i * rows.height * rows.width,
                       m_output.place.write(frame) + i * m_output.sampleBytes(),
                       m_output.quantisation.scale, m_output.quantisation.zeroPoint);
    }

private:
    PlanValue m_output;
};

class ImportStep final : public PlanStep {
public:
    explicit ImportStep(const PlanValue& output) : m_output(output) {}
    void run(const Frame& frame) const override
    {
        const auto* x = reinterpret_cast<const float*>(frame.x);
        for (std::int64_t i = 0; i < frame.n; ++i)
            pack(m_output, x + i * m_output.planes.elements(),
                 m_output.place.write(frame) + i * m_output.sampleBytes());
    }

private:
    PlanValue m_output;
};

class ExportStep final : public PlanStep {
public:
    explicit ExportStep(const PlanValue& input) : m_input(input) {}
    void run(const Frame& frame) const override
    {
        auto* y = reinterpret_cast<float*>(frame.y);
        for (std::int64_t i = 0; i < frame.n; ++i)
            unpack(m_input, m_input.place.read(frame) + i * m_input.sampleBytes(),
                   y + i * m_input.planes.elements());
    }

private:
    PlanValue m_input;
};

// Stored numbers of one format as reals.
struct Fp32Store {
    using Value = float;
    static float load(float x) { return x; }
    static float store(float x) { return x; }
};

struct Bf16Store {
    using Value = std::uint16_t;
    static float load(std::uint16_t x) { return fromBfloat16(x); }
    static std::uint16_t store(float x) { return toBfloat16(x); }
};

struct Fp16Store {
    using Value = std::uint16_t;
    static float load(std::uint16_t x) { return fromHalf(x); }
    static std::uint16_t store(float x) { return toHalf(x); }
};

template<typename Store> std::int64_t valueCount(const PlanValue& value, const Frame& frame)
{
    return frame.n * value.sampleBytes() / static_cast<std::int64_t>(sizeof(typename Store::Value));
}

template<typename Store> class RealActivationStep final : public PlanStep {
public:
    RealActivationStep(const FusedNode& node, const PlanValue& input, const PlanValue& output)
        : m_activation(node.activation)
        , m_slope(static_cast<float>(node.slope))
        , m_input(input)
        , m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        using Value = typename Store::Value;
        const auto* x = reinterpret_cast<const Value*>(m_input.place.read(frame));
        auto* y = reinterpret_cast<Value*>(m_output.place.write(frame));
        const std::int64_t count = valueCount<Store>(m_output, frame);
        for (std::int64_t i = 0; i < count; ++i)
            y[i] = Store::store(activated(m_activation, m_slope, Store::load(x[i])));
    }

private:
    FusedActivation m_activation;
    float m_slope;
    PlanValue m_input, m_output;
};

class TableStep final : public PlanStep {
public:
    TableStep(const ByteTable& table, const PlanValue& input, const PlanValue& output)
        : m_table(table), m_input(input.place), m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        const auto* x = reinterpret_cast<const std::uint8_t*>(m_input.read(frame));
        auto* y = reinterpret_cast<std::uint8_t*>(m_output.place.write(frame));
        const std::int64_t count = frame.n * m_output.sampleBytes();
        for (std::int64_t i = 0; i < count; ++i)
            y[i] = m_table[x[i]];
    }

private:
    ByteTable m_table;
    Place m_input;
    PlanValue m_output;
};

template<typename Store> class RealAddStep final : public PlanStep {
public:
    RealAddStep(const FusedNode& node, const PlanValue& left, const PlanValue& right,
                const PlanValue& output)
        : m_hasRelu(node.activation == FusedActivation::Relu)
        , m_left(left.place)
        , m_right(right.place)
        , m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        using Value = typename Store::Value;
        const auto* a = reinterpret_cast<const Value*>(m_left.read(frame));
        const auto* b = reinterpret_cast<const Value*>(m_right.read(frame));
        auto* y = reinterpret_cast<Value*>(m_output.place.write(frame));
        const std::int64_t count = valueCount<Store>(m_output, frame);
        for (std::int64_t i = 0; i < count; ++i) {
            const float sum = Store::load(a[i]) + Store::load(b[i]);
            y[i] = Store::store(m_hasRelu && sum < 0 ? 0.0f : sum);
        }
    }

private:
    bool m_hasRelu;
    Place m_left, m_right;
    PlanValue m_output;
};

class IntegerAddStep final : public PlanStep {
public:
    IntegerAddStep(const FusedNode& node, const PlanValue& left, const PlanValue& right,
                   const PlanValue& output)
        : m_addition(integerAddition(left.quantisation, right.quantisation, output.quantisation,
                                     node.activation == FusedActivation::Relu))
        , m_left(left.place)
        , m_right(right.place)
        , m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        const auto* a = reinterpret_cast<const std::uint8_t*>(m_left.read(frame));
        const auto* b = reinterpret_cast<const std::uint8_t*>(m_right.read(frame));
        auto* y = reinterpret_cast<std::uint8_t*>(m_output.place.write(frame));
        const std::int64_t count = frame.n * m_output.sampleBytes();
        const IntegerAddition addition = m_addition;
        for (std::int64_t i = 0; i < count; ++i)
            y[i] = addition(a[i], b[i]);
    }

private:
    IntegerAddition m_addition;
    Place m_left, m_right;
    PlanValue m_output;
};

class SoftmaxStep final : public PlanStep {
public:
    SoftmaxStep(const PlanValue& input, const PlanValue& output) : m_input(input), m_output(output)
    {}
    std::size_t scratchBytes(std::int64_t, int) const override
    {
        return 4 * static_cast<std::size_t>(m_input.planes.elements()) + kSlack;
    }
    void run(const Frame& frame) const override
    {
        auto* values = reinterpret_cast<float*>(frame.scratch);
        for (std::int64_t i = 0; i < frame.n; ++i) {
            unpack(m_input, m_input.place.read(frame) + i * m_input.sampleBytes(), values);
            softmaxForward<float>(values, values, 1, m_input.planes.elements(), m_alone);
            pack(m_output, values, m_output.place.write(frame) + i * m_output.sampleBytes());
        }
    }

private:
    PlanValue m_input, m_output;
    mutable ThreadPool m_alone{1}; // has no threads: calls come straight back
};

class IntegerAverageStep final : public PlanStep {
public:
    IntegerAverageStep(const PlanValue& input, const PlanValue& output)
        : m_input(input), m_output(output)
    {
        m_multiplier = static_cast<float>(static_cast<double>(input.quantisation.scale)
                                          / (static_cast<double>(output.quantisation.scale)
                                             * static_cast<double>(input.planes.plane())));
    }
    void run(const Frame& frame) const override
    {
        const auto* x = reinterpret_cast<const std::uint8_t*>(m_input.place.read(frame));
        auto* y = reinterpret_cast<std::uint8_t*>(m_output.place.write(frame));
        const std::int64_t plane = m_input.planes.plane();
        const std::int64_t units = frame.n * unitCount(UnitFormat::Int8, m_input.planes.channels);
        for (std::int64_t unit = 0; unit < units; ++unit)
            averageUnit(x + 4 * unit * plane, y + 4 * unit, plane);
    }

private:
    void averageUnit(const std::uint8_t* x, std::uint8_t* y, std::int64_t plane) const
    {
        std::int32_t sums[4] = {};
        for (std::int64_t i = 0; i < plane; ++i) {
            for (int lane = 0; lane < 4; ++lane)
                sums[lane] += x[4 * i + lane];
        }
        const std::int32_t zeros =
            m_input.quantisation.zeroPoint * static_cast<std::int32_t>(plane);
        for (int lane = 0; lane < 4; ++lane) {
            const float value =
                std::nearbyint(static_cast<float>(sums[lane] - zeros) * m_multiplier)
                + static_cast<float>(m_output.quantisation.zeroPoint);
            y[lane] = static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f));
        }
    }

    PlanValue m_input, m_output;
    float m_multiplier = 1;
};

} // namespace

std::unique_ptr<PlanStep> importStep(const PlanValue& output)
{
    if (output.rows.width > 0)
        return std::make_unique<ImportRowsStep>(output);
    return std::make_unique<ImportStep>(output);
}

std::unique_ptr<PlanStep> exportStep(const PlanValue& input)
{
    return std::make_unique<ExportStep>(input);
}

std::unique_ptr<PlanStep> activationStep(const FusedNode& node, const PlanValue& input,
                                         const PlanValue& output)
{
    if (input.format == UnitFormat::Fp32)
        return std::make_unique<RealActivationStep<Fp32Store>>(node, input, output);
    if (input.format == UnitFormat::Bf16)
        return std::make_unique<RealActivationStep<Bf16Store>>(node, input, output);
    if (input.format == UnitFormat::Fp16)
        return std::make_unique<RealActivationStep<Fp16Store>>(node, input, output);
    if (input.format == UnitFormat::Int16)
        return wideActivationStep(node, input, output);
    const ByteTable table = tableOf(input.quantisation, output.quantisation, [&](double x) {
        return activated(node.activation, static_cast<float>(node.slope), static_cast<float>(x));
    });
    return std::make_unique<TableStep>(table, input, output);
}

std::unique_ptr<PlanStep> addStep(const FusedNode& node, const PlanValue& left,
                                  const PlanValue& right, const PlanValue& output)
{
    if (output.format == UnitFormat::Fp32)
        return std::make_unique<RealAddStep<Fp32Store>>(node, left, right, output);
    if (output.format == UnitFormat::Bf16)
        return std::make_unique<RealAddStep<Bf16Store>>(node, left, right, output);
    if (output.format == UnitFormat::Fp16)
        return std::make_unique<RealAddStep<Fp16Store>>(node, left, right, output);
    if (output.format == UnitFormat::Int16)
        return wideAddStep(node, left, right, output);
    return std::make_unique<IntegerAddStep>(node, left, right, output);
}

std::unique_ptr<PlanStep> softmaxStep(const PlanValue& input, const PlanValue& output)
{
    return std::make_unique<SoftmaxStep>(input, output);
}

std::unique_ptr<PlanStep> integerAverageStep(const PlanValue& input, const PlanValue& output)
{
    if (output.format == UnitFormat::Int16)
        return wideAverageStep(input, output);
    return std::make_unique<IntegerAverageStep>(input, output);
}

} // namespace propago
