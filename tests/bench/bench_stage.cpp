#include "app/engine_host.h"
#include "app/languages.h"
#include "app/main_window.h"
#include "app/window.h"
#include "core/base/clock.h"
#include "views/network/network_stage.h"
#include "views/network/network_view.h"

#include <QApplication>
#include <QEventLoop>
#include <QPaintEvent>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

// How many pictures a second the stage paints while the network trains, step by step and flat out,
// in a window of 1920x1080 that is painted by the processor alone, how many of them have new numbers
// in them, and how long the event loop is away meanwhile. Flat out, new numbers come once a batch, at
// its loss; where batches are long, the pictures between say where in its batch the run is. Ends with
// 1 when a figure that is promised is missed. Needs no display: QT_QPA_PLATFORM=offscreen.
namespace {

constexpr int kSeconds = 6;
constexpr int kBeat = 4; // milliseconds between two ticks that should come on time
constexpr double kSmallNetworkRate =
    59.0; // a timer of whole milliseconds beats 62.5 times a second
constexpr double kDeepNetworkRate = 30;
constexpr double kLongestGap = 33; // milliseconds, 99th percentile

/// Writes down when the stage has painted.
class PaintWatch : public QObject {
public:
    std::vector<double> frames; ///< milliseconds from one picture to the next
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) {
            frames.push_back(m_since.seconds() * 1e3);
            m_since.restart();
        }
        return false;
    }

private:
    propago::Stopwatch m_since;
};

double at(std::vector<double>& sorted, double share)
{
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void wait(int milliseconds)
{
    QEventLoop loop; // QApplication::quit() would close the window
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

bool measure(propago::MainWindow& window, const propago::EngineHost& host, const char* model,
             bool isFlatOut, double promised)
{
    const char* how = isFlatOut ? "flat out" : "animated";
    const auto batch = [&] { return static_cast<double>(host.snapshot()->position.batch); };
    const double first = batch();
    int snapshots = 0;
    const auto counting = QObject::connect(&host, &propago::SessionPort::snapshotChanged,
                                           [&snapshots] { ++snapshots; });
    PaintWatch watch;
    window.network()->stage()->installEventFilter(&watch);
    std::vector<double> gaps;
    propago::Stopwatch since;
    QTimer beat;
    QObject::connect(&beat, &QTimer::timeout, [&] {
        gaps.push_back(since.seconds() * 1e3);
        since.restart();
    });
    beat.setTimerType(Qt::PreciseTimer);
    beat.start(kBeat);
    wait(kSeconds * 1000);
    QObject::disconnect(counting);
    const double batches = (batch() - first) / kSeconds;
    if (watch.frames.size() < 2 || gaps.empty()) {
        std::printf("%-12s %-10s nothing was painted\n", model, how);
        return false;
    }
    const double rate = 1e3 / at(watch.frames, 0.5), away = at(gaps, 0.99);
    const bool holds = rate >= promised && away <= kLongestGap;
    std::printf("%-12s %-10s %4zu pictures, %4d with new numbers  median %5.1f/s  slowest 1%% "
                "%5.1f/s   event loop p99 %5.1f ms   %6.1f batches/s   %s\n",
                model, how, watch.frames.size(), snapshots, rate, 1e3 / at(watch.frames, 0.99),
                away, batches, holds ? "as promised" : "TOO SLOW");
    return holds;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    propago::prepareApplication();
    propago::Languages languages;
    bool holds = true;
    const struct {
        const char* model;
        const char* data;
        double animated, flatOut; ///< pictures a second
    } networks[] = {{"lenet", "fashion-mnist", kSmallNetworkRate, kSmallNetworkRate},
                    {"fashion-cnn", "fashion-mnist", kSmallNetworkRate, kDeepNetworkRate},
                    {"resnet8", "shapes", kDeepNetworkRate, kDeepNetworkRate}};
    for (const auto& each : networks) {
        if (argc > 1 && std::strcmp(argv[1], each.model) != 0)
            continue;
        propago::EngineHost host;
        propago::MainWindow window(&host, &languages);
        window.resize(1920, 1080);
        window.show();
        host.openZoo(each.model, each.data);
        while (!host.facts()->program)
            QApplication::processEvents(QEventLoop::WaitForMoreEvents);
        window.showWorkspace(0);
        // A step at a time, each with its wave; then as fast as the processor trains.
        host.setSpeed(3);
        host.run();
        wait(1000);
        holds = measure(window, host, each.model, false, each.animated) && holds;
        host.setSpeed(0);
        wait(1000);
        holds = measure(window, host, each.model, true, each.flatOut) && holds;
        host.pause();
    }
    return holds ? 0 : 1;
}
