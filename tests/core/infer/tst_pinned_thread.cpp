#include "core/infer/pinned_thread.h"

#include <QtTest>

#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

using namespace propago;

namespace {

// On how many cores the calling thread may run.
int cores()
{
#if defined(__linux__)
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 0;
#else
    return 0;
#endif
}

} // namespace

class TestPinnedThread : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneCoreWhileItLivesAndAllOfThemAgain()
    {
        const int before = cores();
        {
            const PinnedThread stays;
            if (stays.isPinned())
                QCOMPARE(cores(), 1);
            else
                QCOMPARE(cores(), before);
        }
        QCOMPARE(cores(), before);
    }

    void otherThreadsAreLeftAlone()
    {
        const int before = cores();
        int there = -1;
        std::thread other([&] {
            const PinnedThread stays;
            there = cores();
        });
        other.join();
        QCOMPARE(cores(), before);
        QVERIFY(there <= std::max(1, before));
    }
};

QTEST_GUILESS_MAIN(TestPinnedThread)
#include "tst_pinned_thread.moc"
