#include "core/graph/shapes.h"
#include "core/program/explainer.h"
#include "tests/support/gradient_probe.h"
#include "tests/support/random_operators.h"
#include "tests/support/random_programs.h"

#include <QtTest>

#include <limits>
#include <set>

using namespace propago;
using namespace propago::test;

namespace {

double sizeOf(const std::vector<Term>& terms)
{
    double size = 0;
    for (const Term& term : terms)
        size += std::abs(term.value * term.factor);
    return size;
}

// What sums of products in `format` may lose, of the sum of their sizes.
double lossOf(Format format, std::size_t terms)
{
    return format == Format::Fp64
               ? 1e-11
               : static_cast<double>(terms + 64) * std::numeric_limits<float>::epsilon();
}

// What storing a sum in bf16 loses: half a unit in the last place, once for each way that it came.
double lossOfStoring(const Explanation& e, double size)
{
    std::set<std::pair<int, int>> ways;
    for (const Term& term : e.terms)
        ways.insert({term.node, term.input});
    const double each = ways.size() < 2 ? std::abs(e.sum) : size;
    return 0x1p-8 * each * static_cast<double>(std::max<std::size_t>(ways.size(), 1));
}

bool addsUp(const Explanation& e, Format format, Format storage)
{
    const bool isVoted = !e.votes.empty();
    const std::size_t count = isVoted ? 4096 : e.terms.size();
    // A saturated Softmax leaves what remains of two numbers near 1.
    const double size =
        std::abs(e.bias) + (isVoted ? sizeOf(e.votes) : 0) + sizeOf(e.terms) + 1e-6;
    const double lost = size * lossOf(format, count);
    const double stored = storage == Format::Bf16 ? lossOfStoring(e, size) + 0x1p-8 * lost : 0;
    const bool holds = std::abs(e.sum - e.result) <= lost + stored;
    if (!holds)
        qWarning("sum %.10g, stored %.10g, size %.3g, %zu terms", e.sum, e.result, size,
                 e.terms.size());
    return holds;
}

bool isExplained(SlotKind kind)
{
    return kind == SlotKind::Gradient || kind == SlotKind::ParameterGradient
           || kind == SlotKind::SampleLoss || kind == SlotKind::Loss;
}

// The terms say where they come from: the numbers have to be there.
bool namesItsSources(const Explanation& e, const Workspace& workspace, std::int64_t sample,
                     Products products)
{
    const Program& program = workspace.program();
    for (const Term& term : e.terms) {
        if (term.node < 0 || term.element < 0)
            continue;
        const TensorView arriving = workspace.view({SlotKind::Gradient, term.node, 0});
        const double value = arriving.slice(sample, 1).at(term.element);
        if (term.value != value && term.value != multiplied(products, value))
            return false;
        const Node& node = program.graph().nodes[static_cast<std::size_t>(term.node)];
        const SlotKind weights =
            node.attributes.weightBits > 0 ? SlotKind::Saved : SlotKind::Parameter;
        if (term.weight >= 0
            && term.factor
                   != multiplied(products, workspace.view({weights, term.node, 0}).at(term.weight)))
            return false;
        const bool isProduct =
            node.kind != OperatorKind::BatchNorm2d; // whose factor is the standardised input
        if (term.partner >= 0 && isProduct
            && term.factor
                   != multiplied(products, workspace.view({SlotKind::Value, node.inputs[0], 0})
                                               .slice(sample, 1)
                                               .at(term.partner)))
            return false;
    }
    return true;
}

// Some elements of every gradient that is there.
template<typename Check>
int explainSome(const Workspace& workspace, ThreadPool& pool, std::int64_t count, int lastStep,
                Dice& dice, Check check)
{
    Explainer explainer(workspace.program(), workspace, pool, count, lastStep);
    int explained = 0;
    for (const Slot& slot : workspace.program().allSlots()) {
        for (int i = 0; isExplained(slot.ref.kind) && i < 4; ++i) {
            const std::int64_t sample = dice.from(0, count - 1);
            const std::int64_t element = dice.from(0, slot.shape.elements() - 1);
            const Explanation e = explainer.explain(slot.ref, sample, element);
            if (english(e.formula).empty() || e.isOutdated)
                continue;
            ++explained;
            check(slot, sample, e);
        }
    }
    return explained;
}

} // namespace

