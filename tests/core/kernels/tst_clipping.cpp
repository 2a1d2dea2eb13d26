#include "core/base/thread_pool.h"
#include "core/kernels/clipping.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

namespace {

/// Two gradients of 3 and 1 elements.
struct Pair {
    Tensor first, second;

    Pair(Format format, const std::vector<double>& values) : first({3}, format), second({1}, format)
    {
        for (std::int64_t i = 0; i < 4; ++i) {
            const TensorView to = i < 3 ? first.view().slice(i, 1) : second.view();
            if (format == Format::Fp64)
                to.as<double>()[0] = values[static_cast<std::size_t>(i)];
            else
                to.as<float>()[0] = static_cast<float>(values[static_cast<std::size_t>(i)]);
        }
    }
    double clip(const GradientLimits& limits)
    {
        ThreadPool pool(1);
        const TensorView views[] = {first.view(), second.view()};
        return clipGradients(views, limits, pool);
    }
    double at(std::int64_t i) const { return i < 3 ? first.at(i) : second.at(0); }
};

/// Many gradients of uneven sizes, after clipping with so many threads.
std::vector<Tensor> clippedMany(int threads, double& norm)
{
    std::vector<Tensor> tensors;
    std::vector<TensorView> views;
    for (const std::int64_t size : {7, 100'000, 1, 32'768, 65'537}) {
        tensors.emplace_back(Shape{size}, Format::Fp32);
        for (std::int64_t i = 0; i < size; ++i)
            tensors.back().span<float>()[static_cast<std::size_t>(i)] =
                static_cast<float>(std::sin(static_cast<double>(i * i % 7919 + size)));
    }
    for (const Tensor& tensor : tensors)
        views.push_back(tensor.view());
    ThreadPool pool(threads);
    norm = clipGradients(views, {0.9, 3.0}, pool);
    return tensors;
}

} // namespace

class ClippingTest : public QObject {
    Q_OBJECT

    static void check(const Pair& pair, const std::vector<double>& expected, double tolerance)
    {
        for (std::int64_t i = 0; i < 4; ++i)
            QVERIFY2(std::abs(pair.at(i) - expected[static_cast<std::size_t>(i)]) <= tolerance,
                     qPrintable(QString("%1: %2").arg(i).arg(pair.at(i), 0, 'g', 17)));
    }

private slots:
    // The norm of 2, -4, 4, 8 is 10.
    void normIsThatOfAllTogether()
    {
        for (const Format format : {Format::Fp64, Format::Fp32}) {
            Pair pair(format, {2, -4, 4, 8});
            QCOMPARE(pair.clip({0, 5}), 10.0);
            const double factor = 5 / (10 + 1e-6);
            check(pair, {2 * factor, -4 * factor, 4 * factor, 8 * factor},
                  format == Format::Fp64 ? 1e-15 : 5e-7);
        }
    }

    void shortGradientsStay()
    {
        Pair pair(Format::Fp32, {2, -4, 4, 8});
        QCOMPARE(pair.clip({0, 10.1}), 10.0);
        check(pair, {2, -4, 4, 8}, 0);
        QCOMPARE(pair.clip({0, 0}), 10.0);
        check(pair, {2, -4, 4, 8}, 0);
    }

    void valuesAreCutOff()
    {
        Pair pair(Format::Fp32, {2, -4, 4, 8});
        QCOMPARE(pair.clip({3, 0}), std::sqrt(4.0 + 9 + 9 + 9));
        check(pair, {2, -3, 3, 3}, 0);
    }

    // Cut off to 2, -2, 2, 2, whose norm is 4, and then halved.
    void valuesComeBeforeTheNorm()
    {
        Pair pair(Format::Fp64, {2, -4, 4, 8});
        QCOMPARE(pair.clip({2, 2}), 4.0);
        check(pair, {1, -1, 1, 1}, 1e-6);
    }

    void zerosStayZeros()
    {
        Pair pair(Format::Fp32, {0, 0, 0, 0});
        QCOMPARE(pair.clip({1, 1}), 0.0);
        check(pair, {0, 0, 0, 0}, 0);
    }

    void threadsChangeNothing()
    {
        double norm = 0;
        const auto expected = clippedMany(1, norm);
        double squares = 0;
        for (const Tensor& tensor : expected) {
            for (std::int64_t i = 0; i < tensor.elements(); ++i)
                squares += tensor.at(i) * tensor.at(i);
        }
        QVERIFY(norm > 100); // was far too long
        QVERIFY(std::abs(std::sqrt(squares) - 3) < 1e-5);
        for (const int threads : {2, 3, 7}) {
            double other = 0;
            const auto tensors = clippedMany(threads, other);
            QCOMPARE(other, norm);
            for (std::size_t i = 0; i < tensors.size(); ++i)
                QVERIFY(std::memcmp(tensors[i].view().data, expected[i].view().data,
                                    static_cast<std::size_t>(tensors[i].bytes()))
                        == 0);
        }
    }
};

QTEST_APPLESS_MAIN(ClippingTest)
#include "tst_clipping.moc"
