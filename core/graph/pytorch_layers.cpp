#include "core/graph/pytorch_layers.h"

#include "core/graph/operator.h"
#include "core/graph/operators/fake_quantize.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace propago {

namespace {

using Kind = OperatorKind;

/// Puts together the arguments of a call; what PyTorch assumes anyway is left out.
class Arguments {
public:
    Arguments& plain(const std::string& text)
    {
        m_text += (m_text.empty() ? "" : ", ") + text;
        return *this;
    }
    Arguments& number(std::int64_t value) { return plain(std::to_string(value)); }
    Arguments& named(const std::string& name, const std::string& text)
    {
        return plain(name + "=" + text);
    }
    Arguments& pair(const std::string& name, std::int64_t h, std::int64_t w, std::int64_t usual)
    {
        if (h == usual && w == usual)
            return *this;
        return named(name, h == w ? std::to_string(h)
                                  : "(" + std::to_string(h) + ", " + std::to_string(w) + ")");
    }
    Arguments& real(const std::string& name, double value, double usual)
    {
        return value == usual ? *this : named(name, shortest(value));
    }
    Arguments& flag(const std::string& name, bool value, bool usual)
    {
        return value == usual ? *this : named(name, value ? "True" : "False");
    }
    std::string call(const std::string& function) const { return function + "(" + m_text + ")"; }

private:
    std::string m_text;
};

std::string listed(std::span<const std::int64_t> values)
{
    std::string result;
    for (const std::int64_t value : values)
        result += (result.empty() ? "" : ", ") + std::to_string(value);
    return result;
}

// Python's way to write infinity differs from ours.
std::string pythonNumber(double value)
{
    const std::string text = shortest(value);
    return text.find("inf") == std::string::npos ? text : "float('" + text + "')";
}

/// Writes one layer.
class Layer {
public:
    Layer(const Node& node, std::span<const Shape> inputs, const PytorchNames& names)
        : m_node(node), m_a(node.attributes), m_inputs(inputs), m_names(names)
    {}

    Result<PytorchLayer> write() const
    {
        switch (m_node.kind) {
        case Kind::Input: return PytorchLayer{};
        case Kind::Conv2d: return convolution();
        case Kind::ConvTranspose2d: return transposedConvolution();
        case Kind::Linear: return linear();
        case Kind::MaxPool2d: return pool("F.max_pool2d", "float('-inf')");
        case Kind::AvgPool2d: return averagePool();
        case Kind::GlobalAvgPool2d: return expression("F.adaptive_avg_pool2d(" + x() + ", 1)");
        case Kind::AdaptiveAvgPool2d:
            return expression("F.adaptive_avg_pool2d(" + x() + ", (" + listed(dims()) + "))");
        case Kind::BatchNorm2d:
        case Kind::LayerNorm:
        case Kind::GroupNorm:
        case Kind::LocalResponseNorm: return normalisation();
        case Kind::Dropout:
            return module(Arguments().plain(shortest(m_a.probability)).call("nn.Dropout"));
        case Kind::Flatten: return expression("torch.flatten(" + x() + ", 1)");
        case Kind::Softmax: return expression("F.softmax(" + x() + ", dim=1)");
        case Kind::Concat:
            return expression("torch.cat([" + allInputs() + "], dim=" + std::to_string(m_a.axis + 1)
                              + ")");
        case Kind::Reshape:
            return expression(x() + ".reshape(" + x() + ".shape[0]" + (dims().empty() ? "" : ", ")
                              + listed(dims()) + ")");
        case Kind::Transpose: return expression(x() + ".permute(0, " + shifted(dims()) + ")");
        case Kind::Pad: return padding();
        case Kind::Resize: return resizing();
        case Kind::ReduceMean:
        case Kind::ReduceMax:
        case Kind::ReduceSum: return reduction();
        case Kind::Add: return binary(" + ");
        case Kind::Sub: return binary(" - ");
        case Kind::Mul: return binary(" * ");
        case Kind::Div: return binary(" / ");
        case Kind::PRelu: return parametricRelu();
        default: return bend();
        }
    }

private:
    const std::string& x() const { return m_names.inputs.front(); }
    std::span<const std::int64_t> dims() const { return m_a.dims.dimensions(); }
    std::string allInputs() const
    {
        std::string result;
        for (const std::string& input : m_names.inputs)
            result += (result.empty() ? "" : ", ") + input;
        return result;
    }
    static std::string shifted(std::span<const std::int64_t> axes)
    {
        std::vector<std::int64_t> moved;
        for (const std::int64_t axis : axes)
            moved.push_back(axis + 1);
        return listed(moved);
    }
    static PytorchLayer expression(std::string text) { return {{}, {}, std::move(text)}; }
    PytorchLayer module(std::string text) const { return moduleOn(std::move(text), x()); }
    PytorchLayer moduleOn(std::string text, const std::string& input) const
    {
        return {std::move(text), {}, m_names.self + "(" + input + ")"};
    }
    Failure unknown() const
    {
        return fail(
            ErrorCode::Unsupported,
            {PROPAGO_TEXT("PyTorch has no layer like this %1"), {operatorFor(m_node.kind).name()}},
            m_node.name, {PROPAGO_TEXT("export the network as ONNX instead"), {}});
    }

