#include "core/infer/equalised_plan.h"

#include "core/infer/equalisation.h"

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

class EqualisedPlan final : public InferencePlan {
public:
    EqualisedPlan(const FoldedNetwork& network, ChannelFactors factors,
                  std::unique_ptr<InferencePlan> plan)
        : m_plan(std::move(plan))
        , m_factors(std::move(factors))
        , m_weightNodes(network.weightNodes())
    {
        m_nodeOf.assign(network.nodeOf.size(), -1);
        const std::vector<int> valueNodes = network.valueNodes();
        for (std::size_t i = 0; i < valueNodes.size(); ++i)
            m_nodeOf[static_cast<std::size_t>(valueNodes[i])] = static_cast<int>(i);
    }

    Format precision() const override { return m_plan->precision(); }
    std::int64_t batch() const override { return m_plan->batch(); }
    void run(const TensorView& x, const TensorView& y) override { m_plan->run(x, y); }
    std::int64_t weightBytes() const override { return m_plan->weightBytes(); }
    std::string kernel() const override { return m_plan->kernel(); }
    bool isEmulated() const override { return m_plan->isEmulated(); }
    std::int64_t samplesAtOnce() const override { return m_plan->samplesAtOnce(); }
    std::vector<double> runTimed(const TensorView& x, const TensorView& y) override
    {
        return m_plan->runTimed(x, y);
    }

    Tensor value(int node, std::int64_t n) const override
    {
        const int inner = m_nodeOf[static_cast<std::size_t>(node)];
        if (inner < 0)
            return {};
        Tensor values = m_plan->value(inner, n);
        const std::vector<double>& factors = m_factors[static_cast<std::size_t>(inner)];
        if (values.isEmpty() || factors.empty())
            return values;
        const auto numbers = values.span<float>();
        const std::size_t plane = numbers.size() / (static_cast<std::size_t>(n) * factors.size());
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = static_cast<float>(static_cast<double>(numbers[i])
                                            * factors[i / plane % factors.size()]);
        return values;
    }

    // Every channel has a step of its own: their root mean square is what errors compare with.
    double step(int node) const override
    {
        const int inner = m_nodeOf[static_cast<std::size_t>(node)];
        if (inner < 0)
            return 0;
        const std::vector<double>& factors = m_factors[static_cast<std::size_t>(inner)];
        double squares = 0;
        for (const double factor : factors)
            squares += factor * factor;
        const double mean = factors.empty() ? 1 : squares / static_cast<double>(factors.size());
        return m_plan->step(inner) * std::sqrt(mean);
    }

    std::vector<PlanOperation> operations() const override
    {
        std::vector<PlanOperation> operations = m_plan->operations();
        for (PlanOperation& operation : operations) {
            operation.node = outer(operation.node);
            for (int& before : operation.before)
                before = outer(before);
        }
        return operations;
    }

private:
    int outer(int inner) const
    {
        return inner < 0 ? inner : m_weightNodes[static_cast<std::size_t>(inner)];
    }

    std::unique_ptr<InferencePlan> m_plan;
    ChannelFactors m_factors;
    std::vector<int> m_weightNodes; // outer node of each inner one
    std::vector<int> m_nodeOf;      // inner node whose value is that of each outer one, or -1
};

Calibration innerCalibration(const Calibration& of, const FoldedNetwork& network)
{
    Calibration result;
    result.samples = of.samples;
    for (const int node : network.valueNodes()) {
        const auto index = static_cast<std::size_t>(node);
        result.ranges.push_back(of.ranges[index]);
        if (index < of.extremes.size())
            result.extremes.push_back(of.extremes[index]);
        if (index < of.means.size())
            result.means.push_back(of.means[index]);
    }
    return result;
}

PlanOptions innerOptions(const PlanOptions& of, const FoldedNetwork& network)
{
    PlanOptions result = of;
    result.quantisation.equalises = false;
    result.quantisation.layerBits.clear();
    for (const int node : network.weightNodes()) {
        const auto index = static_cast<std::size_t>(node);
        const std::vector<int>& bits = of.quantisation.layerBits;
        result.quantisation.layerBits.push_back(index < bits.size() ? bits[index] : 0);
    }
    return result;
}

} // namespace

Result<std::unique_ptr<InferencePlan>> planEqualised(const Graph& graph, const Weights& weights,
                                                     const PlanOptions& options,
                                                     const Calibration& calibration,
                                                     ThreadPool& pool)
{
    auto made = equalised(graph, weights);
    if (!made)
        return tl::unexpected(made.error());
    const FoldedNetwork& network = made->network;
    const Calibration ranges = innerCalibration(calibration, network);
    auto plan = planInference(network.graph, network.weights, innerOptions(options, network),
                              &ranges, pool);
    if (!plan)
        return plan;
    return std::make_unique<EqualisedPlan>(network, std::move(made->factors), std::move(*plan));
}

} // namespace propago
