#include "core/base/memory.h"
#include "core/graph/mixed_kernel.h"
#include "core/graph/shapes.h"
#include "core/program/clipping_words.h"
#include "core/program/forward_words.h"
#include "core/program/program.h"

#include <algorithm>
#include <map>

namespace propago {

namespace {

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

const char* partName(const std::string& role)
{
    if (role == "weight")
        return "weights";
    return role.c_str();
}

} // namespace

/// Turns a checked graph into slots and steps.
class Compiler {
public:
    Compiler(const Graph& graph, const CompileOptions& options, std::vector<Shape> shapes)
        : m_program(std::make_shared<Program>())
    {
        m_program->m_graph = graph;
        m_program->m_options = options;
        m_program->m_shapes = std::move(shapes);
    }

    std::shared_ptr<const Program> compile()
    {
        findGradientPaths();
        for (int node = 0; node < nodeCount(); ++node)
            prepareNode(node);
        addLossSlots();
        addLoad();
        for (int node = 0; node < nodeCount(); ++node)
            addForward(node);
        if (m_program->m_options.hasBackward)
            addBackwardAndUpdate();
        return m_program;
    }

private:
    int nodeCount() const { return static_cast<int>(m_program->m_graph.nodes.size()); }
    const Node& node(int index) const { return m_program->m_graph.nodes[at(index)]; }
    const Shape& shape(int index) const { return m_program->m_shapes[at(index)]; }
    Format format() const { return m_program->m_options.storage(); }
    int slot(SlotKind kind, int index, int part = 0) const
    {
        return m_program->slot({kind, index, part});
    }

    int addSlot(TensorRef ref, const Shape& shape, Format slotFormat, bool isPerSample,
                bool isPersistent, std::string name)
    {
        const int index = static_cast<int>(m_program->m_slots.size());
        m_program->m_slots.push_back(
            {ref, shape, slotFormat, isPerSample, isPersistent, std::move(name)});
        m_program->m_slotOf.emplace(ref, index);
        return index;
    }

    // A value needs a gradient when a trained parameter, or the picture if asked for, lies behind it.
    void findGradientPaths()
    {
        m_needsGradient.assign(at(nodeCount()), false);
        m_leadsToLoss.assign(at(nodeCount()), false);
        for (int i = 0; i < nodeCount(); ++i) {
            const auto inputs = inputShapes(m_program->m_graph, m_program->m_shapes, i);
            const auto specs = operatorFor(node(i).kind).parameters(node(i), inputs);
            bool needs =
                std::ranges::any_of(specs, &ParameterSpec::isTrained)
                || (node(i).kind == OperatorKind::Input && m_program->m_options.inputGradient);
            for (const int input : node(i).inputs)
                needs = needs || m_needsGradient[at(input)];
            m_needsGradient[at(i)] = needs;
        }
        m_leadsToLoss[at(m_program->m_graph.output)] = true;
        for (int i = nodeCount() - 1; i >= 0; --i) {
            for (const int input : node(i).inputs) {
                if (m_leadsToLoss[at(i)])
                    m_leadsToLoss[at(input)] = true;
            }
        }
    }

    bool hasGradient(int index) const
    {
        return m_program->m_options.hasBackward && m_needsGradient[at(index)]
               && m_leadsToLoss[at(index)];
    }

    // Of a node's value and gradient. The loss gets and gives all digits.
    Format formatOf(int index) const
    {
        const bool isBetween =
            node(index).kind != OperatorKind::Input && index != m_program->m_graph.output;
        return isBetween ? m_program->m_options.storageBetween() : format();
    }

