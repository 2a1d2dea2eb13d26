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
        int chained = 0;
        for (int draw = 0; draw < 12; ++draw) {
            const Pair pair = randomPair(random);
            for (const Isa isa : availableIsas()) {
                for (const std::int64_t batch : {1, 2})
                    chained += check(pair, isa, batch);
            }
        }
        QVERIFY(chained > 12);
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
    // Whether the two gain together; then they give the same bits on any number of threads.
    static bool check(const Pair& pair, Isa isa, std::int64_t batch)
    {
        UnitConvolution first(pair.first, UnitFormat::Fp32, isa);
        UnitConvolution second(pair.second, UnitFormat::Fp32, isa);
        if (!first.gainsInto(second))
            return false;
        const Numbers<float> firstWeights(pair.first.weightCount(), 1);
        const Numbers<float> secondWeights(pair.second.weightCount(), 2);
        const Numbers<float> bias(pair.first.filters, 3);
        first.packWeights(firstWeights.data(), bias.data());
        second.packWeights(secondWeights.data(), bias.data());
        const std::int64_t in = batch * pair.first.channels * pair.first.inPlane();
        const std::int64_t between = batch * pair.first.filters * pair.first.outPlane();
        const std::int64_t out = batch * pair.second.filters * pair.second.outPlane();
        const Numbers<float> x(in, 4), residual(out, 5);
        Tail clip;
        clip.activation = TailActivation::Clip;
        clip.low = 0;
        clip.high = 0.5f;
        Tail added;
        added.residual = residual.data();
        Numbers<float> middle(between), expected(out), y(out);
        const AlignedBytes plain =
            allocateBytes(std::max(first.scratchBytes(batch, 1), second.scratchBytes(batch, 1)));
        first.run(x.data(), middle.data(), batch, clip, nullptr, plain.get());
        second.run(middle.data(), expected.data(), batch, added, nullptr, plain.get());
        for (const int threads : {1, 2, 3}) {
            ThreadPool pool(threads);
            const AlignedBytes scratch = allocateBytes(first.scratchBytesInto(second, threads));
            std::fill_n(y.data(), out, -1.0f);
            first.runInto(second, x.data(), y.data(), batch, clip, added, &pool, scratch.get());
            if (!std::equal(y.data(), y.data() + out, expected.data()))
                QTest::qFail("other bits than one layer after the other", __FILE__, __LINE__);
        }
        return true;
    }
};

QTEST_APPLESS_MAIN(DepthwiseChainTest)
#include "tst_depthwise_chain.moc"
