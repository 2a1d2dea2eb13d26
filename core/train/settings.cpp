#include "core/train/settings.h"

#include <span>

namespace propago {

namespace {

constexpr const char* kOptimizers[] = {"sgd", "nesterov", "rmsprop", "adagrad", "adam", "adamw"};
constexpr const char* kSchedules[] = {"constant", "step", "cosine", "one-cycle", "plateau"};
constexpr const char* kLosses[] = {"cross-entropy", "mse", "l1"};
constexpr const char* kInitialisers[] = {"default", "xavier-uniform", "xavier-normal",
                                         "kaiming-uniform", "kaiming-normal"};

template<typename Kind>
bool find(std::span<const char* const> names, const std::string& text, Kind& kind)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text != names[i])
            continue;
        kind = static_cast<Kind>(i);
        return true;
    }
    return false;
}

} // namespace

const char* name(OptimizerKind kind)
{
    return kOptimizers[static_cast<std::size_t>(kind)];
}

const char* name(ScheduleKind kind)
{
    return kSchedules[static_cast<std::size_t>(kind)];
}

const char* name(LossKind kind)
{
    return kLosses[static_cast<std::size_t>(kind)];
}

const char* name(InitialiserKind kind)
{
    return kInitialisers[static_cast<std::size_t>(kind)];
}

bool parse(const std::string& text, OptimizerKind& kind)
{
    return find(kOptimizers, text, kind);
}

bool parse(const std::string& text, ScheduleKind& kind)
{
    return find(kSchedules, text, kind);
}

bool parse(const std::string& text, LossKind& kind)
{
    return find(kLosses, text, kind);
}

bool parse(const std::string& text, InitialiserKind& kind)
{
    return find(kInitialisers, text, kind);
}

double usualLearningRate(OptimizerKind kind)
{
    return kind == OptimizerKind::Adam || kind == OptimizerKind::AdamW ? 0.001 : 0.01;
}

double usualWeightDecay(OptimizerKind kind)
{
    return kind == OptimizerKind::AdamW ? 0.01 : 0;
}

} // namespace propago
