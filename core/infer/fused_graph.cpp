#include "core/infer/fused_graph.h"

#include "core/graph/operator.h"
#include "core/graph/operators/shape_rules.h"
#include "core/graph/shapes.h"
#include "core/infer/folding.h"
#include "core/infer/fused_values.h"

#include <algorithm>

namespace propago {

namespace {

using Kind = OperatorKind;

Planes planesOf(const Shape& shape)
{
    const int rank = shape.rank();
    if (rank == 0)
        return {1, 1, 1};
    if (rank == 1)
        return {shape[0], 1, 1};
    const std::int64_t last = shape[rank - 1];
    return {shape[0], shape.elements() / std::max<std::int64_t>(1, shape[0] * last), last};
}

// Which nodes the output depends on.
std::vector<bool> neededNodes(const Graph& graph)
{
    std::vector<bool> needed(graph.nodes.size(), false);
    needed[static_cast<std::size_t>(graph.output)] = true;
    for (int i = graph.output; i >= 0; --i) {
        if (!needed[static_cast<std::size_t>(i)])
            continue;
        for (const int input : graph.nodes[static_cast<std::size_t>(i)].inputs)
            needed[static_cast<std::size_t>(input)] = true;
    }
    return needed;
}

class Fuser {
public:
    Fuser(const Graph& graph, const Weights& weights, const FusionOptions& options,
          std::vector<Shape> shapes)
        : m_graph(graph), m_weights(weights), m_options(options), m_shapes(std::move(shapes))
    {
        m_owners.assign(graph.nodes.size(), -1);
        countUses();
    }

    Result<FusedGraph> run()
    {
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            if (!m_needed[i])
                continue;
            if (const auto placed = place(static_cast<int>(i)); !placed)
                return tl::unexpected(placed.error());
        }
        return ordered();
    }

private:
    void countUses()
    {
        m_needed =
            m_options.fuses ? neededNodes(m_graph) : std::vector<bool>(m_graph.nodes.size(), true);
        m_uses.assign(m_graph.nodes.size(), 0);
        m_uses[static_cast<std::size_t>(m_graph.output)] = 1;
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            for (const int input : m_graph.nodes[i].inputs)
                m_uses[static_cast<std::size_t>(input)] += m_needed[i] ? 1 : 0;
        }
    }

    const Node& node(int index) const { return m_graph.nodes[static_cast<std::size_t>(index)]; }
    const Shape& shape(int index) const { return m_shapes[static_cast<std::size_t>(index)]; }
    int owner(int index) const { return m_owners[static_cast<std::size_t>(index)]; }
    FusedNode& fused(int id) { return m_fused[static_cast<std::size_t>(id)]; }

    Result<void> place(int index)
    {
        switch (node(index).kind) {
        case Kind::Input: append(start(FusedKind::Input, index)); return {};
        case Kind::Conv2d: return placeWeighted(FusedKind::Convolution, index);
        case Kind::Linear: return placeWeighted(FusedKind::Linear, index);
        case Kind::BatchNorm2d: return placeBatchNorm(index);
        case Kind::MaxPool2d: placePool(FusedKind::MaxPool, index); return {};
        case Kind::AvgPool2d: placePool(FusedKind::AveragePool, index); return {};
        case Kind::GlobalAvgPool2d: append(start(FusedKind::GlobalAverage, index)); return {};
        case Kind::Relu: placeActivation(FusedActivation::Relu, index); return {};
        case Kind::LeakyRelu: placeActivation(FusedActivation::LeakyRelu, index); return {};
        case Kind::Sigmoid: placeActivation(FusedActivation::Sigmoid, index); return {};
        case Kind::Tanh: placeActivation(FusedActivation::Tanh, index); return {};
        case Kind::Clip: return placeClip(index);
        case Kind::Add: return isSumOfMaps(index) ? placeAdd(index) : placeGeneric(index);
        case Kind::Concat: placeConcat(index); return {};
        case Kind::Softmax: placeSoftmax(index); return {};
        case Kind::FakeQuantize: return placeFakeQuantize(index);
        case Kind::Dropout:
        case Kind::Flatten:
        case Kind::Identity: alias(index); return {};
        default: return placeGeneric(index);
        }
    }

    // Two inputs of the same shape; anything else that is called Add is spread along some axis.
    bool isSumOfMaps(int index) const
    {
        const auto& inputs = node(index).inputs;
        return inputs.size() == 2 && shape(inputs[0]) == shape(inputs[1]);
    }

    Result<void> placeGeneric(int index)
    {
        FusedNode made = start(FusedKind::Generic, index);
        made.operands = inputShapes(m_graph, m_shapes, index);
        const Operator& op = operatorFor(node(index).kind);
        auto parameters = parametersOf(m_graph, m_weights, index,
                                       op.parameters(node(index), made.operands).size());
        if (!parameters)
            return tl::unexpected(parameters.error());
        made.parameters = std::move(*parameters);
        if (m_options.isInteger)
            made.codes = bytesOf(node(index));
        append(std::move(made));
        return {};
    }

