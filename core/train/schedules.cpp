#include "core/train/schedules.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace propago {

namespace {

// Factor on the initial rate in epoch `epoch`, counted from 0.
double factor(const TrainingSettings& settings, std::int64_t epoch)
{
    switch (settings.schedule) {
    case ScheduleKind::Step:
        return std::pow(
            settings.scheduleFactor,
            static_cast<double>(epoch / std::max<std::int64_t>(settings.scheduleEpochs, 1)));
    case ScheduleKind::Cosine: {
        const auto length = static_cast<double>(std::max<std::int64_t>(settings.epochs, 1));
        const double share = std::min(static_cast<double>(epoch), length) / length;
        return 0.5 * (1.0 + std::cos(std::numbers::pi * share));
    }
    case ScheduleKind::Constant: break;
    }
    return 1.0;
}

class EpochSchedule final : public Schedule {
public:
    EpochSchedule(const TrainingSettings& settings, std::int64_t batchesPerEpoch,
                  std::map<std::int64_t, double> initialRates)
        : m_settings(settings)
        , m_batchesPerEpoch(std::max<std::int64_t>(batchesPerEpoch, 1))
        , m_initialRates(std::move(initialRates))
    {}
    double rate(std::int64_t step) const override
    {
        const auto after = m_initialRates.upper_bound(step);
        const double initial =
            after == m_initialRates.begin() ? m_settings.learningRate : std::prev(after)->second;
        return initial * factor(m_settings, step / m_batchesPerEpoch);
    }

private:
    TrainingSettings m_settings;
    std::int64_t m_batchesPerEpoch;
    std::map<std::int64_t, double> m_initialRates;
};

} // namespace

std::unique_ptr<Schedule> makeSchedule(const TrainingSettings& settings,
                                       std::int64_t batchesPerEpoch)
{
    return changedSchedule(settings, batchesPerEpoch, {});
}

std::unique_ptr<Schedule> changedSchedule(const TrainingSettings& settings,
                                          std::int64_t batchesPerEpoch,
                                          std::map<std::int64_t, double> initialRates)
{
    return std::make_unique<EpochSchedule>(settings, batchesPerEpoch, std::move(initialRates));
}

} // namespace propago
