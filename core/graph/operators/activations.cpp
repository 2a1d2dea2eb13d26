#include "core/graph/operators/operators.h"
#include "core/graph/operators/shape_rules.h"
#include "core/kernels/elementwise.h"
#include "core/tensor/bfloat16.h"

namespace propago::operators {

namespace {

// Calls the element loop of an activation with typed pointers; Loops gives forward, and backward from
// the output or, where that does not tell enough, from the input.
template<typename T, typename Loops> class ActivationKernel final : public NodeKernel {
public:
    explicit ActivationKernel(const Attributes& attributes) : m_attributes(attributes) {}
    void forward(const NodeContext& c) const override
    {
        Loops::template forward<T>(m_attributes, c.inputs[0].as<T>(), c.output.as<T>(),
                                   c.output.elements(), *c.pool);
    }
    void backwardInput(const NodeContext& c, const GradientContext& g) const override
    {
        const TensorView& seen = Loops::kReadsInput ? c.inputs[0] : c.output;
        Loops::template backward<T>(m_attributes, seen.as<T>(), g.outputGradient.as<T>(),
                                    g.target.as<T>(), c.output.elements(), g.accumulates, *c.pool);
    }

private:
    Attributes m_attributes;
};

template<typename Loops> class ActivationOperator final : public Operator {
public:
    const char* name() const override { return Loops::kName; }
    Result<Shape> outputShape(const Node&, std::span<const Shape> inputs) const override
    {
        return sameShape(inputs);
    }
    std::unique_ptr<NodeKernel> prepare(const Node& node, const NodeShapes&,
                                        Format format) const override
    {
        if (format == Format::Fp64)
            return std::make_unique<ActivationKernel<double, Loops>>(node.attributes);
        return std::make_unique<ActivationKernel<float, Loops>>(node.attributes);
    }
    std::unique_ptr<NodeKernel> prepareBf16(const Node& node, const NodeShapes&) const override
    {
        if constexpr (Loops::kHasBf16)
            return std::make_unique<ActivationKernel<Bfloat16, Loops>>(node.attributes);
        else
            return nullptr;
    }
    Explanation explain(const Node&, const NodeContext& context, std::int64_t sample,
                        std::int64_t element) const override
    {
        return explainMapped(Loops::kName, context, sample, element);
    }
};

struct ReluLoops {
    static constexpr const char* kName = "ReLU";
    static constexpr bool kHasBf16 = true;
    static constexpr bool kReadsInput = false;
    template<typename T>
    static void forward(const Attributes&, const T* x, T* y, std::int64_t count, ThreadPool& pool)
    {
        reluForward<T>(x, y, count, pool);
    }
    template<typename T>
    static void backward(const Attributes&, const T* y, const T* dy, T* dx, std::int64_t count,
                         bool accumulates, ThreadPool& pool)
    {
        reluBackward<T>(y, dy, dx, count, accumulates, pool);
    }
};

struct LeakyReluLoops {
    static constexpr const char* kName = "LeakyReLU";
    static constexpr bool kHasBf16 = false;
    static constexpr bool kReadsInput = true; // a negative slope leaves no negative outputs
    template<typename T>
    static void forward(const Attributes& a, const T* x, T* y, std::int64_t count, ThreadPool& pool)
    {
        leakyReluForward<T>(x, y, count, a.slope, pool);
    }
    template<typename T>
    static void backward(const Attributes& a, const T* x, const T* dy, T* dx, std::int64_t count,
                         bool accumulates, ThreadPool& pool)
    {
        leakyReluBackward<T>(x, dy, dx, count, a.slope, accumulates, pool);
    }
};

struct SigmoidLoops {
    static constexpr const char* kName = "Sigmoid";
    static constexpr bool kHasBf16 = false;
    static constexpr bool kReadsInput = false;
    template<typename T>
    static void forward(const Attributes&, const T* x, T* y, std::int64_t count, ThreadPool& pool)
    {
        sigmoidForward<T>(x, y, count, pool);
    }
    template<typename T>
    static void backward(const Attributes&, const T* y, const T* dy, T* dx, std::int64_t count,
                         bool accumulates, ThreadPool& pool)
    {
        sigmoidBackward<T>(y, dy, dx, count, accumulates, pool);
    }
};

struct TanhLoops {
    static constexpr const char* kName = "Tanh";
    static constexpr bool kHasBf16 = false;
    static constexpr bool kReadsInput = false;
    template<typename T>
    static void forward(const Attributes&, const T* x, T* y, std::int64_t count, ThreadPool& pool)
    {
        tanhForward<T>(x, y, count, pool);
    }
    template<typename T>
    static void backward(const Attributes&, const T* y, const T* dy, T* dx, std::int64_t count,
                         bool accumulates, ThreadPool& pool)
    {
        tanhBackward<T>(y, dy, dx, count, accumulates, pool);
    }
};

} // namespace

const Operator& relu()
{
    static const ActivationOperator<ReluLoops> instance;
    return instance;
}

const Operator& leakyRelu()
{
    static const ActivationOperator<LeakyReluLoops> instance;
    return instance;
}

const Operator& sigmoid()
{
    static const ActivationOperator<SigmoidLoops> instance;
    return instance;
}

const Operator& tanh()
{
    static const ActivationOperator<TanhLoops> instance;
    return instance;
}

} // namespace propago::operators
