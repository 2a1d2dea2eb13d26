#include "tests/core/infer/random_networks.h"

#include "core/graph/builder.h"

#include <QtTest>

#include <algorithm>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::int64_t kSamples = 3;

// Whole numbers that every format holds exactly, so that each must give the very same sums.
void fillWithWholes(std::span<float> values, std::uint64_t seed, int low, int high)
{
    Dice dice(seed);
    for (float& value : values)
        value = static_cast<float>(low + dice.below(high - low + 1));
}

struct Picture {
    Picture(const Attributes& window, std::int64_t height, std::int64_t width)
    {
        GraphBuilder builder("one channel");
        builder.input({1, height, width});
        builder.node(OperatorKind::Conv2d, window);
        graph = builder.graph();
        weights = randomWeights(graph, 1);
        for (auto& [ref, tensor] : weights) {
            const std::span<float> values = tensor.span<float>();
            fillWithWholes(values, 2 + static_cast<std::uint64_t>(ref.index), -3, 3);
            // The largest weight of each filter sets its scale in int8: 127 makes that 1.
            for (std::int64_t i = 0; ref.index == 0 && i < window.features; ++i)
                values[static_cast<std::size_t>(i * window.kernelH * window.kernelW)] = 127;
        }
        x = randomInputs(graph, kSamples, 3);
        fillWithWholes(x.span<float>(), 4, -128, 127);
        ranges.ranges = {{-128, 127}, {-128, 127}};
    }
    Tensor outputs(const PlanOptions& options)
    {
        return outputsOf(graph, weights, x, options, &ranges, pool);
    }
    ThreadPool pool{1};
    Graph graph;
    Weights weights;
    Tensor x;
    Calibration ranges;
};

Attributes windowOf(std::int64_t kernel, std::int64_t stride, std::int64_t left, std::int64_t right)
{
    Attributes a;
    a.features = 5;
    a.kernelH = 2;
    a.kernelW = kernel;
    a.strideW = stride;
    a.padTop = 1;
    a.padLeft = left;
    a.padRight = right;
    return a;
}

QByteArray nameOf(const Attributes& a, std::int64_t width)
{
    return QStringLiteral("kernel %1, stride %2, padding %3 and %4, width %5")
        .arg(a.kernelW)
        .arg(a.strideW)
        .arg(a.padLeft)
        .arg(a.padRight)
        .arg(width)
        .toUtf8();
}

// Calls test(window, width) for every window that fits.
template<typename Test> void forEachWindow(Test test)
{
    for (const std::int64_t width : {1, 2, 3, 5, 28, 131, 300}) {
        for (std::int64_t kernel = 2; kernel <= 9; ++kernel) {
            for (std::int64_t stride = 1; stride <= 3; ++stride) {
                for (std::int64_t left = 0; left <= 3; ++left) {
                    const Attributes a = windowOf(kernel, stride, left, (left + kernel) % 4);
                    if (width + a.padLeft + a.padRight >= kernel)
                        test(a, width);
                }
            }
        }
    }
}

} // namespace

/// Units that hold neighbours of a row give what units of channels would.
class TestRowUnits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sumsAreThoseOfFp32()
    {
        forEachWindow([](const Attributes& window, std::int64_t width) {
            Picture picture(window, 3, width);
            const Tensor exact = picture.outputs({Format::Fp32, kSamples, false});
            for (const Format format : {Format::Bf16, Format::Int8}) {
                const Tensor narrow = picture.outputs({format, kSamples, false});
                QVERIFY2(std::ranges::equal(narrow.span<float>(), exact.span<float>()),
                         traits(format).name.data() + nameOf(window, width));
            }
        });
    }

    void theKeptPictureIsTheOneThatCameIn()
    {
        forEachWindow([](const Attributes& window, std::int64_t width) {
            Picture picture(window, 3, width);
            for (const Format format : {Format::Bf16, Format::Int8}) {
                auto plan = planInference(picture.graph, picture.weights, {format, kSamples, true},
                                          &picture.ranges, picture.pool)
                                .value();
                Tensor y = outputsFor(picture.graph, kSamples);
                plan->run(picture.x.view(), y.view());
                const Tensor kept = plan->value(0, kSamples);
                QVERIFY2(std::ranges::equal(kept.span<float>(), picture.x.span<float>()),
                         traits(format).name.data() + nameOf(window, width));
            }
        });
    }
};

QTEST_GUILESS_MAIN(TestRowUnits)
#include "tst_row_units.moc"
