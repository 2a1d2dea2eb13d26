#include "core/kernels/pooling.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr std::int64_t kBatch = 2;
constexpr double kStep = 1e-5;
constexpr double kBound = 1e-7;

WindowGeometry pool(std::int64_t height, std::int64_t width, std::int64_t kernel,
                    std::int64_t stride, std::int64_t pad = 0)
{
    return {3, height, width, 3, kernel, kernel, stride, stride, pad, pad, pad, pad, 1, 1, 1};
}

const WindowGeometry kShapes[] = {pool(8, 8, 2, 2),
                                  pool(7, 9, 2, 2),
                                  pool(28, 28, 2, 2),
                                  pool(9, 9, 3, 2, 1),
                                  pool(6, 5, 3, 1, 1),
                                  pool(5, 5, 5, 5),
                                  {3, 9, 9, 3, 2, 3, 2, 1, 1, 0, 0, 1, 2, 3, 1}};

/// Calls f(input index) for every real pixel under output pixel `out` of its plane.
template<typename F> void forWindow(const WindowGeometry& g, std::int64_t out, F f)
{
    for (std::int64_t ky = 0; ky < g.kernelH; ++ky) {
        for (std::int64_t kx = 0; kx < g.kernelW; ++kx) {
            const std::int64_t y = out / g.outWidth() * g.strideH + ky * g.dilationH - g.padTop;
            const std::int64_t x = out % g.outWidth() * g.strideW + kx * g.dilationW - g.padLeft;
            if (y >= 0 && y < g.height && x >= 0 && x < g.width)
                f(y * g.width + x);
        }
    }
}

struct Planes {
    explicit Planes(const WindowGeometry& shape)
        : g(shape), in(kBatch * g.channels * g.inPlane()), out(kBatch * g.channels * g.outPlane())
    {}
    WindowGeometry g;
    std::int64_t in;
    std::int64_t out;
};

} // namespace

class PoolingTest : public QObject {
    Q_OBJECT
private slots:
    void maximumAndWinners()
    {
        for (const WindowGeometry& g : kShapes) {
            const Planes p(g);
            Numbers<float> x(p.in, 1);
            for (std::int64_t i = 0; i < p.in; ++i)
                x[i] = std::round(x[i] * 4); // many ties
            Numbers<float> y(p.out);
            Numbers<std::int32_t> winners(p.out);
            ThreadPool threads(2);
            maxPoolForward(g, x.data(), y.data(), winners.data(), kBatch, threads);
            for (std::int64_t i = 0; i < p.out; ++i) {
                const float* plane = x.data() + i / g.outPlane() * g.inPlane();
                std::int64_t winner = -1;
                forWindow(g, i % g.outPlane(), [&](std::int64_t at) {
                    if (winner < 0 || plane[at] > plane[winner])
                        winner = at;
                });
                QCOMPARE(std::int64_t(winners[i]), winner);
                QCOMPARE(y[i], plane[winner]);
            }
        }
    }

    void notANumberWins()
    {
        for (const WindowGeometry& g : {pool(4, 40, 2, 2), pool(4, 40, 3, 1)}) {
            const Planes p(g);
            for (std::int64_t place = 0; place < 2 * g.width; ++place) {
                Numbers<float> x(p.in, 1);
                x[place] = std::numeric_limits<float>::quiet_NaN();
                x[place + 1] = std::numeric_limits<float>::quiet_NaN();
                Numbers<float> y(p.out);
                Numbers<std::int32_t> winners(p.out);
                ThreadPool threads(1);
                maxPoolForward(g, x.data(), y.data(), winners.data(), kBatch, threads);
                for (std::int64_t i = 0; i < g.outPlane(); ++i) {
                    std::int64_t first = -1;
                    forWindow(g, i, [&](std::int64_t at) {
                        if (first < 0 && std::isnan(x[at]))
                            first = at;
                    });
                    QCOMPARE(std::isnan(y[i]), first >= 0);
                    if (first >= 0)
                        QCOMPARE(std::int64_t(winners[i]), first);
                }
            }
        }
    }

