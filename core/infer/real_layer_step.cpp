#include "core/infer/real_layer_step.h"

#include "core/infer/kernel_steps.h"

#include <algorithm>

namespace propago {

namespace {

std::size_t aligned(std::size_t bytes)
{
    return (bytes + kSlack + 63) / 64 * 64;
}

std::size_t planeBytes(const PlanValue& value, std::int64_t n)
{
    return aligned(static_cast<std::size_t>(4 * n * value.planes.elements()));
}

class RealLayerStep final : public PlanStep {
public:
    /// `layer` computes from fp32 at its frame's x to its frame's y, the residual in its arena.
    RealLayerStep(std::unique_ptr<PlanStep> layer, const PlanValue& input,
                  const PlanValue* residual, const PlanValue& output)
        : m_layer(std::move(layer)), m_input(input), m_output(output)
    {
        m_hasResidual = residual != nullptr;
        if (residual)
            m_residual = *residual;
    }

    std::size_t scratchBytes(std::int64_t n, int threads) const override
    {
        return planeBytes(m_input, n) + planeBytes(m_output, n)
               + (m_hasResidual ? planeBytes(m_residual, n) : 0)
               + m_layer->scratchBytes(n, threads);
    }

    void run(const Frame& frame) const override
    {
        std::byte* next = frame.scratch;
        const auto take = [&next](std::size_t bytes) {
            std::byte* part = next;
            next += bytes;
            return part;
        };
        Frame inner = frame;
        std::byte* x = take(planeBytes(m_input, frame.n));
        std::byte* y = take(planeBytes(m_output, frame.n));
        unpack(m_input, frame, x);
        if (m_hasResidual) {
            inner.arena = take(planeBytes(m_residual, frame.n));
            unpack(m_residual, frame, inner.arena);
        }
        inner.x = x;
        inner.y = m_output.isReal ? m_output.place.write(frame) : y;
        inner.scratch = next;
        m_layer->run(inner);
        if (!m_output.isReal)
            pack(y, frame);
    }

private:
    static void unpack(const PlanValue& value, const Frame& frame, std::byte* planes)
    {
        const std::byte* units = value.place.read(frame);
        auto* to = reinterpret_cast<float*>(planes);
        for (std::int64_t i = 0; i < frame.n; ++i)
            fromUnits(value.storage(), units + i * value.sampleBytes(),
                      to + i * value.planes.elements(), value.planes.channels, value.planes.plane(),
                      value.quantisation.scale, value.quantisation.zeroPoint);
    }
    void pack(const std::byte* planes, const Frame& frame) const
    {
        const auto* from = reinterpret_cast<const float*>(planes);
        for (std::int64_t i = 0; i < frame.n; ++i)
            toUnits(m_output.format, from + i * m_output.planes.elements(),
                    m_output.place.write(frame) + i * m_output.sampleBytes(),
                    m_output.planes.channels, m_output.planes.plane(), m_output.quantisation.scale,
                    m_output.quantisation.zeroPoint);
    }

    std::unique_ptr<PlanStep> m_layer;
    PlanValue m_input, m_residual, m_output;
    bool m_hasResidual = false;
};

PlanValue realValue(const PlanValue& value, Home home)
{
    PlanValue real = value;
    real.format = UnitFormat::Fp32;
    real.isReal = true;
    real.quantisation = {};
    real.place = {home, 0};
    return real;
}

} // namespace

std::unique_ptr<PlanStep> realLayerStep(const FusedNode& node, const PlanValue& input,
                                        const PlanValue* residual, const PlanValue& output,
                                        Method method, std::int64_t& storedBytes)
{
    FusedNode whole = node;
    whole.rules = {};
    const PlanValue x = realValue(input, Home::Input), y = realValue(output, Home::Output);
    std::unique_ptr<PlanStep> layer;
    if (node.kind == FusedKind::Convolution) {
        const PlanValue other = residual ? realValue(*residual, Home::Arena) : PlanValue{};
        layer = convolutionStep(whole, x, residual ? &other : nullptr, y, method, storedBytes);
    } else {
        layer = linearStep(whole, x, y, storedBytes);
    }
    return std::make_unique<RealLayerStep>(std::move(layer), input, residual, output);
}

} // namespace propago
