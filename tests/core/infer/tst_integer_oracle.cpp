#include "tests/core/infer/random_networks.h"

#include "core/infer/quantisation.h"
#include "core/kernels/weight_rounding.h"

#include <QtTest>

#include <cstring>

using namespace propago;
using namespace propago::test;

// Integer inference written out as plainly as it can be, sharing no code with the plan but the search
// for the scale of weights in 4 and 2 bits.
namespace oracle {

struct Scale {
    float step;
    int zero;
    int least, most;
};

Scale scaleFor(Format format, float low, float high)
{
    if (format == Format::Int16)
        return {static_cast<float>(std::max(std::abs(static_cast<double>(low)),
                                            std::abs(static_cast<double>(high)))
                                   / 4095),
                0, -4095, 4095};
    const double from = std::min(0.0, static_cast<double>(low));
    const double to = std::max(0.0, static_cast<double>(high));
    const auto step = static_cast<float>((to - from) / 255);
    return {step, static_cast<int>(std::nearbyint(-from / static_cast<double>(step))), 0, 255};
}

int rounded(float value, const Scale& scale)
{
    const float level = std::nearbyint(value) + static_cast<float>(scale.zero);
    return static_cast<int>(
        std::min(static_cast<float>(scale.most), std::max(static_cast<float>(scale.least), level)));
}

struct Layer {
    std::vector<int> weights; // [filters][products]
    std::vector<std::int64_t> bias;
    std::vector<double> steps;
};

// The step of one filter's weights.
double weightStep(Format format, const std::vector<double>& filter)
{
    double largest = 0, sum = 0;
    for (const double weight : filter) {
        largest = std::max(largest, std::abs(weight));
        sum += std::abs(weight);
    }
    if (format == Format::Int8)
        return largest / 127;
    if (format != Format::Int16)
        return weightScale(filter.data(), static_cast<std::int64_t>(filter.size()),
                           format == Format::Int4 ? 4 : 2);
    const double room = 2147483647.0 - 2.0e8 - 4095 * static_cast<double>(filter.size()) / 2;
    return std::max(largest / 32767, sum * 4095 / room);
}

int mostLevel(Format format)
{
    return format == Format::Int16  ? 32767
           : format == Format::Int8 ? 127
           : format == Format::Int4 ? 7
                                    : 1;
}

Layer quantise(Format format, const Tensor& weights, const Tensor& bias, float inputStep)
{
    const std::int64_t filters = weights.shape()[0];
    const std::int64_t products = weights.elements() / filters;
    Layer layer;
    for (std::int64_t f = 0; f < filters; ++f) {
        std::vector<double> filter;
        for (std::int64_t i = 0; i < products; ++i)
            filter.push_back(weights.at(f * products + i));
        const double step = weightStep(format, filter);
        const int most = mostLevel(format);
        for (const double weight : filter)
            layer.weights.push_back(
                std::clamp(static_cast<int>(std::nearbyint(weight / step)), -most, most));
        layer.bias.push_back(static_cast<std::int64_t>(
            std::nearbyint(bias.at(f) / (static_cast<double>(inputStep) * step))));
        layer.steps.push_back(step);
    }
    return layer;
}

struct Maps {
    std::vector<int> q;
    std::int64_t channels, height, width;
    int at(std::int64_t c, std::int64_t y, std::int64_t x, int outside) const
    {
        const bool inside = y >= 0 && y < height && x >= 0 && x < width;
        return inside ? q[static_cast<std::size_t>((c * height + y) * width + x)] : outside;
    }
};

// 3 x 3, padding 1, then ReLU.
Maps convolutionRelu(const Maps& in, const Layer& layer, Scale from, Scale to)
{
    const auto filters = static_cast<std::int64_t>(layer.bias.size());
    Maps out{{}, filters, in.height, in.width};
    for (std::int64_t f = 0; f < filters; ++f) {
        const auto factor =
            static_cast<float>(layer.steps[static_cast<std::size_t>(f)]
                               * (static_cast<double>(from.step) / static_cast<double>(to.step)));
        for (std::int64_t y = 0; y < in.height; ++y) {
            for (std::int64_t x = 0; x < in.width; ++x) {
                std::int64_t sum = layer.bias[static_cast<std::size_t>(f)];
                for (std::int64_t tap = 0; tap < in.channels * 9; ++tap) {
                    const int value =
                        in.at(tap / 9, y - 1 + tap % 9 / 3, x - 1 + tap % 3, from.zero);
                    sum += (value - from.zero)
                           * layer.weights[static_cast<std::size_t>(f * in.channels * 9 + tap)];
                }
                const float real = static_cast<float>(static_cast<std::int32_t>(sum)) * factor;
                out.q.push_back(rounded(std::max(real, 0.0f), to));
            }
        }
    }
    return out;
}

Maps halvedByMax(const Maps& in)
{
    Maps out{{}, in.channels, in.height / 2, in.width / 2};
    for (std::int64_t c = 0; c < in.channels; ++c) {
        for (std::int64_t y = 0; y < out.height; ++y) {
            for (std::int64_t x = 0; x < out.width; ++x)
                out.q.push_back(
                    std::max({in.at(c, 2 * y, 2 * x, 0), in.at(c, 2 * y, 2 * x + 1, 0),
                              in.at(c, 2 * y + 1, 2 * x, 0), in.at(c, 2 * y + 1, 2 * x + 1, 0)}));
        }
    }
    return out;
}

std::vector<float> linear(const Maps& in, const Layer& layer, Scale from)
{
    std::vector<float> logits;
    for (std::size_t f = 0; f < layer.bias.size(); ++f) {
        std::int64_t sum = layer.bias[f];
        for (std::size_t i = 0; i < in.q.size(); ++i)
            sum += (in.q[i] - from.zero) * layer.weights[f * in.q.size() + i];
        const auto factor = static_cast<float>(layer.steps[f] * static_cast<double>(from.step));
        logits.push_back(static_cast<float>(static_cast<std::int32_t>(sum)) * factor);
    }
    return logits;
}

} // namespace oracle

