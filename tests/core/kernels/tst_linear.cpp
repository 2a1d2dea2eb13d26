#include "core/kernels/linear.h"
#include "core/kernels/reference/linear.h"
#include "kernel_samples.h"

#include <QtTest>

using namespace propago;

namespace {

struct Shape {
    std::int64_t n;
    std::int64_t in;
    std::int64_t out;
};

constexpr Shape kShapes[] = {{1, 1, 1},   {1, 400, 120}, {64, 400, 120}, {5, 84, 10},
                             {13, 37, 9}, {3, 16, 16},   {9, 3, 50},     {2, 129, 65}};

struct Results {
    Results(const Shape& s, Isa isa, int threads, Products products = Products::Fp32)
        : x(s.n * s.in, 1)
        , w(s.in * s.out, 2)
        , bias(s.out, 3)
        , dy(s.n * s.out, 4)
        , y(s.n * s.out)
        , dx(s.n * s.in)
        , dw(s.in * s.out)
        , db(s.out)
    {
        ThreadPool pool(threads);
        const LinearKernel linear(s.in, s.out, isa, products);
        const AlignedBytes scratch = allocateBytes(linear.scratchBytes(s.n, threads));
        linear.forward(x.data(), w.data(), bias.data(), y.data(), s.n, pool, scratch.get());
        linear.backwardInput(dy.data(), w.data(), dx.data(), s.n, false, pool, scratch.get());
        linear.backwardWeights(x.data(), dy.data(), dw.data(), s.n, pool, scratch.get());
        linear.backwardBias(dy.data(), db.data(), s.n);
    }
    bool operator==(const Results&) const = default;
    Numbers<float> x, w, bias, dy;
    Numbers<float> y, dx, dw, db;
};

struct Expected {
    Expected(const Shape& s, const Results& r, bool absolute, Products products = Products::Fp32)
        : y(static_cast<std::size_t>(s.n * s.out))
        , dx(static_cast<std::size_t>(s.n * s.in))
        , dw(static_cast<std::size_t>(s.in * s.out))
        , db(static_cast<std::size_t>(s.out))
    {
        const auto read = [absolute](const Numbers<float>& numbers) {
            return absolute ? magnitudes(asDoubles(numbers)) : asDoubles(numbers);
        };
        const auto factors = [&](const Numbers<float>& numbers) {
            auto values = read(numbers);
            for (double& value : values)
                value = multiplied(products, value);
            return values;
        };
        const auto x = factors(r.x);
        const auto w = factors(r.w);
        const auto bias = read(r.bias);
        const auto dy = factors(r.dy);
        reference::linearForward(x.data(), w.data(), bias.data(), y.data(), s.n, s.in, s.out);
        reference::linearBackwardInput(dy.data(), w.data(), dx.data(), s.n, s.in, s.out);
        reference::linearBackwardWeights(x.data(), dy.data(), dw.data(), s.n, s.in, s.out, 0,
                                         s.out);
        reference::linearBackwardBias(read(r.dy).data(), db.data(), s.n, s.out);
    }
    std::vector<double> y, dx, dw, db;
};

} // namespace

class LinearTest : public QObject {
    Q_OBJECT
private slots:
    void matchesReference()
    {
        for (const Shape& s : kShapes) {
            for (Isa isa : availableIsas()) {
                for (const Products products : {Products::Fp32, Products::Bf16}) {
                    const Results r(s, isa, 2, products);
                    const Expected expected(s, r, false, products);
                    const Expected sizes(s, r, true, products);
                    QVERIFY(firstBeyond(r.y, expected.y, sizes.y, s.in + 1) < 0);
                    QVERIFY(firstBeyond(r.dx, expected.dx, sizes.dx, s.out) < 0);
                    QVERIFY(firstBeyond(r.dw, expected.dw, sizes.dw, s.n) < 0);
                    QVERIFY(firstBeyond(r.db, expected.db, sizes.db, s.n) < 0);
                }
            }
        }
    }

    void threadsDoNotChangeBits()
    {
        for (const Shape& s : kShapes) {
            for (Isa isa : availableIsas()) {
                for (const Products products : {Products::Fp32, Products::Bf16}) {
                    const Results one(s, isa, 1, products);
                    QVERIFY(one == Results(s, isa, 2, products));
                    QVERIFY(one == Results(s, isa, 3, products));
                }
            }
        }
    }

    void batchPositionDoesNotChangeBits()
    {
        const Shape s{9, 150, 21};
        for (Isa isa : availableIsas()) {
            const Results r(s, isa, 2);
            ThreadPool pool(1);
            const LinearKernel linear(s.in, s.out, isa);
            const AlignedBytes scratch = allocateBytes(linear.scratchBytes(1, 1));
            for (std::int64_t i = 0; i < s.n; ++i) {
                Numbers<float> x(s.in);
                Numbers<float> y(s.out);
                std::copy_n(r.x.data() + i * s.in, s.in, x.data());
                linear.forward(x.data(), r.w.data(), r.bias.data(), y.data(), 1, pool,
                               scratch.get());
                for (std::int64_t o = 0; o < s.out; ++o)
                    QCOMPARE(y[o], r.y[i * s.out + o]);
            }
        }
    }

    void accumulateAddsToWhatIsThere()
    {
        const Shape s{7, 45, 30};
        for (Isa isa : availableIsas()) {
            const Results r(s, isa, 1);
            ThreadPool pool(2);
            const LinearKernel linear(s.in, s.out, isa);
            const AlignedBytes scratch = allocateBytes(linear.scratchBytes(s.n, 2));
            Numbers<float> dx(s.n * s.in, 8);
            const Numbers<float> before(s.n * s.in, 8);
            linear.backwardInput(r.dy.data(), r.w.data(), dx.data(), s.n, true, pool,
                                 scratch.get());
            for (std::int64_t i = 0; i < dx.size(); ++i)
                QCOMPARE(dx[i], before[i] + r.dx[i]);
        }
    }

    void referenceGradientsMatchCentralDifferences()
    {
        constexpr double kStep = 1e-4;
        constexpr double kBound = 1e-8;
        const Shape s{3, 5, 4};
        const Results r(s, Isa::Baseline, 1);
        const Expected gradients(s, r, false);
        auto x = asDoubles(r.x);
        auto w = asDoubles(r.w);
        const auto dy = asDoubles(r.dy);
        const auto loss = [&] {
            std::vector<double> y(dy.size());
            reference::linearForward<double>(x.data(), w.data(), nullptr, y.data(), s.n, s.in,
                                             s.out);
            double sum = 0;
            for (std::size_t i = 0; i < y.size(); ++i)
                sum += y[i] * dy[i];
            return sum;
        };
        const auto check = [&](std::vector<double>& values, const std::vector<double>& gradient) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                const double kept = values[i];
                values[i] = kept + kStep;
                const double above = loss();
                values[i] = kept - kStep;
                const double below = loss();
                values[i] = kept;
                QVERIFY(std::abs((above - below) / (2 * kStep) - gradient[i]) < kBound);
            }
        };
        check(x, gradients.dx);
        check(w, gradients.dw);
    }
};

QTEST_APPLESS_MAIN(LinearTest)
#include "tst_linear.moc"
