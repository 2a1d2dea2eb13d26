#include "core/infer/speed.h"

#include "core/base/clock.h"
#include "core/serve/latency.h"
#include "core/tensor/random.h"

#include <algorithm>

namespace propago {

namespace {

constexpr std::int64_t kLatencyRounds = 25; // at least: slow plans take shorter turns
constexpr double kSecondsOfTurn = 0.1;      // at most, so that cancelling never waits
constexpr double kSecondsForEach = 10;
constexpr std::int64_t kWarmUp = 20;
constexpr std::int64_t kWarmUpOfTurn = 2; // brings the weights back after another plan's turn
constexpr std::int64_t kThroughputRounds = 5;
constexpr double kThroughputSeconds = 0.1;

// The order in which a round visits `count` plans.
std::vector<std::int32_t> orderOf(std::int64_t round, std::size_t count)
{
    return permutation(static_cast<std::int32_t>(count),
                       RandomSource(1, RandomStream::Arrive, static_cast<std::uint64_t>(round)));
}

// One plan on its way to `runs` measured runs, turn by turn, one picture after the other.
class Runner {
public:
    Runner(InferencePlan& plan, const TensorView& x, const TensorView& y, std::int64_t runs)
        : m_plan(plan), m_x(x), m_y(y.slice(0, 1)), m_runs(runs)
    {
        const Stopwatch watch;
        std::int64_t done = 0;
        do {
            runOnce();
        } while (++done < kWarmUp && watch.seconds() < kSecondsOfTurn);
        const double most =
            kSecondsOfTurn * static_cast<double>(done) / std::max(1e-9, watch.seconds());
        const std::int64_t share = (runs + kLatencyRounds - 1) / kLatencyRounds;
        m_turn = std::max<std::int64_t>(
            1, std::min(share, static_cast<std::int64_t>(std::min(most, 1e9))));
    }

    double share() const
    {
        const auto count = static_cast<double>(m_microseconds.size());
        return m_spent > kSecondsForEach
                   ? 1
                   : count / static_cast<double>(std::max<std::int64_t>(1, m_runs));
    }
    bool isDone() const { return share() >= 1 || m_runs < 1; }

    void takeTurn()
    {
        const std::int64_t left = m_runs - static_cast<std::int64_t>(m_microseconds.size());
        const Stopwatch watch;
        const auto measured = measure([this] { runOnce(); }, kWarmUpOfTurn, std::min(left, m_turn));
        m_spent += watch.seconds();
        m_microseconds.insert(m_microseconds.end(), measured.begin(), measured.end());
    }

    std::vector<double> microseconds() && { return std::move(m_microseconds); }

private:
    void runOnce()
    {
        m_plan.run(m_x.slice(m_next, 1), m_y);
        m_next = (m_next + 1) % m_x.shape[0];
    }

    InferencePlan& m_plan;
    TensorView m_x, m_y;
    std::int64_t m_runs;
    std::int64_t m_turn = 1;
    std::int64_t m_next = 0;
    double m_spent = 0;
    std::vector<double> m_microseconds;
};

// The first pictures of `x`, as many as the plan takes at once.
TensorView batchFor(const InferencePlan& plan, const TensorView& x)
{
    return x.slice(0, std::min(plan.batch(), x.shape[0]));
}

double picturesPerSecond(InferencePlan& plan, const TensorView& x, const TensorView& y)
{
    const TensorView batch = batchFor(plan, x);
    const TensorView outputs = batchFor(plan, y);
    const Stopwatch watch;
    std::int64_t pictures = 0;
    do {
        plan.run(batch, outputs);
        pictures += batch.shape[0];
    } while (watch.seconds() < kThroughputSeconds);
    return static_cast<double>(pictures) / watch.seconds();
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

std::optional<std::vector<std::vector<double>>>
measureLatencies(std::span<InferencePlan* const> plans, const TensorView& x, const TensorView& y,
                 std::int64_t runs, const Progress& progress)
{
    std::vector<Runner> runners;
    for (InferencePlan* plan : plans)
        runners.emplace_back(*plan, x, y, runs);
    for (std::int64_t round = 0; !std::ranges::all_of(runners, &Runner::isDone); ++round) {
        for (const std::int32_t index : orderOf(round, plans.size())) {
            Runner& runner = runners[static_cast<std::size_t>(index)];
            const double slowest = std::ranges::min_element(runners, {}, &Runner::share)->share();
            if (progress && !progress(slowest))
                return std::nullopt;
            if (!runner.isDone())
                runner.takeTurn();
        }
    }
    std::vector<std::vector<double>> result;
    for (Runner& runner : runners)
        result.push_back(std::move(runner).microseconds());
    return result;
}

std::optional<std::vector<double>> measureThroughput(std::span<InferencePlan* const> plans,
                                                     const TensorView& x, const TensorView& y,
                                                     const Progress& progress)
{
    for (InferencePlan* plan : plans)
        plan->run(batchFor(*plan, x), batchFor(*plan, y));
    std::vector<std::vector<double>> rounds(plans.size());
    for (std::int64_t round = 0; round < kThroughputRounds; ++round) {
        for (const std::int32_t plan : orderOf(round, plans.size())) {
            if (progress && !progress(static_cast<double>(round) / kThroughputRounds))
                return std::nullopt;
            const auto index = static_cast<std::size_t>(plan);
            rounds[index].push_back(picturesPerSecond(*plans[index], x, y));
        }
    }
    std::vector<double> result;
    for (const auto& each : rounds)
        result.push_back(median(each));
    return result;
}

} // namespace propago
