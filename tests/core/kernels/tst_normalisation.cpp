#include "core/kernels/normalisation.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr std::int64_t kN = 4;
constexpr std::int64_t kChannels = 3;
constexpr std::int64_t kPlane = 13;
constexpr std::int64_t kCount = kN * kChannels * kPlane;
constexpr double kEps = 1e-5;
constexpr double kMomentum = 0.1;

template<typename T> struct State {
    State()
        : gamma(kChannels, 2)
        , beta(kChannels, 3)
        , mean(kChannels)
        , inverse(kChannels)
        , runningMean(kChannels, 4)
        , runningVariance(kChannels)
        , y(kCount)
    {
        for (std::int64_t c = 0; c < kChannels; ++c)
            runningVariance[c] = static_cast<T>(1 + c);
    }
    void forward(const Numbers<T>& x, int threads)
    {
        ThreadPool pool(threads);
        batchNormForwardTraining(x.data(), gamma.data(), beta.data(), y.data(), mean.data(),
                                 inverse.data(), runningMean.data(), runningVariance.data(),
                                 kMomentum, kEps, kN, kChannels, kPlane, pool);
    }
    bool operator==(const State&) const = default;
    Numbers<T> gamma, beta, mean, inverse, runningMean, runningVariance, y;
};

std::int64_t index(std::int64_t n, std::int64_t c, std::int64_t p)
{
    return (n * kChannels + c) * kPlane + p;
}

} // namespace

class NormalisationTest : public QObject {
    Q_OBJECT
private slots:
    void trainingMatchesTheFormula()
    {
        const Numbers<double> x(kCount, 1);
        State<double> state;
        const State<double> before;
        state.forward(x, 2);
        for (std::int64_t c = 0; c < kChannels; ++c) {
            double mean = 0;
            double variance = 0;
            const auto count = static_cast<double>(kN * kPlane);
            for (std::int64_t i = 0; i < kN * kPlane; ++i)
                mean += x[index(i / kPlane, c, i % kPlane)] / count;
            for (std::int64_t i = 0; i < kN * kPlane; ++i)
                variance += std::pow(x[index(i / kPlane, c, i % kPlane)] - mean, 2) / count;
            const double inverse = 1 / std::sqrt(variance + kEps);
            QVERIFY(std::abs(state.mean[c] - mean) < 1e-14);
            QVERIFY(std::abs(state.inverse[c] - inverse) < 1e-12);
            QVERIFY(std::abs(state.runningMean[c] - (0.9 * before.runningMean[c] + 0.1 * mean))
                    < 1e-14);
            QVERIFY(
                std::abs(state.runningVariance[c]
                         - (0.9 * before.runningVariance[c] + 0.1 * variance * count / (count - 1)))
                < 1e-14);
            for (std::int64_t i = 0; i < kN * kPlane; ++i) {
                const std::int64_t at = index(i / kPlane, c, i % kPlane);
                const double wanted = (x[at] - mean) * inverse * state.gamma[c] + state.beta[c];
                QVERIFY(std::abs(state.y[at] - wanted) < 1e-12);
            }
        }
    }

    /// Values a million times further from zero than from each other.
    void varianceSurvivesALargeMean()
    {
        Numbers<double> x(kCount, 1);
        for (std::int64_t i = 0; i < kCount; ++i)
            x[i] = 1e6 + x[i];
        State<double> state;
        ThreadPool pool(2);
        state.forward(x, 2);
        for (std::int64_t c = 0; c < kChannels; ++c) {
            double mean = 0, variance = 0;
            const auto count = static_cast<double>(kN * kPlane);
            for (std::int64_t i = 0; i < kN * kPlane; ++i)
                mean += (x[index(i / kPlane, c, i % kPlane)] - 1e6) / count;
            for (std::int64_t i = 0; i < kN * kPlane; ++i)
                variance += std::pow(x[index(i / kPlane, c, i % kPlane)] - 1e6 - mean, 2) / count;
            const double inverse = 1 / std::sqrt(variance + kEps);
            QVERIFY(std::abs(state.inverse[c] / inverse - 1) < 1e-8);
        }
    }