    void prepareNode(int index)
    {
        const Operator& op = operatorFor(node(index).kind);
        const auto inputs = inputShapes(m_program->m_graph, m_program->m_shapes, index);
        const NodeShapes shapes{inputs, shape(index), productsFor(m_program->m_options.format)};
        const bool isMixed = m_program->m_options.storageBetween() != format();
        m_program->m_kernels.push_back(isMixed ? mixedKernel(node(index), shapes)
                                               : op.prepare(node(index), shapes, format()));
        m_program->m_parameters.push_back(op.parameters(node(index), inputs));
        addSlot({SlotKind::Value, index, 0}, shape(index), formatOf(index), true, false,
                node(index).name);
        if (hasGradient(index))
            addSlot({SlotKind::Gradient, index, 0}, shape(index), formatOf(index), true, false,
                    "grad " + node(index).name);
        addParameterSlots(index);
        const auto saved = op.saved(node(index), shapes, format());
        for (std::size_t i = 0; i < saved.size(); ++i)
            addSlot({SlotKind::Saved, index, static_cast<int>(i)}, saved[i].shape, saved[i].format,
                    saved[i].isPerSample, false, node(index).name + "." + saved[i].role);
        m_savedCounts.push_back(static_cast<int>(saved.size()));
    }

    void addParameterSlots(int index)
    {
        const CompileOptions& options = m_program->m_options;
        const auto& specs = m_program->m_parameters[at(index)];
        for (int i = 0; i < static_cast<int>(specs.size()); ++i) {
            const ParameterSpec& spec = specs[at(i)];
            const std::string name = node(index).name + "." + spec.role;
            addSlot({SlotKind::Parameter, index, i}, spec.shape, format(), false, true, name);
            if (!spec.isTrained || !hasGradient(index))
                continue;
            addSlot({SlotKind::ParameterGradient, index, i}, spec.shape, format(), false, false,
                    "grad " + name);
            for (int state = 0; options.hasUpdate && state < options.optimizerStates; ++state)
                addSlot({SlotKind::OptimizerState, index, i * kStateStride + state}, spec.shape,
                        format(), false, true, name + " state " + std::to_string(state));
        }
    }

    void addLossSlots()
    {
        const Shape& output = shape(m_program->m_graph.output);
        addSlot({SlotKind::Labels, -1, 0}, Shape{}, Format::Int32, true, false, "labels");
        addSlot({SlotKind::Target, -1, 0}, output, format(), true, false, "ideal");
        if (!m_program->m_options.hasBackward)
            return;
        addSlot({SlotKind::Probabilities, -1, 0}, output, format(), true, false, "actual");
        addSlot({SlotKind::SampleLoss, -1, 0}, Shape{}, format(), true, false,
                "loss of each picture");
        addSlot({SlotKind::Loss, -1, 0}, Shape{1}, format(), false, false, "loss");
        if (clipsGradients())
            addSlot({SlotKind::GradientNorm, -1, 0}, Shape{1}, format(), false, false,
                    "norm of the gradients");
    }

    bool clipsGradients() const
    {
        const CompileOptions& options = m_program->m_options;
        return options.hasUpdate && options.limits != GradientLimits{};
    }

    Step& addStep(Phase phase, StepKind kind, int index, int part)
    {
        Step step;
        step.phase = phase;
        step.kind = kind;
        step.node = index;
        step.index = part;
        m_program->m_steps.push_back(std::move(step));
        return m_program->m_steps.back();
    }

    void addLoad()
    {
        Step& step = addStep(Phase::Load, StepKind::LoadBatch, -1, 0);
        for (int i = 0; i < nodeCount(); ++i) {
            if (node(i).kind == OperatorKind::Input)
                step.overwrites.push_back(slot(SlotKind::Value, i));
        }
        step.overwrites.push_back(slot(SlotKind::Labels, -1));
        step.overwrites.push_back(slot(SlotKind::Target, -1));
        step.name = "load · batch";
        step.words = {PROPAGO_TEXT("The next pictures and their right answers are loaded."), {}};
    }

    void readValues(Step& step, int index)
    {
        for (const int input : node(index).inputs)
            step.reads.push_back(slot(SlotKind::Value, input));
        for (std::size_t i = 0; i < m_program->m_parameters[at(index)].size(); ++i)
            step.reads.push_back(slot(SlotKind::Parameter, index, static_cast<int>(i)));
    }