    void maximumBackward()
    {
        for (const WindowGeometry& g : kShapes) {
            const Planes p(g);
            const Numbers<double> x(p.in, 1);
            const Numbers<double> dy(p.out, 2);
            checkGradient(
                g, x, dy,
                [&](const Numbers<double>& from, Numbers<double>& y) {
                    Numbers<std::int32_t> winners(p.out);
                    ThreadPool threads(2);
                    maxPoolForward(g, from.data(), y.data(), winners.data(), kBatch, threads);
                },
                [&](Numbers<double>& dx, bool accumulate) {
                    Numbers<double> y(p.out);
                    Numbers<std::int32_t> winners(p.out);
                    ThreadPool threads(2);
                    maxPoolForward(g, x.data(), y.data(), winners.data(), kBatch, threads);
                    maxPoolBackward(g, dy.data(), winners.data(), dx.data(), kBatch, accumulate,
                                    threads);
                });
        }
    }

    void averageForwardAndBackward()
    {
        for (const WindowGeometry& g : kShapes) {
            for (const bool countsPad : {false, true}) {
                const Planes p(g);
                const Numbers<double> x(p.in, 1);
                const Numbers<double> dy(p.out, 2);
                ThreadPool threads(2);
                Numbers<double> y(p.out);
                averagePoolForward(g, countsPad, x.data(), y.data(), kBatch, threads);
                for (std::int64_t i = 0; i < p.out; ++i) {
                    double sum = 0;
                    int real = 0;
                    forWindow(g, i % g.outPlane(), [&](std::int64_t at) {
                        sum += x[i / g.outPlane() * g.inPlane() + at];
                        ++real;
                    });
                    QVERIFY(std::abs(y[i] - sum / static_cast<double>(countsPad ? g.taps() : real))
                            < 1e-14);
                }
                checkGradient(
                    g, x, dy,
                    [&](const Numbers<double>& from, Numbers<double>& to) {
                        averagePoolForward(g, countsPad, from.data(), to.data(), kBatch, threads);
                    },
                    [&](Numbers<double>& dx, bool accumulate) {
                        averagePoolBackward(g, countsPad, dy.data(), dx.data(), kBatch, accumulate,
                                            threads);
                    });
            }
        }
    }

    void globalAverage()
    {
        const Numbers<float> x(2 * 3 * 50, 1);
        Numbers<float> y(6);
        Numbers<float> dx(x.size());
        ThreadPool threads(2);
        globalAveragePoolForward(3, 50, x.data(), y.data(), 2, threads);
        globalAveragePoolBackward(3, 50, y.data(), dx.data(), 2, false, threads);
        globalAveragePoolBackward(3, 50, y.data(), dx.data(), 2, true, threads);
        for (std::int64_t i = 0; i < 6; ++i) {
            double sum = 0;
            for (std::int64_t p = 0; p < 50; ++p)
                sum += static_cast<double>(x[i * 50 + p]);
            QCOMPARE(y[i], static_cast<float>(sum / 50));
            QCOMPARE(dx[i * 50 + 49], 2 * static_cast<float>(static_cast<double>(y[i]) / 50));
        }
    }

private:
    template<typename Forward, typename Backward>
    static void checkGradient(const WindowGeometry& g, const Numbers<double>& x,
                              const Numbers<double>& dy, Forward forward, Backward backward)
    {
        const Planes p(g);
        Numbers<double> dx(p.in, 9);
        Numbers<double> sum(p.in, 9);
        const Numbers<double> before(p.in, 9);
        backward(dx, false);
        backward(sum, true);
        Numbers<double> moved(p.in, 1);
        Numbers<double> y(p.out);
        const auto loss = [&] {
            forward(moved, y);
            double total = 0;
            for (std::int64_t i = 0; i < p.out; ++i)
                total += y[i] * dy[i];
            return total;
        };
        for (std::int64_t i = 0; i < std::min<std::int64_t>(p.in, 100); ++i) {
            moved[i] = x[i] + kStep;
            const double above = loss();
            moved[i] = x[i] - kStep;
            const double below = loss();
            moved[i] = x[i];
            QVERIFY(std::abs((above - below) / (2 * kStep) - dx[i]) < kBound);
            QVERIFY(std::abs(sum[i] - before[i] - dx[i]) < 1e-12);
        }
    }
};

QTEST_APPLESS_MAIN(PoolingTest)
#include "tst_pooling.moc"
