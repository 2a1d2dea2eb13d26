#include "core/kernels/softmax.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

class SoftmaxTest : public QObject {
    Q_OBJECT
private slots:
    void rowsAreProbabilities()
    {
        constexpr std::int64_t kRows = 700;
        constexpr std::int64_t kColumns = 10;
        Numbers<float> x(kRows * kColumns, 1);
        for (std::int64_t i = 0; i < x.size(); ++i)
            x[i] *= 200;
        Numbers<float> y(x.size());
        Numbers<float> alone(x.size());
        ThreadPool pool(2);
        ThreadPool single(1);
        softmaxForward(x.data(), y.data(), kRows, kColumns, pool);
        softmaxForward(x.data(), alone.data(), kRows, kColumns, single);
        QVERIFY(y == alone);
        for (std::int64_t row = 0; row < kRows; ++row) {
            const float* from = x.data() + row * kColumns;
            const double total = logSumExp(from, kColumns);
            float logs[kColumns];
            logSoftmaxRow(from, logs, kColumns);
            double sum = 0;
            for (std::int64_t i = 0; i < kColumns; ++i) {
                const double log = static_cast<double>(from[i]) - total;
                QVERIFY(std::abs(static_cast<double>(y[row * kColumns + i]) - std::exp(log))
                        < 1e-7);
                QVERIFY(std::abs(static_cast<double>(logs[i]) - log) < 2e-5);
                sum += static_cast<double>(y[row * kColumns + i]);
            }
            QVERIFY(std::abs(sum - 1) < 1e-6);
        }
    }

    void knownValues()
    {
        const double x[] = {std::log(1.0), std::log(3.0), 1000 + std::log(2.0), 1000.0};
        double y[4];
        ThreadPool pool(1);
        softmaxForward(x, y, 2, 2, pool);
        QVERIFY(std::abs(y[0] - 0.25) < 1e-15);
        QVERIFY(std::abs(y[2] - 2.0 / 3) < 1e-12);
        QVERIFY(std::abs(logSumExp(x, 2) - std::log(4.0)) < 1e-15);
    }

    void gradientMatchesCentralDifferences()
    {
        constexpr double kStep = 1e-5;
        constexpr double kBound = 1e-9;
        constexpr std::int64_t kRows = 3;
        constexpr std::int64_t kColumns = 5;
        Numbers<double> x(kRows * kColumns, 1);
        const Numbers<double> dy(x.size(), 2);
        Numbers<double> y(x.size()), dx(x.size()), sum(x.size(), 3);
        const Numbers<double> before(x.size(), 3);
        ThreadPool pool(1);
        softmaxForward(x.data(), y.data(), kRows, kColumns, pool);
        softmaxBackward(y.data(), dy.data(), dx.data(), kRows, kColumns, false, pool);
        softmaxBackward(y.data(), dy.data(), sum.data(), kRows, kColumns, true, pool);
        const auto loss = [&] {
            softmaxForward(x.data(), y.data(), kRows, kColumns, pool);
            double total = 0;
            for (std::int64_t i = 0; i < x.size(); ++i)
                total += y[i] * dy[i];
            return total;
        };
        for (std::int64_t i = 0; i < x.size(); ++i) {
            const double kept = x[i];
            x[i] = kept + kStep;
            const double above = loss();
            x[i] = kept - kStep;
            const double below = loss();
            x[i] = kept;
            QVERIFY(std::abs((above - below) / (2 * kStep) - dx[i]) < kBound);
            QCOMPARE(sum[i], before[i] + dx[i]);
        }
    }
};

QTEST_APPLESS_MAIN(SoftmaxTest)
#include "tst_softmax.moc"
