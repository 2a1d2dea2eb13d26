#include "core/kernels/elementwise.h"
#include "core/kernels/normalisation.h"
#include "core/kernels/pooling.h"
#include "core/kernels/products.h"
#include "stored_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr std::int64_t kAllPatterns = 0x10000;

/// Every number that bf16 has: infinities, both zeros, numbers below the least normal one, and NaN.
Numbers<Bfloat16> everyNumber()
{
    Numbers<Bfloat16> all(kAllPatterns);
    for (std::int64_t i = 0; i < kAllPatterns; ++i)
        all[i].bits = static_cast<std::uint16_t>(i);
    return all;
}

Numbers<Bfloat16> randomNumbers(std::int64_t count, std::uint64_t seed)
{
    return storedAs(Numbers<float>(count, seed));
}

bool isSame(Bfloat16 a, float b)
{
    return std::isnan(b) ? std::isnan(static_cast<float>(a)) : a.bits == toBfloat16(b);
}

/// The first place where the stored numbers are not the fp32 ones, rounded; -1: none.
std::int64_t firstOther(const Numbers<Bfloat16>& numbers, const Numbers<float>& wanted)
{
    for (std::int64_t i = 0; i < numbers.size(); ++i) {
        if (!isSame(numbers[i], wanted[i]))
            return i;
    }
    return -1;
}

WindowGeometry halving(std::int64_t height, std::int64_t width)
{
    return {3, height, width, 3, 2, 2, 2, 2, 0, 0, 0, 0, 1, 1, 1};
}

const WindowGeometry kPools[] = {halving(8, 8),   halving(7, 9),   halving(28, 28),
                                 halving(14, 34), halving(2, 300), halving(66, 2)};

} // namespace

/// Kernels whose numbers are stored in bf16 compute what those for fp32 compute, rounded once.
class StoredBf16Test : public QObject {
    Q_OBJECT
private slots:
    void wideningIsExact()
    {
        const auto x = everyNumber();
        ThreadPool pool(2);
        Numbers<float> wide(x.size());
        widen(x.data(), wide.data(), x.size(), pool);
        Numbers<Bfloat16> back(x.size());
        store(wide.data(), back.data(), x.size(), false, pool);
        for (std::int64_t i = 0; i < x.size(); ++i) {
            if (std::isnan(wide[i]))
                QVERIFY(std::isnan(static_cast<float>(back[i])));
            else
                QCOMPARE(back[i].bits, x[i].bits);
        }
    }