    // Codes of 8 bits are what an integer plan stores, whoever makes them.
    Result<void> placeFakeQuantize(int index)
    {
        const auto codes = bytesOf(node(index));
        if (!m_options.isInteger || !codes || node(index).attributes.bits != 8)
            return placeGeneric(index);
        const int source = owner(node(index).inputs[0]);
        if (codesOfValue(source) == codes) {
            alias(index);
            return {};
        }
        if (fused(source).codes || keepsScale(source) || !isReadOnce(source))
            return placeGeneric(index);
        fused(source).codes = codes;
        adopt(source, index, !m_options.fuses);
        return {};
    }

    bool keepsScale(int id)
    {
        const FusedKind kind = fused(id).kind;
        return kind == FusedKind::MaxPool || kind == FusedKind::AveragePool
               || kind == FusedKind::Relayout;
    }

    std::optional<Quantisation> codesOfValue(int id)
    {
        while (keepsScale(id))
            id = fused(id).inputs[0];
        return fused(id).codes;
    }

    FusedNode start(FusedKind kind, int index) const
    {
        FusedNode made;
        made.kind = kind;
        made.node = index;
        made.values = {index};
        made.shape = shape(index);
        made.planes = planesOf(made.shape);
        for (const int input : node(index).inputs)
            made.inputs.push_back(owner(input));
        return made;
    }

    int append(FusedNode made)
    {
        const int id = static_cast<int>(m_fused.size());
        for (const int value : made.values)
            m_owners[static_cast<std::size_t>(value)] = id;
        m_fused.push_back(std::move(made));
        m_order.push_back(id);
        return id;
    }

    // The value of `index` now comes out of `id`, which keeps what it left behind only if `keeps`.
    void adopt(int id, int index, bool keeps)
    {
        if (!keeps) {
            for (const int value : fused(id).values)
                m_owners[static_cast<std::size_t>(value)] = -1;
            fused(id).values.clear();
        }
        fused(id).values.push_back(index);
        m_owners[static_cast<std::size_t>(index)] = id;
    }

    void alias(int index) { adopt(owner(node(index).inputs[0]), index, true); }

    // True when nobody but the next node reads what `id` makes and nothing follows its sum yet.
    bool isOpen(int id)
    {
        const FusedNode& made = fused(id);
        return m_options.fuses && made.activation == FusedActivation::None && !made.codes
               && isReadOnce(id);
    }

    bool isReadOnce(int id)
    {
        return std::ranges::all_of(fused(id).values, [&](int value) {
            return m_uses[static_cast<std::size_t>(value)] == 1;
        });
    }

    Result<void> placeWeighted(FusedKind kind, int index)
    {
        FusedNode made = start(kind, index);
        const auto folded = weightsOf(m_graph, m_weights, index);
        if (!folded)
            return tl::unexpected(folded.error());
        made.weights = folded->weights;
        made.bias = folded->bias;
        const std::int64_t bits = node(index).attributes.weightBits;
        if (m_options.isInteger)
            made.weightBits = bits;
        else if (bits > 0)
            roundToBits(made, node(index));
        if (kind == FusedKind::Convolution)
            made.window = operators::geometryOf(node(index), shape(node(index).inputs[0]),
                                                node(index).attributes.features);
        append(std::move(made));
        return {};
    }

    Result<void> placeBatchNorm(int index)
    {
        const auto affine = batchNormOf(m_graph, m_weights, index);
        if (!affine)
            return tl::unexpected(affine.error());
        const int source = owner(node(index).inputs[0]);
        if (fused(source).kind == FusedKind::Convolution && isOpen(source)
            && !fused(source).hasResidual) {
            fold(*affine, fused(source).weights, fused(source).bias);
            adopt(source, index, false);
            return {};
        }
        append(channelwise(index, *affine));
        return {};
    }

    FusedNode channelwise(int index, const ChannelAffine& affine) const
    {
        FusedNode made = start(FusedKind::Convolution, index);
        WindowGeometry& g = made.window;
        g.channels = g.filters = g.groups = made.planes.channels;
        g.height = made.planes.height;
        g.width = made.planes.width;
        g.kernelH = g.kernelW = 1;
        made.weights = affine.factor;
        made.bias = affine.offset;
        return made;
    }

    void placePool(FusedKind kind, int index)
    {
        FusedNode made = start(kind, index);
        const Shape& in = shape(node(index).inputs[0]);
        made.window = operators::geometryOf(node(index), in, in[0]);
        made.countsPadding = node(index).attributes.countsPadding;
        append(std::move(made));
    }

