#include "core/base/thread_pool.h"

#include <QtTest>

#include <atomic>
#include <stdexcept>
#include <vector>

using namespace propago;

class TestThreadPool : public QObject {
    Q_OBJECT
private slots:
    void everyTaskExactlyOnce_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("tasks");
        for (const int threads : {1, 2, 3, 8}) {
            for (const int tasks : {0, 1, 2, 7, 1000})
                QTest::addRow("%d threads, %d tasks", threads, tasks) << threads << tasks;
        }
    }

    void everyTaskExactlyOnce()
    {
        QFETCH(int, threads);
        QFETCH(int, tasks);
        ThreadPool pool(threads);
        QCOMPARE(pool.threads(), threads);
        for (int round = 0; round < 20; ++round) {
            std::vector<std::atomic<int>> times(static_cast<std::size_t>(tasks));
            auto task = [&](int number) { times[static_cast<std::size_t>(number)].fetch_add(1); };
            pool.run(tasks, task);
            for (const auto& count : times)
                QCOMPARE(count.load(), 1);
        }
    }

    // What a task wrote is seen by the caller without further locks.
    void resultsAreVisibleAfterRun()
    {
        ThreadPool pool(4);
        std::vector<int> values(257);
        for (int round = 1; round < 200; ++round) {
            auto task = [&](int number) { values[static_cast<std::size_t>(number)] += number; };
            pool.run(257, task);
            for (int i = 0; i < 257; ++i)
                QCOMPARE(values[static_cast<std::size_t>(i)], i * round);
        }
    }

    void failureReachesTheCallerAndThePoolGoesOn()
    {
        for (const int threads : {1, 4}) {
            ThreadPool pool(threads);
            auto failing = [](int number) {
                if (number == 5)
                    throw std::runtime_error("five");
            };
            QVERIFY_EXCEPTION_THROWN(pool.run(10, failing), std::runtime_error);
            std::atomic<int> done = 0;
            auto counting = [&](int) { done.fetch_add(1); };
            pool.run(10, counting);
            QCOMPARE(done.load(), 10);
        }
    }

    void endsWhileItsThreadsSleep()
    {
        ThreadPool pool(4);
        auto nothing = [](int) {};
        pool.run(8, nothing);
        QTest::qSleep(50); // long enough for the workers to stop spinning
        std::atomic<int> done = 0;
        auto counting = [&](int) { done.fetch_add(1); };
        pool.run(8, counting);
        QCOMPARE(done.load(), 8);
        QTest::qSleep(50);
    }
};

QTEST_GUILESS_MAIN(TestThreadPool)
#include "tst_thread_pool.moc"
