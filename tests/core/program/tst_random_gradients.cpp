#include "core/graph/shapes.h"
#include "tests/support/gradient_probe.h"
#include "tests/support/random_graphs.h"
#include "tests/support/random_operators.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::uint64_t kDraws = 100;   // of each kind
constexpr std::uint64_t kNetworks = 60; // of many kinds

/// What comparing gradients with central differences has shown.
struct Findings {
    double worst = 0; ///< largest distance as a share of the largest number of its tensor
    std::string where;
    std::int64_t compared = 0;
    std::int64_t kinks = 0; ///< places where the function bends within the step
};

/// Compares all gradients of one network in fp64.
class Comparison {
public:
    Comparison(const Graph& graph, bool isTraining, double leastScale, Findings& findings)
        : m_probe(graph, isTraining), m_leastScale(leastScale), m_findings(findings)
    {
        m_probe.backward();
    }

    void run(const std::string& label)
    {
        std::map<TensorRef, Tensor> gradients;
        gradients.emplace(TensorRef{SlotKind::Value, 0, 0},
                          copyOf(m_probe.view({SlotKind::Gradient, 0, 0})));
        for (const Slot& slot : m_probe.program().allSlots()) {
            const TensorRef of{SlotKind::Parameter, slot.ref.node, slot.ref.index};
            if (slot.ref.kind == SlotKind::ParameterGradient)
                gradients.emplace(of, copyOf(m_probe.view(slot.ref)));
        }
        for (const auto& [ref, analytic] : gradients)
            compare(ref, analytic, label);
    }

private:
    void compare(const TensorRef& ref, const Tensor& analytic, const std::string& label)
    {
        const TensorView values = m_probe.view(ref);
        std::vector<double> numeric;
        double scale = std::max(largest(analytic.view()), m_leastScale);
        for (std::int64_t i = 0; i < values.elements(); ++i) {
            numeric.push_back(m_probe.slope(values, i));
            scale = std::max(scale, std::abs(numeric.back()));
        }
        for (std::int64_t i = 0; i < values.elements(); ++i) {
            const double slope = numeric[static_cast<std::size_t>(i)];
            const double error = std::abs(analytic.at(i) - slope) / scale;
            ++m_findings.compared;
            if (error <= kProbeTolerance ? error <= m_findings.worst
                                         : isKink(values, i, slope, scale))
                continue;
            m_findings.worst = error;
            m_findings.where = label + ", node " + std::to_string(ref.node) + " tensor "
                               + std::to_string(ref.index) + "[" + std::to_string(i) + "]";
        }
    }

    // Where a smaller step gives another slope, or the two sides have slopes of their own, the
    // function has a kink there and no gradient. Does not look at what backward computed.
    bool isKink(const TensorView& values, std::int64_t index, double slope, double scale)
    {
        const double finer = m_probe.slope(values, index, kNudge / 8);
        double& value = values.as<double>()[index];
        const double before = value;
        const double middle = m_probe.loss();
        value = before + kNudge;
        const double rise = (m_probe.loss() - middle) / kNudge;
        value = before;
        const bool bends = std::abs(finer - slope) > kProbeTolerance * scale / 2
                           || std::abs(rise - slope) > 1e-3 * scale;
        m_findings.kinks += bends ? 1 : 0;
        return bends;
    }

    Probe m_probe;
    double m_leastScale;
    Findings& m_findings;
};

std::string labelOf(std::uint64_t seed)
{
    return "PROPAGO_SEED=" + std::to_string(seed);
}

} // namespace

/// Every kind of operator over random shapes, windows, strides, dilations, groups and paddings, and
/// random networks of all of them: backward gives what central differences show, in fp64.
class TestRandomGradients : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void kinds_data()
    {
        QTest::addColumn<int>("kind");
        for (int i = 0; i < kOperatorKinds; ++i) {
            // What goes through a rounding is a rule, no slope: tst_fake_quantize.
            if (static_cast<OperatorKind>(i) == OperatorKind::FakeQuantize)
                continue;
            QTest::newRow(operatorFor(static_cast<OperatorKind>(i)).name()) << i;
        }
    }
    void kinds()
    {
        QFETCH(int, kind);
        const Seeds seeds = Seeds::of(kDraws);
        Findings findings;
        int held = 0;
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            OperatorDrawer drawer(static_cast<OperatorKind>(kind), seed);
            const Graph graph = drawer.draw();
            held += graph.nodes.back().kind == static_cast<OperatorKind>(kind) ? 1 : 0;
            Comparison(graph, drawer.coin(), 1e-3, findings).run(labelOf(seed));
        }
        QCOMPARE(static_cast<std::uint64_t>(held), seeds.end - seeds.first);
        judge(findings, 0.002);
    }

    void networks()
    {
        const Seeds seeds = Seeds::of(kNetworks);
        Findings findings;
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            Dice dice(seed + 5000);
            const Shape input{dice.from(1, 2), dice.from(3, 6), dice.from(3, 6)};
            const Graph graph =
                GraphDrawer(dice, {input, 3, static_cast<int>(dice.from(2, 8)), 90, 4}).draw();
            Comparison(graph, dice.coin(), 1e-2, findings).run(labelOf(seed));
        }
        judge(findings, 0.01);
    }

private:
    static void judge(const Findings& findings, double mostKinks)
    {
        qInfo("%lld gradients, worst %.2g (%s), %lld kinks",
              static_cast<long long>(findings.compared), findings.worst, findings.where.c_str(),
              static_cast<long long>(findings.kinks));
        QVERIFY2(findings.worst <= kProbeTolerance, findings.where.c_str());
        QVERIFY(findings.compared > 0);
        QVERIFY(static_cast<double>(findings.kinks)
                <= mostKinks * static_cast<double>(findings.compared));
    }
};

QTEST_GUILESS_MAIN(TestRandomGradients)
#include "tst_random_gradients.moc"