    void addForward(int index)
    {
        if (node(index).kind == OperatorKind::Input)
            return;
        Step& step = addStep(Phase::Forward, StepKind::Forward, index, 0);
        readValues(step, index);
        step.overwrites.push_back(slot(SlotKind::Value, index));
        for (int i = 0; i < m_savedCounts[at(index)]; ++i)
            step.overwrites.push_back(slot(SlotKind::Saved, index, i));
        const auto& specs = m_program->m_parameters[at(index)];
        for (std::size_t i = 0; i < specs.size(); ++i) {
            if (!specs[i].isTrained && m_program->m_options.isTraining)
                step.modifies.push_back(slot(SlotKind::Parameter, index, static_cast<int>(i)));
        }
        step.name = "forward · " + node(index).name;
        step.words = forwardWords(index);
    }

    Text forwardWords(int index) const;

    void addBackwardAndUpdate()
    {
        const int output = m_program->m_graph.output;
        addLossSteps(output);
        m_filled.assign(at(nodeCount()), false);
        m_filled[at(output)] = true;
        for (int i = nodeCount() - 1; i >= 0; --i)
            addBackward(i);
        if (clipsGradients())
            addClipping();
        for (int i = 0; m_program->m_options.hasUpdate && i < nodeCount(); ++i)
            addUpdates(i);
    }

    void addLossSteps(int output)
    {
        const std::vector<int> lossReads{slot(SlotKind::Value, output), slot(SlotKind::Labels, -1),
                                         slot(SlotKind::Target, -1)};
        Step& loss = addStep(Phase::Loss, StepKind::Loss, -1, 0);
        loss.reads = lossReads;
        loss.overwrites = {slot(SlotKind::Probabilities, -1), slot(SlotKind::SampleLoss, -1),
                           slot(SlotKind::Loss, -1)};
        loss.name = "loss · " + m_program->m_options.lossName;
        loss.words = {
            PROPAGO_TEXT("The answers are compared with the ideal: the distance is the loss."), {}};
        if (!hasGradient(output))
            return;
        Step& gradient = addStep(Phase::Backward, StepKind::LossGradient, output, 0);
        gradient.reads = lossReads;
        gradient.reads.push_back(slot(SlotKind::Probabilities, -1));
        gradient.overwrites = {slot(SlotKind::Gradient, output)};
        gradient.name = "backward · loss: gradient of the output";
        gradient.words = {
            PROPAGO_TEXT("Each category learns how far its answer was from the ideal."), {}};
    }

    void addBackward(int index)
    {
        if (!hasGradient(index) || !m_filled[at(index)])
            return;
        const auto& specs = m_program->m_parameters[at(index)];
        for (int i = 0; i < static_cast<int>(specs.size()); ++i) {
            if (specs[at(i)].isTrained)
                addParameterGradient(index, i, specs[at(i)].role);
        }
        for (int i = 0; i < static_cast<int>(node(index).inputs.size()); ++i) {
            if (hasGradient(node(index).inputs[at(i)]))
                addInputGradient(index, i);
        }
    }

    void readForBackward(Step& step, int index)
    {
        readValues(step, index);
        step.reads.push_back(slot(SlotKind::Value, index));
        step.reads.push_back(slot(SlotKind::Gradient, index));
        for (int i = 0; i < m_savedCounts[at(index)]; ++i)
            step.reads.push_back(slot(SlotKind::Saved, index, i));
    }

    void readParameterGradients(Step& step, int index)
    {
        for (int i = 0; i < static_cast<int>(m_program->m_parameters[at(index)].size()); ++i) {
            const int gradient = slot(SlotKind::ParameterGradient, index, i);
            if (gradient >= 0)
                step.reads.push_back(gradient);
        }
    }

    void addParameterGradient(int index, int part, const std::string& role)
    {
        Step& step = addStep(Phase::Backward, StepKind::ParameterGradient, index, part);
        readForBackward(step, index);
        step.overwrites = {slot(SlotKind::ParameterGradient, index, part)};
        step.name = "backward · " + node(index).name + ": gradient of the " + partName(role);
        step.words = {PROPAGO_TEXT("%1 adds up, over all pictures and places, how each of its %2 "
                                   "shared in the error."),
                      {node(index).name, partName(role)}};
    }

