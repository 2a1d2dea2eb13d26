#include "tests/core/infer/noise.h"
#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/equalisation.h"
#include "core/infer/quantisation.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

int addTo(Graph& graph, OperatorKind kind, Attributes attributes = {})
{
    Node node;
    node.kind = kind;
    node.name = "node" + std::to_string(graph.nodes.size());
    node.attributes = attributes;
    if (kind == OperatorKind::Input)
        node.inputShape = Shape{3, 8, 8};
    else
        node.inputs = {graph.output};
    return graph.add(node);
}

Attributes filters(std::int64_t features, std::int64_t window = 1, std::int64_t groups = 1)
{
    Attributes attributes;
    attributes.features = features;
    attributes.kernelH = attributes.kernelW = window;
    attributes.groups = groups;
    return attributes;
}

Attributes window(std::int64_t size)
{
    Attributes attributes;
    attributes.kernelH = attributes.kernelW = size;
    attributes.strideH = attributes.strideW = size;
    return attributes;
}

// conv - BatchNorm - relu - pool - depthwise conv - relu - conv - flatten - linear - relu - linear
Graph chain()
{
    Graph graph;
    addTo(graph, OperatorKind::Input);
    addTo(graph, OperatorKind::Conv2d, filters(6, 3));
    addTo(graph, OperatorKind::BatchNorm2d);
    addTo(graph, OperatorKind::Relu);
    addTo(graph, OperatorKind::MaxPool2d, window(2));
    addTo(graph, OperatorKind::Conv2d, filters(6, 2, 6));
    addTo(graph, OperatorKind::Relu);
    addTo(graph, OperatorKind::Conv2d, filters(8));
    addTo(graph, OperatorKind::Flatten);
    addTo(graph, OperatorKind::Linear, filters(12));
    addTo(graph, OperatorKind::Relu);
    addTo(graph, OperatorKind::Linear, filters(5));
    return graph;
}

// The largest weight that makes channel `c`, and the largest that reads it, by looking at all of them.
double made(const Tensor& weights, std::int64_t c)
{
    const std::int64_t count = weights.elements() / weights.shape()[0];
    double largest = 0;
    for (std::int64_t i = 0; i < count; ++i)
        largest = std::max(largest, std::abs(weights.at(c * count + i)));
    return largest;
}

double read(const Graph& graph, int node, const Tensor& weights, std::int64_t channels,
            std::int64_t c)
{
    const auto& attributes = graph.nodes[static_cast<std::size_t>(node)].attributes;
    const bool isConvolution =
        graph.nodes[static_cast<std::size_t>(node)].kind == OperatorKind::Conv2d;
    const std::int64_t groups = isConvolution ? attributes.groups : 1;
    const std::int64_t perFilter = weights.elements() / attributes.features;
    const std::int64_t plane =
        perFilter * groups / channels; // weights of one filter for one channel
    double largest = 0;
    for (std::int64_t f = 0; f < attributes.features; ++f) {
        for (std::int64_t i = 0; i < perFilter; ++i) {
            const std::int64_t group = f / (attributes.features / groups);
            if (group * (channels / groups) + i / plane == c)
                largest = std::max(largest, std::abs(weights.at(f * perFilter + i)));
        }
    }
    return largest;
}

// Scales the filters of `node` by powers of ten and takes it back in what reads them.
void spoil(const Graph& graph, Weights& weights, int first, int second)
{
    auto make = weights.at({SlotKind::Parameter, first, 0}).span<float>();
    auto bias = weights.at({SlotKind::Parameter, first, 1}).span<float>();
    auto use = weights.at({SlotKind::Parameter, second, 0}).span<float>();
    const auto channels =
        static_cast<std::size_t>(graph.nodes[static_cast<std::size_t>(first)].attributes.features);
    const auto perFilter = use.size()
                           / static_cast<std::size_t>(
                               graph.nodes[static_cast<std::size_t>(second)].attributes.features);
    for (std::size_t c = 0; c < channels; ++c) {
        const float factor = std::pow(10.0f, static_cast<float>(c % 4) - 2);
        for (std::size_t i = 0; i < make.size() / channels; ++i)
            make[c * (make.size() / channels) + i] *= factor;
        bias[c] *= factor;
        for (std::size_t i = 0; i < use.size(); ++i) {
            if (i % perFilter / (perFilter / channels) == c)
                use[i] /= factor;
        }
    }
}

