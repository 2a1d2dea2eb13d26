#include "core/kernels/reference/convolution.h"
#include "core/kernels/tiles/depthwise.h"
#include "unit_samples.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace propago;

namespace {

constexpr float kUntouched = 12345.0f;
// Vectors of the widest family before and behind the output.
constexpr std::int64_t kGuard = 32;
// Nine products of numbers below one, and a bias.
constexpr float kBound = 16 * std::numeric_limits<float>::epsilon();

WindowGeometry randomGeometry(std::mt19937& random)
{
    const auto number = [&](int low, int high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    WindowGeometry g;
    g.channels = g.groups = number(1, 4);
    g.filters = g.channels * number(1, 2);
    // Planes narrower than a vector, and larger than what is worked on at once, too.
    const bool isLarge = number(0, 19) == 0;
    g.height = isLarge ? number(30, 60) : number(1, 18);
    g.width = isLarge ? number(100, 200) : number(1, 35);
    g.kernelH = g.kernelW = 3;
    g.strideH = g.strideW = number(1, 2);
    g.padTop = number(0, 3);
    g.padLeft = number(0, 3);
    g.padBottom = number(g.height + g.padTop < 3 ? 3 : 0, 3);
    g.padRight = number(g.width + g.padLeft < 3 ? 3 : 0, 3);
    return g;
}

} // namespace

/// Every output is the definition's, and nothing else is written.
class DepthwiseTest : public QObject {
    Q_OBJECT
private slots:
    void planesOfAnySize()
    {
        std::mt19937 random(11);
        for (int draw = 0; draw < 300; ++draw) {
            const WindowGeometry g = randomGeometry(random);
            QVERIFY(Depthwise::suits(g));
            for (const Isa isa : availableIsas())
                check(g, isa);
        }
    }

    void rowsWithTheirBorder()
    {
        std::mt19937 random(12);
        for (int draw = 0; draw < 200; ++draw) {
            WindowGeometry g = randomGeometry(random);
            g.filters = g.channels;
            const std::int64_t row =
                std::uniform_int_distribution<std::int64_t>(0, g.outHeight() - 1)(random);
            for (const Isa isa : availableIsas()) {
                for (int count = 1; count <= DepthwiseRows::kMostRows; ++count) {
                    if (row + count <= g.outHeight())
                        checkRows(g, isa, row, count);
                }
            }
        }
    }

private:
    struct Sample {
        explicit Sample(const WindowGeometry& g)
            : x(g.channels * g.inPlane(), 1)
            , weights(g.weightCount(), 2)
            , bias(g.filters, 3)
            , expected(g.filters * g.outPlane())
        {
            reference::convolutionForward(g, x.data(), weights.data(), bias.data(),
                                          expected.data());
        }
        Numbers<float> x, weights, bias, expected;
    };

    static void check(const WindowGeometry& g, Isa isa)
    {
        const Sample sample(g);
        const std::int64_t out = g.filters * g.outPlane();
        const Tail tail;
        const Depthwise kernel(g, isa);
        Numbers<float> all(out + 2 * kGuard);
        float* y = all.data() + kGuard;
        for (const bool adds : {false, true}) {
            std::fill_n(all.data(), out + 2 * kGuard, kUntouched);
            if (adds)
                std::fill_n(y, out, 0.5f);
            // What is added may be the output itself.
            kernel.run({sample.x.data(), sample.weights.data(), sample.bias.data(), y,
                        adds ? y : nullptr, &tail},
                       1, nullptr, nullptr);
            for (std::int64_t i = 0; i < out; ++i) {
                const float expected = sample.expected.data()[i] + (adds ? 0.5f : 0.0f);
                QVERIFY2(std::abs(y[i] - expected) <= kBound, describe(g, isa, i));
            }
            QVERIFY2(isUntouched(all.data(), kGuard), describe(g, isa, -1));
            QVERIFY2(isUntouched(y + out, kGuard), describe(g, isa, out));
        }
    }

    static void checkRows(const WindowGeometry& g, Isa isa, std::int64_t row, int count)
    {
        const Sample sample(g);
        // Rows of all channels between zeros; those that do not exist are one row of zeros for all.
        const std::int64_t pitch = g.padLeft + 2 * g.outWidth() + g.width + 2 * kGuard;
        const int in = DepthwiseRows::inRows(static_cast<int>(g.strideH), count);
        std::vector<float> bordered(static_cast<std::size_t>((g.channels * in + 1) * pitch));
        DepthwiseRows rows;
        rows.channels = g.channels;
        for (int i = 0; i < in; ++i) {
            const std::int64_t y = row * g.strideH - g.padTop + i;
            const bool isInside = y >= 0 && y < g.height;
            rows.step[i] = isInside ? in * pitch : 0;
            rows.in[i] = bordered.data() + (isInside ? i : g.channels * in) * pitch;
            for (std::int64_t channel = 0; isInside && channel < g.channels; ++channel)
                std::copy_n(sample.x.data() + (channel * g.height + y) * g.width, g.width,
                            bordered.data() + (channel * in + i) * pitch + g.padLeft);
        }
        const std::int64_t out = g.filters * g.outPlane();
        const Tail tail;
        Numbers<float> all(out + 2 * kGuard);
        float* outputs = all.data() + kGuard;
        for (const bool adds : {false, true}) {
            std::fill_n(all.data(), out + 2 * kGuard, kUntouched);
            const std::int64_t first = row * g.outWidth();
            rows.y = outputs + first;
            rows.plane = g.outPlane();
            rows.residual = adds ? sample.expected.data() + first : nullptr;
            Depthwise(g, isa).runRows(
                {nullptr, sample.weights.data(), sample.bias.data(), nullptr, nullptr, &tail},
                count, rows);
            for (std::int64_t i = -kGuard; i < out + kGuard; ++i) {
                const std::int64_t y = i / g.outWidth() % g.outHeight();
                const bool isWritten = i >= 0 && i < out && y >= row && y < row + count;
                const float expected = isWritten ? sample.expected.data()[i] : kUntouched;
                QVERIFY2(std::abs(outputs[i] - (isWritten && adds ? 2 : 1) * expected) <= kBound,
                         describe(g, isa, i));
            }
        }
    }

    static bool isUntouched(const float* from, std::int64_t count)
    {
        return std::all_of(from, from + count, [](float value) { return value == kUntouched; });
    }

    static const char* describe(const WindowGeometry& g, Isa isa, std::int64_t at)
    {
        static QByteArray text;
        text = QStringLiteral(
                   "%1: %2 x %3, %4 channels, %5 filters, stride %6, pads %7 %8 %9 %10, at %11")
                   .arg(QString::fromUtf8(name(isa)))
                   .arg(g.height)
                   .arg(g.width)
                   .arg(g.channels)
                   .arg(g.filters)
                   .arg(g.strideH)
                   .arg(g.padTop)
                   .arg(g.padLeft)
                   .arg(g.padBottom)
                   .arg(g.padRight)
                   .arg(at)
                   .toUtf8();
        return text.constData();
    }
};

QTEST_APPLESS_MAIN(DepthwiseTest)
#include "tst_depthwise.moc"
