#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/integer_trace.h"

#include <QtTest>

#include <cstring>

using namespace propago;
using namespace propago::test;

/// The integers of an int8 network against the definition, and against the plan that answers.
class TestIntegerTrace : public QObject {
    Q_OBJECT
private:
    ThreadPool m_pool{1};

    struct Traced {
        Graph graph;
        Weights weights;
        Calibration calibration;
        Tensor x;
        IntegerTrace trace;
    };
    Traced traced(const Graph& graph, std::uint64_t seed)
    {
        Weights weights = randomWeights(graph, seed);
        Calibration ranges = rangesOver(graph, weights, randomInputs(graph, 6, seed + 1), m_pool);
        Tensor x = randomInputs(graph, 1, seed + 2);
        auto trace = IntegerTrace::make(graph, weights, ranges);
        if (!trace)
            throw std::runtime_error(describe(trace.error()));
        trace->run(x.view());
        return {graph, std::move(weights), std::move(ranges), std::move(x), std::move(*trace)};
    }

private Q_SLOTS:
    void everyIntegerIsWhatTheDefinitionGives_data()
    {
        QTest::addColumn<QString>("network");
        for (const char* name : {"mlp", "lenet", "fashion-cnn", "resnet8"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void everyIntegerIsWhatTheDefinitionGives()
    {
        QFETCH(const QString, network);
        const QByteArray name = network.toLatin1();
        const Traced t = traced(*zooGraph(name.constData(), zooInput(name.constData()), 10), 7);
        const auto shapes = inferShapes(t.graph).value();
        Dice dice(3);
        int layers = 0, compared = 0;
        for (int node = 0; node < static_cast<int>(t.graph.nodes.size()); ++node) {
            if (!t.trace.covers(node))
                continue;
            ++layers;
            const auto elements =
                static_cast<int>(shapes[static_cast<std::size_t>(node)].elements());
            const bool isLast = t.trace.stored(node, 0) != std::floor(t.trace.stored(node, 0));
            for (int i = 0; i < std::min(elements, 400); ++i) {
                const int element = elements <= 400 ? i : dice.below(elements);
                const double wanted = t.trace.computed(node, element);
                const double stored = t.trace.stored(node, element);
                if (isLast)
                    QVERIFY(std::abs(wanted - stored) <= 1e-5 * (1 + std::abs(wanted)));
                else
                    QCOMPARE(stored, wanted);
                ++compared;
            }
        }
        QVERIFY(layers >= 2);
        QVERIFY(compared > 100);
    }

    void termsAddUpToTheSum()
    {
        const Traced t = traced(*zooGraph("lenet", zooInput("lenet"), 10), 11);
        for (int node = 0; node < static_cast<int>(t.graph.nodes.size()); ++node) {
            const Explanation e = t.trace.explain(node, 5);
            QCOMPARE(e.terms.empty(), !t.trace.covers(node));
            double sum = e.bias;
            for (const Term& term : e.terms) {
                QCOMPARE(term.value, std::floor(term.value)); // integers all
                QVERIFY(std::abs(term.factor) <= 127);
                sum += term.value * term.factor;
            }
            QCOMPARE(sum, e.sum);
        }
        QVERIFY(t.trace.explain(1, -1).terms.empty());
        QVERIFY(t.trace.explain(1, 1 << 30).terms.empty());
    }

    // Every station of the walk from the definition, and its end is the byte that is stored.
    void theWalkEndsAtTheStoredByte_data()
    {
        QTest::addColumn<QString>("network");
        for (const char* name : {"lenet", "fashion-cnn", "resnet8"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void theWalkEndsAtTheStoredByte()
    {
        QFETCH(const QString, network);
        const QByteArray name = network.toLatin1();
        const Traced t = traced(*zooGraph(name.constData(), zooInput(name.constData()), 10), 13);
        const auto shapes = inferShapes(t.graph).value();
        int bytes = 0, reals = 0, others = 0;
        for (int node = 0; node < static_cast<int>(t.graph.nodes.size()); ++node) {
            QCOMPARE(t.trace.facts(node, 0).has_value(), t.trace.covers(node));
            QVERIFY(!t.trace.facts(node, -1));
            QVERIFY(!t.trace.facts(node, 1 << 30));
            const auto elements = shapes[static_cast<std::size_t>(node)].elements();
            for (std::int64_t element = 0; t.trace.covers(node) && element < elements;
                 element += 1 + elements / 60) {
                const Explanation e = t.trace.explain(node, element);
                const IntegerWalkFacts f = *t.trace.facts(node, element);
                double sum = e.bias;
                for (const Term& term : e.terms)
                    sum += term.value * term.factor;
                QCOMPARE(static_cast<double>(f.total), sum);
                const double step = f.inputScale * f.weightScale / f.outputScale;
                QVERIFY(std::abs(f.multiplier - step) <= 1e-6 * step);
                QVERIFY(std::abs(f.scaled - sum * step) <= 1e-5 * (1 + std::abs(sum * step)));
                const double before = f.scaled + f.other;
                double after = before;
                if (f.activation == FusedActivation::Relu)
                    after = std::max(before, 0.0);
                QVERIFY(std::abs(f.activated - after) <= 1e-5 * (1 + std::abs(after)));
                QCOMPARE(f.stored, t.trace.stored(node, element));
                if (f.staysReal) {
                    QVERIFY(std::abs(f.stored - f.activated) <= 1e-5 * (1 + std::abs(f.stored)));
                } else {
                    QCOMPARE(f.rounded, std::nearbyint(f.activated) + f.outputZeroPoint);
                    QCOMPARE(f.stored, std::clamp(f.rounded, 0.0, 255.0));
                }
                ++(f.staysReal ? reals : bytes);
                others += f.hasOther ? 1 : 0;
            }
        }
        QVERIFY(bytes > 100);
        QVERIFY(reals >= 10);
        QCOMPARE(others > 0, network == QLatin1String("resnet8"));
    }

    // The trace keeps every value and lays the picture out plainly; the plan does neither.
    void theAnswerIsThatOfThePlan()
    {
        const Traced t = traced(*zooGraph("fashion-cnn", zooInput("fashion-cnn"), 10), 5);
        const Tensor y =
            outputsOf(t.graph, t.weights, t.x, {Format::Int8, 1}, &t.calibration, m_pool);
        for (std::int64_t i = 0; i < y.elements(); ++i)
            QCOMPARE(static_cast<float>(t.trace.stored(t.graph.output, i)),
                     static_cast<float>(y.at(i)));
    }

    void whatInt8CannotRunIsSaid()
    {
        const Graph graph = *zooGraph("lenet", zooInput("lenet"), 10);
        Weights weights = randomWeights(graph, 3);
        const Calibration ranges = rangesOver(graph, weights, randomInputs(graph, 2, 1), m_pool);
        weights.begin()->second.span<float>()[0] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(!IntegerTrace::make(graph, weights, ranges));
    }
};

QTEST_APPLESS_MAIN(TestIntegerTrace)
#include "tst_integer_trace.moc"