// What one scale for a whole layer leaves of its weights.
Weights perTensor(const Graph& graph, const Weights& weights)
{
    Weights result = weights;
    for (auto& [ref, tensor] : result) {
        const bool isBias = ref.index > 0;
        const OperatorKind kind = graph.nodes[static_cast<std::size_t>(ref.node)].kind;
        if (isBias || (kind != OperatorKind::Conv2d && kind != OperatorKind::Linear))
            continue;
        float largest = 0;
        for (const float weight : tensor.span<float>())
            largest = std::max(largest, std::abs(weight));
        for (float& weight : tensor.span<float>())
            weight = std::nearbyint(weight / (largest / 127)) * (largest / 127);
    }
    return result;
}

} // namespace

class TestEqualisation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pairsAreFoundThroughWhatKeepsScale()
    {
        const FoldedNetwork folded = foldBatchNorms(chain(), randomWeights(chain(), 1)).value();
        const std::vector<EqualisedPair> expected{{1, 4}, {4, 6}, {6, 8}, {8, 10}};
        QVERIFY(pairsToEqualise(folded.graph) == expected);
    }

    void otherReadersAndBentCurvesMakeNoPair()
    {
        Graph skip;
        addTo(skip, OperatorKind::Input);
        addTo(skip, OperatorKind::Conv2d, filters(3));
        const int relu = addTo(skip, OperatorKind::Relu);
        const int second = addTo(skip, OperatorKind::Conv2d, filters(3));
        skip.add({"sum", OperatorKind::Add, {}, {relu, second}, {}, {}, {}});
        QVERIFY(pairsToEqualise(skip).empty());
        for (const OperatorKind kind : {OperatorKind::Sigmoid, OperatorKind::Clip,
                                        OperatorKind::BatchNorm2d, OperatorKind::Softmax}) {
            Graph graph;
            addTo(graph, OperatorKind::Input);
            addTo(graph, OperatorKind::Conv2d, filters(3));
            addTo(graph, kind);
            addTo(graph, OperatorKind::Conv2d, filters(3));
            QVERIFY(pairsToEqualise(graph).empty());
        }
    }

    void bothRangesAreEqualAfter()
    {
        const EqualisedNetwork result = equalised(chain(), randomWeights(chain(), 2)).value();
        const Graph& graph = result.network.graph;
        for (const auto& [first, second] : pairsToEqualise(graph)) {
            const Tensor& makes = result.network.weights.at({SlotKind::Parameter, first, 0});
            const Tensor& reads = result.network.weights.at({SlotKind::Parameter, second, 0});
            const std::int64_t channels = makes.shape()[0];
            for (std::int64_t c = 0; c < channels; ++c) {
                const double ratio = made(makes, c) / read(graph, second, reads, channels, c);
                QVERIFY2(std::abs(ratio - 1) < 1e-3, qPrintable(QString::number(ratio)));
            }
        }
    }

    // Drawn networks compute the same, and the factors lead back to every value.
    void theNetworkComputesTheSame()
    {
        ThreadPool pool(2);
        const Seeds seeds = Seeds::of(60);
        int pairs = 0;
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            const Graph graph = seed == 1 ? chain() : randomNetwork(seed);
            const Weights weights = randomWeights(graph, seed);
            const EqualisedNetwork result = equalised(graph, weights).value();
            const FoldedNetwork& network = result.network;
            pairs += static_cast<int>(pairsToEqualise(network.graph).size());
            const Tensor x = randomInputs(graph, 2, seed);
            Tensor y = outputsFor(graph, 2);
            const auto before =
                planInference(graph, weights, {Format::Fp64, 2, true}, nullptr, pool);
            const auto after = planInference(network.graph, network.weights,
                                             {Format::Fp64, 2, true}, nullptr, pool);
            (*before)->run(x.view(), y.view());
            (*after)->run(x.view(), y.view());
            const std::vector<int> outer = network.valueNodes();
            for (std::size_t i = 0; i < outer.size(); ++i) {
                Tensor value = (*after)->value(static_cast<int>(i), 2);
                const auto& factors = result.factors[i];
                for (std::int64_t e = 0; e < value.elements() && !factors.empty(); ++e) {
                    const auto channels = static_cast<std::int64_t>(factors.size());
                    const std::int64_t plane = value.elements() / (2 * channels);
                    value.span<float>()[static_cast<std::size_t>(e)] *=
                        static_cast<float>(factors[static_cast<std::size_t>(e / plane % channels)]);
                }
                const double error = relativeError(value, (*before)->value(outer[i], 2));
                QVERIFY2(error < 2e-5, qPrintable(QStringLiteral("PROPAGO_SEED=%1, node %2: %3")
                                                      .arg(seed)
                                                      .arg(outer[i])
                                                      .arg(error)));
            }
        }
        QVERIFY(!seeds.areAll() || pairs > 20);
    }

    // Filters of very different size under one scale: equalised, they lose far less.
    void oneScaleForALayerLosesLess()
    {
        ThreadPool pool(2);
        const FoldedNetwork folded = foldBatchNorms(chain(), randomWeights(chain(), 4)).value();
        const Graph& graph = folded.graph;
        Weights spoiled = folded.weights;
        spoil(graph, spoiled, 6, 8);
        spoil(graph, spoiled, 8, 10);
        const Tensor x = randomInputs(graph, 20, 4);
        const auto outputs = [&](const Weights& weights) {
            return outputsOf(graph, weights, x, {Format::Fp32, 20, false}, nullptr, pool);
        };
        const Tensor expected = outputs(spoiled);
        const double before = meanError(outputs(perTensor(graph, spoiled)), expected);
        Weights better = spoiled;
        equalise(graph, better);
        const double after = meanError(outputs(perTensor(graph, better)), expected);
        QVERIFY2(after < 0.03 && before > 5 * after,
                 qPrintable(QStringLiteral("%1 before, %2 after").arg(before).arg(after)));
    }

    // The plan does it by itself, under the indices of the network that it was given.
    void plansOfIntegersEqualise_data()
    {
        QTest::addColumn<Format>("format");
        QTest::addColumn<double>("allowed");
        QTest::newRow("int16") << Format::Int16 << 0.02;
        QTest::newRow("int8") << Format::Int8 << 0.05;
        QTest::newRow("int4") << Format::Int4 << 0.5;
    }
    void plansOfIntegersEqualise()
    {
        QFETCH(Format, format);
        QFETCH(double, allowed);
        ThreadPool pool(2);
        const Graph graph = chain();
        const Weights weights = randomWeights(graph, 5);
        const MemoryDataset pictures = noise("noise", Shape{3, 8, 8}, 64, 5);
        QuantisationOptions options;
        options.equalises = true;
        const Calibration calibration =
            calibrate(graph, weights, pictures, {}, 64, pool, {}, options).value();
        const Tensor x = randomInputs(graph, 8, 5);
        Tensor y = outputsFor(graph, 8);
        auto plan = planInference(graph, weights, {format, 8, true, false, options, true},
                                  &calibration, pool)
                        .value();
        auto reference =
            planInference(graph, weights, {Format::Fp32, 8, true}, nullptr, pool).value();
        plan->run(x.view(), y.view());
        reference->run(x.view(), outputsFor(graph, 8).view());
        int compared = 0;
        for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
            const Tensor value = plan->value(node, 8);
            if (value.isEmpty())
                continue;
            ++compared;
            const double error = meanError(value, reference->value(node, 8));
            QVERIFY2(error < allowed,
                     qPrintable(QStringLiteral("node %1: %2").arg(node).arg(error)));
        }
        QVERIFY(compared >= 7);
        QVERIFY(plan->value(1, 8).isEmpty()); // went into the normalisation behind it
        QVERIFY(meanError(y, reference->value(graph.output, 8)) < allowed);
        QVERIFY(plan->step(0) > 0);
        std::vector<int> nodes;
        for (const PlanOperation& operation : plan->operations())
            nodes.push_back(operation.node);
        for (const int node : {1, 5, 7, 9, 11})
            QVERIFY(std::ranges::find(nodes, node) != nodes.end());
    }

    void aMissingWeightIsAnError()
    {
        Weights weights = randomWeights(chain(), 1);
        weights.erase({SlotKind::Parameter, 9, 0});
        QVERIFY(!equalised(chain(), weights));
    }
};

QTEST_GUILESS_MAIN(TestEqualisation)
#include "tst_equalisation.moc"
