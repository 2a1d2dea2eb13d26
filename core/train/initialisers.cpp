#include "core/train/initialisers.h"

#include "core/tensor/random.h"

#include <cmath>
#include <cstring>

namespace propago {

namespace {

struct Distribution {
    bool isNormal = false;
    double scale = 0; ///< half width or standard deviation
};

Distribution distributionOf(const ParameterSpec& spec, InitialiserKind kind)
{
    const auto in = static_cast<double>(spec.fanIn);
    const auto out = static_cast<double>(spec.fanOut);
    // Biases: PyTorch's own starts them like its weights, the named methods at zero.
    if (spec.initial == InitialValue::Bias)
        return {false, kind == InitialiserKind::Default ? 1 / std::sqrt(in) : 0};
    switch (kind) {
    case InitialiserKind::Default: return {false, 1 / std::sqrt(in)};
    case InitialiserKind::XavierUniform: return {false, std::sqrt(6 / (in + out))};
    case InitialiserKind::XavierNormal: return {true, std::sqrt(2 / (in + out))};
    case InitialiserKind::KaimingUniform: return {false, std::sqrt(6 / in)};
    case InitialiserKind::KaimingNormal: return {true, std::sqrt(2 / in)};
    }
    return {};
}

void store(const TensorView& tensor, std::int64_t index, double value)
{
    if (tensor.format == Format::Fp64)
        tensor.as<double>()[index] = static_cast<double>(static_cast<float>(value));
    else
        tensor.as<float>()[index] = static_cast<float>(value);
}

} // namespace

void initialise(const TensorView& tensor, const ParameterSpec& spec, InitialiserKind kind,
                std::uint64_t seed, std::uint32_t parameter)
{
    const RandomSource source(seed, RandomStream::Initial, 0, parameter);
    const Distribution d = distributionOf(spec, kind);
    const bool isDrawn = spec.initial == InitialValue::Weight || spec.initial == InitialValue::Bias;
    const double constant = spec.initial == InitialValue::One       ? 1
                            : spec.initial == InitialValue::Quarter ? 0.25
                                                                    : 0;
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        const auto index = static_cast<std::uint64_t>(i);
        double value = constant;
        if (isDrawn)
            value = d.scale
                    * (d.isNormal ? source.normal(index)
                                  : 2 * static_cast<double>(source.uniform(index)) - 1);
        store(tensor, i, value);
    }
}

void initialiseAll(Workspace& workspace, InitialiserKind kind, std::uint64_t seed)
{
    const Program& program = workspace.program();
    std::uint32_t number = 0;
    for (const int slot : program.parameterSlots()) {
        const TensorRef ref = program.allSlots()[static_cast<std::size_t>(slot)].ref;
        const ParameterSpec& spec =
            program.parameters(ref.node)[static_cast<std::size_t>(ref.index)];
        initialise(workspace.view(slot), spec, kind, seed, number++);
    }
    for (const Slot& slot : program.allSlots()) {
        if (slot.ref.kind != SlotKind::OptimizerState)
            continue;
        const TensorView view = workspace.view(slot.ref);
        std::memset(view.data, 0, static_cast<std::size_t>(view.bytes()));
    }
}

} // namespace propago
