#include "views/present/stage_columns.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

bool joinsColumnBefore(OperatorKind kind)
{
    switch (kind) {
    case OperatorKind::Relu:
    case OperatorKind::LeakyRelu:
    case OperatorKind::Sigmoid:
    case OperatorKind::Tanh:
    case OperatorKind::Clip:
    case OperatorKind::HardSigmoid:
    case OperatorKind::HardSwish:
    case OperatorKind::Silu:
    case OperatorKind::Gelu:
    case OperatorKind::GeluTanh:
    case OperatorKind::Elu:
    case OperatorKind::PRelu:
    case OperatorKind::FakeQuantize:
    case OperatorKind::BatchNorm2d:
    case OperatorKind::Dropout:
    case OperatorKind::Flatten:
    case OperatorKind::Identity: return true;
    default: return false;
    }
}

// Names in a title: normalisation and flattening go without saying.
bool isNamed(OperatorKind kind)
{
    return kind != OperatorKind::BatchNorm2d && kind != OperatorKind::Flatten
           && kind != OperatorKind::Dropout && kind != OperatorKind::Identity
           && kind != OperatorKind::FakeQuantize;
}

std::string withoutNumber(std::string name)
{
    while (!name.empty() && name.back() >= '0' && name.back() <= '9')
        name.pop_back();
    return name;
}

ColumnKind kindOf(const Program& program, int node)
{
    if (program.graph().nodes[static_cast<std::size_t>(node)].kind == OperatorKind::Input)
        return ColumnKind::Picture;
    const Shape& shape = program.shapes()[static_cast<std::size_t>(node)];
    return shape.rank() == 3 && shape[1] * shape[2] > 1 ? ColumnKind::Maps : ColumnKind::Neurons;
}

// The step that wrote `ref` in the running batch, or -1.
int writer(const Program& program, const TensorRef& ref, int lastStep)
{
    const int slot = program.slot(ref);
    int found = -1;
    for (int i = 0; slot >= 0 && i <= lastStep; ++i) {
        const Step& step = program.steps()[static_cast<std::size_t>(i)];
        if (std::ranges::find(step.overwrites, slot) != step.overwrites.end())
            found = i;
    }
    return found;
}

} // namespace

std::vector<StageColumn> stageColumns(const Program& program)
{
    std::vector<StageColumn> columns;
    const Graph& graph = program.graph();
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        const Node& node = graph.nodes[static_cast<std::size_t>(i)];
        const int before = node.inputs.size() == 1 ? columnOf(columns, node.inputs.front()) : -1;
        const bool follows =
            before >= 0 && node.inputs.front() == columns[static_cast<std::size_t>(before)].node();
        if (joinsColumnBefore(node.kind) && follows && node.kind != OperatorKind::Flatten) {
            StageColumn& column = columns[static_cast<std::size_t>(before)];
            column.nodes.push_back(i);
            if (isNamed(node.kind))
                column.following +=
                    (column.following.empty() ? "" : " + ") + withoutNumber(node.name);
            continue;
        }
        if (node.kind == OperatorKind::Flatten)
            continue;
        StageColumn column;
        column.title = node.name;
        column.nodes = {i};
        column.kind = kindOf(program, i);
        for (const int input : node.inputs)
            column.sources.push_back(columnOf(columns, input));
        columns.push_back(std::move(column));
    }
    for (StageColumn& column : columns)
        column.shape = program.shapes()[static_cast<std::size_t>(column.node())];
    // Flatten nodes find their column through their input, which needs the graph.
    for (StageColumn& column : columns) {
        const Node& first = graph.nodes[static_cast<std::size_t>(column.nodes.front())];
        for (std::size_t i = 0; i < column.sources.size(); ++i) {
            int source = first.inputs[i];
            while (graph.nodes[static_cast<std::size_t>(source)].kind == OperatorKind::Flatten)
                source = graph.nodes[static_cast<std::size_t>(source)].inputs.front();
            column.sources[i] = columnOf(columns, source);
        }
    }
    return columns;
}

int columnOf(const std::vector<StageColumn>& columns, int node)
{
    for (int i = static_cast<int>(columns.size()) - 1; i >= 0; --i) {
        const auto& nodes = columns[static_cast<std::size_t>(i)].nodes;
        if (std::ranges::find(nodes, node) != nodes.end())
            return i;
    }
    return -1;
}

ColumnState stateOf(const Program& program, const StageColumn& column, int lastStep)
{
    if (writer(program, {SlotKind::Gradient, column.node(), 0}, lastStep) >= 0)
        return ColumnState::Gradients;
    if (writer(program, {SlotKind::Value, column.node(), 0}, lastStep) >= 0)
        return ColumnState::Values;
    return ColumnState::Waiting;
}

namespace {

bool hasMoved(const Program& program, const StageColumn& column, int lastStep)
{
    for (int i = 0; i <= lastStep; ++i) {
        const Step& step = program.steps()[static_cast<std::size_t>(i)];
        if (step.kind == StepKind::Update
            && std::ranges::find(column.nodes, step.node) != column.nodes.end())
            return true;
    }
    return false;
}

} // namespace

