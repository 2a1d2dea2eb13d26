#include "tests/support/walk_fixtures.h"
#include "views/present/integer_walk_model.h"

#include <QtTest>

#include <cmath>

using namespace propago;
using namespace propago::test;

/// The walk of one int8 element against the kernels' integers and the float version.
class TestIntegerWalkModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySumIsThatOfTheTrace()
    {
        const WalkBench bench;
        for (const char* name : {"conv1", "conv2", "fc1", "fc3"}) {
            const int node = bench.node(name);
            for (const std::int64_t element : {0, 3, 9}) {
                const Explanation e = bench.trace.explain(node, element);
                const IntegerWalkFacts facts = *bench.trace.facts(node, element);
                const IntegerWalkModel walk(e, {}, facts);
                QCOMPARE(walk.terms().size(), e.terms.size());
                QVERIFY(!walk.hasReals() && !walk.real());
                std::int64_t running = 0;
                for (const WalkTerm& term : walk.terms()) {
                    QVERIFY(term.q >= 0 && term.q <= 255);
                    QVERIFY(std::abs(term.code) <= 127);
                    QCOMPARE(term.centred, term.q - facts.inputZeroPoint);
                    QCOMPARE(term.product, term.centred * term.code);
                    running += term.product;
                    QCOMPARE(term.running, running);
                }
                QCOMPARE(walk.stations().front().kind, StationKind::Bias);
                QCOMPARE(walk.stations().front().integer, static_cast<double>(running) + e.bias);
                QCOMPARE(walk.stations().back().kind, StationKind::Stands);
                QCOMPARE(walk.stations().back().integer, bench.trace.stored(node, element));
            }
        }
    }

    void theFloatVersionRunsBeside()
    {
        const WalkBench bench;
        const int node = bench.node("conv1");
        int close = 0;
        for (std::int64_t element = 0; element < 6 * 784; element += 37) {
            const IntegerWalkFacts facts = *bench.trace.facts(node, element);
            const Explanation real = bench.real(element);
            const IntegerWalkModel walk(bench.trace.explain(node, element), real, facts);
            QVERIFY(walk.hasReals() && !walk.isFolded());
            double sum = 0;
            for (std::size_t i = 0; i < walk.terms().size(); ++i) {
                const WalkTerm& term = walk.terms()[i];
                sum += real.terms[i].value * real.terms[i].factor;
                QVERIFY(std::abs(term.realRunning - sum) <= 1e-12);
                QCOMPARE(term.isPadding, real.terms[i].element < 0);
                QVERIFY(std::abs(term.w - facts.weightScale * static_cast<double>(term.code))
                        <= 0.501 * facts.weightScale);
            }
            const double wanted = std::max(real.sum, 0.0); // a ReLU is fused into it
            QVERIFY(std::abs(*walk.real() - wanted) <= 1e-9);
            // Rounding of the inputs, the weights and the output; clipped ends aside.
            const double most =
                facts.outputScale + 25 * 0.5 * (facts.inputScale + 3 * facts.weightScale);
            close += std::abs(walk.meaning() - wanted) <= most ? 1 : 0;
        }
        QVERIFY(close > 100);
    }

    void aFoldedNormalisationIsNoticed()
    {
        const WalkBench bench;
        const int node = bench.node("conv1");
        Explanation real = bench.real(100);
        for (Term& term : real.terms)
            term.factor *= 1.5;
        const IntegerWalkModel walk(bench.trace.explain(node, 100), real,
                                    *bench.trace.facts(node, 100));
        QVERIFY(walk.hasReals() && walk.isFolded() && !walk.real());
    }

    void saturationIsAStation()
    {
        Explanation e;
        e.terms = {{0, 0, 0, 100, 127}, {0, 1, 1, 200, 127}};
        e.bias = 900;
        IntegerWalkFacts facts;
        facts.inputScale = 0.5;
        facts.inputZeroPoint = 3;
        facts.weightScale = 0.25;
        facts.total = 100 * 127 + 200 * 127 + 900;
        facts.multiplier = 0.01;
        facts.scaled = facts.activated = 390;
        facts.outputScale = 12.5;
        facts.outputZeroPoint = 10;
        facts.rounded = 400;
        facts.stored = 255;
        const IntegerWalkModel walk(e, {}, facts);
        QCOMPARE(walk.terms()[0].q, std::int64_t{103});
        QCOMPARE(walk.meaning(), 12.5 * 245);
        QCOMPARE(walk.steps(), 2 + 5);
        QVERIFY(walkSentence(walk, 6).contains(QStringLiteral("what is beyond becomes the end")));
        QVERIFY(walkSentence(walk, 1).contains(QStringLiteral("Product 1 of 2")));
        QVERIFY(walkSentence({}, 0).isEmpty());
    }

    // The first line can be pasted into a calculator, and gives the 32-bit sum.
    void theCopiedTextIsExact()
    {
        const WalkBench bench;
        const int node = bench.node("conv1");
        const IntegerWalkFacts facts = *bench.trace.facts(node, 300);
        const QString text =
            IntegerWalkModel(bench.trace.explain(node, 300), bench.real(300), facts).text();
        const QStringList sides = text.section(QLatin1Char('\n'), 0, 0).split(" = ");
        QCOMPARE(sides.size(), 2);
        static const QRegularExpression product(QStringLiteral("\\((\\d+)-(\\d+)\\)\\*(-?\\d+)"));
        std::int64_t sum = 0;
        int products = 0;
        for (auto match = product.globalMatch(sides[0]); match.hasNext(); ++products) {
            const auto found = match.next();
            sum += (found.captured(1).toLongLong() - found.captured(2).toLongLong())
                   * found.captured(3).toLongLong();
        }
        QCOMPARE(products, 25);
        const QString bias = sides[0].mid(sides[0].lastIndexOf(QLatin1Char('+')) + 1);
        QCOMPARE(sum + bias.toLongLong(), facts.total);
        QCOMPARE(sides[1].toLongLong(), facts.total);
        QVERIFY(text.contains(QStringLiteral("fp32: ")));
    }
};

QTEST_APPLESS_MAIN(TestIntegerWalkModel)
#include "tst_integer_walk_model.moc"
