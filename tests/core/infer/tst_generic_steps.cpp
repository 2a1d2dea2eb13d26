#include "tests/core/infer/random_networks.h"

#include "core/infer/fused_graph.h"
#include "tests/support/model_graphs.h"

#include <QtTest>

#include <cstring>

using namespace propago;
using namespace propago::test;

namespace {

struct Example {
    explicit Example(std::uint64_t seed, std::int64_t pieces = PieceBuilder::kPieces / 2)
        : graph(pieceGraph(seed, {2, 8, 10}, 5, pieces))
        , weights(randomWeights(graph, seed + 1000))
        , x(randomInputs(graph, 9, seed + 2000))
        , ranges(rangesOver(graph, weights, x, pool))
    {}
    Tensor outputs(Format format, std::int64_t batch = 9)
    {
        return outputsOf(graph, weights, x, {format, batch, false}, &ranges, pool);
    }
    ThreadPool pool{2};
    Graph graph;
    Weights weights;
    Tensor x;
    Calibration ranges;
};

} // namespace

/// Operators without a kernel of their own in a format are computed in fp32 between those that have
/// one.
class TestGenericSteps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFormatFollowsFp64_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("worst");
        QTest::addColumn<double>("average");
        QTest::newRow("fp32") << static_cast<int>(Format::Fp32) << 1e-5 << 1e-6;
        QTest::newRow("bf16") << static_cast<int>(Format::Bf16) << 0.1 << 0.02;
        QTest::newRow("int8") << static_cast<int>(Format::Int8) << 0.3 << 0.06;
    }
    void everyFormatFollowsFp64()
    {
        QFETCH(int, format);
        QFETCH(double, worst);
        QFETCH(double, average);
        double sum = 0;
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            Example example(seed);
            const double error = meanError(example.outputs(static_cast<Format>(format)),
                                           example.outputs(Format::Fp64));
            QVERIFY2(error <= worst, qPrintable(QString("seed %1: %2").arg(seed).arg(error)));
            sum += error;
        }
        QVERIFY2(sum / 60 <= average, qPrintable(QString::number(sum / 60)));
    }

    void placeInTheBatchChangesNothing()
    {
        for (const Format format : inferenceFormats()) {
            Example example(7, PieceBuilder::kPieces);
            const Tensor together = example.outputs(format);
            ThreadPool alone(1);
            auto single = planInference(example.graph, example.weights, {format, 1, false},
                                        &example.ranges, alone)
                              .value();
            Tensor y = outputsFor(example.graph, 1);
            for (std::int64_t i = 0; i < 9; ++i) {
                single->run(example.x.view().slice(i, 1), y.view());
                const Tensor expected = copyOf(together.view().slice(i, 1));
                QVERIFY(std::memcmp(y.view().data, expected.view().data,
                                    static_cast<std::size_t>(expected.bytes()))
                        == 0);
            }
        }
    }

    void keptValuesAreThoseOfTheNetwork()
    {
        Example example(3, PieceBuilder::kPieces);
        Tensor y = outputsFor(example.graph, 9);
        auto exact = planInference(example.graph, example.weights, {Format::Fp64, 9, true}, nullptr,
                                   example.pool)
                         .value();
        auto plan = planInference(example.graph, example.weights, {Format::Bf16, 9, true}, nullptr,
                                  example.pool)
                        .value();
        exact->run(example.x.view(), y.view());
        plan->run(example.x.view(), y.view());
        for (int node = 0; node < static_cast<int>(example.graph.nodes.size()); ++node)
            QCOMPARE(plan->value(node, 9).shape(), exact->value(node, 9).shape());
    }

    // ReLU6 behind a convolution costs no operation of its own.
    void clipJoinsTheConvolutionBeforeIt()
    {
        Draft draft({2, 6, 6});
        const int conv = draft.conv(4, 3, 0);
        const int clip = draft.put(OperatorKind::Clip, {conv});
        draft.linear(3, draft.put(OperatorKind::Flatten, {clip}));
        const Weights weights = randomWeights(draft.graph, 1);
        const FusedGraph fused = fuse(draft.graph, weights, {true, true}).value();
        QCOMPARE(fused.nodes.size(), std::size_t{3});
        QCOMPARE(fused.nodes[1].activation, FusedActivation::Clip);
        QCOMPARE(fused.nodes[1].high, 6.0);
    }

    void clipIsTheSameInEveryFormat()
    {
        Draft draft({2, 6, 6});
        Attributes limits;
        limits.low = -0.1;
        limits.high = 0.2;
        draft.put(OperatorKind::Clip, {draft.conv(4, 3, 0)}, limits);
        draft.linear(3, draft.put(OperatorKind::Flatten, {draft.graph.output}));
        const Weights weights = randomWeights(draft.graph, 1);
        ThreadPool pool(1);
        const Tensor x = randomInputs(draft.graph, 9, 2);
        const Calibration ranges = rangesOver(draft.graph, weights, x, pool);
        const auto outputs = [&](Format format) {
            return outputsOf(draft.graph, weights, x, {format, 9, false}, &ranges, pool);
        };
        const Tensor exact = outputs(Format::Fp64);
        QVERIFY(meanError(outputs(Format::Fp32), exact) < 1e-6);
        QVERIFY(meanError(outputs(Format::Bf16), exact) < 0.02);
        QVERIFY(meanError(outputs(Format::Int8), exact) < 0.03);
    }
};

QTEST_GUILESS_MAIN(TestGenericSteps)
#include "tst_generic_steps.moc"
