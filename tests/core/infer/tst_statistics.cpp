#include "core/infer/statistics.h"

#include <QtTest>

using namespace propago;

class TestStatistics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wilsonIntervals_data()
    {
        QTest::addColumn<int>("right");
        QTest::addColumn<int>("of");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        // The formula of Wilson 1927 at z = 1.959963984540054, computed with 40 decimal digits.
        QTest::newRow("none of ten") << 0 << 10 << 0.0 << 0.27753279986288920;
        QTest::newRow("all of ten") << 10 << 10 << 0.72246720013711080 << 1.0;
        QTest::newRow("half of a hundred")
            << 50 << 100 << 0.40383153036599564 << 0.59616846963400436;
        QTest::newRow("9000 of 10000")
            << 9000 << 10000 << 0.89396563147408909 << 0.90572716982936954;
        QTest::newRow("nothing known") << 0 << 0 << 0.0 << 1.0;
    }
    void wilsonIntervals()
    {
        QFETCH(int, right);
        QFETCH(int, of);
        QFETCH(double, low);
        QFETCH(double, high);
        const auto [from, to] = wilsonInterval(right, of);
        QVERIFY2(std::abs(from - low) < 1e-12, qPrintable(QString::number(from, 'g', 15)));
        QVERIFY2(std::abs(to - high) < 1e-12, qPrintable(QString::number(to, 'g', 15)));
    }

    void mcNemarTests_data()
    {
        QTest::addColumn<int>("onlyFp32");
        QTest::addColumn<int>("onlyThis");
        QTest::addColumn<double>("p");
        // 2 sum C(n, i) / 2^n in whole numbers: 2 * 79 / 4096 for 10 and 2.
        QTest::newRow("nothing to tell apart") << 0 << 0 << 1.0;
        QTest::newRow("five, none") << 5 << 0 << 0.0625;
        QTest::newRow("none, five") << 0 << 5 << 0.0625;
        QTest::newRow("ten, two") << 10 << 2 << 0.03857421875;
        QTest::newRow("as many") << 6 << 6 << 1.0;
        QTest::newRow("nearly as many") << 7 << 8 << 1.0;
        // Exact fractions of whole numbers, rounded once.
        QTest::newRow("25, 10") << 25 << 10 << 0.01667384780012071;
        QTest::newRow("120, 80") << 120 << 80 << 0.0056851559967503055;
        QTest::newRow("1000, 800") << 1000 << 800 << 2.6653428811932197e-06;
        QTest::newRow("5100, 4900") << 5100 << 4900 << 0.04658552770494739;
        QTest::newRow("5200, 4800") << 5200 << 4800 << 6.593515598672442e-05;
    }
    void mcNemarTests()
    {
        QFETCH(int, onlyFp32);
        QFETCH(int, onlyThis);
        QFETCH(double, p);
        const PairedTest test = mcNemar(onlyFp32, onlyThis);
        QCOMPARE(test.onlyFp32, std::int64_t{onlyFp32});
        QCOMPARE(test.onlyThis, std::int64_t{onlyThis});
        QVERIFY2(std::abs(test.pValue - p) < 1e-10 * p,
                 qPrintable(QString::number(test.pValue, 'g', 15)));
    }

    void tenThousandAgainstNoneIsNoChance()
    {
        const PairedTest test = mcNemar(10'000, 0);
        QVERIFY(test.pValue >= 0 && test.pValue < 1e-300);
    }

    void answersAreCountedInPairs()
    {
        const std::vector<std::int32_t> labels{0, 1, 2, 3, 4, 5};
        const std::vector<int> fp32{0, 1, 2, 0, 0, 5};   // right: 0, 1, 2, 5
        const std::vector<int> others{0, 0, 0, 3, 0, 0}; // right: 0, 3
        const PairedTest test = mcNemar(fp32, others, labels);
        QCOMPARE(test.onlyFp32, std::int64_t{3});
        QCOMPARE(test.onlyThis, std::int64_t{1});
        QVERIFY(std::abs(test.pValue - 0.625) < 1e-12); // 2 (1 + 4) / 16
    }

    void medians()
    {
        QCOMPARE(medianOf({}), 0.0);
        QCOMPARE(medianOf({3, 1, 2}), 2.0);
        QCOMPARE(medianOf({4, 1, 3, 2}), 3.0);
    }

    void driftComparesTheQuarters()
    {
        const std::vector<double> steady(100, 7);
        QCOMPARE(driftOf(steady), 1.0);
        std::vector<double> slower;
        for (int i = 0; i < 40; ++i)
            slower.push_back(i < 10 ? 10 : i < 30 ? 100 : 15);
        QCOMPARE(driftOf(slower), 1.5);
        const std::vector<double> few{1, 2, 3, 4, 5, 6, 7};
        QCOMPARE(driftOf(few), 1.0);
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
