#include "core/program/executor.h"

namespace propago {

NodeContext Executor::context(int node, std::int64_t count, std::uint64_t seed, std::uint64_t step)
{
    const auto view = [&](SlotKind kind, int of, int index) {
        return m_workspace->view(m_program->slot({kind, of, index}), count);
    };
    m_inputs.clear();
    m_parameters.clear();
    m_saved.clear();
    for (const int input : m_program->graph().nodes[static_cast<std::size_t>(node)].inputs)
        m_inputs.push_back(view(SlotKind::Value, input, 0));
    for (int i = 0; i < static_cast<int>(m_program->parameters(node).size()); ++i)
        m_parameters.push_back(view(SlotKind::Parameter, node, i));
    for (int i = 0; m_program->slot({SlotKind::Saved, node, i}) >= 0; ++i)
        m_saved.push_back(view(SlotKind::Saved, node, i));
    NodeContext context;
    context.batch = count;
    context.isTraining = m_program->options().isTraining;
    context.products = productsFor(m_program->options().format);
    context.seed = seed;
    context.step = step;
    context.inputs = m_inputs;
    context.output = view(SlotKind::Value, node, 0);
    context.parameters = m_parameters;
    context.saved = m_saved;
    context.pool = m_pool;
    context.scratch = m_workspace->scratch();
    return context;
}

void Executor::forward(int node, std::int64_t count, std::uint64_t seed, std::uint64_t step)
{
    m_program->kernel(node).forward(context(node, count, seed, step));
}

void Executor::backward(const Step& step, std::int64_t count, std::uint64_t seed,
                        std::uint64_t batch)
{
    GradientContext gradient;
    gradient.outputGradient =
        m_workspace->view(m_program->slot({SlotKind::Gradient, step.node, 0}), count);
    gradient.target =
        m_workspace->view(step.accumulates ? step.modifies[0] : step.overwrites[0], count);
    gradient.index = step.index;
    gradient.accumulates = step.accumulates;
    m_parameterGradients.clear();
    for (int i = 0; i < static_cast<int>(m_program->parameters(step.node).size()); ++i) {
        const int slot = m_program->slot({SlotKind::ParameterGradient, step.node, i});
        if (slot >= 0)
            m_parameterGradients.push_back(m_workspace->view(slot, count));
    }
    gradient.parameterGradients = m_parameterGradients;
    const NodeContext here = context(step.node, count, seed, batch);
    if (step.kind == StepKind::InputGradient)
        m_program->kernel(step.node).backwardInput(here, gradient);
    else
        m_program->kernel(step.node).backwardParameter(here, gradient);
}

} // namespace propago