    void storingRoundsToTheNearest()
    {
        const Numbers<float> x(50'000, 3);
        ThreadPool pool(2);
        Numbers<Bfloat16> y(x.size());
        store(x.data(), y.data(), x.size(), false, pool);
        for (std::int64_t i = 0; i < x.size(); ++i) {
            const double lost = std::abs(static_cast<double>(y[i]) - static_cast<double>(x[i]));
            QVERIFY(lost <= 0x1p-8 * std::abs(static_cast<double>(x[i])));
        }
        store(x.data(), y.data(), x.size(), true, pool);
        Numbers<float> sums(x.size());
        for (std::int64_t i = 0; i < x.size(); ++i)
            sums[i] = static_cast<float>(Bfloat16(x[i])) + x[i];
        QCOMPARE(firstOther(y, sums), std::int64_t{-1});
    }

    void reluIsThatOfFp32()
    {
        const auto x = everyNumber();
        const auto gradient = randomNumbers(x.size(), 4);
        const Numbers<float> wideX = widened(x), wideGradient = widened(gradient);
        ThreadPool pool(2);
        Numbers<Bfloat16> y(x.size()), dx = randomNumbers(x.size(), 5);
        Numbers<float> wideY(x.size()), wideDx = widened(dx);
        reluForward(x.data(), y.data(), x.size(), pool);
        reluForward(wideX.data(), wideY.data(), x.size(), pool);
        QCOMPARE(firstOther(y, wideY), std::int64_t{-1});
        for (const bool accumulates : {true, false}) {
            reluBackward(y.data(), gradient.data(), dx.data(), x.size(), accumulates, pool);
            reluBackward(wideY.data(), wideGradient.data(), wideDx.data(), x.size(), accumulates,
                         pool);
            QCOMPARE(firstOther(dx, wideDx), std::int64_t{-1});
        }
    }

    void sumsAreRoundedOnce()
    {
        const auto a = everyNumber();
        auto b = randomNumbers(a.size(), 6);
        const Numbers<float> wideA = widened(a);
        Numbers<float> wideB = widened(b), wanted(a.size());
        ThreadPool pool(2);
        Numbers<Bfloat16> y(a.size());
        add(a.data(), b.data(), y.data(), a.size(), pool);
        add(wideA.data(), wideB.data(), wanted.data(), a.size(), pool);
        QCOMPARE(firstOther(y, wanted), std::int64_t{-1});
        accumulate(a.data(), b.data(), a.size(), pool);
        QCOMPARE(firstOther(b, wanted), std::int64_t{-1});
    }

    void maximumIsThatOfFp32()
    {
        for (const WindowGeometry& g : kPools) {
            const std::int64_t in = 2 * g.channels * g.inPlane(),
                               out = 2 * g.channels * g.outPlane();
            auto x = randomNumbers(in, 1);
            for (std::int64_t i = 0; i < in; ++i) {
                x[i] = Bfloat16(std::round(4 * static_cast<float>(x[i]))); // many ties, both zeros
                if (i % 41 == 0)
                    x[i].bits = 0x7FC0; // NaN
            }
            const Numbers<float> wideX = widened(x);
            ThreadPool pool(2);
            Numbers<Bfloat16> y(out);
            Numbers<float> wideY(out);
            Numbers<std::int16_t> winners(out), narrow(out);
            Numbers<std::int32_t> wideWinners(out), wide(out);
            maxPoolForward(g, x.data(), y.data(), winners.data(), 2, pool);
            maxPoolForward(g, wideX.data(), wideY.data(), wideWinners.data(), 2, pool);
            QCOMPARE(firstOther(y, wideY), std::int64_t{-1});
            for (std::int64_t i = 0; i < out; ++i)
                QCOMPARE(std::int32_t{winners[i]}, wideWinners[i]);
            // Winners of either width are the same ones.
            maxPoolForward(g, wideX.data(), wideY.data(), narrow.data(), 2, pool);
            QVERIFY(narrow == winners);
            maxPoolForward(g, x.data(), y.data(), wide.data(), 2, pool);
            QVERIFY(wide == wideWinners);
        }
    }

    void maximumSendsBackWhatFp32Does()
    {
        for (const WindowGeometry& g : kPools) {
            const std::int64_t in = 2 * g.channels * g.inPlane(),
                               out = 2 * g.channels * g.outPlane();
            const auto x = randomNumbers(in, 1), dy = randomNumbers(out, 2);
            const Numbers<float> wideDy = widened(dy);
            ThreadPool pool(2);
            Numbers<Bfloat16> y(out), dx = randomNumbers(in, 3);
            Numbers<std::int16_t> winners(out);
            maxPoolForward(g, x.data(), y.data(), winners.data(), 2, pool);
            for (const bool accumulates : {true, false}) {
                Numbers<float> wideDx = widened(dx);
                maxPoolBackward(g, dy.data(), winners.data(), dx.data(), 2, accumulates, pool);
                maxPoolBackward(g, wideDy.data(), winners.data(), wideDx.data(), 2, accumulates,
                                pool);
                QCOMPARE(firstOther(dx, wideDx), std::int64_t{-1});
            }
        }
    }

    void globalAverageIsThatOfFp32()
    {
        constexpr std::int64_t kPlanes = 2 * 5, kPlane = 49;
        const auto x = randomNumbers(kPlanes * kPlane, 1), dy = randomNumbers(kPlanes, 2);
        const Numbers<float> wideX = widened(x), wideDy = widened(dy);
        ThreadPool pool(2);
        Numbers<Bfloat16> y(kPlanes), dx = randomNumbers(x.size(), 3);
        Numbers<float> wideY(kPlanes);
        globalAveragePoolForward(5, kPlane, x.data(), y.data(), 2, pool);
        globalAveragePoolForward(5, kPlane, wideX.data(), wideY.data(), 2, pool);
        QCOMPARE(firstOther(y, wideY), std::int64_t{-1});
        for (const bool accumulates : {true, false}) {
            Numbers<float> wideDx = widened(dx);
            globalAveragePoolBackward(5, kPlane, dy.data(), dx.data(), 2, accumulates, pool);
            globalAveragePoolBackward(5, kPlane, wideDy.data(), wideDx.data(), 2, accumulates,
                                      pool);
            QCOMPARE(firstOther(dx, wideDx), std::int64_t{-1});
        }
    }

    // Statistics and parameters are fp32 in both, so they have to be the same to the bit.
    void batchNormIsThatOfFp32()
    {
        constexpr std::int64_t kN = 3, kChannels = 4, kPlane = 37;
        const std::int64_t count = kN * kChannels * kPlane;
        const auto x = randomNumbers(count, 1), dy = randomNumbers(count, 2);
        const Numbers<float> wideX = widened(x), wideDy = widened(dy);
        const Numbers<float> gamma(kChannels, 3), beta(kChannels, 4);
        Numbers<float> mean(kChannels), inverse(kChannels), wideMean(kChannels),
            wideInverse(kChannels), dgamma(kChannels), dbeta(kChannels), wideDgamma(kChannels),
            wideDbeta(kChannels), wideY(count);
        Numbers<Bfloat16> y(count), dx = randomNumbers(count, 5);
        ThreadPool pool(2);
        batchNormForwardTraining<Bfloat16>(x.data(), gamma.data(), beta.data(), y.data(),
                                           mean.data(), inverse.data(), nullptr, nullptr, 0.1, 1e-5,
                                           kN, kChannels, kPlane, pool);
        batchNormForwardTraining<float>(wideX.data(), gamma.data(), beta.data(), wideY.data(),
                                        wideMean.data(), wideInverse.data(), nullptr, nullptr, 0.1,
                                        1e-5, kN, kChannels, kPlane, pool);
        QVERIFY(mean == wideMean && inverse == wideInverse);
        QCOMPARE(firstOther(y, wideY), std::int64_t{-1});
        batchNormBackwardWeights<Bfloat16>(x.data(), dy.data(), mean.data(), inverse.data(),
                                           dgamma.data(), dbeta.data(), kN, kChannels, kPlane,
                                           pool);
        batchNormBackwardWeights<float>(wideX.data(), wideDy.data(), mean.data(), inverse.data(),
                                        wideDgamma.data(), wideDbeta.data(), kN, kChannels, kPlane,
                                        pool);
        QVERIFY(dgamma == wideDgamma && dbeta == wideDbeta);
        for (const bool accumulates : {true, false}) {
            Numbers<float> wideDx = widened(dx);
            batchNormBackwardInput<Bfloat16>(x.data(), dy.data(), gamma.data(), mean.data(),
                                             inverse.data(), dgamma.data(), dbeta.data(), dx.data(),
                                             kN, kChannels, kPlane, accumulates, pool);
            batchNormBackwardInput<float>(wideX.data(), wideDy.data(), gamma.data(), mean.data(),
                                          inverse.data(), dgamma.data(), dbeta.data(),
                                          wideDx.data(), kN, kChannels, kPlane, accumulates, pool);
            QCOMPARE(firstOther(dx, wideDx), std::int64_t{-1});
        }
    }
};

QTEST_APPLESS_MAIN(StoredBf16Test)
#include "tst_stored_bf16.moc"
