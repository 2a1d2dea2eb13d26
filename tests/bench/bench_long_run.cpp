#include "core/base/clock.h"
#include "core/graph/builder.h"
#include "core/io/session_file.h"
#include "tests/support/training_fixtures.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <unistd.h>

// Whether memory stays flat over a long run: trains a tiny network and prints the resident memory
// ten times on the way. Ends with 1 when it grows by more than a megabyte in 100,000 steps after
// the first part. Then saves the session and opens it again.
//   bench_long_run [steps, 1000000 unless told] [window]
// "window" does beside it what the host of the window does: copies the history for drawing.
namespace {

using namespace propago;

constexpr double kPromise = 10; // bytes a step: 1 MB in 100,000 steps
constexpr std::int64_t kParts = 10;
constexpr std::int64_t kLookEvery = 1000; // steps; the window looks five times a second

double residentBytes()
{
    long pages = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (!file || std::fscanf(file, "%*d %ld", &pages) != 1)
        std::abort();
    std::fclose(file);
    return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

Graph tinyNetwork()
{
    GraphBuilder b("tiny");
    b.input({1, 6, 6});
    b.conv(2, 3);
    b.simple(OperatorKind::Relu);
    b.simple(OperatorKind::Flatten);
    b.linear(3);
    return b.graph();
}

/// What a window would hold while the run goes on.
struct Watcher {
    std::shared_ptr<const History> newest;
    std::size_t points = 0, mostPoints = 0;

    void look(const TrainingRun& run)
    {
        newest = std::make_shared<const History>(run.history());
        points = newest->batches.loss().points().size();
        mostPoints = std::max(mostPoints, points);
    }
};

void train(TrainingRun& run, std::int64_t end, Watcher* watcher)
{
    std::int64_t batch = run.stepper().position().batch;
    while (batch < end) {
        batch = std::min(end, batch + kLookEvery);
        test::runUntil(run.stepper(), batch);
        if (watcher)
            watcher->look(run);
    }
}

bool saveAndOpen(TrainingRun& run)
{
    const auto path = std::filesystem::temp_directory_path()
                      / ("propago-long-run-" + std::to_string(::getpid()) + ".propago");
    const Stopwatch saving;
    const bool isSaved = saveSession(run.session(), path.string()).has_value();
    std::printf("saved in %.2f s, resident %.2f MB\n", saving.seconds(), residentBytes() / 1e6);
    const Stopwatch opening;
    const auto session = loadSession(path.string());
    std::printf("opened in %.2f s, resident %.2f MB\n", opening.seconds(), residentBytes() / 1e6);
    std::filesystem::remove(path);
    return isSaved && session && session->history.batches.size() == run.history().batches.size();
}

} // namespace

int main(int argc, char** argv)
{
    const std::int64_t steps = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    const bool isWatched = argc > 2 && std::strcmp(argv[2], "window") == 0;
    TrainingSettings settings;
    settings.batch = 8;
    settings.optimizer = OptimizerKind::Adam;
    settings.schedule = ScheduleKind::Cosine;
    settings.epochs = 1000;
    settings.learningRate = 1e-3;
    ThreadPool pool(1);
    const auto run = test::started(test::sessionOf(tinyNetwork(), settings),
                                   test::barPictures(8000, {1, 6, 6}, 3), pool);
    Watcher watcher;
    const Stopwatch watch;
    double before = 0, worst = 0;
    for (std::int64_t part = 1; part <= kParts; ++part) {
        train(*run, steps * part / kParts, isWatched ? &watcher : nullptr);
        const double now = residentBytes();
        const double growth = part > 1 ? now - before : 0;
        worst = std::max(worst, growth * kParts / static_cast<double>(steps));
        before = now;
        std::printf("step %9lld  resident %8.2f MB  growth %7.3f MB  %6.1f s\n",
                    static_cast<long long>(run->stepper().position().batch), now / 1e6,
                    growth / 1e6, watch.seconds());
    }
    if (isWatched)
        std::printf("the curve never had more than %zu points\n", watcher.mostPoints);
    std::printf("worst growth %.2f bytes a step, promised %.0f\n", worst, kPromise);
    return saveAndOpen(*run) && worst <= kPromise ? 0 : 1;
}
