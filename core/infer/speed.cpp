#include "core/infer/speed.h"

#include "core/base/clock.h"
#include "core/infer/pinned_thread.h"
#include "core/infer/statistics.h"
#include "core/serve/latency.h"
#include "core/tensor/random.h"

#include <algorithm>
#include <iterator>

namespace propago {

namespace {

constexpr std::int64_t kLatencyRounds = 25; // at least: slow plans take shorter turns
constexpr double kSecondsOfTurn = 0.1;      // at most, so that cancelling never waits
constexpr double kSecondsForEach = 10;
constexpr std::int64_t kWarmUp = 20;
constexpr std::int64_t kWarmUpOfTurn = 2; // brings the weights back after another plan's turn
constexpr std::int64_t kThroughputRounds = 5;
constexpr double kThroughputSeconds = 0.02; // of one visit, or a single run
constexpr std::int64_t kBatches[] = {1, 4, 16, 64, 256};
constexpr double kLongestRun = 0.2; // of a batch, so that cancelling never waits

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

// One batch size of one plan.
struct Visit {
    InferencePlan* plan = nullptr;
    std::size_t index = 0; // of the plan
    std::int64_t batch = 1;
    std::vector<double> rounds; // pictures in a second
};

double secondsOf(const Visit& visit, const TensorView& x, const TensorView& y)
{
    const Stopwatch watch;
    visit.plan->run(x.slice(0, visit.batch), y.slice(0, visit.batch));
    return watch.seconds();
}

double picturesPerSecond(const Visit& visit, const TensorView& x, const TensorView& y)
{
    const Stopwatch watch;
    std::int64_t pictures = 0;
    do {
        visit.plan->run(x.slice(0, visit.batch), y.slice(0, visit.batch));
        pictures += visit.batch;
    } while (watch.seconds() < kThroughputSeconds);
    return static_cast<double>(pictures) / watch.seconds();
}

std::vector<std::int64_t> batchesOf(const InferencePlan& plan, std::int64_t pictures)
{
    const std::int64_t most = std::min(plan.batch(), pictures);
    std::vector<std::int64_t> batches;
    std::ranges::copy_if(kBatches, std::back_inserter(batches),
                         [most](std::int64_t batch) { return batch < most; });
    batches.push_back(most);
    return batches;
}

// Warms the plan up with each batch size until one would take too long. False when cancelled.
bool addVisits(InferencePlan& plan, std::size_t index, const TensorView& x, const TensorView& y,
               std::vector<Visit>& visits, const Progress& progress)
{
    double ofOne = 0; // seconds
    for (const std::int64_t batch : batchesOf(plan, x.shape[0])) {
        if (progress && !progress(0))
            return false;
        if (ofOne * static_cast<double>(batch) > kLongestRun)
            return true;
        visits.push_back({&plan, index, batch, {}});
        ofOne = secondsOf(visits.back(), x, y) / static_cast<double>(batch);
    }
    return true;
}

} // namespace

std::optional<std::vector<std::vector<double>>>
measureLatencies(std::span<InferencePlan* const> plans, const TensorView& x, const TensorView& y,
                 std::int64_t runs, const Progress& progress)
{
    const PinnedThread stays;
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

std::optional<std::vector<std::vector<BatchSpeed>>>
measureThroughput(std::span<InferencePlan* const> plans, const TensorView& x, const TensorView& y,
                  const Progress& progress)
{
    std::vector<Visit> visits;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        if (!addVisits(*plans[i], i, x, y, visits, progress))
            return std::nullopt;
    }
    double done = 0;
    const double all = static_cast<double>(kThroughputRounds) * static_cast<double>(visits.size());
    for (std::int64_t round = 0; round < kThroughputRounds; ++round) {
        for (const std::int32_t next : orderOf(round, visits.size())) {
            if (progress && !progress(done++ / all))
                return std::nullopt;
            Visit& visit = visits[static_cast<std::size_t>(next)];
            visit.rounds.push_back(picturesPerSecond(visit, x, y));
        }
    }
    std::vector<std::vector<BatchSpeed>> result(plans.size());
    for (Visit& visit : visits)
        result[visit.index].push_back({visit.batch, medianOf(std::move(visit.rounds))});
    return result;
}

} // namespace propago