    void inferenceMatchesTheFormula()
    {
        const Numbers<float> x(kCount, 1);
        State<float> s;
        ThreadPool pool(2);
        batchNormForwardInference(x.data(), s.gamma.data(), s.beta.data(), s.y.data(),
                                  s.runningMean.data(), s.runningVariance.data(), kEps, kN,
                                  kChannels, kPlane, pool);
        for (std::int64_t c = 0; c < kChannels; ++c) {
            const std::int64_t at = index(1, c, 5);
            const float wanted = (x[at] - s.runningMean[c])
                                     / std::sqrt(s.runningVariance[c] + static_cast<float>(kEps))
                                     * s.gamma[c]
                                 + s.beta[c];
            QVERIFY(std::abs(s.y[at] - wanted) < 1e-5f);
        }
    }

    void gradientsMatchCentralDifferences()
    {
        constexpr double kStep = 1e-5;
        constexpr double kBound = 1e-7;
        Numbers<double> x(kCount, 1);
        const Numbers<double> dy(kCount, 7);
        State<double> s;
        s.forward(x, 2);
        ThreadPool pool(2);
        Numbers<double> dx(kCount), dxAlone(kCount), dgamma(kChannels), dbeta(kChannels),
            dgammaAlone(kChannels), dbetaAlone(kChannels);
        const auto weights = [&](double* gamma, double* beta) {
            batchNormBackwardWeights(x.data(), dy.data(), s.mean.data(), s.inverse.data(), gamma,
                                     beta, kN, kChannels, kPlane, pool);
        };
        weights(dgamma.data(), dbeta.data());
        weights(dgammaAlone.data(), nullptr);
        weights(nullptr, dbetaAlone.data());
        QVERIFY(dgamma == dgammaAlone && dbeta == dbetaAlone);
        batchNormBackwardInput(x.data(), dy.data(), s.gamma.data(), s.mean.data(), s.inverse.data(),
                               dgamma.data(), dbeta.data(), dx.data(), kN, kChannels, kPlane, false,
                               pool);
        const auto loss = [&](const State<double>& with) {
            State<double> state = copyOf(with);
            state.forward(x, 1);
            double sum = 0;
            for (std::int64_t i = 0; i < kCount; ++i)
                sum += state.y[i] * dy[i];
            return sum;
        };
        const auto check = [&](double& value, double gradient, const State<double>& with) {
            const double kept = value;
            value = kept + kStep;
            const double above = loss(with);
            value = kept - kStep;
            const double below = loss(with);
            value = kept;
            QVERIFY(std::abs((above - below) / (2 * kStep) - gradient) < kBound);
        };
        for (std::int64_t i = 0; i < kCount; ++i)
            check(x[i], dx[i], s);
        for (std::int64_t c = 0; c < kChannels; ++c) {
            check(s.gamma[c], dgamma[c], s);
            check(s.beta[c], dbeta[c], s);
        }
        // Adding to what is there, and the statistics as constants.
        Numbers<double> sum(kCount, 1);
        batchNormBackwardInput(x.data(), dy.data(), s.gamma.data(), s.mean.data(), s.inverse.data(),
                               dgamma.data(), dbeta.data(), sum.data(), kN, kChannels, kPlane, true,
                               pool);
        batchNormBackwardInputInference(dy.data(), s.gamma.data(), s.runningVariance.data(), kEps,
                                        dxAlone.data(), kN, kChannels, kPlane, false, pool);
        for (std::int64_t i = 0; i < kCount; ++i) {
            const std::int64_t c = i / kPlane % kChannels;
            QCOMPARE(sum[i], x[i] + dx[i]);
            QVERIFY(
                std::abs(dxAlone[i] - dy[i] * s.gamma[c] / std::sqrt(s.runningVariance[c] + kEps))
                < 1e-14);
        }
    }

    void threadsDoNotChangeBits()
    {
        const Numbers<float> x(kCount, 1);
        State<float> one, two, three;
        one.forward(x, 1);
        two.forward(x, 2);
        three.forward(x, 3);
        QVERIFY(one == two && one == three);
    }

private:
    static State<double> copyOf(const State<double>& from)
    {
        State<double> copy;
        for (std::int64_t c = 0; c < kChannels; ++c) {
            copy.gamma[c] = from.gamma[c];
            copy.beta[c] = from.beta[c];
        }
        return copy;
    }
};

QTEST_APPLESS_MAIN(NormalisationTest)
#include "tst_normalisation.moc"
