#include "core/infer/chains.h"

#include "core/infer/kernel_steps.h"

namespace propago {

namespace {

bool takesIn(const FusedNode& first, const FusedNode& pool, UnitFormat format, Method method)
{
    return pool.kind == FusedKind::MaxPool && canTakeIn(first, pool, format, method);
}

bool isDepthwise(const FusedNode& node)
{
    return node.kind == FusedKind::Convolution && node.window.groups > 1;
}

/// Finds what runs together, node by node.
class ChainFinder {
public:
    ChainFinder(const FusedGraph& fused, UnitFormat format, Method method)
        : m_fused(fused)
        , m_format(format)
        , m_method(method)
        , m_readers(fused.nodes.size())
        , m_before(fused.nodes.size(), -1)
    {
        ++m_readers[static_cast<std::size_t>(fused.output)];
        for (const FusedNode& node : fused.nodes) {
            for (const int input : node.inputs)
                ++m_readers[static_cast<std::size_t>(input)];
        }
    }

    std::vector<int> find() &&
    {
        for (std::size_t i = 0; i < m_fused.nodes.size(); ++i) {
            const FusedNode& node = m_fused.nodes[i];
            if (node.inputs.empty())
                continue;
            const int input = node.inputs[0];
            if (endsBottleneck(node, input)) {
                m_before[i] = input;
                m_before[static_cast<std::size_t>(input)] = nodeAt(input).inputs[0];
            } else if (joins(node, input)) {
                m_before[i] = input;
            }
        }
        return std::move(m_before);
    }

private:
    const FusedNode& nodeAt(int index) const
    {
        return m_fused.nodes[static_cast<std::size_t>(index)];
    }
    int before(int index) const { return m_before[static_cast<std::size_t>(index)]; }

    /// Convolutions whose planes only the next layer reads.
    bool isInner(int index) const
    {
        return nodeAt(index).kind == FusedKind::Convolution && !nodeAt(index).hasResidual
               && m_readers[static_cast<std::size_t>(index)] == 1;
    }

    bool endsBottleneck(const FusedNode& node, int input) const
    {
        if (m_format != UnitFormat::Fp32 || node.kind != FusedKind::Convolution || !isInner(input))
            return false;
        const int first = nodeAt(input).inputs[0];
        return isInner(first) && before(first) < 0
               && isBottleneck(nodeAt(first), nodeAt(input), node);
    }

    bool joins(const FusedNode& node, int input) const
    {
        if (!isInner(input))
            return false;
        const FusedNode& convolution = nodeAt(input);
        if (before(input) < 0)
            return takesIn(convolution, node, m_format, m_method)
                   || (isDepthwise(node) && m_format == UnitFormat::Fp32
                       && gainsTogether(convolution, node));
        return isDepthwise(convolution) && before(before(input)) < 0
               && node.kind == FusedKind::Convolution
               && gainsTogether(nodeAt(before(input)), convolution, node);
    }

    const FusedGraph& m_fused;
    UnitFormat m_format;
    Method m_method;
    std::vector<int> m_readers;
    std::vector<int> m_before;
};

} // namespace

std::vector<int> chains(const FusedGraph& fused, UnitFormat format, Method method)
{
    return ChainFinder(fused, format, method).find();
}

} // namespace propago