bool isOfPhase(const Program& program, const StageColumn& column, int lastStep)
{
    if (lastStep < 0)
        return true;
    switch (program.steps()[static_cast<std::size_t>(lastStep)].phase) {
    case Phase::Load: return column.kind == ColumnKind::Picture;
    case Phase::Forward: return stateOf(program, column, lastStep) == ColumnState::Values;
    case Phase::Backward: return stateOf(program, column, lastStep) == ColumnState::Gradients;
    case Phase::Update: return hasMoved(program, column, lastStep);
    default: return std::ranges::find(column.nodes, program.graph().output) != column.nodes.end();
    }
}

int columnAtWork(const Program& program, const std::vector<StageColumn>& columns, int lastStep)
{
    if (lastStep < 0)
        return -1;
    const Step& step = program.steps()[static_cast<std::size_t>(lastStep)];
    if (step.phase == Phase::Load)
        return 0;
    int node = step.node;
    if (step.kind == StepKind::InputGradient) // what is written is the gradient of the input
        node = program.graph()
                   .nodes[static_cast<std::size_t>(node)]
                   .inputs[static_cast<std::size_t>(step.index)];
    return node < 0 ? -1 : columnOf(columns, node);
}

std::vector<ColumnPassage> passagesOf(const Program& program,
                                      const std::vector<StageColumn>& columns, int lastStep)
{
    std::vector<ColumnPassage> passages;
    for (const StageColumn& column : columns) {
        const ColumnState state = stateOf(program, column, lastStep);
        passages.push_back(state == ColumnState::Gradients ? ColumnPassage::WentBack
                           : state == ColumnState::Values  ? ColumnPassage::WentForward
                                                           : ColumnPassage::Ahead);
    }
    const int atWork = columnAtWork(program, columns, lastStep);
    if (atWork < 0 || columns.empty())
        return passages;
    const Phase phase = program.steps()[static_cast<std::size_t>(lastStep)].phase;
    passages[static_cast<std::size_t>(atWork)] =
        phase <= Phase::Loss ? ColumnPassage::GoesForward : ColumnPassage::GoesBack;
    return passages;
}

std::int64_t strongestElement(const Tensor& tensor, std::int64_t index)
{
    const Shape& shape = tensor.shape();
    const std::int64_t plane = shape.rank() == 3 ? shape[1] * shape[2] : 1;
    std::int64_t best = index * plane;
    for (std::int64_t i = index * plane; i < (index + 1) * plane && i < tensor.elements(); ++i) {
        if (std::abs(tensor.at(i)) > std::abs(tensor.at(best)))
            best = i;
    }
    return best;
}

namespace {

Breakdown linearBreakdown(const Tensor& input, const Tensor& weight, std::int64_t element)
{
    Breakdown result;
    for (std::int64_t i = 0; i < input.elements(); ++i) {
        const double product = input.at(i) * weight.at(element * input.elements() + i);
        result.contributions.push_back({static_cast<int>(i), product});
        result.sum += product;
    }
    return result;
}

Breakdown convolutionBreakdown(const Attributes& a, const Tensor& input, const Tensor& weight,
                               const Shape& output, std::int64_t element)
{
    const Shape& in = input.shape();
    const std::int64_t plane = output[1] * output[2];
    const std::int64_t filter = element / plane;
    const std::int64_t top = element % plane / output[2] * a.strideH - a.padTop;
    const std::int64_t left = element % output[2] * a.strideW - a.padLeft;
    const std::int64_t channels = in[0] / a.groups;
    const std::int64_t first = filter / (a.features / a.groups) * channels;
    Breakdown result;
    for (std::int64_t c = 0; c < channels; ++c) {
        double sum = 0;
        for (std::int64_t tap = 0; tap < a.kernelH * a.kernelW; ++tap) {
            const std::int64_t y = top + tap / a.kernelW * a.dilationH;
            const std::int64_t x = left + tap % a.kernelW * a.dilationW;
            if (y >= 0 && y < in[1] && x >= 0 && x < in[2])
                sum += input.at(((first + c) * in[1] + y) * in[2] + x)
                       * weight.at((filter * channels + c) * a.kernelH * a.kernelW + tap);
        }
        result.contributions.push_back({static_cast<int>(first + c), sum});
        result.sum += sum;
    }
    return result;
}

} // namespace

Breakdown breakdown(const Node& node, const Tensor& input, const Tensor& weight, const Tensor* bias,
                    const Shape& output, std::int64_t element)
{
    const bool isConvolution = node.kind == OperatorKind::Conv2d;
    Breakdown result = isConvolution
                           ? convolutionBreakdown(node.attributes, input, weight, output, element)
                           : linearBreakdown(input, weight, element);
    const std::int64_t feature = isConvolution ? element / (output[1] * output[2]) : element;
    result.bias = bias ? bias->at(feature) : 0;
    result.sum += result.bias;
    return result;
}

double largestMagnitude(const Tensor& tensor)
{
    double largest = 1e-12;
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        const double value = std::abs(tensor.at(i));
        if (std::isfinite(value))
            largest = std::max(largest, value);
    }
    return largest;
}

} // namespace propago
