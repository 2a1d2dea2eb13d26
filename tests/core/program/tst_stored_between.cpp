#include "core/graph/shapes.h"
#include "core/program/explainer.h"
#include "tests/support/random_operators.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::int64_t kBatch = 3;
constexpr std::uint64_t kSeed = 9, kStep = 2;
/// Half a unit in the last place of bf16, and what sums of products lose in fp32.
constexpr double kStoredShare = 0x1p-8, kSumShare = 1e-5;

/// `inner` between two nodes that only copy: all its values lie between layers.
Graph between(const Graph& inner)
{
    Draft draft(inner.nodes[0].inputShape);
    draft.put(OperatorKind::Identity, {0});
    for (std::size_t i = 1; i < inner.nodes.size(); ++i) {
        Node node = inner.nodes[i];
        node.name += "inside";
        for (int& input : node.inputs)
            ++input;
        draft.graph.add(std::move(node));
    }
    draft.put(OperatorKind::Identity, {inner.output + 1});
    return draft.graph;
}

Tensor wide(const TensorView& view)
{
    Tensor tensor(view.shape, view.format == Format::Bf16 ? Format::Fp32 : view.format);
    convert(view, tensor.view());
    return tensor;
}

/// A node by its fp32 kernel, on copies of all that it sees.
class PlainNode {
public:
    PlainNode(const Program& program, int index, const NodeContext& context) : m_context(context)
    {
        const Node& node = program.graph().nodes[static_cast<std::size_t>(index)];
        const auto inputs = inputShapes(program.graph(), program.shapes(), index);
        m_kernel = operatorFor(node.kind).prepare(
            node, {inputs, program.shapes()[static_cast<std::size_t>(index)], Products::Bf16},
            Format::Fp32);
        m_scratch = allocateBytes(m_kernel->scratchBytes(kBatch, context.pool->threads()));
        m_context.inputs = copies(context.inputs, m_inputs);
        m_context.parameters = copies(context.parameters, m_parameters);
        m_context.saved = copies(context.saved, m_saved);
        m_output = wide(context.output);
        m_context.output = m_output.view();
        m_context.scratch = m_scratch.get();
    }
    Tensor forward()
    {
        m_kernel->forward(m_context);
        return m_output;
    }
    Tensor backward(const GradientContext& gradient, bool isByInput)
    {
        const Tensor arriving = wide(gradient.outputGradient);
        Tensor target = wide(gradient.target);
        GradientContext copy = gradient;
        copy.outputGradient = arriving.view();
        copy.target = target.view();
        if (isByInput)
            m_kernel->backwardInput(m_context, copy);
        else
            m_kernel->backwardParameter(m_context, copy);
        return target;
    }

private:
    struct Copies {
        std::vector<Tensor> tensors;
        std::vector<TensorView> views;
    };
    static std::span<const TensorView> copies(std::span<const TensorView> from, Copies& to)
    {
        for (const TensorView& view : from)
            to.tensors.push_back(wide(view));
        for (const Tensor& tensor : to.tensors)
            to.views.push_back(tensor.view());
        return to.views;
    }

    NodeContext m_context;
    std::unique_ptr<NodeKernel> m_kernel;
    AlignedBytes m_scratch;
    Copies m_inputs, m_parameters, m_saved;
    Tensor m_output;
};

/// A program in bf16, each step of which is compared with the plain one.
class Stand {
public:
    Stand(const Graph& graph, bool isTraining)
        : m_program(compiled(graph, options(isTraining)))
        , m_workspace(m_program, m_pool.threads())
        , m_executor(*m_program, m_workspace, m_pool)
    {
        fillParameters(m_workspace, 3);
        fillSpaced(m_workspace.view({SlotKind::Value, 0, 0}), 4);
    }

    /// The name of the first step that computed something else, or "".
    std::string firstOther()
    {
        for (const Step& step : m_program->steps()) {
            if (step.kind == StepKind::LossGradient)
                fillSpaced(m_workspace.view(step.overwrites[0]), 5);
            if (step.kind == StepKind::Forward && !isForwardPlain(step))
                return step.name;
            const bool isByInput = step.kind == StepKind::InputGradient;
            if ((isByInput || step.kind == StepKind::ParameterGradient)
                && !isBackwardPlain(step, isByInput))
                return step.name;
        }
        return {};
    }
    int compared() const { return m_compared; }

private:
    static CompileOptions options(bool isTraining)
    {
        CompileOptions o;
        o.batch = kBatch;
        o.format = Format::Bf16;
        o.isTraining = isTraining;
        o.inputGradient = true;
        o.hasUpdate = false;
        return o;
    }
    NodeContext context(int node) { return m_executor.context(node, kBatch, kSeed, kStep); }

    bool isForwardPlain(const Step& step)
    {
        const Tensor wanted = PlainNode(*m_program, step.node, context(step.node)).forward();
        m_executor.forward(step.node, kBatch, kSeed, kStep);
        return isStored(m_workspace.view({SlotKind::Value, step.node, 0}), wanted);
    }