    bool isSymmetric() const { return m_a.padTop == m_a.padBottom && m_a.padLeft == m_a.padRight; }
    std::string padded(const std::string& filling, const std::string& mode = "constant") const
    {
        Arguments arguments;
        arguments.plain(x()).plain(
            "(" + listed(std::array{m_a.padLeft, m_a.padRight, m_a.padTop, m_a.padBottom}) + ")");
        if (mode != "constant")
            arguments.named("mode", "\"" + mode + "\"");
        else if (filling != "0")
            arguments.named("value", filling);
        return arguments.call("F.pad");
    }

    Arguments& window(Arguments& arguments, std::int64_t usualStride) const
    {
        arguments.pair("kernel_size", m_a.kernelH, m_a.kernelW, 0);
        arguments.pair("stride", m_a.strideH, m_a.strideW, usualStride);
        if (isSymmetric())
            arguments.pair("padding", m_a.padTop, m_a.padLeft, 0);
        return arguments.pair("dilation", m_a.dilationH, m_a.dilationW, 1);
    }

    Result<PytorchLayer> convolution() const
    {
        if (m_a.weightBits > 0)
            return unknown();
        Arguments arguments;
        arguments.number(m_inputs[0][0]).number(m_a.features);
        window(arguments, 1);
        if (m_a.groups != 1)
            arguments.named("groups", std::to_string(m_a.groups));
        arguments.flag("bias", m_a.hasBias, true);
        return moduleOn(arguments.call("nn.Conv2d"), isSymmetric() ? x() : padded("0"));
    }

    Result<PytorchLayer> transposedConvolution() const
    {
        const bool isUsual = isSymmetric() && m_a.extraH < std::max(m_a.strideH, m_a.dilationH)
                             && m_a.extraW < std::max(m_a.strideW, m_a.dilationW);
        if (!isUsual)
            return unknown();
        Arguments arguments;
        arguments.number(m_inputs[0][0]).number(m_a.features);
        window(arguments, 1).pair("output_padding", m_a.extraH, m_a.extraW, 0);
        if (m_a.groups != 1)
            arguments.named("groups", std::to_string(m_a.groups));
        arguments.flag("bias", m_a.hasBias, true);
        return module(arguments.call("nn.ConvTranspose2d"));
    }

    Result<PytorchLayer> linear() const
    {
        if (m_a.weightBits > 0)
            return unknown();
        return module(Arguments()
                          .number(m_inputs[0].elements())
                          .number(m_a.features)
                          .flag("bias", m_a.hasBias, true)
                          .call("nn.Linear"));
    }

