#include "core/infer/wide_steps.h"

#include "core/infer/value_steps.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

/// A level of int16 for a value that counts in its steps.
std::int16_t wideLevel(float steps)
{
    constexpr auto kMost = static_cast<float>(kInt16Levels);
    return static_cast<std::int16_t>(std::nearbyint(std::clamp(steps, -kMost, kMost)));
}

/// Value by value in int16.
class WideActivationStep final : public PlanStep {
public:
    WideActivationStep(const FusedNode& node, const PlanValue& input, const PlanValue& output)
        : m_activation(node.activation)
        , m_slope(static_cast<float>(node.slope))
        , m_input(input)
        , m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        const auto* x = reinterpret_cast<const std::int16_t*>(m_input.place.read(frame));
        auto* y = reinterpret_cast<std::int16_t*>(m_output.place.write(frame));
        const std::int64_t count = frame.n * m_output.sampleBytes() / 2;
        const float from = m_input.quantisation.scale, to = m_output.quantisation.scale;
        for (std::int64_t i = 0; i < count; ++i)
            y[i] =
                wideLevel(activated(m_activation, m_slope, from * static_cast<float>(x[i])) / to);
    }

private:
    FusedActivation m_activation;
    float m_slope;
    PlanValue m_input, m_output;
};

/// Both sides in steps of the output.
class WideAddStep final : public PlanStep {
public:
    WideAddStep(const FusedNode& node, const PlanValue& left, const PlanValue& right,
                const PlanValue& output)
        : m_least(node.activation == FusedActivation::Relu ? 0 : -kInt16Levels)
        , m_leftSteps(left.quantisation.scale / output.quantisation.scale)
        , m_rightSteps(right.quantisation.scale / output.quantisation.scale)
        , m_left(left.place)
        , m_right(right.place)
        , m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        const auto* a = reinterpret_cast<const std::int16_t*>(m_left.read(frame));
        const auto* b = reinterpret_cast<const std::int16_t*>(m_right.read(frame));
        auto* y = reinterpret_cast<std::int16_t*>(m_output.place.write(frame));
        const std::int64_t count = frame.n * m_output.sampleBytes() / 2;
        for (std::int64_t i = 0; i < count; ++i) {
            const float sum =
                static_cast<float>(a[i]) * m_leftSteps + static_cast<float>(b[i]) * m_rightSteps;
            y[i] = std::max(wideLevel(sum), m_least);
        }
    }

private:
    std::int16_t m_least;
    float m_leftSteps, m_rightSteps;
    Place m_left, m_right;
    PlanValue m_output;
};

/// The mean of every plane in int16.
class WideAverageStep final : public PlanStep {
public:
    WideAverageStep(const PlanValue& input, const PlanValue& output)
        : m_input(input), m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        const auto* x = reinterpret_cast<const std::int16_t*>(m_input.place.read(frame));
        auto* y = reinterpret_cast<std::int16_t*>(m_output.place.write(frame));
        const std::int64_t plane = m_input.planes.plane();
        const std::int64_t units = frame.n * unitCount(UnitFormat::Int16, m_input.planes.channels);
        const double steps =
            static_cast<double>(m_input.quantisation.scale)
            / (static_cast<double>(m_output.quantisation.scale) * static_cast<double>(plane));
        for (std::int64_t unit = 0; unit < units; ++unit, x += 2 * plane) {
            std::int64_t low = 0, high = 0;
            for (std::int64_t i = 0; i < plane; ++i) {
                low += x[2 * i];
                high += x[2 * i + 1];
            }
            y[2 * unit] = wideLevel(static_cast<float>(static_cast<double>(low) * steps));
            y[2 * unit + 1] = wideLevel(static_cast<float>(static_cast<double>(high) * steps));
        }
    }

private:
    PlanValue m_input, m_output;
};

} // namespace

std::unique_ptr<PlanStep> wideActivationStep(const FusedNode& node, const PlanValue& input,
                                             const PlanValue& output)
{
    return std::make_unique<WideActivationStep>(node, input, output);
}

std::unique_ptr<PlanStep> wideAddStep(const FusedNode& node, const PlanValue& left,
                                      const PlanValue& right, const PlanValue& output)
{
    return std::make_unique<WideAddStep>(node, left, right, output);
}

std::unique_ptr<PlanStep> wideAverageStep(const PlanValue& input, const PlanValue& output)
{
    return std::make_unique<WideAverageStep>(input, output);
}

} // namespace propago
