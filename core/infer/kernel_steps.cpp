#include "core/infer/kernel_steps.h"

#include "core/infer/layer_rules.h"
#include "core/kernels/unit_bottleneck.h"

namespace propago {

namespace {

std::vector<float> narrowed(const std::vector<double>& values)
{
    return {values.begin(), values.end()};
}

std::int64_t sizeOf(const std::vector<double>& values)
{
    return static_cast<std::int64_t>(values.size());
}

bool isInteger(UnitFormat format)
{
    return format == UnitFormat::Int8 || format == UnitFormat::Int16;
}

std::int64_t storedWeights(const FusedNode& node)
{
    return sizeOf(node.weights) - node.emptyPlaces;
}

// From sums to steps of the output, for each filter.
std::vector<float> multipliersOf(const std::vector<double>& scales, const PlanValue& input,
                                 const PlanValue& output)
{
    std::vector<float> multipliers;
    const double step = static_cast<double>(input.quantisation.scale)
                        / (output.isReal ? 1.0 : static_cast<double>(output.quantisation.scale));
    for (const double scale : scales)
        multipliers.push_back(static_cast<float>(scale * step));
    return multipliers;
}

template<typename Kernel>
void packIntegers(Kernel& kernel, const FusedNode& node, const PlanValue& input,
                  const PlanValue& output, std::int64_t& storedBytes)
{
    const std::int64_t filters = output.planes.elements() / output.planes.plane();
    const float step = input.quantisation.scale;
    const std::vector<double> means = inputMeans(node);
    storedBytes += 4 * filters + 4 * (node.rules.perChannel ? filters : 1);
    if (input.format == UnitFormat::Int16) {
        const WideWeights q =
            quantiseWide(node.weights, node.bias, filters, step, node.rules, means);
        const std::vector<float> multipliers = multipliersOf(q.scales, input, output);
        kernel.packWeights(q.weights.data(), q.bias.data(), multipliers.data());
        storedBytes += 2 * storedWeights(node);
        return;
    }
    const QuantisedWeights q =
        quantiseWeights(node.weights, node.bias, filters, step, node.rules, means);
    const std::vector<float> multipliers = multipliersOf(q.scales, input, output);
    kernel.packWeights(q.weights.data(), q.bias.data(), multipliers.data(),
                       input.quantisation.zeroPoint);
    storedBytes += (node.rules.bits * storedWeights(node) + 7) / 8;
}

// Both kernels take their weights the same way.
template<typename Kernel>
void pack(Kernel& kernel, const FusedNode& node, const PlanValue& input, const PlanValue& output,
          std::int64_t& storedBytes)
{
    if (isInteger(input.format))
        return packIntegers(kernel, node, input, output, storedBytes);
    const std::vector<float> weights = narrowed(node.weights);
    const std::vector<float> bias = narrowed(node.bias);
    kernel.packWeights(weights.data(), bias.empty() ? nullptr : bias.data());
    const std::int64_t each = input.format == UnitFormat::Fp32 ? 4 : 2;
    storedBytes += each * storedWeights(node) + 4 * sizeOf(node.bias);
}

TailActivation tailActivation(FusedActivation activation)
{
    return activation == FusedActivation::Relu        ? TailActivation::Relu
           : activation == FusedActivation::LeakyRelu ? TailActivation::LeakyRelu
           : activation == FusedActivation::Clip      ? TailActivation::Clip
                                                      : TailActivation::None;
}

Tail tailOf(const FusedNode& node, const PlanValue& output)
{
    Tail tail;
    tail.activation = tailActivation(node.activation);
    tail.slope = static_cast<float>(node.slope);
    const bool countsSteps = !output.isReal && isInteger(output.format);
    const double step = countsSteps ? static_cast<double>(output.quantisation.scale) : 1;
    tail.low = static_cast<float>(node.low / step);
    tail.high = static_cast<float>(node.high / step);
    tail.realOutput = output.isReal && output.format != UnitFormat::Fp32;
    tail.outputZeroPoint = output.isReal ? 0 : output.quantisation.zeroPoint;
    return tail;
}

class ConvolutionStep final : public PlanStep {
public:
    ConvolutionStep(UnitConvolution kernel, const Tail& tail, const Place& input,
                    const Place& output)
        : m_kernel(std::move(kernel)), m_tail(tail), m_input(input), m_output(output)
    {}
    void addResidual(const PlanValue& residual, const PlanValue& output)
    {
        m_hasResidual = true;
        m_residual = residual.place;
        m_tail.residualMultiplier = residual.quantisation.scale / output.quantisation.scale;
        m_tail.residualZeroPoint = residual.quantisation.zeroPoint;
    }
    std::size_t scratchBytes(std::int64_t n, int threads) const override
    {
        return m_kernel.scratchBytes(n, threads);
    }
    bool savesProducts() const override { return m_kernel.savesProducts(); }
    void run(const Frame& frame) const override
    {
        Tail tail = m_tail;
        if (m_hasResidual)
            tail.residual = m_residual.read(frame);
        m_kernel.run(m_input.read(frame), m_output.write(frame), frame.n, tail, frame.pool,
                     frame.scratch);
    }

private:
    UnitConvolution m_kernel;
    Tail m_tail;
    Place m_input, m_output, m_residual;
    bool m_hasResidual = false;
};

class ChainStep final : public PlanStep {
public:
    struct Link {
        UnitConvolution kernel;
        Tail tail;
    };
    ChainStep(std::vector<Link> links, const Place& input, const Place& output)
        : m_links(std::move(links)), m_input(input), m_output(output)
    {}
    void addResidual(const Place& residual)
    {
        m_hasResidual = true;
        m_residual = residual;
    }
    std::size_t scratchBytes(std::int64_t, int threads) const override
    {
        return m_links[0].kernel.scratchBytesInto(chain(), threads);
    }
    void run(const Frame& frame) const override
    {
        UnitChain following = chain();
        Tail& last = following.third ? following.thirdTail : following.secondTail;
        if (m_hasResidual)
            last.residual = m_residual.read(frame);
        m_links[0].kernel.runInto(following, m_input.read(frame), m_output.write(frame), frame.n,
                                  m_links[0].tail, frame.pool, frame.scratch);
    }

private:
    UnitChain chain() const
    {
        UnitChain following{&m_links[1].kernel, nullptr, m_links[1].tail, {}};
        if (m_links.size() > 2) {
            following.third = &m_links[2].kernel;
            following.thirdTail = m_links[2].tail;
        }
        return following;
    }

