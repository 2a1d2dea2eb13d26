#include "core/infer/folded_graph.h"

#include "core/graph/graph_surgery.h"
#include "core/graph/shapes.h"
#include "core/infer/folding.h"

#include <algorithm>

namespace propago {

namespace {

// Works with the old indices; what was folded is taken out at the end.
class Folder {
public:
    Folder(const Graph& graph, const Weights& weights) : m_graph(graph), m_weights(weights)
    {
        for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i)
            m_becomes.push_back(i);
    }

    Result<FoldedNetwork> run()
    {
        for (int i = 0; i < static_cast<int>(m_graph.nodes.size()); ++i) {
            if (!isFoldable(i))
                continue;
            if (const auto folded = foldInto(node(i).inputs[0], i); !folded)
                return tl::unexpected(folded.error());
        }
        return compacted();
    }

private:
    Node& node(int index) { return m_graph.nodes[static_cast<std::size_t>(index)]; }
    bool isFolded(int index) const { return m_becomes[static_cast<std::size_t>(index)] != index; }

    bool isFoldable(int index)
    {
        if (node(index).kind != OperatorKind::BatchNorm2d)
            return false;
        const int before = node(index).inputs[0];
        std::vector<int> readers = surgery::readersOf(m_graph, before);
        std::erase_if(readers, [this](int reader) { return isFolded(reader); });
        return node(before).kind == OperatorKind::Conv2d && before != m_graph.output
               && readers == std::vector{index};
    }

    Result<void> foldInto(int convolution, int norm)
    {
        auto operation = weightsOf(m_graph, m_weights, convolution);
        if (!operation)
            return tl::unexpected(operation.error());
        const auto affine = batchNormOf(m_graph, m_weights, norm);
        if (!affine)
            return tl::unexpected(affine.error());
        fold(*affine, operation->weights, operation->bias);
        store(operation->weights, m_weights.at({SlotKind::Parameter, convolution, 0}));
        giveBias(convolution);
        Tensor bias(Shape{static_cast<std::int64_t>(operation->bias.size())}, Format::Fp32);
        store(operation->bias, bias);
        m_weights.insert_or_assign({SlotKind::Parameter, convolution, 1}, std::move(bias));
        m_becomes[static_cast<std::size_t>(norm)] = convolution;
        surgery::readInstead(m_graph, norm, convolution, norm);
        return {};
    }

    static void store(const std::vector<double>& values, Tensor& tensor)
    {
        std::ranges::transform(values, tensor.span<float>().begin(),
                               [](double value) { return static_cast<float>(value); });
    }

    void giveBias(int index)
    {
        Node& made = node(index);
        if (!made.attributes.hasBias && !made.parameterNames.empty())
            made.parameterNames.push_back(made.name + ".bias");
        made.attributes.hasBias = true;
    }

    FoldedNetwork compacted()
    {
        FoldedNetwork result;
        int next = 0;
        for (int i = 0; i < static_cast<int>(m_becomes.size()); ++i) {
            const int source = m_becomes[static_cast<std::size_t>(i)];
            result.nodeOf.push_back(source == i ? next++
                                                : result.nodeOf[static_cast<std::size_t>(source)]);
        }
        for (auto& [ref, values] : m_weights) {
            const bool isKnown = ref.node >= 0 && ref.node < static_cast<int>(m_becomes.size());
            if (isKnown && !isFolded(ref.node))
                result.weights.emplace(TensorRef{ref.kind,
                                                 result.nodeOf[static_cast<std::size_t>(ref.node)],
                                                 ref.index},
                                       std::move(values));
        }
        for (int i = static_cast<int>(m_becomes.size()) - 1; i >= 0; --i) {
            if (isFolded(i))
                surgery::takeOut(m_graph, i);
        }
        result.graph = std::move(m_graph);
        return result;
    }

    Graph m_graph;
    Weights m_weights;
    std::vector<int> m_becomes; // itself, or the convolution that it went into
};

} // namespace

std::vector<int> FoldedNetwork::weightNodes() const
{
    std::vector<int> result(graph.nodes.size());
    for (std::size_t i = nodeOf.size(); i-- > 0;)
        result[static_cast<std::size_t>(nodeOf[i])] = static_cast<int>(i);
    return result;
}

std::vector<int> FoldedNetwork::valueNodes() const
{
    std::vector<int> result(graph.nodes.size());
    for (std::size_t i = 0; i < nodeOf.size(); ++i)
        result[static_cast<std::size_t>(nodeOf[i])] = static_cast<int>(i);
    return result;
}

Result<FoldedNetwork> foldBatchNorms(const Graph& graph, const Weights& weights)
{
    if (const auto shapes = inferShapes(graph); !shapes)
        return tl::unexpected(shapes.error());
    return Folder(graph, weights).run();
}

} // namespace propago
