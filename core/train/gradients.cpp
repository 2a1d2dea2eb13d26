#include "core/train/gradients.h"

#include "core/graph/shapes.h"
#include "core/program/executor.h"
#include "core/train/dataset_source.h"
#include "core/train/losses.h"
#include "core/train/session.h"

#include <algorithm>

namespace propago {

namespace {

Result<void> requireShape(const TensorView& view, const Shape& expected, const char* what)
{
    if (view.shape == expected)
        return {};
    return fail(
        ErrorCode::BadInput,
        {PROPAGO_TEXT("%1 is %2 but has to be %3"), {what, view.shape.text(), expected.text()}}, {},
        {PROPAGO_TEXT("check how the array was made"), {}});
}

std::string parameterName(const Graph& graph, const TensorRef& ref)
{
    const Node& node = graph.nodes[static_cast<std::size_t>(ref.node)];
    const auto index = static_cast<std::size_t>(ref.index);
    const bool isNamed = index < node.parameterNames.size() && !node.parameterNames[index].empty();
    return isNamed ? node.parameterNames[index] : tensorName(graph, ref);
}

// Two operations of a file may share a parameter: it is one tensor with one name.
void keepOnce(std::vector<NamedTensor>& tensors, const std::string& name, const TensorView& view)
{
    if (std::ranges::find(tensors, name, &NamedTensor::name) == tensors.end())
        tensors.push_back({name, copyOf(view)});
}

template<typename T> void add(const TensorView& from, const TensorView& to)
{
    for (std::int64_t i = 0; i < to.elements(); ++i)
        to.as<T>()[i] += from.as<T>()[i];
}

// The gradient by a shared parameter is the sum of what its uses say.
void addUp(std::vector<NamedTensor>& tensors, const std::string& name, const TensorView& view)
{
    const auto known = std::ranges::find(tensors, name, &NamedTensor::name);
    if (known == tensors.end())
        tensors.push_back({name, copyOf(view)});
    else if (view.format == Format::Fp64)
        add<double>(view, known->tensor.view());
    else
        add<float>(view, known->tensor.view());
}

// One pass through one program.
class Pass {
public:
    Pass(std::shared_ptr<const Program> program, const GradientOptions& options, std::int64_t count,
         ThreadPool& pool)
        : m_program(std::move(program))
        , m_options(options)
        , m_count(count)
        , m_workspace(m_program, pool.threads())
        , m_executor(*m_program, m_workspace, pool)
        , m_loss(makeLoss(options.loss))
    {}

    Result<void> adopt(const std::map<TensorRef, Tensor>& weights)
    {
        for (const int slot : m_program->parameterSlots()) {
            const TensorView to = m_workspace.view(slot);
            const TensorRef ref = m_program->allSlots()[static_cast<std::size_t>(slot)].ref;
            const auto found = weights.find(ref);
            if (found == weights.end() || found->second.shape() != to.shape)
                return fail(ErrorCode::BadInput,
                            {PROPAGO_TEXT("a parameter has no weights of its shape"), {}},
                            parameterName(m_program->graph(), ref),
                            {PROPAGO_TEXT("use a network that was saved with its weights"), {}});
            convert(found->second.view(), to);
        }
        return {};
    }

    Result<void> setInput(const TensorView& x)
    {
        const TensorView to = m_workspace.view(m_program->steps().front().overwrites[0]);
        if (auto fits = requireShape(x, to.shape, "the input"); !fits)
            return fits;
        convert(x, to);
        return {};
    }

    Result<void> setAnswers(const TensorView& answers)
    {
        if (!traits(answers.format).isFloating)
            return setLabels(answers);
        if (m_options.loss == LossKind::CrossEntropy)
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("CrossEntropyLoss takes whole class numbers"), {}}, {},
                        {PROPAGO_TEXT("give labels as integers, one for each sample"), {}});
        const TensorView to = view(SlotKind::Target);
        if (auto fits = requireShape(answers, to.shape, "the ideal output"); !fits)
            return fits;
        convert(answers, to);
        return {};
    }

    GradientResult run()
    {
        for (const Step& step : m_program->steps())
            execute(step);
        return collect();
    }

private:
    TensorView view(SlotKind kind, int node = -1) const
    {
        return m_workspace.view(TensorRef{kind, node, 0});
    }