    // PyTorch lets the last window of a rounded-up count begin in the input or in front of it only.
    Result<PytorchLayer> pool(const std::string& function, const std::string& filling) const
    {
        if (!isSymmetric() && m_a.roundsUp)
            return unknown();
        Arguments arguments;
        arguments.plain(isSymmetric() ? x() : padded(filling));
        window(arguments, -1).flag("ceil_mode", m_a.roundsUp, false);
        return expression(arguments.call(function));
    }

    Result<PytorchLayer> averagePool() const
    {
        const bool isPlain = m_a.dilationH == 1 && m_a.dilationW == 1;
        const bool hasPadding = m_a.padTop + m_a.padLeft + m_a.padBottom + m_a.padRight > 0;
        if (!isPlain || (!isSymmetric() && (m_a.roundsUp || !m_a.countsPadding)))
            return unknown();
        Arguments arguments;
        arguments.plain(isSymmetric() ? x() : padded("0"));
        window(arguments, -1).flag("ceil_mode", m_a.roundsUp, false);
        arguments.flag("count_include_pad", m_a.countsPadding || !hasPadding, true);
        return expression(arguments.call("F.avg_pool2d"));
    }

    PytorchLayer normalisation() const
    {
        const Shape& in = m_inputs[0];
        Arguments arguments;
        switch (m_node.kind) {
        case Kind::BatchNorm2d:
            arguments.number(in[0])
                .real("eps", m_a.epsilon, 1e-5)
                .real("momentum", m_a.momentum, 0.1);
            return module(arguments.call("nn.BatchNorm2d"));
        case Kind::LayerNorm:
            arguments
                .plain("[" + listed(in.dimensions().subspan(static_cast<std::size_t>(m_a.axis)))
                       + "]")
                .real("eps", m_a.epsilon, 1e-5);
            return module(arguments.call("nn.LayerNorm"));
        case Kind::GroupNorm:
            arguments.number(m_a.groups).number(in[0]).real("eps", m_a.epsilon, 1e-5);
            return module(arguments.call("nn.GroupNorm"));
        default:
            // PyTorch divides alpha by the size itself, as ONNX and we do.
            arguments.number(m_a.features)
                .named("alpha", shortest(m_a.alpha))
                .named("beta", shortest(m_a.beta))
                .named("k", shortest(m_a.value));
            return module(arguments.call("nn.LocalResponseNorm"));
        }
    }

    PytorchLayer padding() const
    {
        static constexpr const char* modes[] = {"constant", "reflect", "replicate"};
        return expression(
            padded(pythonNumber(m_a.value), modes[std::clamp<std::int64_t>(m_a.mode, 0, 2)]));
    }

    Result<PytorchLayer> resizing() const
    {
        const auto coordinates = static_cast<Coordinates>(m_a.coordinates);
        const bool isNearest = m_a.mode == static_cast<std::int64_t>(ResizeMode::Nearest);
        const bool isPlainNearest = isNearest && coordinates == Coordinates::Asymmetric
                                    && m_a.rounding == static_cast<std::int64_t>(Rounding::Floor);
        const bool hasScale = m_a.scaleH != 0 || m_a.scaleW != 0;
        Arguments arguments;
        arguments.plain(x()).named("size", "(" + listed(dims()) + ")");
        if (isPlainNearest && !hasScale)
            return expression(arguments.named("mode", "\"nearest\"").call("F.interpolate"));
        if (isNearest || hasScale || coordinates == Coordinates::Asymmetric)
            return unknown();
        arguments.named("mode", "\"bilinear\"")
            .flag("align_corners", coordinates == Coordinates::AlignCorners, false);
        return expression(arguments.call("F.interpolate"));
    }

    PytorchLayer reduction() const
    {
        std::vector<std::int64_t> axes(dims().begin(), dims().end());
        if (axes.empty()) {
            axes.resize(static_cast<std::size_t>(m_inputs[0].rank()));
            std::iota(axes.begin(), axes.end(), 0);
        }
        const char* function = m_node.kind == Kind::ReduceMean  ? ".mean"
                               : m_node.kind == Kind::ReduceMax ? ".amax"
                                                                : ".sum";
        return expression(Arguments()
                              .named("dim", "(" + shifted(axes) + (axes.size() == 1 ? ",)" : ")"))
                              .named("keepdim", "True")
                              .call(x() + function));
    }