namespace {

struct SmallNetwork {
    Graph graph;
    Shape input;
};

// conv 3x3 -> relu -> max pool -> flatten -> linear, of sizes that leave units half full.
SmallNetwork smallNetwork(Dice& dice)
{
    SmallNetwork made;
    made.input = Shape{1 + dice.below(6), 2 * (2 + dice.below(5)), 2 * (2 + dice.below(5))};
    const auto add = [&](OperatorKind kind, Node node) {
        node.kind = kind;
        node.name = std::to_string(made.graph.nodes.size());
        if (kind == OperatorKind::Input)
            node.inputShape = made.input;
        else
            node.inputs = {made.graph.output};
        made.graph.add(node);
    };
    add(OperatorKind::Input, {});
    Node conv;
    conv.attributes.features = 1 + dice.below(20);
    conv.attributes.kernelH = conv.attributes.kernelW = 3;
    conv.attributes.padTop = conv.attributes.padLeft = 1;
    conv.attributes.padBottom = conv.attributes.padRight = 1;
    add(OperatorKind::Conv2d, conv);
    add(OperatorKind::Relu, {});
    Node pool;
    pool.attributes.kernelH = pool.attributes.kernelW = 2;
    pool.attributes.strideH = pool.attributes.strideW = 2;
    add(OperatorKind::MaxPool2d, pool);
    add(OperatorKind::Flatten, {});
    Node linear;
    linear.attributes.features = 1 + dice.below(20);
    add(OperatorKind::Linear, linear);
    return made;
}

std::vector<float> expectedLogits(const SmallNetwork& network, const Weights& weights,
                                  const Calibration& ranges, Format format,
                                  std::span<const float> picture)
{
    const auto scaleAt = [&](std::size_t node) {
        return oracle::scaleFor(format, ranges.ranges[node].low, ranges.ranges[node].high);
    };
    const auto weight = [&](int node, int index) -> const Tensor& {
        return weights.at({SlotKind::Parameter, node, index});
    };
    const oracle::Scale input = scaleAt(0);
    const oracle::Scale hidden = scaleAt(2);
    oracle::Maps maps{{}, network.input[0], network.input[1], network.input[2]};
    for (const float value : picture)
        maps.q.push_back(oracle::rounded(value / input.step, input));
    const oracle::Layer conv = oracle::quantise(format, weight(1, 0), weight(1, 1), input.step);
    const oracle::Layer linear = oracle::quantise(format, weight(5, 0), weight(5, 1), hidden.step);
    return oracle::linear(oracle::halvedByMax(oracle::convolutionRelu(maps, conv, input, hidden)),
                          linear, hidden);
}

} // namespace

class TestIntegerOracle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyLogitHasTheOraclesBits_data()
    {
        QTest::addColumn<int>("format");
        for (const Format format : {Format::Int16, Format::Int8, Format::Int4, Format::Int2})
            QTest::newRow(traits(format).name.data()) << static_cast<int>(format);
    }
    void everyLogitHasTheOraclesBits()
    {
        QFETCH(int, format);
        const auto precision = static_cast<Format>(format);
        ThreadPool pool(2);
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            Dice dice(seed);
            const SmallNetwork network = smallNetwork(dice);
            const Weights weights = randomWeights(network.graph, seed);
            Tensor x = randomInputs(network.graph, 5, seed);
            for (float& value : x.span<float>())
                value = 2 * value - (seed % 2 == 0 ? 0.0f : 0.7f); // with and without a zero point
            const Calibration ranges = rangesOver(network.graph, weights, x, pool);
            const Tensor actual =
                outputsOf(network.graph, weights, x, {precision, 5, false}, &ranges, pool);
            const auto outputs = static_cast<std::size_t>(actual.elements() / 5);
            const auto pixels = static_cast<std::size_t>(network.input.elements());
            for (std::size_t i = 0; i < 5; ++i) {
                const auto expected =
                    expectedLogits(network, weights, ranges, precision,
                                   std::as_const(x).span<float>().subspan(i * pixels, pixels));
                const auto row = actual.span<float>().subspan(i * outputs, outputs);
                QVERIFY2(std::memcmp(row.data(), expected.data(), row.size_bytes()) == 0,
                         QByteArray::number(static_cast<int>(seed)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestIntegerOracle)
#include "tst_integer_oracle.moc"
