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

class Adam final : public Optimizer {
public:
    explicit Adam(const TrainingSettings& settings) : m_settings(settings) {}
    const char* name() const override { return "Adam"; }
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
        adamUpdate<T>(c.parameter.as<T>(), c.gradient.as<T>(), c.states[0].as<T>(),
                      c.states[1].as<T>(), c.parameter.elements(), c.learningRate, m_settings.beta1,
                      m_settings.beta2, m_settings.epsilon, m_settings.weightDecay, c.step + 1);
    }
    TrainingSettings m_settings;
};

} // namespace

std::unique_ptr<Optimizer> makeOptimizer(const TrainingSettings& settings)
{
    if (settings.optimizer == OptimizerKind::Adam)
        return std::make_unique<Adam>(settings);
    return std::make_unique<Sgd>(settings, settings.optimizer == OptimizerKind::Nesterov);
}

} // namespace propago