    void addInputGradient(int index, int part)
    {
        const int input = node(index).inputs[at(part)];
        Step& step = addStep(Phase::Backward, StepKind::InputGradient, index, part);
        readForBackward(step, index);
        if (node(index).kind == OperatorKind::BatchNorm2d && m_program->m_options.isTraining)
            readParameterGradients(step, index);
        step.accumulates = m_filled[at(input)];
        m_filled[at(input)] = true;
        auto& target = step.accumulates ? step.modifies : step.overwrites;
        target.push_back(slot(SlotKind::Gradient, input));
        step.name = "backward · " + node(index).name + ": gradient of its input";
        step.words = {
            PROPAGO_TEXT("%1 hands its error back to %2, to each place as much as it took part."),
            {node(index).name, node(input).name}};
    }

    // The norm needs every gradient, so this stands between the last of them and the first update.
    void addClipping()
    {
        Step& step = addStep(Phase::Update, StepKind::ClipGradients, -1, 0);
        for (int i = 0; i < static_cast<int>(m_program->m_slots.size()); ++i) {
            if (m_program->m_slots[at(i)].ref.kind == SlotKind::ParameterGradient)
                step.modifies.push_back(i);
        }
        step.overwrites = {slot(SlotKind::GradientNorm, -1)};
        step.name = "update · clip gradients";
        step.words = clippingWords(m_program->m_options.limits);
    }

    void addUpdates(int index)
    {
        const int states = m_program->m_options.optimizerStates;
        const auto& specs = m_program->m_parameters[at(index)];
        for (int i = 0; i < static_cast<int>(specs.size()); ++i) {
            const int gradient = slot(SlotKind::ParameterGradient, index, i);
            if (gradient < 0)
                continue;
            Step& step = addStep(Phase::Update, StepKind::Update, index, i);
            step.reads = {gradient};
            step.modifies = {slot(SlotKind::Parameter, index, i)};
            for (int state = 0; state < states; ++state)
                step.modifies.push_back(
                    slot(SlotKind::OptimizerState, index, i * kStateStride + state));
            const std::string role = specs[at(i)].role;
            step.name = "update · " + node(index).name + ": " + partName(role);
            step.words = {PROPAGO_TEXT("One small step against the gradient for the %2 of %1."),
                          {node(index).name, partName(role)}};
        }
    }

    std::shared_ptr<Program> m_program;
    std::vector<bool> m_needsGradient, m_leadsToLoss, m_filled;
    std::vector<int> m_savedCounts;
};

Text Compiler::forwardWords(int index) const
{
    const Node& n = node(index);
    std::vector<std::string> inputs;
    for (const int input : n.inputs)
        inputs.push_back(node(input).name);
    return propago::forwardWords(n, inputs, shape(n.inputs.front()));
}

Result<std::shared_ptr<const Program>> compile(const Graph& graph, const CompileOptions& options)
{
    if (options.batch < 1 || options.batch > limits::kDimension)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("a batch holds between 1 and %1 pictures, not %2"),
                     {std::to_string(limits::kDimension), std::to_string(options.batch)}},
                    graph.name, {PROPAGO_TEXT("choose another batch size"), {}});
    auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    const auto program = Compiler(graph, options, std::move(*shapes)).compile();
    const auto budget =
        static_cast<std::int64_t>(limits::kMemoryShare * static_cast<double>(availableMemory()));
    if (program->plannedBytes() <= budget)
        return program;
    return fail(
        ErrorCode::OutOfMemory,
        {PROPAGO_TEXT("the network needs %1 MB at batch %2, more than the %3 MB that may be used"),
         {std::to_string(program->plannedBytes() >> 20), std::to_string(options.batch),
          std::to_string(budget >> 20)}},
        graph.name, {PROPAGO_TEXT("choose a smaller batch"), {}});
}

} // namespace propago
