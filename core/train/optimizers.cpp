#include "core/train/optimizers.h"

#include "core/kernels/optimizers.h"
#include "core/kernels/parallel_range.h"

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
