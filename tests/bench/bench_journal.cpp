#include "core/base/clock.h"
#include "core/graph/zoo.h"
#include "tests/support/training_fixtures.h"

#include <algorithm>
#include <cstdio>
#include <vector>

// What keeping the before-values costs: two runs of one network go on in turn, batch by batch, one
// operation at a time, one of them with the journal. Ends with 1 when the journal costs more than
// 15 % of a step. While its budget fills up it costs more, for memory that is new to the process;
// that is said apart.
namespace {

using namespace propago;

constexpr double kPromise = 1.15;
constexpr int kFilling = 80; // batches until the largest budget is full
constexpr int kRounds = 40;

std::unique_ptr<TrainingRun> runOf(const char* network, std::int64_t journalBytes, ThreadPool& pool)
{
    TrainingSettings settings;
    settings.batch = 64;
    settings.optimizer = OptimizerKind::Adam;
    settings.learningRate = 1e-3;
    PastBudget budget;
    budget.journalBytes = journalBytes;
    return test::started(test::sessionOf(*zooGraph(network, {1, 28, 28}, 10), settings),
                         test::barPictures(640, {1, 28, 28}, 10), pool, budget);
}

double batchSeconds(Stepper& stepper, bool records)
{
    const Position end{stepper.position().batch + 1, 0};
    const Stopwatch watch;
    while (stepper.position() < end) {
        if (records)
            stepper.forward(Grain::Op);
        else
            stepper.run([](const Stepper&) { return true; });
    }
    return watch.seconds();
}

double middle(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

bool holds(const char* network, std::int64_t journalBytes)
{
    ThreadPool pool(1);
    const auto plain = runOf(network, journalBytes, pool);
    const auto kept = runOf(network, journalBytes, pool);
    std::vector<double> without, with, ratios, filling;
    for (int round = 0; round < kFilling; ++round)
        filling.push_back(batchSeconds(kept->stepper(), true));
    for (int round = 0; round < kRounds; ++round) {
        without.push_back(batchSeconds(plain->stepper(), false));
        with.push_back(batchSeconds(kept->stepper(), true));
        ratios.push_back(with.back() / without.back());
    }
    const double least = std::ranges::min(with) / std::ranges::min(without);
    std::printf("%-12s journal %4lld MB  without %8.3f ms  with %8.3f ms  ratio: middle %.3f, of "
                "the least %.3f; while filling %.3f\n",
                network, static_cast<long long>(journalBytes >> 20), middle(without) * 1e3,
                middle(with) * 1e3, middle(ratios), least, middle(filling) / middle(without));
    return middle(ratios) <= kPromise;
}

} // namespace

int main()
{
    bool isGood = true;
    for (const char* network : {"lenet", "fashion-cnn"}) {
        for (const std::int64_t megabytes : {64, 256})
            isGood = holds(network, megabytes << 20) && isGood;
    }
    return isGood ? 0 : 1;
}
