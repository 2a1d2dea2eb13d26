#include "core/infer/node_plan.h"

#include "core/base/clock.h"
#include "core/graph/operator.h"
#include "core/graph/shapes.h"
#include "core/infer/folding.h"
#include "core/kernels/isa.h"

#include <algorithm>
#include <stdexcept>

namespace propago {

namespace {

// One node with everything that it computes with, for the largest batch.
struct NodeRun {
    std::unique_ptr<NodeKernel> kernel;
    std::vector<int> inputs;
    std::vector<Tensor> parameters;
    std::vector<Tensor> saved;
    std::vector<bool> savedPerSample;
    Tensor value;
    std::vector<TensorView> inputViews, parameterViews, savedViews;
    std::int64_t macs = 0; // of one sample
};

class OperatorPlan final : public NodePlan {
public:
    OperatorPlan(const PlanOptions& options, ThreadPool& pool) : m_options(options), m_pool(pool) {}

    void add(NodeRun run) { m_nodes.push_back(std::move(run)); }
    void finish(int input, int output)
    {
        m_input = input;
        m_output = output;
        std::size_t scratch = 0;
        for (const NodeRun& node : m_nodes)
            scratch =
                std::max(scratch, node.kernel->scratchBytes(m_options.batch, m_pool.threads()));
        m_scratch = allocateBytes(scratch);
    }

    Format precision() const override { return m_options.precision; }
    std::int64_t batch() const override { return m_options.batch; }
    bool isEmulated() const override { return false; }

    void run(const TensorView& x, const TensorView& y) override
    {
        const std::int64_t n = begin(x);
        forwardAll(0, last(), n);
        convert(viewOf(m_output, n), y);
    }

    void runFrom(int node, const TensorView& value, const TensorView& y) override
    {
        const std::int64_t n = value.shape[0];
        forwardAll(m_lastOwn + 1, node, n);
        const TensorView patched = viewOf(node, n);
        const Tensor own = copyOf(patched);
        convert(value, patched);
        forwardAll(node + 1, last(), n);
        convert(viewOf(m_output, n), y);
        convert(own.view(), patched);
        m_lastOwn = node;
    }

    std::vector<PlanOperation> operations() const override
    {
        std::vector<PlanOperation> operations;
        for (std::size_t i = 0; i < m_nodes.size(); ++i)
            operations.push_back(operationOf(static_cast<int>(i)));
        return operations;
    }
    std::int64_t samplesAtOnce() const override { return batch(); }

    std::vector<double> runTimed(const TensorView& x, const TensorView& y) override
    {
        const std::int64_t n = begin(x);
        std::vector<double> seconds;
        for (NodeRun& node : m_nodes) {
            const Stopwatch watch;
            forward(node, n);
            seconds.push_back(watch.seconds());
        }
        convert(viewOf(m_output, n), y);
        return seconds;
    }

    std::int64_t weightBytes() const override
    {
        std::int64_t bytes = 0;
        for (const NodeRun& node : m_nodes) {
            for (const Tensor& parameter : node.parameters)
                bytes += parameter.bytes();
        }
        return bytes;
    }

    std::string kernel() const override
    {
        if (precision() == Format::Fp64)
            return "reference fp64 loops";
        return std::string(name(chosenIsa())) + " fp32, layer by layer";
    }

    Tensor value(int node, std::int64_t n) const override
    {
        const TensorView from = viewOf(node, n);
        Tensor result(from.shape, Format::Fp32);
        convert(from, result.view());
        return result;
    }

private:
    // Takes x in; how many samples it has.
    std::int64_t begin(const TensorView& x)
    {
        const std::int64_t n = x.shape[0];
        if (n > batch())
            throw std::logic_error("more pictures than the plan was made for");
        convert(x, viewOf(m_input, n));
        m_lastOwn = last();
        return n;
    }

    int last() const { return static_cast<int>(m_nodes.size()) - 1; }

    void forwardAll(int first, int last, std::int64_t n)
    {
        for (int i = first; i <= last; ++i)
            forward(m_nodes[static_cast<std::size_t>(i)], n);
    }

    PlanOperation operationOf(int index) const
    {
        const NodeRun& node = m_nodes[static_cast<std::size_t>(index)];
        PlanOperation operation{index, {}, node.macs, viewOf(index, 1).bytes(), 0};
        for (const int input : node.inputs)
            operation.valueBytes += viewOf(input, 1).bytes();
        for (const Tensor& parameter : node.parameters)
            operation.weightBytes += parameter.bytes();
        return operation;
    }

    TensorView viewOf(int node, std::int64_t n) const
    {
        return m_nodes[static_cast<std::size_t>(node)].value.view().slice(0, n);
    }

    void forward(NodeRun& node, std::int64_t n)
    {
        for (std::size_t i = 0; i < node.inputs.size(); ++i)
            node.inputViews[i] = viewOf(node.inputs[i], n);
        for (std::size_t i = 0; i < node.saved.size(); ++i)
            node.savedViews[i] =
                node.savedPerSample[i] ? node.saved[i].view().slice(0, n) : node.saved[i].view();
        NodeContext context;
        context.batch = n;
        context.inputs = node.inputViews;
        context.output = node.value.view().slice(0, n);
        context.parameters = node.parameterViews;
        context.saved = node.savedViews;
        context.pool = &m_pool;
        context.scratch = m_scratch.get();
        node.kernel->forward(context);
    }

    PlanOptions m_options;
    ThreadPool& m_pool;
    std::vector<NodeRun> m_nodes;
    AlignedBytes m_scratch;
    int m_input = 0;
    int m_output = 0;
    int m_lastOwn = -1; // up to here values are those of the samples that came in
};

Result<NodeRun> nodeRun(const Graph& graph, const Weights& weights, const PlanOptions& options,
                        const std::vector<Shape>& shapes, int index)
{
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    const Operator& op = operatorFor(node.kind);
    const std::vector<Shape> inputs = inputShapes(graph, shapes, index);
    const NodeShapes around{inputs, shapes[static_cast<std::size_t>(index)]};
    NodeRun run;
    run.inputs = node.inputs;
    run.macs = op.macs(node, around);
    run.kernel = op.prepare(node, around, options.precision);
    auto parameters =
        parametersOf(graph, weights, index, op.parameters(node, inputs).size(), options.precision);
    if (!parameters)
        return tl::unexpected(parameters.error());
    run.parameters = std::move(*parameters);
    for (const SavedSpec& spec : op.saved(node, around, options.precision)) {
        run.saved.emplace_back(spec.isPerSample ? spec.shape.batched(options.batch) : spec.shape,
                               spec.format);
        run.savedPerSample.push_back(spec.isPerSample);
    }
    run.value = Tensor(around.output.batched(options.batch), options.precision);
    run.inputViews.resize(run.inputs.size());
    run.savedViews.resize(run.saved.size());
    for (const Tensor& parameter : run.parameters)
        run.parameterViews.push_back(parameter.view());
    return run;
}

} // namespace

Result<std::unique_ptr<NodePlan>> planNodes(const Graph& graph, const Weights& weights,
                                            const PlanOptions& options, ThreadPool& pool)
{
    const auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    auto plan = std::make_unique<OperatorPlan>(options, pool);
    int input = 0;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        auto run = nodeRun(graph, weights, options, *shapes, i);
        if (!run)
            return tl::unexpected(run.error());
        plan->add(std::move(*run));
        if (graph.nodes[static_cast<std::size_t>(i)].kind == OperatorKind::Input)
            input = i;
    }
    plan->finish(input, graph.output);
    return plan;
}

} // namespace propago
