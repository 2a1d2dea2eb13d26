#include "core/kernels/binary.h"
#include "core/kernels/reduction.h"
#include "core/kernels/unary.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr std::int64_t kSamples = 2, kChannels = 3;
constexpr double kOneRounding = 0x1p-24;

constexpr UnaryFunction kFunctions[] = {
    UnaryFunction::Clip, UnaryFunction::HardSigmoid, UnaryFunction::HardSwish,
    UnaryFunction::Silu, UnaryFunction::Gelu,        UnaryFunction::GeluTanh,
    UnaryFunction::Elu,  UnaryFunction::Erf,         UnaryFunction::Exp,
};

const UnarySettings kSettings{-0.5, 2, 0.3, 0.4};

/// Numbers on both sides of every corner.
template<typename T> Numbers<T> arguments(std::int64_t count)
{
    const Numbers<float> drawn(count, 5);
    Numbers<T> x(count);
    for (std::int64_t i = 0; i < count; ++i)
        x[i] = static_cast<T>(8 * drawn[i]);
    return x;
}

/// A map whose planes have `pixels` numbers, and one number for each plane of each sample.
LoopNest nestOf(std::int64_t pixels)
{
    LoopNest nest;
    nest.add(kSamples, {kChannels * pixels, kChannels * pixels, kChannels});
    nest.add(kChannels, {pixels, pixels, 1});
    nest.add(pixels, {1, 1, 0});
    return nest;
}

LoopNest planesOf(std::int64_t pixels)
{
    LoopNest nest;
    nest.add(kSamples, {kChannels * pixels, kChannels * pixels, kChannels});
    nest.add(kChannels, {pixels, pixels, 1});
    return nest;
}

} // namespace

class WideOperatorsTest : public QObject {
    Q_OBJECT
private slots:
    void functionsRoundOnce()
    {
        constexpr std::int64_t kCount = 1037;
        const auto x = arguments<float>(kCount);
        const auto exactX = arguments<double>(kCount);
        Numbers<float> y(kCount);
        Numbers<double> exact(kCount);
        ThreadPool pool(2);
        for (const UnaryFunction function : kFunctions) {
            unaryForward(function, kSettings, x.data(), y.data(), kCount, pool);
            unaryForward(function, kSettings, exactX.data(), exact.data(), kCount, pool);
            for (std::int64_t i = 0; i < kCount; ++i)
                QVERIFY(std::abs(static_cast<double>(y[i]) - exact[i])
                        <= 1.01 * kOneRounding * std::abs(exact[i]) + 1e-9);
        }
    }

    void functionsWorkInPlace()
    {
        constexpr std::int64_t kCount = 40'000;
        const auto x = arguments<float>(kCount);
        Numbers<float> y(kCount);
        ThreadPool one(1), three(3);
        for (const UnaryFunction function : kFunctions) {
            auto same = arguments<float>(kCount);
            unaryForward(function, kSettings, x.data(), y.data(), kCount, one);
            unaryForward(function, kSettings, same.data(), same.data(), kCount, three);
            QVERIFY(y == same);
        }
    }

    void slopesRoundOnceAndAccumulate()
    {
        constexpr std::int64_t kCount = 531;
        const auto x = arguments<float>(kCount);
        const auto exactX = arguments<double>(kCount);
        const Numbers<float> dy(kCount, 2), before(kCount, 3);
        Numbers<double> exactDy(kCount), exactY(kCount), exact(kCount);
        Numbers<float> y(kCount), dx(kCount), sum(kCount, 3);
        std::copy_n(dy.data(), kCount, exactDy.data());
        ThreadPool pool(2);
        for (const UnaryFunction function : kFunctions) {
            unaryForward(function, kSettings, x.data(), y.data(), kCount, pool);
            unaryForward(function, kSettings, exactX.data(), exactY.data(), kCount, pool);
            unaryBackward(function, kSettings, x.data(), y.data(), dy.data(), dx.data(), kCount,
                          false, pool);
            unaryBackward(function, kSettings, exactX.data(), exactY.data(), exactDy.data(),
                          exact.data(), kCount, false, pool);
            std::copy_n(before.data(), kCount, sum.data());
            unaryBackward(function, kSettings, x.data(), y.data(), dy.data(), sum.data(), kCount,
                          true, pool);
            for (std::int64_t i = 0; i < kCount; ++i) {
                // Elu and Exp take their slope from y, which is rounded already.
                QVERIFY(std::abs(static_cast<double>(dx[i]) - exact[i])
                        <= 3 * kOneRounding * (std::abs(exact[i]) + 1));
                QCOMPARE(sum[i], before[i] + dx[i]);
            }
        }
    }

    void spreadOperandsMatchPlainLoops()
    {
        ThreadPool pool(2);
        for (const std::int64_t pixels : {1, 7, 16, 50}) {
            const std::int64_t count = kSamples * kChannels * pixels;
            const Numbers<float> a(count, 1), b(kSamples * kChannels, 2), dy(count, 3);
            Numbers<float> y(count), da(count, 4), db(kSamples * kChannels);
            const Numbers<float> before(count, 4);
            binaryForward(BinaryFunction::Mul, nestOf(pixels), a.data(), b.data(), y.data(), pool);
            binaryBackward(BinaryFunction::Mul, {nestOf(pixels), {}}, 0, a.data(), b.data(),
                           dy.data(), da.data(), true, pool);
            LoopNest shared;
            shared.add(pixels, {1, 1, 0});
            binaryBackward(BinaryFunction::Mul, {planesOf(pixels), shared}, 1, a.data(), b.data(),
                           dy.data(), db.data(), false, pool);
            for (std::int64_t plane = 0; plane < kSamples * kChannels; ++plane) {
                double sum = 0, size = 0;
                for (std::int64_t i = plane * pixels; i < (plane + 1) * pixels; ++i) {
                    QCOMPARE(y[i], a[i] * b[plane]);
                    const float gradient = dy[i] * b[plane];
                    QCOMPARE(da[i], before[i] + gradient);
                    sum += static_cast<double>(dy[i]) * static_cast<double>(a[i]);
                    size += std::abs(static_cast<double>(dy[i]) * static_cast<double>(a[i]));
                }
                QVERIFY(std::abs(static_cast<double>(db[plane]) - sum) <= sumBound(2, size));
            }
        }
    }

    void sumsOfPlanesMatchPlainLoops()
    {
        ThreadPool pool(2);
        for (const std::int64_t pixels : {1, 7, 16, 50}) {
            const Numbers<float> x(kSamples * kChannels * pixels, 1);
            Numbers<float> y(kSamples * kChannels);
            LoopNest kept, reduced;
            kept.add(kSamples * kChannels, {1, pixels, 0});
            reduced.add(pixels, {0, 1, 0});
            reduceForward(ReduceFunction::Mean, {kept, reduced}, x.data(), y.data(),
                          static_cast<std::int32_t*>(nullptr), pool);
            for (std::int64_t plane = 0; plane < y.size(); ++plane) {
                double sum = 0;
                for (std::int64_t i = plane * pixels; i < (plane + 1) * pixels; ++i)
                    sum += static_cast<double>(x[i]);
                const double mean = sum / static_cast<double>(pixels);
                QVERIFY(std::abs(static_cast<double>(y[plane]) - mean) <= sumBound(0, 1));
            }
        }
    }
};

QTEST_APPLESS_MAIN(WideOperatorsTest)
#include "tst_wide_operators.moc"
