#include "core/kernels/elementwise.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// Distance in units in the last place of `right`.
double ulps(float value, double right)
{
    const auto nearest = static_cast<float>(right);
    const double step = static_cast<double>(std::nextafter(std::abs(nearest), kInfinity))
                        - static_cast<double>(std::abs(nearest));
    return std::abs(static_cast<double>(value) - right) / step;
}

/// Small and large arguments of both signs.
Numbers<float> arguments()
{
    Numbers<float> x(40000, 1);
    for (std::int64_t i = 0; i < x.size(); ++i)
        x[i] *= std::exp2(static_cast<float>(i % 40) - 32);
    return x;
}

} // namespace

class ElementwiseTest : public QObject {
    Q_OBJECT
private slots:
    void relu()
    {
        ThreadPool pool(2);
        Numbers<float> x(5);
        const float values[] = {-2, 0, 3, kNan, -kInfinity};
        std::copy_n(values, 5, x.data());
        Numbers<float> y(5);
        reluForward(x.data(), y.data(), 5, pool);
        QCOMPARE(y[0], 0.0f);
        QCOMPARE(y[2], 3.0f);
        QVERIFY(std::isnan(y[3]));
        QCOMPARE(y[4], 0.0f);
        leakyReluForward(x.data(), y.data(), 5, 0.1, pool);
        QCOMPARE(y[0], -0.2f);
        QCOMPARE(y[4], -kInfinity);
    }

    void curvesAreWithinTwoUlps()
    {
        constexpr double kMostUlps = 2;
        const Numbers<float> x = arguments();
        Numbers<float> y(x.size());
        ThreadPool pool(2);
        sigmoidForward(x.data(), y.data(), x.size(), pool);
        for (std::int64_t i = 0; i < x.size(); ++i) {
            const double right = 1 / (1 + std::exp(-static_cast<double>(x[i])));
            if (right > 1e-37)
                QVERIFY(ulps(y[i], right) <= kMostUlps);
        }
        tanhForward(x.data(), y.data(), x.size(), pool);
        for (std::int64_t i = 0; i < x.size(); ++i)
            QVERIFY(ulps(y[i], std::tanh(static_cast<double>(x[i]))) <= kMostUlps);
    }

    void curvesAtTheEnds()
    {
        ThreadPool pool(1);
        Numbers<float> x(4);
        const float values[] = {kInfinity, -kInfinity, kNan, 0};
        std::copy_n(values, 4, x.data());
        Numbers<float> y(4);
        sigmoidForward(x.data(), y.data(), 4, pool);
        QCOMPARE(y[0], 1.0f);
        QCOMPARE(y[1], 0.0f);
        QVERIFY(std::isnan(y[2]));
        QCOMPARE(y[3], 0.5f);
        tanhForward(x.data(), y.data(), 4, pool);
        QCOMPARE(y[0], 1.0f);
        QCOMPARE(y[1], -1.0f);
        QVERIFY(std::isnan(y[2]));
        QCOMPARE(y[3], 0.0f);
    }

