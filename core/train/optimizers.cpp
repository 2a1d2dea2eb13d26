#include "core/train/optimizers.h"

#include "core/kernels/optimizers.h"
#include "core/kernels/parallel_range.h"

#include <cmath>
#include <initializer_list>

namespace propago {

namespace {

/// Calls f(first, count) on parts of the parameter, on all threads if there are several: every element is updated for itself.
template<typename F> void inParts(const UpdateContext& c, F f)
{
    if (!c.pool)
        return f(0, c.parameter.elements());
    forRanges(c.parameter.elements(), *c.pool,
              [&](std::int64_t first, std::int64_t last) { f(first, last - first); });
}

double only(const TensorView& one)
{
    return one.at(0);
}

std::vector<std::string> numbers(std::initializer_list<double> values)
{
    std::vector<std::string> words;
    for (const double value : values)
        words.push_back(sixDigits(value));
    return words;
}

// The gradient that counts: with weight decay, what is added to it gets a line of its own.
double decayed(const UpdateContext& c, double weightDecay, std::vector<Text>& lines)
{
    const double gradient = only(c.gradient);
    if (weightDecay == 0)
        return gradient;
    const double weight = only(c.parameter), sum = gradient + weightDecay * weight;
    lines.push_back({PROPAGO_TEXT("gradient %1 + decay %2 × weight %3 = %4"),
                     numbers({gradient, weightDecay, weight, sum})});
    return sum;
}

class Sgd final : public Optimizer {
public:
    Sgd(const TrainingSettings& settings, bool isNesterov)
        : m_momentum(settings.momentum)
        , m_weightDecay(settings.weightDecay)
        , m_isNesterov(isNesterov)
    {}
    const char* name() const override { return m_isNesterov ? "Nesterov" : "SGD"; }
    int states() const override { return m_momentum != 0 ? 1 : 0; }
    const char* stateName(int) const override { return "velocity"; }
    void update(const UpdateContext& c) const override
    {
        if (c.parameter.format == Format::Fp64)
            apply<double>(c);
        else
            apply<float>(c);
    }
    std::vector<Text> explain(const UpdateContext& c) const override
    {
        std::vector<Text> lines;
        const double gradient = decayed(c, m_weightDecay, lines);
        double step = gradient;
        if (!c.states.empty() && c.step > 0) {
            const double before = only(c.states[0]);
            step = m_momentum * before + gradient;
            lines.push_back({PROPAGO_TEXT("velocity %1 × momentum %2 + gradient %3 = %4"),
                             numbers({before, m_momentum, gradient, step})});
        }
        const double rate = c.learningRate;
        if (m_isNesterov && !c.states.empty())
            lines.push_back(
                {PROPAGO_TEXT("step: rate %1 × (gradient %2 + momentum %3 × velocity %4) = %5"),
                 numbers(
                     {rate, gradient, m_momentum, step, rate * (gradient + m_momentum * step)})});
        else
            lines.push_back({c.states.empty() || c.step == 0
                                 ? PROPAGO_TEXT("step: rate %1 × gradient %2 = %3")
                                 : PROPAGO_TEXT("step: rate %1 × velocity %2 = %3"),
                             numbers({rate, step, rate * step})});
        return lines;
    }

private:
    template<typename T> void apply(const UpdateContext& c) const
    {
        T* velocity = c.states.empty() ? nullptr : c.states[0].as<T>();
        inParts(c, [&](std::int64_t first, std::int64_t count) {
            sgdUpdate<T>(c.parameter.as<T>() + first, c.gradient.as<T>() + first,
                         velocity ? velocity + first : nullptr, count, c.learningRate, m_momentum,
                         m_isNesterov, m_weightDecay, c.step == 0);
        });
    }
    double m_momentum, m_weightDecay;
    bool m_isNesterov;
};

// RMSprop and Adagrad: one state that divides the gradient.
class Scaled final : public Optimizer {
public:
    explicit Scaled(const TrainingSettings& settings)
        : m_settings(settings), m_isAdagrad(settings.optimizer == OptimizerKind::Adagrad)
    {}
    const char* name() const override { return m_isAdagrad ? "Adagrad" : "RMSprop"; }
    int states() const override { return 1; }
    const char* stateName(int) const override
    {
        return m_isAdagrad ? "sum of squares" : "mean square";
    }
    void update(const UpdateContext& c) const override
    {
        if (c.parameter.format == Format::Fp64)
            apply<double>(c);
        else
            apply<float>(c);
    }
    std::vector<Text> explain(const UpdateContext& c) const override
    {
        const TrainingSettings& s = m_settings;
        std::vector<Text> lines;
        const double gradient = decayed(c, s.weightDecay, lines);
        const double before = only(c.states[0]), square = gradient * gradient;
        double after = before + square;
        if (m_isAdagrad) {
            lines.push_back({PROPAGO_TEXT("sum of squares %1 + gradient² %2 = %3"),
                             numbers({before, square, after})});
        } else {
            after = s.alpha * before + (1 - s.alpha) * square;
            lines.push_back({PROPAGO_TEXT("mean square %1 × %2 + %3 × gradient² %4 = %5"),
                             numbers({before, s.alpha, 1 - s.alpha, square, after})});
        }
        const double epsilon = m_isAdagrad ? s.adagradEpsilon : s.epsilon;
        lines.push_back({PROPAGO_TEXT("step: rate %1 × gradient %2 / (√%3 + %4) = %5"),
                         numbers({c.learningRate, gradient, after, epsilon,
                                  c.learningRate * gradient / (std::sqrt(after) + epsilon)})});
        return lines;
    }

private:
    template<typename T> void apply(const UpdateContext& c) const
    {
        const TrainingSettings& s = m_settings;
        inParts(c, [&](std::int64_t first, std::int64_t count) {
            T* w = c.parameter.as<T>() + first;
            const T* gradient = c.gradient.as<T>() + first;
            T* state = c.states[0].as<T>() + first;
            if (m_isAdagrad)
                adagradUpdate<T>(w, gradient, state, count, c.learningRate, s.adagradEpsilon,
                                 s.weightDecay);
            else
                rmsPropUpdate<T>(w, gradient, state, count, c.learningRate, s.alpha, s.epsilon,
                                 s.weightDecay);
        });
    }
    TrainingSettings m_settings;
    bool m_isAdagrad;
};

class Adam final : public Optimizer {
public:
    explicit Adam(const TrainingSettings& settings)
        : m_settings(settings), m_isDecoupled(settings.optimizer == OptimizerKind::AdamW)
    {}
    const char* name() const override { return m_isDecoupled ? "AdamW" : "Adam"; }
    int states() const override { return 2; }
    const char* stateName(int state) const override
    {
        return state == 0 ? "first moment" : "second moment";
    }
    void update(const UpdateContext& c) const override
    {
        if (c.parameter.format == Format::Fp64)
            apply<double>(c);
        else
            apply<float>(c);
    }
    std::vector<Text> explain(const UpdateContext& c) const override
    {
        const TrainingSettings& s = m_settings;
        std::vector<Text> lines;
        if (m_isDecoupled && s.weightDecay != 0)
            lines.push_back({PROPAGO_TEXT("weight %1 × (1 − rate %2 × decay %3) = %4"),
                             numbers({only(c.parameter), c.learningRate, s.weightDecay,
                                      only(c.parameter) * (1 - c.learningRate * s.weightDecay)})});
        const double gradient = m_isDecoupled ? only(c.gradient) : decayed(c, s.weightDecay, lines);
        const double m = only(c.states[0]), v = only(c.states[1]);
        const double first = s.beta1 * m + (1 - s.beta1) * gradient;
        const double second = s.beta2 * v + (1 - s.beta2) * gradient * gradient;
        lines.push_back({PROPAGO_TEXT("first moment %1 × %2 + %3 × gradient %4 = %5"),
                         numbers({m, s.beta1, 1 - s.beta1, gradient, first})});
        lines.push_back({PROPAGO_TEXT("second moment %1 × %2 + %3 × gradient² %4 = %5"),
                         numbers({v, s.beta2, 1 - s.beta2, gradient * gradient, second})});
        // Both begin at 0 and are enlarged by what they still lack.
        const auto updates = static_cast<double>(c.step + 1);
        const double lack1 = 1 - std::pow(s.beta1, updates);
        const double lack2 = 1 - std::pow(s.beta2, updates);
        lines.push_back({PROPAGO_TEXT("step: rate %1 × (%2 / %3) / (√(%4 / %5) + %6) = %7"),
                         numbers({c.learningRate, first, lack1, second, lack2, s.epsilon,
                                  c.learningRate * (first / lack1)
                                      / (std::sqrt(second / lack2) + s.epsilon)})});
        return lines;
    }

private:
    template<typename T> void apply(const UpdateContext& c) const
    {
        const TrainingSettings& s = m_settings;
        const auto function = m_isDecoupled ? adamwUpdate<T> : adamUpdate<T>;
        inParts(c, [&](std::int64_t first, std::int64_t count) {
            function(c.parameter.as<T>() + first, c.gradient.as<T>() + first,
                     c.states[0].as<T>() + first, c.states[1].as<T>() + first, count,
                     c.learningRate, s.beta1, s.beta2, s.epsilon, s.weightDecay, c.step + 1);
        });
    }
    TrainingSettings m_settings;
    bool m_isDecoupled;
};

} // namespace

std::unique_ptr<Optimizer> makeOptimizer(const TrainingSettings& settings)
{
    switch (settings.optimizer) {
    case OptimizerKind::RmsProp:
    case OptimizerKind::Adagrad: return std::make_unique<Scaled>(settings);
    case OptimizerKind::Adam:
    case OptimizerKind::AdamW: return std::make_unique<Adam>(settings);
    case OptimizerKind::Sgd:
    case OptimizerKind::Nesterov: break;
    }
    return std::make_unique<Sgd>(settings, settings.optimizer == OptimizerKind::Nesterov);
}

} // namespace propago
