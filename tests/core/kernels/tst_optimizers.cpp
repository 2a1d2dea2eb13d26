#include "core/kernels/optimizers.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

class OptimizersTest : public QObject {
    Q_OBJECT
private slots:
    // w' = w - lr (g + decay w), by hand: 1 - 0.1 (0.5 + 0.2) = 0.93.
    void plainDescent()
    {
        double w = 1;
        const double g = 0.5;
        sgdUpdate<double>(&w, &g, nullptr, 1, 0.1, 0, false, 0.2, true);
        QVERIFY(std::abs(w - 0.93) < 1e-15);
    }

    // Two steps with g = 1 and momentum 0.9: velocity 1, then 1.9.
    void momentum()
    {
        double w = 0;
        double velocity = 123; // ignored on the first step
        const double g = 1;
        sgdUpdate(&w, &g, &velocity, 1, 0.1, 0.9, false, 0, true);
        QVERIFY(std::abs(w + 0.1) < 1e-15);
        sgdUpdate(&w, &g, &velocity, 1, 0.1, 0.9, false, 0, false);
        QVERIFY(std::abs(velocity - 1.9) < 1e-15);
        QVERIFY(std::abs(w + 0.29) < 1e-15);
    }

    // Nesterov looks ahead: steps of 0.1 * 1.9 and 0.1 * (1 + 0.9 * 1.9).
    void nesterov()
    {
        double w = 0;
        double velocity = 0;
        const double g = 1;
        sgdUpdate(&w, &g, &velocity, 1, 0.1, 0.9, true, 0, true);
        QVERIFY(std::abs(w + 0.19) < 1e-15);
        sgdUpdate(&w, &g, &velocity, 1, 0.1, 0.9, true, 0, false);
        QVERIFY(std::abs(w + 0.19 + 0.271) < 1e-15);
    }

    // The first step of Adam is lr whatever the gradient's size, but for eps.
    void adamFirstStep()
    {
        for (const double g : {1e-3, 1.0, -50.0}) {
            double w = 2;
            double m = 0;
            double v = 0;
            adamUpdate(&w, &g, &m, &v, 1, 0.01, 0.9, 0.999, 1e-12, 0, 1);
            QVERIFY(std::abs(w - (2 - std::copysign(0.01, g))) < 1e-9);
            QVERIFY(std::abs(m - 0.1 * g) < 1e-15 * std::abs(g) + 1e-18);
        }
    }

    void adamManySteps()
    {
        constexpr double kLr = 0.02, kBeta1 = 0.9, kBeta2 = 0.99, kEps = 1e-8, kDecay = 0.03;
        double w = 1, m = 0, v = 0;
        double wantedW = 1, wantedM = 0, wantedV = 0;
        const Numbers<double> gradients(50, 1);
        for (int step = 1; step <= 50; ++step) {
            const double g = gradients[step - 1];
            adamUpdate(&w, &g, &m, &v, 1, kLr, kBeta1, kBeta2, kEps, kDecay, step);
            const double decayed = g + kDecay * wantedW;
            wantedM = kBeta1 * wantedM + (1 - kBeta1) * decayed;
            wantedV = kBeta2 * wantedV + (1 - kBeta2) * decayed * decayed;
            const double unbiasedM = wantedM / (1 - std::pow(kBeta1, step));
            const double unbiasedV = wantedV / (1 - std::pow(kBeta2, step));
            wantedW -= kLr * unbiasedM / (std::sqrt(unbiasedV) + kEps);
            QVERIFY(std::abs(w - wantedW) < 1e-12);
        }
    }

    void elementsAreIndependent()
    {
        constexpr std::int64_t kCount = 103;
        Numbers<float> w(kCount, 1), m(kCount), v(kCount);
        const Numbers<float> g(kCount, 2);
        adamUpdate(w.data(), g.data(), m.data(), v.data(), kCount, 0.01, 0.9, 0.999, 1e-8, 0.1, 1);
        const Numbers<float> start(kCount, 1);
        for (std::int64_t i = 0; i < kCount; ++i) {
            float oneW = start[i], oneM = 0, oneV = 0;
            adamUpdate(&oneW, g.data() + i, &oneM, &oneV, 1, 0.01, 0.9, 0.999, 1e-8, 0.1, 1);
            QCOMPARE(w[i], oneW);
            QCOMPARE(m[i], oneM);
            QCOMPARE(v[i], oneV);
        }
    }
};

QTEST_APPLESS_MAIN(OptimizersTest)
#include "tst_optimizers.moc"
