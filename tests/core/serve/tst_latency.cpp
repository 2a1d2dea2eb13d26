#include "core/serve/latency.h"

#include <QtTest>

#include <algorithm>

using namespace propago;

namespace {

// 1, 2, ..., count in an order that is not sorted.
std::vector<double> shuffled(int count)
{
    std::vector<double> values;
    for (int i = 0; i < count; ++i)
        values.push_back(1 + (i * 7919) % count);
    return values;
}

} // namespace

class TestLatency : public QObject {
    Q_OBJECT
private slots:
    void percentilesAreNearestRanks()
    {
        const LatencySummary summary = summarise(shuffled(1000));
        QCOMPARE(summary.runs, 1000);
        QCOMPARE(summary.minimum, 1.0);
        QCOMPARE(summary.p50, 500.0);
        QCOMPARE(summary.p95.value(), 950.0);
        QCOMPARE(summary.p99.value(), 990.0);
    }

    void percentilesNeedEnoughRuns_data()
    {
        QTest::addColumn<int>("runs");
        QTest::addColumn<bool>("has95");
        QTest::addColumn<bool>("has99");
        QTest::newRow("one") << 1 << false << false;
        QTest::newRow("129") << 129 << false << false;
        QTest::newRow("130") << 130 << true << false;
        QTest::newRow("661") << 661 << true << false;
        QTest::newRow("662") << 662 << true << true;
    }
    void percentilesNeedEnoughRuns()
    {
        QFETCH(int, runs);
        QFETCH(bool, has95);
        QFETCH(bool, has99);
        const LatencySummary summary = summarise(shuffled(runs));
        QCOMPARE(summary.p95.has_value(), has95);
        QCOMPARE(summary.p99.has_value(), has99);
    }

    void percentilesRise()
    {
        const LatencySummary summary = summarise(shuffled(777));
        QVERIFY(summary.minimum <= summary.p50);
        QVERIFY(summary.p50 <= *summary.p95);
        QVERIFY(*summary.p95 <= *summary.p99);
    }

    void nothingMeasuredIsNothingStated()
    {
        const LatencySummary summary = summarise({});
        QCOMPARE(summary.runs, 0);
        QVERIFY(!summary.p95);
    }

    void measureRunsWhatItSays()
    {
        int calls = 0;
        const auto measured = measure([&] { ++calls; }, 3, 10);
        QCOMPARE(calls, 13);
        QCOMPARE(measured.size(), std::size_t{10});
        QVERIFY(std::ranges::all_of(measured, [](double each) { return each >= 0; }));
    }
};

QTEST_GUILESS_MAIN(TestLatency)
#include "tst_latency.moc"