    std::vector<Link> m_links;
    Place m_input, m_output, m_residual;
    bool m_hasResidual = false;
};

/// The three layers of an inverted residual.
class BottleneckStep final : public PlanStep {
public:
    using Tails = std::array<Tail, UnitBottleneck::kLayers>;
    BottleneckStep(UnitBottleneck kernel, const Tails& tails, const Place& input,
                   const Place& output)
        : m_kernel(std::move(kernel)), m_tails(tails), m_input(input), m_output(output)
    {}
    void addResidual(const Place& residual)
    {
        m_hasResidual = true;
        m_residual = residual;
    }
    std::size_t scratchBytes(std::int64_t, int threads) const override
    {
        return m_kernel.scratchBytes(threads);
    }
    void run(const Frame& frame) const override
    {
        Tails tails = m_tails;
        if (m_hasResidual)
            tails.back().residual = m_residual.read(frame);
        m_kernel.run(m_input.read(frame), m_output.write(frame), frame.n, tails, frame.pool,
                     frame.scratch);
    }

private:
    UnitBottleneck m_kernel;
    Tails m_tails;
    Place m_input, m_output, m_residual;
    bool m_hasResidual = false;
};

class LinearStep final : public PlanStep {
public:
    LinearStep(UnitLinear kernel, const Tail& tail, const Place& input, const Place& output)
        : m_kernel(std::move(kernel)), m_tail(tail), m_input(input), m_output(output)
    {}
    std::size_t scratchBytes(std::int64_t n, int threads) const override
    {
        return m_kernel.scratchBytes(n, threads);
    }
    void run(const Frame& frame) const override
    {
        m_kernel.run(m_input.read(frame), m_output.write(frame), frame.n, m_tail, frame.pool,
                     frame.scratch);
    }

private:
    UnitLinear m_kernel;
    Tail m_tail;
    Place m_input, m_output;
};

class PoolStep final : public PlanStep {
public:
    PoolStep(UnitPool kernel, const Place& input, const Place& output)
        : m_kernel(std::move(kernel)), m_input(input), m_output(output)
    {}
    void run(const Frame& frame) const override
    {
        m_kernel.run(m_input.read(frame), m_output.write(frame), frame.n, frame.pool);
    }

private:
    UnitPool m_kernel;
    Place m_input, m_output;
};

std::unique_ptr<PlanStep> bottleneckStep(std::span<const ChainLink> links, const PlanValue& input,
                                         const PlanValue* residual, std::int64_t& storedBytes)
{
    UnitBottleneck kernel({links[0].node->window, links[1].node->window, links[2].node->window});
    BottleneckStep::Tails tails;
    for (int layer = 0; layer < UnitBottleneck::kLayers; ++layer) {
        const ChainLink& link = links[static_cast<std::size_t>(layer)];
        const std::vector<float> weights = narrowed(link.node->weights);
        const std::vector<float> bias = narrowed(link.node->bias);
        kernel.packWeights(layer, weights.data(), bias.empty() ? nullptr : bias.data());
        storedBytes += 4 * (storedWeights(*link.node) + sizeOf(link.node->bias));
        tails[static_cast<std::size_t>(layer)] = tailOf(*link.node, *link.output);
    }
    auto step = std::make_unique<BottleneckStep>(std::move(kernel), tails, input.place,
                                                 links[2].output->place);
    if (residual)
        step->addResidual(residual->place);
    return step;
}

WindowGeometry wholePlane(const Planes& planes)
{
    WindowGeometry g;
    g.channels = g.filters = planes.channels;
    g.height = g.kernelH = planes.height;
    g.width = g.kernelW = planes.width;
    return g;
}

} // namespace

std::unique_ptr<PlanStep> convolutionStep(const FusedNode& node, const PlanValue& input,
                                          const PlanValue* residual, const PlanValue& output,
                                          Method method, std::int64_t& storedBytes)
{
    UnitConvolution kernel(node.window, input.format, chosenIsa(), method, node.rules.bits);
    pack(kernel, node, input, output, storedBytes);
    auto step = std::make_unique<ConvolutionStep>(std::move(kernel), tailOf(node, output),
                                                  input.place, output.place);
    if (residual)
        step->addResidual(*residual, output);
    return step;
}

bool canTakeIn(const FusedNode& convolution, const FusedNode& pool, UnitFormat format,
               Method method)
{
    const WindowGeometry& w = pool.window;
    const bool isHalving = w.kernelH == 2 && w.kernelW == 2 && w.strideH == 2 && w.strideW == 2
                           && w.dilationH == 1 && w.dilationW == 1 && w.padTop == 0
                           && w.padLeft == 0 && w.padBottom == 0 && w.padRight == 0;
    const bool isRealAmidIntegers = format == UnitFormat::Int8 && convolution.rules.bits == 32;
    return isHalving && !convolution.hasResidual && !isRealAmidIntegers
           && UnitConvolution(convolution.window, format, chosenIsa(), method,
                              convolution.rules.bits)
                  .canHalve();
}

std::unique_ptr<PlanStep> pooledConvolutionStep(const FusedNode& node, const PlanValue& input,
                                                const PlanValue& output, std::int64_t& storedBytes)
{
    UnitConvolution kernel(node.window, input.format, chosenIsa(), Method::Fastest,
                           node.rules.bits);
    pack(kernel, node, input, output, storedBytes);
    Tail tail = tailOf(node, output);
    tail.halves = true;
    return std::make_unique<ConvolutionStep>(std::move(kernel), tail, input.place, output.place);
}

bool isBottleneck(const FusedNode& first, const FusedNode& second, const FusedNode& third)
{
    const auto clamps = [](const FusedNode& node) {
        return node.activation != FusedActivation::LeakyRelu;
    };
    return clamps(first) && clamps(second) && !first.hasResidual && !second.hasResidual
           && UnitBottleneck::suits({first.window, second.window, third.window});
}

bool gainsTogether(const FusedNode& first, const FusedNode& second)
{
    return UnitConvolution(first.window, UnitFormat::Fp32)
        .gainsInto(UnitConvolution(second.window, UnitFormat::Fp32));
}

bool gainsTogether(const FusedNode& first, const FusedNode& second, const FusedNode& third)
{
    return UnitConvolution(third.window, UnitFormat::Fp32)
        .gainsAfter(UnitConvolution(first.window, UnitFormat::Fp32),
                    UnitConvolution(second.window, UnitFormat::Fp32));
}

std::unique_ptr<PlanStep> chainStep(std::span<const ChainLink> links, const PlanValue& input,
                                    const PlanValue* residual, std::int64_t& storedBytes)
{
    if (links.size() == 3 && isBottleneck(*links[0].node, *links[1].node, *links[2].node))
        return bottleneckStep(links, input, residual, storedBytes);
    std::vector<ChainStep::Link> made;
    const PlanValue* from = &input;
    for (const ChainLink& link : links) {
        UnitConvolution kernel(link.node->window, from->format);
        pack(kernel, *link.node, *from, *link.output, storedBytes);
        made.push_back({std::move(kernel), tailOf(*link.node, *link.output)});
        from = link.output;
    }
    auto step = std::make_unique<ChainStep>(std::move(made), input.place, from->place);
    if (residual)
        step->addResidual(residual->place);
    return step;
}

std::unique_ptr<PlanStep> linearStep(const FusedNode& node, const PlanValue& input,
                                     const PlanValue& output, std::int64_t& storedBytes)
{
    UnitLinear kernel(input.planes.channels, input.planes.height, input.planes.width,
                      output.planes.elements(), input.format, chosenIsa(), node.rules.bits);
    pack(kernel, node, input, output, storedBytes);
    return std::make_unique<LinearStep>(std::move(kernel), tailOf(node, output), input.place,
                                        output.place);
}

std::unique_ptr<PlanStep> poolStep(const FusedNode& node, const PlanValue& input,
                                   const PlanValue& output)
{
    const bool isGlobal = node.kind == FusedKind::GlobalAverage;
    const WindowGeometry window = isGlobal ? wholePlane(input.planes) : node.window;
    const UnitPoolKind kind =
        node.kind == FusedKind::MaxPool ? UnitPoolKind::Max : UnitPoolKind::Average;
    return std::make_unique<PoolStep>(
        UnitPool(window, input.format, kind, node.countsPadding, input.quantisation.zeroPoint),
        input.place, output.place);
}

} // namespace propago