/// The terms of a gradient are the ones that made it.
class TestGradientExplanations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void termsOfEveryOperatorAddUp_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < kOperatorKinds; ++kind)
            QTest::newRow(operatorFor(static_cast<OperatorKind>(kind)).name()) << kind;
    }
    void termsOfEveryOperatorAddUp()
    {
        QFETCH(int, kind);
        ThreadPool pool(1);
        for (std::uint64_t seed = 0; seed < 25; ++seed) {
            OperatorDrawer drawer(static_cast<OperatorKind>(kind), seed);
            const Graph graph = drawer.draw();
            Probe probe(graph, drawer.coin());
            probe.backward();
            Dice dice(seed);
            const int last = static_cast<int>(probe.program().steps().size()) - 1;
            const int explained = explainSome(
                probe.workspace(), pool, kProbeBatch, last, dice,
                [&](const Slot& slot, std::int64_t sample, const Explanation& e) {
                    // The probe's loss is none of those that the program is trained with.
                    if (slot.ref.node == graph.output && slot.ref.kind == SlotKind::Gradient)
                        return;
                    if (slot.ref.node < 0)
                        return;
                    QVERIFY2(addsUp(e, Format::Fp64, slot.format),
                             qPrintable(QString("seed %1: %2").arg(seed).arg(slot.name.c_str())));
                    QVERIFY2(namesItsSources(e, probe.workspace(), sample, Products::Fp32),
                             qPrintable(QString("seed %1: %2").arg(seed).arg(slot.name.c_str())));
                });
            QVERIFY(explained > 0);
        }
    }

    // Whole runs: every loss, precision and setting, wherever they stand.
    void termsOfRandomRunsAddUp()
    {
        int explained = 0;
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            ThreadPool pool(2);
            const RandomProgram program = smallProgram(seed);
            const auto run = program.run(pool, {}, true);
            Dice dice(seed);
            const Format format = program.session.settings.format;
            for (int i = 0; i < 12; ++i) {
                const std::int64_t steps = dice.from(1, 9);
                for (std::int64_t k = 0; k < steps; ++k)
                    run->stepper().forward(Grain::Op);
                const Stepper& at = run->stepper();
                const bool isClipped = std::ranges::any_of(
                    at.program().steps().begin(), at.program().steps().begin() + at.lastStep() + 1,
                    [](const Step& step) { return step.kind == StepKind::ClipGradients; });
                explained += explainSome(
                    at.workspace(), pool, at.count(), at.lastStep(), dice,
                    [&](const Slot& slot, std::int64_t sample, const Explanation& e) {
                        if (isClipped && slot.ref.kind == SlotKind::ParameterGradient)
                            return;
                        QVERIFY2(
                            addsUp(e, format, slot.format),
                            qPrintable(QString("seed %1: %2").arg(seed).arg(slot.name.c_str())));
                        QVERIFY2(
                            namesItsSources(e, at.workspace(), sample, productsFor(format)),
                            qPrintable(QString("seed %1: %2").arg(seed).arg(slot.name.c_str())));
                    });
            }
        }
        QVERIFY(explained > 1000);
    }

    // A probability is one over the sum of its terms.
    void exponentialsMakeTheProbability()
    {
        int compared = 0;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            ThreadPool pool(1);
            const RandomProgram program = smallProgram(seed);
            const auto run = program.run(pool);
            run->stepper().forward(Grain::Batch);
            const Stepper& at = run->stepper();
            Explainer explainer(at.program(), at.workspace(), pool, at.count(), at.lastStep());
            const bool isSoftmax = at.program().options().lossName == "CrossEntropyLoss";
            const TensorView stored = at.workspace().view({SlotKind::Probabilities, -1, 0});
            for (std::int64_t k = 0; k < stored.shape[1]; ++k) {
                const Explanation e = explainer.explain({SlotKind::Probabilities, -1, 0}, 0, k);
                QCOMPARE(e.result, stored.at(k));
                const double made = isSoftmax ? 1 / e.sum : e.sum;
                QVERIFY(std::abs(made - e.result) <= 1e-6 * (1 + std::abs(e.result)));
                ++compared;
            }
        }
        QVERIFY(compared > 20);
    }

    void maximumSendsToTheWinnerOnly()
    {
        Draft draft({1, 4, 4});
        draft.put(OperatorKind::Relu, {draft.put(OperatorKind::MaxPool2d, {0}, window(2, 2))});
        Probe probe(draft.graph, true);
        probe.backward();
        ThreadPool pool(1);
        Explainer explainer(probe.program(), probe.workspace(), pool, kProbeBatch,
                            static_cast<int>(probe.program().steps().size()) - 1);
        const TensorView input = probe.view({SlotKind::Value, 0, 0});
        double winners = 0;
        for (const std::int64_t element : {0, 1, 4, 5}) {
            const Explanation e = explainer.explain({SlotKind::Gradient, 0, 0}, 1, element);
            QCOMPARE(e.terms.size(), std::size_t{1});
            const bool isLargest = std::ranges::none_of(
                std::vector<std::int64_t>{0, 1, 4, 5},
                [&](std::int64_t other) { return input.at(16 + other) > input.at(16 + element); });
            QCOMPARE(e.terms[0].factor, isLargest ? 1.0 : 0.0);
            winners += e.terms[0].factor;
        }
        QCOMPARE(winners, 1.0);
    }

    void votesAreOfEveryPicture()
    {
        ThreadPool pool(1);
        const RandomProgram program = smallProgram(3);
        const auto run = program.run(pool);
        run->stepper().forward(Grain::Batch);
        const Stepper& at = run->stepper();
        Explainer explainer(at.program(), at.workspace(), pool, at.count(), at.lastStep());
        for (const Slot& slot : at.program().allSlots()) {
            if (slot.ref.kind != SlotKind::ParameterGradient)
                continue;
            const Explanation e = explainer.explain(slot.ref, 0, 0);
            QCOMPARE(static_cast<std::int64_t>(e.votes.size()), at.count());
        }
    }

    void nothingIsSaidOfWhatHasNotBeenComputed()
    {
        ThreadPool pool(1);
        const RandomProgram program = smallProgram(3);
        const auto run = program.run(pool);
        run->stepper().forward(Grain::Phase); // the batch is there, nothing else
        const Stepper& at = run->stepper();
        Explainer explainer(at.program(), at.workspace(), pool, at.count(), at.lastStep());
        const int output = at.program().graph().output;
        for (const TensorRef& ref :
             {TensorRef{SlotKind::Value, output, 0}, TensorRef{SlotKind::Gradient, output, 0},
              TensorRef{SlotKind::Loss, -1, 0}, TensorRef{SlotKind::Probabilities, -1, 0}})
            QVERIFY(english(explainer.explain(ref, 0, 0).formula).empty());
    }
};

QTEST_GUILESS_MAIN(TestGradientExplanations)
#include "tst_gradient_explanations.moc"