    void placeActivation(FusedActivation activation, int index)
    {
        const int source = owner(node(index).inputs[0]);
        const bool isWeighted =
            fused(source).kind == FusedKind::Convolution || fused(source).kind == FusedKind::Linear;
        const bool isSum = fused(source).kind == FusedKind::Add;
        const bool fits = (isWeighted && activation <= FusedActivation::Clip)
                          || (isSum && activation == FusedActivation::Relu);
        int id = source;
        if (fits && isOpen(source)) {
            adopt(source, index, false);
        } else {
            FusedNode made = start(FusedKind::Activation, index);
            made.planes = fused(source).planes;
            id = append(std::move(made));
        }
        fused(id).activation = activation;
        fused(id).slope = node(index).attributes.slope;
        fused(id).low = node(index).attributes.low;
        fused(id).high = node(index).attributes.high;
    }

    // Products are clipped as they are stored; anything else is clipped as any other operator is.
    Result<void> placeClip(int index)
    {
        const int source = owner(node(index).inputs[0]);
        const FusedKind kind = fused(source).kind;
        if ((kind != FusedKind::Convolution && kind != FusedKind::Linear) || !isOpen(source))
            return placeGeneric(index);
        placeActivation(FusedActivation::Clip, index);
        return {};
    }

    // The later of the two sides takes the other one in, at the place where both are there.
    Result<void> placeAdd(int index)
    {
        const int left = owner(node(index).inputs[0]);
        const int right = owner(node(index).inputs[1]);
        const bool leftIsLater =
            std::ranges::find(m_order, left) > std::ranges::find(m_order, right);
        const int later = leftIsLater ? left : right;
        const int earlier = leftIsLater ? right : left;
        if (takesResidual(later, earlier)) {
            addInto(later, earlier, index);
            return {};
        }
        if (takesResidual(earlier, later)) {
            addInto(earlier, later, index);
            return {};
        }
        FusedNode made = start(FusedKind::Add, index);
        made.planes = fused(left).planes;
        made.inputs[1] = relaid(right, made.planes);
        append(std::move(made));
        return {};
    }

    bool takesResidual(int id, int other)
    {
        return id != other && fused(id).kind == FusedKind::Convolution && isOpen(id)
               && !fused(id).hasResidual && fused(id).planes == fused(other).planes;
    }

    void addInto(int id, int other, int index)
    {
        adopt(id, index, false);
        fused(id).hasResidual = true;
        fused(id).inputs.push_back(other);
        std::erase(m_order, id);
        m_order.push_back(id);
    }

    void placeConcat(int index)
    {
        FusedNode made = start(FusedKind::Concat, index);
        made.axis = node(index).attributes.axis;
        if (made.shape.rank() == 1)
            alignFlat(made);
        append(std::move(made));
    }

    // Flattened maps join as maps when their planes are equal, else as single pixels.
    void alignFlat(FusedNode& made)
    {
        const Planes first = fused(made.inputs[0]).planes;
        const bool areEqual = std::ranges::all_of(made.inputs, [&](int input) {
            return fused(input).planes.height == first.height
                   && fused(input).planes.width == first.width;
        });
        if (areEqual) {
            made.planes = {made.shape[0] / first.plane(), first.height, first.width};
            return;
        }
        for (int& input : made.inputs)
            input = relaid(input, {fused(input).planes.elements(), 1, 1});
    }

    void placeSoftmax(int index)
    {
        FusedNode made = start(FusedKind::Softmax, index);
        made.planes = fused(made.inputs[0]).planes;
        append(std::move(made));
    }

    int relaid(int id, const Planes& planes)
    {
        if (m_options.isPlainLayout || fused(id).planes == planes)
            return id;
        FusedNode made;
        made.kind = FusedKind::Relayout;
        made.node = fused(id).node;
        made.inputs = {id};
        made.shape = fused(id).shape;
        made.planes = planes;
        return append(std::move(made));
    }

    FusedGraph ordered()
    {
        FusedGraph result;
        std::vector<int> rank(m_fused.size(), -1);
        for (const int id : m_order) {
            rank[static_cast<std::size_t>(id)] = static_cast<int>(result.nodes.size());
            result.nodes.push_back(std::move(fused(id)));
            for (int& input : result.nodes.back().inputs)
                input = rank[static_cast<std::size_t>(input)];
        }
        for (const int id : m_owners)
            result.owners.push_back(id < 0 ? -1 : rank[static_cast<std::size_t>(id)]);
        result.output = result.owners[static_cast<std::size_t>(m_graph.output)];
        flattenInputs(result);
        return result;
    }

    const Graph& m_graph;
    const Weights& m_weights;
    FusionOptions m_options;
    std::vector<Shape> m_shapes;
    std::vector<bool> m_needed;
    std::vector<int> m_uses;   // readers of each node's value, the world included
    std::vector<int> m_owners; // fused node that holds each node's value
    std::vector<FusedNode> m_fused;
    std::vector<int> m_order;
};

} // namespace

Result<FusedGraph> fuse(const Graph& graph, const Weights& weights, const FusionOptions& options)
{
    auto shapes = inferShapes(graph);
    if (!shapes)
        return tl::unexpected(shapes.error());
    return Fuser(graph, weights, options, std::move(*shapes)).run();
}

} // namespace propago