    Result<void> setLabels(const TensorView& labels)
    {
        if (auto fits = requireShape(labels, Shape{m_count}, "the array of labels"); !fits)
            return fits;
        const std::int64_t classes = view(SlotKind::Target).elements() / m_count;
        for (std::int64_t i = 0; i < m_count; ++i) {
            const double label = labels.at(i);
            if (label < 0 || label >= static_cast<double>(classes))
                return fail(ErrorCode::BadInput,
                            {PROPAGO_TEXT("label %1 is not one of the %2 categories"),
                             {shortest(label), std::to_string(classes)}},
                            "row " + std::to_string(i),
                            {PROPAGO_TEXT("count categories from 0"), {}});
            view(SlotKind::Labels).as<std::int32_t>()[i] = static_cast<std::int32_t>(label);
        }
        writeOneHot(view(SlotKind::Labels), view(SlotKind::Target));
        return {};
    }

    LossContext lossContext() const
    {
        return {view(SlotKind::Value, m_program->graph().output),
                view(SlotKind::Labels),
                view(SlotKind::Target),
                view(SlotKind::Probabilities),
                view(SlotKind::SampleLoss),
                view(SlotKind::Loss)};
    }

    void execute(const Step& step)
    {
        switch (step.kind) {
        case StepKind::Forward: m_executor.forward(step.node, m_count, m_options.seed, 0); break;
        case StepKind::Loss: m_loss->forward(lossContext()); break;
        case StepKind::LossGradient:
            m_loss->backward(lossContext(), m_workspace.view(step.overwrites[0]));
            break;
        case StepKind::InputGradient:
        case StepKind::ParameterGradient:
            m_executor.backward(step, m_count, m_options.seed, 0);
            break;
        case StepKind::LoadBatch:
        case StepKind::ClipGradients:
        case StepKind::Update: break;
        }
    }

    GradientResult collect() const
    {
        GradientResult result;
        result.loss = view(SlotKind::Loss).at(0);
        for (const Slot& slot : m_program->allSlots()) {
            const SlotKind kind = slot.ref.kind;
            const bool isGradient =
                kind == SlotKind::Gradient || kind == SlotKind::ParameterGradient;
            if (isGradient)
                addUp(result.gradients, nameOf(slot.ref), m_workspace.view(slot.ref));
            else if (kind == SlotKind::Value || kind == SlotKind::Parameter)
                keepOnce(result.values, nameOf(slot.ref), m_workspace.view(slot.ref));
        }
        return result;
    }

    std::string nameOf(const TensorRef& ref) const
    {
        const Graph& graph = m_program->graph();
        if (ref.kind == SlotKind::Value || ref.kind == SlotKind::Gradient)
            return valueName(graph.nodes[static_cast<std::size_t>(ref.node)]);
        return parameterName(graph, {SlotKind::Parameter, ref.node, ref.index});
    }

    std::shared_ptr<const Program> m_program;
    GradientOptions m_options;
    std::int64_t m_count;
    Workspace m_workspace;
    Executor m_executor;
    std::unique_ptr<LossFunction> m_loss;
};

Result<void> requireOneInput(const Graph& graph)
{
    const auto inputs = std::ranges::count(graph.nodes, OperatorKind::Input, &Node::kind);
    if (inputs == 1)
        return {};
    return fail(ErrorCode::Unsupported,
                {PROPAGO_TEXT("gradients need a network with one input, this one has %1"),
                 {std::to_string(inputs)}},
                graph.name, {PROPAGO_TEXT("choose another network"), {}});
}

} // namespace

Result<GradientResult> computeGradients(const Graph& graph,
                                        const std::map<TensorRef, Tensor>& weights,
                                        const TensorView& x, const TensorView& answers,
                                        const GradientOptions& options, ThreadPool& pool)
{
    if (auto single = requireOneInput(graph); !single)
        return tl::unexpected(single.error());
    CompileOptions compiling;
    compiling.batch = x.shape.rank() > 0 ? x.shape[0] : 0;
    compiling.format = options.format;
    compiling.isTraining = options.isTraining;
    compiling.inputGradient = true;
    compiling.hasUpdate = false;
    compiling.lossName = makeLoss(options.loss)->name();
    const auto program = compile(graph, compiling);
    if (!program)
        return tl::unexpected(program.error());
    Pass pass(*program, options, compiling.batch, pool);
    if (auto done = pass.adopt(weights); !done)
        return tl::unexpected(done.error());
    if (auto done = pass.setInput(x); !done)
        return tl::unexpected(done.error());
    if (auto done = pass.setAnswers(answers); !done)
        return tl::unexpected(done.error());
    return pass.run();
}

} // namespace propago