    void gradientsMatchCentralDifferences()
    {
        using Forward = void (*)(const double*, double*, std::int64_t, ThreadPool&);
        using Backward =
            void (*)(const double*, const double*, double*, std::int64_t, bool, ThreadPool&);
        const std::pair<Forward, Backward> pairs[] = {
            {reluForward<double>, reluBackward<double>},
            {sigmoidForward<double>, sigmoidBackward<double>},
            {tanhForward<double>, tanhBackward<double>},
            {[](const double* x, double* y, std::int64_t count, ThreadPool& pool) {
                 leakyReluForward(x, y, count, 0.25, pool);
             },
             [](const double* y, const double* dy, double* dx, std::int64_t count, bool adds,
                ThreadPool& pool) { leakyReluBackward(y, dy, dx, count, 0.25, adds, pool); }}};
        constexpr double kStep = 1e-5;
        constexpr double kBound = 1e-8;
        constexpr std::int64_t kCount = 500;
        ThreadPool pool(2);
        for (const auto& [forward, backward] : pairs) {
            Numbers<double> x(kCount, 1);
            const Numbers<double> dy(kCount, 2);
            Numbers<double> y(kCount), above(kCount), below(kCount), dx(kCount);
            forward(x.data(), y.data(), kCount, pool);
            backward(y.data(), dy.data(), dx.data(), kCount, false, pool);
            Numbers<double> sum(kCount, 3);
            const Numbers<double> before(kCount, 3);
            backward(y.data(), dy.data(), sum.data(), kCount, true, pool);
            for (std::int64_t i = 0; i < kCount; ++i)
                x[i] += kStep;
            forward(x.data(), above.data(), kCount, pool);
            for (std::int64_t i = 0; i < kCount; ++i)
                x[i] -= 2 * kStep;
            forward(x.data(), below.data(), kCount, pool);
            for (std::int64_t i = 0; i < kCount; ++i) {
                if (std::abs(x[i] + kStep) > 2 * kStep)
                    QVERIFY(std::abs(dy[i] * (above[i] - below[i]) / (2 * kStep) - dx[i]) < kBound);
                QCOMPARE(sum[i], before[i] + dx[i]);
            }
        }
    }

    void sumsAndInPlace()
    {
        ThreadPool pool(3);
        constexpr std::int64_t kCount = 100000;
        const Numbers<float> a(kCount, 1);
        const Numbers<float> b(kCount, 2);
        Numbers<float> y(kCount);
        Numbers<float> into(kCount, 2);
        add(a.data(), b.data(), y.data(), kCount, pool);
        accumulate(a.data(), into.data(), kCount, pool);
        for (std::int64_t i = 0; i < kCount; ++i)
            QCOMPARE(y[i], a[i] + b[i]);
        QVERIFY(into == y);
        reluForward(y.data(), y.data(), kCount, pool);
        for (std::int64_t i = 0; i < kCount; ++i)
            QCOMPARE(y[i], std::max(0.0f, a[i] + b[i]));
    }

    void dropoutDependsOnTheIndexAlone()
    {
        constexpr std::int64_t kCount = 70001;
        constexpr double kRate = 0.3;
        const RandomSource source(5, RandomStream::Dropout, 12, 3);
        const Numbers<float> x(kCount, 1);
        Numbers<float> y(kCount);
        Numbers<std::uint8_t> mask(kCount);
        ThreadPool pool(3);
        dropoutForward(x.data(), y.data(), mask.data(), kRate, source, 0, kCount, pool);
        std::int64_t kept = 0;
        for (std::int64_t i = 0; i < kCount; ++i) {
            const bool keeps =
                source.uniform(static_cast<std::uint64_t>(i)) >= static_cast<float>(kRate);
            QCOMPARE(mask[i], std::uint8_t(keeps));
            QCOMPARE(y[i], keeps ? x[i] * static_cast<float>(1 / (1 - kRate)) : 0.0f);
            kept += keeps;
        }
        // Five standard deviations of the binomial distribution.
        QVERIFY(std::abs(static_cast<double>(kept) - 0.7 * kCount) < 5 * std::sqrt(kCount * 0.21));
        // A part that starts elsewhere draws the same numbers.
        constexpr std::int64_t kFirst = 1003;
        Numbers<float> part(kCount - kFirst);
        Numbers<std::uint8_t> partMask(kCount - kFirst);
        dropoutForward(x.data() + kFirst, part.data(), partMask.data(), kRate, source, kFirst,
                       kCount - kFirst, pool);
        for (std::int64_t i = kFirst; i < kCount; ++i)
            QCOMPARE(part[i - kFirst], y[i]);
        Numbers<float> dx(kCount);
        dropoutBackward(x.data(), mask.data(), dx.data(), kRate, kCount, false, pool);
        QVERIFY(dx == y);
    }
};

QTEST_APPLESS_MAIN(ElementwiseTest)
#include "tst_elementwise.moc"
