#include "core/kernels/unit_tiles.h"
#include "unit_samples.h"

#include <QtTest>

#include <random>

using namespace propago;

namespace {

// Both convolutions as the planes lie: the second takes each filter of the first for itself.
struct Pair {
    WindowGeometry first, second;
};

Pair randomPair(std::mt19937& random)
{
    const auto number = [&](int low, int high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    Pair pair;
    WindowGeometry& a = pair.first;
    a.channels = number(1, 9);
    a.filters = number(9, 21);
    // Large enough that running both together gains.
    a.height = number(110, 140);
    a.width = number(110, 150);
    a.kernelH = a.kernelW = number(0, 1) * 2 + 1;
    a.padTop = number(0, 1);
    a.padLeft = number(0, 1);
    a.padBottom = number(0, 1);
    a.padRight = number(0, 1);
    // Winograd takes 3 x 3 windows of stride 1 with enough channels: other strides stay here.
    if (a.kernelH == 3) {
        a.strideH = a.strideW = 2;
        a.filters = number(48, 60);
    }
    WindowGeometry& b = pair.second;
    b.channels = b.filters = b.groups = a.filters;
    b.height = a.outHeight();
    b.width = a.outWidth();
    b.kernelH = b.kernelW = 3;
    b.strideH = b.strideW = number(1, 2);
    b.padTop = number(0, 2);
    b.padLeft = number(0, 2);
    b.padBottom = number(0, 2);
    b.padRight = number(0, 2);
    return pair;
}

} // namespace

class DepthwiseChainTest : public QObject {
    Q_OBJECT
private slots:
    void sameBitsAsOneAfterTheOther()
    {
        std::mt19937 random(7);
        int chained = 0, chainedByThree = 0;
        for (int draw = 0; draw < 12; ++draw) {
            const Pair pair = randomPair(random);
            for (const Isa isa : availableIsas()) {
                for (const std::int64_t batch : {1, 2}) {
                    chained += check(pair, isa, batch, false);
                    chainedByThree += check(pair, isa, batch, true);
                }
            }
        }
        QVERIFY(chained > 12);
        QVERIFY(chainedByThree > 12);
    }

    void smallPlanesGainNothing()
    {
        WindowGeometry first;
        first.channels = 8;
        first.filters = 16;
        first.height = first.width = 14;
        first.kernelH = first.kernelW = 1;
        WindowGeometry second = first;
        second.channels = second.groups = 16;
        second.kernelH = second.kernelW = 3;
        second.padTop = second.padLeft = second.padBottom = second.padRight = 1;
        const UnitConvolution depthwise(second, UnitFormat::Fp32);
        QVERIFY(!UnitConvolution(first, UnitFormat::Fp32).gainsInto(depthwise));
        QVERIFY(!depthwise.gainsInto(depthwise));
    }

private:
    /// One layer with its weights.
    struct Layer {
        Layer(const WindowGeometry& g, Isa isa, int seed)
            : geometry(g)
            , weights(g.weightCount(), seed)
            , bias(g.filters, seed + 1)
            , kernel(g, UnitFormat::Fp32, isa)
        {
            kernel.packWeights(weights.data(), bias.data());
        }
        std::int64_t outputs(std::int64_t batch) const
        {
            return batch * geometry.filters * geometry.outPlane();
        }
        WindowGeometry geometry;
        Numbers<float> weights, bias;
        UnitConvolution kernel;
    };

    static Tail clipped()
    {
        Tail tail;
        tail.activation = TailActivation::Clip;
        tail.low = 0;
        tail.high = 0.5f;
        return tail;
    }

    // Whether they gain together; then they give the same bits on any number of threads.
    static bool check(const Pair& pair, Isa isa, std::int64_t batch, bool hasThird)
    {
        WindowGeometry pointwise;
        pointwise.channels = pair.second.filters;
        pointwise.filters = 5;
        pointwise.height = pair.second.outHeight();
        pointwise.width = pair.second.outWidth();
        pointwise.kernelH = pointwise.kernelW = 1;
        const Layer first(pair.first, isa, 1), second(pair.second, isa, 3),
            third(pointwise, isa, 5);
        if (!first.kernel.gainsInto(second.kernel)
            || (hasThird && !third.kernel.gainsAfter(first.kernel, second.kernel)))
            return false;
        const Layer& last = hasThird ? third : second;
        const std::int64_t out = last.outputs(batch);
        const Numbers<float> x(batch * pair.first.channels * pair.first.inPlane(), 4);
        const Numbers<float> residual(out, 5);
        UnitChain chain{&second.kernel, hasThird ? &third.kernel : nullptr, clipped(), {}};
        (hasThird ? chain.thirdTail : chain.secondTail) = Tail{};
        (hasThird ? chain.thirdTail : chain.secondTail).residual = residual.data();
        Numbers<float> middle(first.outputs(batch)), planes(second.outputs(batch)), expected(out),
            y(out);
        const AlignedBytes plain = allocateBytes(
            std::max({first.kernel.scratchBytes(batch, 1), second.kernel.scratchBytes(batch, 1),
                      third.kernel.scratchBytes(batch, 1)}));
        first.kernel.run(x.data(), middle.data(), batch, clipped(), nullptr, plain.get());
        second.kernel.run(middle.data(), hasThird ? planes.data() : expected.data(), batch,
                          chain.secondTail, nullptr, plain.get());
        if (hasThird)
            third.kernel.run(planes.data(), expected.data(), batch, chain.thirdTail, nullptr,
                             plain.get());
        for (const int threads : {1, 2, 3}) {
            ThreadPool pool(threads);
            const AlignedBytes scratch =
                allocateBytes(first.kernel.scratchBytesInto(chain, threads));
            std::fill_n(y.data(), out, -1.0f);
            first.kernel.runInto(chain, x.data(), y.data(), batch, clipped(), &pool, scratch.get());
            if (!std::equal(y.data(), y.data() + out, expected.data()))
                QTest::qFail("other bits than one layer after the other", __FILE__, __LINE__);
        }
        return true;
    }
};

QTEST_APPLESS_MAIN(DepthwiseChainTest)
#include "tst_depthwise_chain.moc"
