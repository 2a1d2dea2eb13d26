#include "core/train/optimizers.h"

#include "core/kernels/optimizers.h"

namespace propago {

namespace {

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
        sgdUpdate<T>(c.parameter.as<T>(), c.gradient.as<T>(), velocity, c.parameter.elements(),
                     c.learningRate, m_momentum, m_isNesterov, m_weightDecay, c.step == 0);
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
        T* w = c.parameter.as<T>();
        const std::int64_t count = c.parameter.elements();
        if (m_isAdagrad)
            adagradUpdate<T>(w, c.gradient.as<T>(), c.states[0].as<T>(), count, c.learningRate,
                             s.adagradEpsilon, s.weightDecay);
        else
            rmsPropUpdate<T>(w, c.gradient.as<T>(), c.states[0].as<T>(), count, c.learningRate,
                             s.alpha, s.epsilon, s.weightDecay);
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
        function(c.parameter.as<T>(), c.gradient.as<T>(), c.states[0].as<T>(), c.states[1].as<T>(),
                 c.parameter.elements(), c.learningRate, s.beta1, s.beta2, s.epsilon, s.weightDecay,
                 c.step + 1);
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
