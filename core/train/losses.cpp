#include "core/train/losses.h"

#include "core/kernels/softmax.h"

#include <cmath>
#include <cstring>

namespace propago {

namespace {

struct Rows {
    std::int64_t count, columns;
};

Rows rowsOf(const TensorView& output)
{
    return {output.shape[0], output.elements() / std::max<std::int64_t>(output.shape[0], 1)};
}

// The mean runs in sample order in double: the same for every thread count.
template<typename T> void storeMean(const LossContext& c, std::int64_t count)
{
    double sum = 0;
    for (std::int64_t i = 0; i < count; ++i)
        sum += static_cast<double>(c.sampleLoss.as<T>()[i]);
    c.loss.as<T>()[0] = static_cast<T>(sum / static_cast<double>(count));
}

struct CrossEntropy {
    static constexpr const char* kName = "CrossEntropyLoss";

    template<typename T> static void forward(const LossContext& c)
    {
        const Rows rows = rowsOf(c.output);
        for (std::int64_t i = 0; i < rows.count; ++i) {
            const T* logits = c.output.as<T>() + i * rows.columns;
            const T* ideal = c.target.as<T>() + i * rows.columns;
            T* probabilities = c.probabilities.as<T>() + i * rows.columns;
            const double total = logSumExp<T>(logits, rows.columns);
            double loss = 0;
            for (std::int64_t k = 0; k < rows.columns; ++k) {
                const auto logit = static_cast<double>(logits[k]);
                probabilities[k] = static_cast<T>(std::exp(logit - total));
                if (ideal[k] != T(0)) // an infinite distance times no weight is none
                    loss += static_cast<double>(ideal[k]) * (total - logit);
            }
            c.sampleLoss.as<T>()[i] = static_cast<T>(loss);
        }
        storeMean<T>(c, rows.count);
    }

    // (actual - ideal) / N
    template<typename T> static void backward(const LossContext& c, T* gradient)
    {
        const Rows rows = rowsOf(c.output);
        const T scale = T(1) / static_cast<T>(rows.count);
        for (std::int64_t k = 0; k < rows.count * rows.columns; ++k)
            gradient[k] = (c.probabilities.as<T>()[k] - c.target.as<T>()[k]) * scale;
    }
};

// MSELoss and L1Loss differ in what they make of one difference.
template<typename Distance> struct Elementwise {
    static constexpr const char* kName = Distance::kName;

    template<typename T> static void forward(const LossContext& c)
    {
        const Rows rows = rowsOf(c.output);
        std::memcpy(c.probabilities.data, c.output.data,
                    static_cast<std::size_t>(c.output.bytes()));
        for (std::int64_t i = 0; i < rows.count; ++i) {
            double sum = 0;
            for (std::int64_t k = i * rows.columns; k < (i + 1) * rows.columns; ++k)
                sum += Distance::value(static_cast<double>(c.output.as<T>()[k])
                                       - static_cast<double>(c.target.as<T>()[k]));
            c.sampleLoss.as<T>()[i] = static_cast<T>(sum / static_cast<double>(rows.columns));
        }
        storeMean<T>(c, rows.count);
    }

    template<typename T> static void backward(const LossContext& c, T* gradient)
    {
        const double scale = 1.0 / static_cast<double>(c.output.elements());
        for (std::int64_t k = 0; k < c.output.elements(); ++k) {
            const double difference =
                static_cast<double>(c.output.as<T>()[k]) - static_cast<double>(c.target.as<T>()[k]);
            gradient[k] = static_cast<T>(Distance::slope(difference) * scale);
        }
    }
};

struct Squared {
    static constexpr const char* kName = "MSELoss";
    static double value(double d) { return d * d; }
    static double slope(double d) { return 2 * d; }
};

struct Absolute {
    static constexpr const char* kName = "L1Loss";
    static double value(double d) { return std::abs(d); }
    static double slope(double d) { return d > 0 ? 1.0 : d < 0 ? -1.0 : 0.0; }
};

template<typename Rule> class Loss final : public LossFunction {
public:
    const char* name() const override { return Rule::kName; }
    void forward(const LossContext& c) const override
    {
        if (c.output.format == Format::Fp64)
            Rule::template forward<double>(c);
        else
            Rule::template forward<float>(c);
    }
    void backward(const LossContext& c, const TensorView& gradient) const override
    {
        if (c.output.format == Format::Fp64)
            Rule::template backward<double>(c, gradient.as<double>());
        else
            Rule::template backward<float>(c, gradient.as<float>());
    }
};

} // namespace

std::unique_ptr<LossFunction> makeLoss(LossKind kind)
{
    switch (kind) {
    case LossKind::MeanSquaredError: return std::make_unique<Loss<Elementwise<Squared>>>();
    case LossKind::L1: return std::make_unique<Loss<Elementwise<Absolute>>>();
    case LossKind::CrossEntropy: break;
    }
    return std::make_unique<Loss<CrossEntropy>>();
}

} // namespace propago