    PytorchLayer binary(const std::string& sign) const
    {
        if (!m_a.hasConstant)
            return expression(m_names.inputs[0] + sign + m_names.inputs[1]);
        PytorchLayer layer;
        const bool isFactor = m_node.kind == Kind::Mul || m_node.kind == Kind::Div;
        std::string constant = pythonNumber(m_a.value);
        if (m_a.dims.rank() > 0) {
            layer.parameter = learned(isFactor ? "torch.ones" : "torch.zeros");
            constant = m_names.self;
        }
        layer.expression = m_a.isReversed ? constant + sign + x() : x() + sign + constant;
        return layer;
    }

    PytorchLayer parametricRelu() const
    {
        PytorchLayer layer;
        const std::string size = m_a.dims.rank() == 0 ? "1" : listed(dims());
        layer.parameter = "nn.Parameter(torch.full((" + size + ",), 0.25)" + frozen() + ")";
        layer.expression =
            "torch.where(" + x() + " >= 0, " + x() + ", " + m_names.self + " * " + x() + ")";
        return layer;
    }
    std::string frozen() const { return m_a.isFrozen ? ", requires_grad=False" : ""; }
    std::string learned(const std::string& function) const
    {
        return "nn.Parameter(" + function + "(" + listed(dims()) + ")" + frozen() + ")";
    }

    PytorchLayer bend() const
    {
        Arguments arguments;
        arguments.plain(x());
        switch (m_node.kind) {
        case Kind::LeakyRelu:
            return expression(
                arguments.named("negative_slope", shortest(m_a.slope)).call("F.leaky_relu"));
        case Kind::Clip:
            return expression(m_a.low == 0 && m_a.high == 6 ? arguments.call("F.relu6")
                                                            : arguments.plain(pythonNumber(m_a.low))
                                                                  .plain(pythonNumber(m_a.high))
                                                                  .call("torch.clamp"));
        case Kind::HardSigmoid:
            return expression("torch.clamp(" + shortest(m_a.alpha) + " * " + x() + " + "
                              + shortest(m_a.beta) + ", 0, 1)");
        case Kind::Elu: return expression(arguments.real("alpha", m_a.alpha, 1).call("F.elu"));
        case Kind::GeluTanh:
            return expression(arguments.named("approximate", "\"tanh\"").call("F.gelu"));
        case Kind::Pow: return expression(x() + " ** " + pythonNumber(m_a.alpha));
        case Kind::Identity: return expression(x());
        case Kind::FakeQuantize: return expression(fakeQuantisation(arguments));
        default: return expression(arguments.call(plainFunction()));
        }
    }

    std::string fakeQuantisation(Arguments& arguments) const
    {
        const CodeRange codes = codesOf(m_a);
        return arguments.plain(shortest(m_a.scale))
            .number(m_a.zeroPoint)
            .number(codes.lowest)
            .number(codes.highest)
            .call("torch.fake_quantize_per_tensor_affine");
    }

    const char* plainFunction() const
    {
        switch (m_node.kind) {
        case Kind::Relu: return "F.relu";
        case Kind::Sigmoid: return "torch.sigmoid";
        case Kind::Tanh: return "torch.tanh";
        case Kind::HardSwish: return "F.hardswish";
        case Kind::Silu: return "F.silu";
        case Kind::Gelu: return "F.gelu";
        case Kind::Erf: return "torch.erf";
        case Kind::Exp: return "torch.exp";
        default: return "torch.sqrt";
        }
    }

    const Node& m_node;
    const Attributes& m_a;
    std::span<const Shape> m_inputs;
    const PytorchNames& m_names;
};

} // namespace

Result<PytorchLayer> pytorchLayer(const Node& node, std::span<const Shape> inputs,
                                  const PytorchNames& names)
{
    return Layer(node, inputs, names).write();
}

} // namespace propago
