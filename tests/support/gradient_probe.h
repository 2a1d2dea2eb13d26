#pragma once
#include "tests/support/program_fixtures.h"

#include <QtTest>

/// Gradients of a program in fp64 beside the central differences of its loss.
namespace propago::test {

inline constexpr std::int64_t kProbeBatch = 3;
/// Relative to the largest number of the tensor.
inline constexpr double kProbeTolerance = 1e-6;
inline constexpr double kNudge = 1e-5;

/// One program on one fixed batch: computes the loss, or all gradients.
class Probe {
public:
    Probe(const Graph& graph, bool isTraining)
        : m_pool(1)
        , m_program(compiled(graph, options(isTraining)))
        , m_workspace(m_program, m_pool.threads())
        , m_executor(*m_program, m_workspace, m_pool)
    {
        fillParameters(m_workspace, 3);
        fillSpaced(m_workspace.view({SlotKind::Value, 0, 0}), 4);
        for (int i = 0; i < static_cast<int>(m_program->allSlots().size()); ++i) {
            if (m_program->allSlots()[static_cast<std::size_t>(i)].ref.kind == SlotKind::Gradient)
                fillWith(m_workspace.view(i),
                         [](std::int64_t) { return 1e9; }); // must be overwritten
        }
    }

    double loss()
    {
        for (const Step& step : m_program->steps()) {
            if (step.kind == StepKind::Forward)
                m_executor.forward(step.node, kProbeBatch, 9, 2);
        }
        m_loss.forward(lossContext());
        return m_workspace.view({SlotKind::Loss, -1, 0}).at(0);
    }

    void backward()
    {
        loss();
        for (const Step& step : m_program->steps()) {
            if (step.kind == StepKind::LossGradient)
                m_loss.backward(lossContext(), m_workspace.view(step.overwrites[0]));
            else if (step.phase == Phase::Backward)
                m_executor.backward(step, kProbeBatch, 9, 2);
        }
    }

    const Program& program() const { return *m_program; }
    TensorView view(const TensorRef& ref) const { return m_workspace.view(ref); }
    const Workspace& workspace() const { return m_workspace; }

    /// The central difference of the loss by element `index` of `tensor`.
    double slope(const TensorView& tensor, std::int64_t index, double nudge = kNudge)
    {
        double& value = tensor.as<double>()[index];
        const double before = value;
        value = before + nudge;
        const double above = loss();
        value = before - nudge;
        const double below = loss();
        value = before;
        return (above - below) / (2 * nudge);
    }

private:
    static CompileOptions options(bool isTraining)
    {
        CompileOptions o;
        o.batch = kProbeBatch;
        o.format = Format::Fp64;
        o.isTraining = isTraining;
        o.inputGradient = true;
        o.hasUpdate = false;
        return o;
    }
    LossContext lossContext() const
    {
        const auto at = [&](SlotKind kind) { return m_workspace.view({kind, -1, 0}); };
        return {m_workspace.view({SlotKind::Value, m_program->graph().output, 0}),
                at(SlotKind::Labels),
                at(SlotKind::Target),
                at(SlotKind::Probabilities),
                at(SlotKind::SampleLoss),
                at(SlotKind::Loss)};
    }

    ThreadPool m_pool;
    std::shared_ptr<const Program> m_program;
    Workspace m_workspace;
    Executor m_executor;
    WeightedSum m_loss;
};

inline double largest(const TensorView& view)
{
    double most = 0;
    for (std::int64_t i = 0; i < view.elements(); ++i)
        most = std::max(most, std::abs(view.at(i)));
    return most;
}

/// Compares the gradient `analytic` with central differences of `values`, element by element.
/// Inside a network a gradient may vanish (a bias before a normalisation), so there is a least scale.
inline void compare(Probe& probe, const TensorView& values, const Tensor& analytic,
                    const std::string& name)
{
    const bool isLone = probe.program().graph().nodes.size() == 2;
    std::vector<double> numeric;
    double scale = std::max(largest(analytic.view()), isLone ? 0 : 1e-2);
    for (std::int64_t i = 0; i < values.elements(); ++i) {
        numeric.push_back(probe.slope(values, i));
        scale = std::max(scale, std::abs(numeric.back()));
    }
    QVERIFY2(scale > 1e-4, (name + ": nothing to compare").c_str());
    for (std::int64_t i = 0; i < values.elements(); ++i) {
        const double error =
            std::abs(analytic.at(i) - numeric[static_cast<std::size_t>(i)]) / scale;
        QVERIFY2(error <= kProbeTolerance,
                 (name + "[" + std::to_string(i) + "]: " + std::to_string(analytic.at(i))
                  + " against " + std::to_string(numeric[static_cast<std::size_t>(i)]))
                     .c_str());
    }
}

inline void checkAllGradients(const Graph& graph, bool isTraining)
{
    Probe probe(graph, isTraining);
    probe.backward();
    const Tensor input = copyOf(probe.view({SlotKind::Gradient, 0, 0}));
    std::map<TensorRef, Tensor> parameters;
    for (const Slot& slot : probe.program().allSlots()) {
        if (slot.ref.kind == SlotKind::ParameterGradient)
            parameters.emplace(slot.ref, copyOf(probe.view(slot.ref)));
    }
    compare(probe, probe.view({SlotKind::Value, 0, 0}), input, "input");
    for (const auto& [ref, analytic] : parameters) {
        compare(probe, probe.view({SlotKind::Parameter, ref.node, ref.index}), analytic,
                graph.nodes[static_cast<std::size_t>(ref.node)].name + " "
                    + std::to_string(ref.index));
        if (QTest::currentTestFailed())
            return;
    }
}

/// input -> one node of `kind`.
inline Graph lone(const Shape& input, OperatorKind kind, const Attributes& attributes = {})
{
    Draft draft(input);
    draft.put(kind, {0}, attributes);
    return draft.graph;
}

} // namespace propago::test
