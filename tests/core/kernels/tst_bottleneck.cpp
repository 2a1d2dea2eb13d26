#include "core/kernels/unit_bottleneck.h"
#include "unit_samples.h"

#include <QtTest>

#include <random>

using namespace propago;

namespace {

using Geometries = UnitBottleneck::Geometries;

Geometries bottleneck(std::int64_t channels, std::int64_t middle, std::int64_t filters,
                      std::int64_t height, std::int64_t width, std::int64_t stride)
{
    WindowGeometry expand;
    expand.channels = channels;
    expand.filters = middle;
    expand.height = height;
    expand.width = width;
    expand.kernelH = expand.kernelW = 1;
    WindowGeometry depthwise = expand;
    depthwise.channels = depthwise.groups = middle;
    depthwise.kernelH = depthwise.kernelW = 3;
    depthwise.strideH = depthwise.strideW = stride;
    depthwise.padTop = depthwise.padLeft = depthwise.padBottom = depthwise.padRight = 1;
    WindowGeometry project = expand;
    project.channels = middle;
    project.filters = filters;
    project.height = depthwise.outHeight();
    project.width = depthwise.outWidth();
    return {expand, depthwise, project};
}

Geometries randomBottleneck(std::mt19937& random)
{
    const auto number = [&](int low, int high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    // Wide enough for several rows at a time only, every other time.
    const bool isLarge = number(0, 1) == 1;
    const int side = isLarge ? 34 : 3;
    Geometries layers =
        bottleneck(number(1, 40), 16 * number(isLarge ? 8 : 1, isLarge ? 12 : 20), number(5, 49),
                   number(side, side + 12), number(side, side + 12), number(1, 2));
    WindowGeometry& first = layers[0];
    if (number(0, 2) == 0) {
        first.channels = number(1, 4);
        first.kernelH = number(1, 4);
        first.kernelW = number(2, 4);
        first.strideH = number(1, 3);
        first.strideW = number(1, 3);
        first.height += 12;
        first.width += 12;
        first.padTop = number(0, 1);
        first.padLeft = number(0, 1);
        first.padBottom = number(0, 2);
        first.padRight = number(0, 2);
        if (number(0, 1) == 1)
            first.dilationH = first.dilationW = 2;
    }
    WindowGeometry& depthwise = layers[1];
    depthwise.height = first.outHeight();
    depthwise.width = first.outWidth();
    depthwise.padTop = number(0, 2);
    depthwise.padLeft = number(0, 2);
    depthwise.padBottom = number(0, 2);
    depthwise.padRight = number(0, 2);
    layers[2].height = depthwise.outHeight();
    layers[2].width = depthwise.outWidth();
    return layers;
}

Tail clipped(float high)
{
    Tail tail;
    tail.activation = TailActivation::Clip;
    tail.low = 0;
    tail.high = high;
    return tail;
}

/// A bottleneck with its weights, and the same layers one by one.
class Both {
public:
    Both(const Geometries& layers, Isa isa, bool hasBias) : m_together(layers, isa)
    {
        for (int layer = 0; layer < UnitBottleneck::kLayers; ++layer) {
            const WindowGeometry& g = layers[static_cast<std::size_t>(layer)];
            const Numbers<float> weights(g.weightCount(), 2 * layer), bias(g.filters, layer);
            m_layers.emplace_back(g, UnitFormat::Fp32, isa, Method::Direct);
            m_layers.back().packWeights(weights.data(), hasBias ? bias.data() : nullptr);
            m_together.packWeights(layer, weights.data(), hasBias ? bias.data() : nullptr);
        }
    }

    std::int64_t inputs() const
    {
        const WindowGeometry& g = m_layers[0].geometry();
        return g.channels * g.inPlane();
    }
    std::int64_t outputs(std::size_t layer = 2) const
    {
        const WindowGeometry& g = m_layers[layer].geometry();
        return g.filters * g.outPlane();
    }
    void runOneByOne(const float* x, float* y, std::int64_t n,
                     const std::array<Tail, 3>& tails) const
    {
        Numbers<float> first(n * outputs(0)), second(n * outputs(1));
        std::size_t bytes = 0;
        for (const UnitConvolution& layer : m_layers)
            bytes = std::max(bytes, layer.scratchBytes(n, 1));
        const AlignedBytes scratch = allocateBytes(bytes);
        m_layers[0].run(x, first.data(), n, tails[0], nullptr, scratch.get());
        m_layers[1].run(first.data(), second.data(), n, tails[1], nullptr, scratch.get());
        m_layers[2].run(second.data(), y, n, tails[2], nullptr, scratch.get());
    }
    const UnitBottleneck& together() const { return m_together; }

private:
    UnitBottleneck m_together;
    std::vector<UnitConvolution> m_layers;
};

} // namespace

class BottleneckTest : public QObject {
    Q_OBJECT
private slots:
    void sameBitsAsOneAfterTheOther_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < 40; ++seed)
            QTest::addRow("%d", seed) << seed;
    }
    void sameBitsAsOneAfterTheOther()
    {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const Geometries layers = randomBottleneck(random);
        const std::int64_t n = 1 + seed % 3;
        for (const Isa isa : availableIsas()) {
            const Both both(layers, isa, seed % 4 != 0);
            const Numbers<float> x(n * both.inputs(), 9), residual(n * both.outputs(), 8);
            std::array<Tail, 3> tails{clipped(6), clipped(0.5f), Tail{}};
            if (seed % 2 == 0)
                tails[2].residual = residual.data();
            Numbers<float> expected(n * both.outputs()), y(n * both.outputs());
            both.runOneByOne(x.data(), expected.data(), n, tails);
            for (const int threads : {1, 2, 3}) {
                ThreadPool pool(threads);
                const AlignedBytes scratch = allocateBytes(both.together().scratchBytes(threads));
                // What another step left there must not matter.
                std::fill_n(scratch.get(), both.together().scratchBytes(threads), std::byte{0xFF});
                std::fill_n(y.data(), n * both.outputs(), -1.0f);
                both.together().run(x.data(), y.data(), n, tails, &pool, scratch.get());
                QVERIFY(std::equal(y.data(), y.data() + n * both.outputs(), expected.data()));
            }
        }
    }

    void takesOnlyInvertedResiduals()
    {
        const Geometries good = bottleneck(24, 144, 32, 28, 28, 2);
        QVERIFY(UnitBottleneck::suits(good, Isa::Baseline));
        const auto suits = [&](auto change) {
            Geometries layers = good;
            change(layers);
            return UnitBottleneck::suits(layers, Isa::Baseline);
        };
        QVERIFY(!suits([](Geometries& g) { g[0].strideH = g[0].strideW = 2; }));
        QVERIFY(!suits([](Geometries& g) { g[0].kernelH = g[0].kernelW = 3; }));
        QVERIFY(suits([](Geometries& g) {
            g[0].channels = 3;
            g[0].kernelH = g[0].kernelW = 3;
            g[0].padTop = g[0].padLeft = g[0].padBottom = g[0].padRight = 1;
        }));
        QVERIFY(!suits([](Geometries& g) { g[1].groups = 1; }));
        QVERIFY(!suits([](Geometries& g) { g[1].filters = 288; }));
        QVERIFY(!suits([](Geometries& g) { g[1].dilationH = g[1].dilationW = 2; }));
        QVERIFY(!suits([](Geometries& g) { g[1].padLeft = 3; }));
        QVERIFY(!suits([](Geometries& g) { g[2].padTop = 1; }));
        QVERIFY(!suits([](Geometries& g) { g[2].height = 28; }));
        // Five channels leave most of the lanes empty.
        QVERIFY(!suits([](Geometries& g) {
            g[0].filters = g[1].channels = g[1].groups = g[1].filters = g[2].channels = 5;
        }));
    }
};

QTEST_APPLESS_MAIN(BottleneckTest)
#include "tst_bottleneck.moc"