    bool isBackwardPlain(const Step& step, bool isByInput)
    {
        GradientContext gradient;
        gradient.outputGradient = m_workspace.view({SlotKind::Gradient, step.node, 0});
        gradient.target =
            m_workspace.view(step.accumulates ? step.modifies[0] : step.overwrites[0]);
        gradient.index = step.index;
        gradient.accumulates = step.accumulates;
        std::vector<TensorView> parameters;
        for (int i = 0; i < static_cast<int>(m_program->parameters(step.node).size()); ++i) {
            const int slot = m_program->slot({SlotKind::ParameterGradient, step.node, i});
            if (slot >= 0)
                parameters.push_back(m_workspace.view(slot));
        }
        gradient.parameterGradients = parameters;
        const Tensor wanted =
            PlainNode(*m_program, step.node, context(step.node)).backward(gradient, isByInput);
        m_executor.backward(step, kBatch, kSeed, kStep);
        return isStored(gradient.target, wanted);
    }

    bool isStored(const TensorView& view, const Tensor& wanted)
    {
        double largest = 0;
        for (std::int64_t i = 0; i < wanted.elements(); ++i)
            largest = std::max(largest, std::abs(wanted.at(i)));
        const double share = view.format == Format::Bf16 ? kStoredShare : 0;
        for (std::int64_t i = 0; i < wanted.elements(); ++i) {
            const double bound = share * std::abs(wanted.at(i)) + kSumShare * largest;
            if (!(std::abs(view.at(i) - wanted.at(i)) <= bound)) {
                qWarning("element %d is %g instead of %g", static_cast<int>(i), view.at(i),
                         wanted.at(i));
                return false;
            }
        }
        m_compared += view.format == Format::Bf16;
        return true;
    }

    ThreadPool m_pool{2};
    std::shared_ptr<const Program> m_program;
    Workspace m_workspace;
    Executor m_executor;
    int m_compared = 0;
};

} // namespace

/// Every operator computes what its fp32 kernel computes from the same numbers, rounded once.
class TestStoredBetween : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOperatorRoundsOnce_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < kOperatorKinds; ++kind)
            QTest::newRow(operatorFor(static_cast<OperatorKind>(kind)).name()) << kind;
    }
    void everyOperatorRoundsOnce()
    {
        QFETCH(int, kind);
        for (std::uint64_t seed = 0; seed < 25; ++seed) {
            OperatorDrawer drawer(static_cast<OperatorKind>(kind), seed);
            const Graph graph = drawer.draw();
            const bool isTraining = drawer.coin();
            Stand inside(between(graph), isTraining);
            QCOMPARE(inside.firstOther(), std::string());
            QVERIFY(inside.compared() >= (graph.nodes.size() == 1 ? 2 : 4));
            // With an fp32 picture on one side and fp32 answers on the other.
            Stand alone(graph, isTraining);
            QCOMPARE(alone.firstOther(), std::string());
        }
    }

    // Two ways lead to the value, so that its gradient is stored twice.
    void gradientsAddUp()
    {
        Draft draft({3, 6, 6});
        const int first = draft.put(OperatorKind::Relu, {draft.conv(4, 3, 0)});
        const int left = draft.conv(4, 3, first), right = draft.conv(4, 1, first);
        draft.put(OperatorKind::Relu, {draft.put(OperatorKind::Add, {left, right})});
        Stand stand(draft.graph, true);
        QCOMPARE(stand.firstOther(), std::string());
    }

    void explanationsSayHowNumbersAreStored()
    {
        Attributes linear;
        linear.features = 4;
        Draft draft({9});
        draft.put(OperatorKind::Relu, {draft.put(OperatorKind::Linear, {0}, linear)});
        CompileOptions options;
        options.batch = 1;
        options.format = Format::Bf16;
        options.hasUpdate = false;
        const auto program = compiled(draft.graph, options);
        ThreadPool pool(1);
        Workspace workspace(program, 1);
        Executor executor(*program, workspace, pool);
        fillParameters(workspace, 3);
        fillSpaced(workspace.view({SlotKind::Value, 0, 0}), 4);
        executor.forward(1, 1, 1, 0);
        Explainer explainer(*program, workspace, pool, 1, 1);
        const TensorRef ref{SlotKind::Value, 1, 0};
        for (std::int64_t i = 0; i < 4; ++i) {
            const Explanation e = explainer.explain(ref, 0, i);
            QCOMPARE(e.result, workspace.view(ref).at(i));
            QVERIFY(std::abs(e.result - e.sum) <= kStoredShare * std::abs(e.sum) + 1e-6);
            QCOMPARE(e.steps.size(), std::size_t{1});
            const std::string words = "stored in bf16, " + sixDigits(e.sum) + " becomes ";
            QVERIFY2(english(e.steps[0]).starts_with(words), english(e.steps[0]).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestStoredBetween)
#include "tst_stored_between.moc"
