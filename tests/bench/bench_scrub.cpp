#include "app/engine_host.h"
#include "app/languages.h"
#include "app/main_window.h"
#include "app/window.h"
#include "core/base/clock.h"

#include <QApplication>

#include <cstdio>
#include <cstring>

// From batch 500 of fashion-cnn back to 120 and forward to 500, as the timeline does it: how long
// until the window shows that moment, and whether the weights are the same bits as before. Ends with
// 1 when they are not, or when going back takes more than a second. Needs no display:
// QT_QPA_PLATFORM=offscreen.
namespace {

using namespace propago;

constexpr std::int64_t kFar = 500, kBack = 120;
constexpr double kMostSeconds = 1;

std::vector<TensorRef> parametersOf(const Program& program)
{
    std::vector<TensorRef> refs;
    for (const int slot : program.parameterSlots())
        refs.push_back(program.allSlots()[static_cast<std::size_t>(slot)].ref);
    return refs;
}

template<typename Condition> void wait(Condition isMet)
{
    while (!isMet())
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

bool sameBits(const Snapshot& a, const Snapshot& b, const std::vector<TensorRef>& refs)
{
    for (const TensorRef& ref : refs) {
        const TensorView left = a.tensors.at(ref).view(), right = b.tensors.at(ref).view();
        if (left.bytes() != right.bytes()
            || std::memcmp(left.data, right.data, static_cast<std::size_t>(left.bytes())) != 0)
            return false;
    }
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    prepareApplication();
    Languages languages;
    EngineHost host;
    MainWindow window(&host, &languages);
    window.resize(1920, 1080);
    window.show();
    host.openZoo(QStringLiteral("fashion-cnn"), QStringLiteral("fashion-mnist"));
    wait([&] { return host.facts()->program != nullptr; });
    const auto refs = parametersOf(*host.facts()->program);
    Interest interest;
    interest.tensors = refs;
    host.setInterest(QStringLiteral("bench"), interest);
    const auto isAt = [&](std::int64_t batch) {
        const auto snapshot = host.snapshot();
        return snapshot && snapshot->position == Position{batch, 0} && !snapshot->isRunning
               && snapshot->tensors.contains(refs.front());
    };
    host.run();
    wait([&] { return host.snapshot() && host.snapshot()->position.batch >= kFar; });
    host.pause();
    wait([&] { return !host.snapshot()->isRunning; });
    const auto go = [&](std::int64_t batch) {
        const Stopwatch watch;
        host.seek({batch, 0});
        wait([&] { return isAt(batch); });
        const double seconds = watch.seconds();
        std::printf("batch %3lld is shown after %.3f s\n", static_cast<long long>(batch), seconds);
        return seconds;
    };
    go(kFar);
    const auto before = host.snapshot();
    const double back = go(kBack);
    const bool moved = !sameBits(*before, *host.snapshot(), refs);
    go(kFar);
    const bool isSame = sameBits(*before, *host.snapshot(), refs);
    std::printf("weights at %lld: %s\n", static_cast<long long>(kFar),
                isSame ? "the same bits" : "DIFFERENT");
    return isSame && moved && back <= kMostSeconds ? 0 : 1;
}
