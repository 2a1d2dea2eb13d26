#include "app/engine_host.h"
#include "core/base/clock.h"
#include "core/graph/builder.h"
#include "core/io/session_file.h"
#include "views/plot/chart_builders.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

// As bench_long_run, through the host of the window: a session is opened and runs flat out while
// this thread takes every snapshot and makes the charts of every history, as the window does.
// Resident memory is printed ten times; growth above a megabyte in 100,000 steps ends it with 1.
//   bench_long_host [steps, 1000000 unless told]
namespace {

using namespace propago;

constexpr double kPromise = 10; // bytes a step: 1 MB in 100,000 steps
constexpr std::int64_t kParts = 10;

double residentBytes()
{
    long pages = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (!file || std::fscanf(file, "%*d %ld", &pages) != 1)
        std::abort();
    std::fclose(file);
    return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

Session tinySession()
{
    GraphBuilder b("tiny");
    b.input({1, 28, 28});
    b.maxPool(7, 7);
    b.simple(OperatorKind::Flatten);
    b.linear(10);
    Session session;
    session.graph = b.graph();
    session.settings.batch = 2;
    session.settings.learningRate = 1e-3;
    session.data = "digits";
    return session;
}

std::size_t drawn(const EngineHost& host)
{
    const auto history = host.history();
    const std::int64_t length = host.facts()->batchesPerEpoch;
    return lossChart(*history, length).series.front().x.size()
           + accuracyChart(*history, length).series.front().x.size()
           + learningRateChart(*history, length).series.front().x.size();
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const std::int64_t steps = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("tiny.propago"));
    if (!saveSession(tinySession(), path.toStdString()))
        return 1;
    EngineHost host(1);
    std::size_t points = 0;
    QObject::connect(&host, &SessionPort::historyChanged,
                     [&] { points = std::max(points, drawn(host)); });
    QObject::connect(&host, &SessionPort::failed, [](const QString& why) {
        std::printf("%s\n", qPrintable(why));
        std::exit(1);
    });
    host.openFile(path);
    while (!host.facts()->program)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    host.run();
    const Stopwatch watch;
    double before = 0, worst = 0;
    std::int64_t beforeStep = 0;
    for (std::int64_t part = 1; part <= kParts; ++part) {
        while (!host.snapshot() || host.snapshot()->position.batch < steps * part / kParts)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        const double now = residentBytes();
        const std::int64_t step = host.snapshot()->position.batch;
        const double growth = part > 1 ? now - before : 0;
        worst = std::max(worst, growth / static_cast<double>(step - beforeStep));
        before = now;
        beforeStep = step;
        std::printf("step %9lld  resident %8.2f MB  growth %7.3f MB  %6.1f s\n",
                    static_cast<long long>(step), now / 1e6, growth / 1e6, watch.seconds());
    }
    std::printf(
        "worst growth %.2f bytes a step, promised %.0f; at most %zu points in three charts\n",
        worst, kPromise, points);
    return worst <= kPromise ? 0 : 1;
}
