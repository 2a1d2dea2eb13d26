#include "core/train/schedules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace propago {

namespace {

// Factor on the initial rate in epoch `epoch`, counted from 0.
double epochFactor(const TrainingSettings& settings, std::int64_t epoch)
{
    const std::int64_t cuts = epoch / std::max<std::int64_t>(settings.scheduleEpochs, 1);
    if (settings.schedule == ScheduleKind::Step)
        return std::pow(settings.scheduleFactor, static_cast<double>(cuts));
    const auto length = static_cast<double>(std::max<std::int64_t>(settings.epochs, 1));
    const double share = std::min(static_cast<double>(epoch), length) / length;
    return 0.5 * (1.0 + std::cos(std::numbers::pi * share));
}

// From `start` to `end` along half a cosine.
double annealed(double start, double end, double share)
{
    return end + (start - end) / 2 * (1 + std::cos(std::numbers::pi * std::clamp(share, 0.0, 1.0)));
}

// Up from 1/25 of the peak in the first 30 % of the updates, then down to 1/10,000 of where it began.
double oneCycleFactor(double step, double updates)
{
    constexpr double kRise = 0.3, kDivider = 25, kFinalDivider = 1e4;
    const double peak = kRise * updates - 1;
    const double last = updates - 1;
    if (step <= peak && peak > 0)
        return annealed(1 / kDivider, 1, step / peak);
    return annealed(1, 1 / (kDivider * kFinalDivider), (step - peak) / std::max(last - peak, 1.0));
}

// What `epochs` complete epochs leave of the rate `initial`: a cut after every `patience` + 1 epochs
// in a row whose loss was not better by a ten-thousandth than the best before.
double plateauFactor(const TrainingSettings& settings, const History& history, double initial,
                     std::int64_t epochs)
{
    constexpr double kThreshold = 1e-4;
    constexpr double kLeastCut = 1e-8;
    double best = std::numeric_limits<double>::infinity();
    double factor = 1;
    std::int64_t inVain = 0;
    for (const EpochMetrics& epoch : history.epochs) {
        if (epoch.epoch > epochs)
            break;
        const bool isBetter = epoch.testLoss < best * (1 - kThreshold);
        best = isBetter ? epoch.testLoss : best;
        inVain = isBetter ? 0 : inVain + 1;
        if (inVain <= settings.schedulePatience)
            continue;
        inVain = 0;
        if (initial * factor * (1 - settings.scheduleFactor) > kLeastCut)
            factor *= settings.scheduleFactor;
    }
    return factor;
}

class RunSchedule final : public Schedule {
public:
    RunSchedule(const TrainingSettings& settings, std::int64_t batchesPerEpoch,
                std::map<std::int64_t, double> initialRates, const History* history)
        : m_settings(settings)
        , m_batchesPerEpoch(std::max<std::int64_t>(batchesPerEpoch, 1))
        , m_initialRates(std::move(initialRates))
        , m_history(history)
    {}
    double rate(std::int64_t step) const override
    {
        const auto after = m_initialRates.upper_bound(step);
        const double initial =
            after == m_initialRates.begin() ? m_settings.learningRate : std::prev(after)->second;
        return initial * factor(step, initial);
    }

private:
    double factor(std::int64_t step, double initial) const
    {
        const std::int64_t epoch = step / m_batchesPerEpoch;
        switch (m_settings.schedule) {
        case ScheduleKind::Step:
        case ScheduleKind::Cosine: return epochFactor(m_settings, epoch);
        case ScheduleKind::OneCycle:
            return oneCycleFactor(static_cast<double>(step), static_cast<double>(updates()));
        case ScheduleKind::Plateau:
            return m_history ? plateauFactor(m_settings, *m_history, initial, epoch) : 1.0;
        case ScheduleKind::Constant: break;
        }
        return 1.0;
    }
    std::int64_t updates() const
    {
        return std::max<std::int64_t>(m_settings.epochs, 1) * m_batchesPerEpoch;
    }

    TrainingSettings m_settings;
    std::int64_t m_batchesPerEpoch;
    std::map<std::int64_t, double> m_initialRates;
    const History* m_history;
};

} // namespace

std::unique_ptr<Schedule> makeSchedule(const TrainingSettings& settings,
                                       std::int64_t batchesPerEpoch)
{
    return changedSchedule(settings, batchesPerEpoch, {});
}

std::unique_ptr<Schedule> changedSchedule(const TrainingSettings& settings,
                                          std::int64_t batchesPerEpoch,
                                          std::map<std::int64_t, double> initialRates,
                                          const History* history)
{
    return std::make_unique<RunSchedule>(settings, batchesPerEpoch, std::move(initialRates),
                                         history);
}

} // namespace propago
