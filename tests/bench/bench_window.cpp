#include "app/engine_host.h"
#include "app/languages.h"
#include "app/main_window.h"
#include "app/window.h"
#include "core/base/clock.h"

#include <QApplication>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <vector>

// How long the window's event loop was away while training runs flat out, in each workspace, and
// how long closing takes in the middle of it. Needs no display: QT_QPA_PLATFORM=offscreen.
namespace {

constexpr int kSeconds = 8;
constexpr int kBeat = 4; // milliseconds between two ticks that should come on time

void report(const char* where, std::vector<double> gaps)
{
    std::sort(gaps.begin(), gaps.end());
    const auto at = [&](double share) {
        return gaps[static_cast<std::size_t>(share * static_cast<double>(gaps.size() - 1))];
    };
    std::printf("%-10s gaps %6zu  p50 %6.1f ms  p99 %6.1f ms  max %6.1f ms\n", where, gaps.size(),
                at(0.5), at(0.99), gaps.back());
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    propago::prepareApplication();
    propago::Languages languages;
    auto host = std::make_unique<propago::EngineHost>();
    auto window = std::make_unique<propago::MainWindow>(host.get(), &languages);
    window->resize(1920, 1080);
    window->show();
    host->openZoo(argc > 1 ? argv[1] : "lenet", argc > 2 ? argv[2] : "fashion-mnist");
    while (!host->facts()->program)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    host->run();
    const char* names[] = {"network", "training", "classify", "precision"};
    for (int workspace = 0; workspace < 4; ++workspace) {
        window->showWorkspace(workspace);
        std::vector<double> gaps;
        propago::Stopwatch since;
        QTimer beat;
        QObject::connect(&beat, &QTimer::timeout, [&] {
            gaps.push_back(since.seconds() * 1e3);
            since.restart();
        });
        beat.setTimerType(Qt::PreciseTimer);
        beat.start(kBeat);
        QEventLoop loop; // QApplication::quit() would close the window
        QTimer::singleShot(kSeconds * 1000, &loop, &QEventLoop::quit);
        loop.exec();
        report(names[workspace], gaps);
    }
    std::printf("trained up to batch %lld\n",
                static_cast<long long>(host->snapshot()->position.batch));
    const propago::Stopwatch closing;
    window.reset();
    host.reset();
    std::printf("closed in %.3f s\n", closing.seconds());
    return 0;
}
