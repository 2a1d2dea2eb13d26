#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

/// Output of one pooling layer on a plane of `size` x `size` numbers.
std::vector<double> pooled(OperatorKind kind, const Attributes& attributes, std::int64_t size,
                           const std::function<double(std::int64_t)>& pixel)
{
    Draft draft({1, size, size});
    draft.put(kind, {0}, attributes);
    CompileOptions options;
    options.batch = 1;
    options.format = Format::Fp64;
    options.hasBackward = false;
    ThreadPool pool(1);
    const auto program = compiled(draft.graph, options);
    Workspace workspace(program, 1);
    fillWith(workspace.view({SlotKind::Value, 0, 0}), pixel);
    Executor(*program, workspace, pool).forward(1, 1, 1, 0);
    const TensorView output = workspace.view({SlotKind::Value, 1, 0});
    return {output.as<double>(), output.as<double>() + output.elements()};
}

void compare(const std::vector<double>& values, const std::vector<double>& expected)
{
    QCOMPARE(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        QVERIFY2(std::abs(values[i] - expected[i]) < 1e-14,
                 qPrintable(QString("%1: %2").arg(i).arg(values[i])));
}

std::vector<double> products(const std::vector<double>& axis)
{
    std::vector<double> result;
    for (const double row : axis) {
        for (const double column : axis)
            result.push_back(row * column);
    }
    return result;
}

} // namespace

/// Windows at the edge, where a count is rounded up: values of torch.nn.AvgPool2d and MaxPool2d.
class TestPoolingWindows : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // 4 pixels of ones, window 3, stride 2, padding 1, rounded up: windows at -1, 1 and 3. Of the
    // last only the pixel at 3 and the padding at 4 exist, so it divides by 2 and not by 3.
    void averageCountsThePaddingButNotTheOverhang()
    {
        Attributes a = window(3, 2, 1);
        a.roundsUp = true;
        compare(pooled(OperatorKind::AvgPool2d, a, 4, [](std::int64_t) { return 1.0; }),
                products({2.0 / 3, 1, 1.0 / 2}));
    }

    void averageOfRealPixelsOnly()
    {
        Attributes a = window(3, 2, 1);
        a.roundsUp = true;
        a.countsPadding = false;
        compare(pooled(OperatorKind::AvgPool2d, a, 4, [](std::int64_t) { return 1.0; }),
                products({1, 1, 1}));
    }

    void averageRoundedDownDividesByTheWholeWindow()
    {
        compare(
            pooled(OperatorKind::AvgPool2d, window(3, 2, 1), 4, [](std::int64_t) { return 1.0; }),
            products({2.0 / 3, 1}));
    }

    // 0..15 in rows of 4, window 3, stride 2: the second windows hang over the edge.
    void maximumOfAnOverhangingWindow()
    {
        Attributes a = window(3, 2);
        a.roundsUp = true;
        compare(pooled(OperatorKind::MaxPool2d, a, 4,
                       [](std::int64_t i) { return static_cast<double>(i); }),
                {10, 11, 14, 15});
    }

    // One pixel, window 2, stride 2: rounded up there is one window, which hangs over.
    void windowsMayBeLargerThanTheInput()
    {
        Attributes a = window(2, 2);
        a.roundsUp = true;
        compare(pooled(OperatorKind::MaxPool2d, a, 1, [](std::int64_t) { return -3.0; }), {-3});
        compare(pooled(OperatorKind::AvgPool2d, a, 1, [](std::int64_t) { return -3.0; }), {-3});
    }

    // As files have it that count the overhang as padding. Rounded up, there would be windows that
    // see nothing of the input.
    void paddingBehindMayBeWide()
    {
        Attributes a = window(2, 1);
        a.padBottom = a.padRight = 1;
        a.kernelW = 3;
        a.padRight = 2;
        compare(pooled(OperatorKind::MaxPool2d, a, 2,
                       [](std::int64_t i) { return static_cast<double>(i); }),
                {3, 3, 3, 3});
        Draft draft({1, 2, 2});
        a.roundsUp = true;
        draft.put(OperatorKind::MaxPool2d, {0}, a);
        QVERIFY(!compile(draft.graph, {}));
    }

    void maximumOfNegativesIgnoresPadding()
    {
        compare(pooled(OperatorKind::MaxPool2d, window(3, 2, 1), 4,
                       [](std::int64_t i) { return -1.0 - static_cast<double>(i); }),
                {-1, -2, -5, -6});
    }
};

QTEST_GUILESS_MAIN(TestPoolingWindows)
#include "tst_pooling_windows.moc"
