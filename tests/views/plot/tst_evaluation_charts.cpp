#include "tests/support/view_fixtures.h"
#include "views/plot/chart_builders.h"
#include "views/plot/chart_csv.h"
#include "views/plot/chart_readout.h"

#include <QtTest>

using namespace propago;

class TestEvaluationCharts : public QObject {
    Q_OBJECT
private slots:
    // bf16 is slower than fp32 and less accurate: no reason to take it.
    void theFrontLeavesOutWhatIsBeaten()
    {
        const ChartData chart = paretoChart(test::threePrecisions(100));
        QCOMPARE(chart.series.size(), std::size_t{4});
        const Evaluation evaluation = test::threePrecisions(100);
        const ChartSeries& front = chart.series.back();
        QCOMPARE(front.x, (std::vector<double>{evaluation.precisions[2].latency.p50,
                                               evaluation.precisions[0].latency.p50}));
        QCOMPARE(front.y, (std::vector<double>{evaluation.precisions[2].accuracy,
                                               evaluation.precisions[0].accuracy}));
    }

    void oneThatBeatsAllLeavesNoLine()
    {
        Evaluation evaluation;
        evaluation.precisions = {test::precisionResult(Format::Fp32, 0.9, 50, 100),
                                 test::precisionResult(Format::Int8, 0.91, 20, 100)};
        QCOMPARE(paretoChart(evaluation).series.size(), std::size_t{2});
    }

    void aDifferenceIsCountedCellByCell()
    {
        const Evaluation evaluation = test::threePrecisions(100);
        const auto names = test::lenetFacts().classNames;
        const ChartData chart = confusionDifferenceChart(evaluation, Format::Int8, names);
        QVERIFY(chart.grid->isDifference);
        std::int64_t sum = 0;
        for (const auto& row : chart.grid->values) {
            for (const std::int64_t value : row)
                sum += value;
        }
        QCOMPARE(sum, std::int64_t{0}); // every picture is taken for something
        QCOMPARE(chart.grid->values[2][2], std::int64_t{-3});
        QCOMPARE(chart.grid->values[2][6], std::int64_t{3});
        QCOMPARE(spokenChart(chart),
                 QStringLiteral("What int8 takes for what, minus fp32: -30 more than fp32 lie on "
                                "the diagonal."));
        QCOMPARE(readOut(chart, 6, 2, 0),
                 QStringLiteral("Pullover taken for Shirt: +3 compared with fp32"));
        QVERIFY(csvOf(tableOf(chart)).contains("-3"));
    }

    void whatWasNotMeasuredIsEmpty()
    {
        Evaluation evaluation = test::threePrecisions(100);
        QVERIFY(confusionChart(evaluation, Format::Int2, {}).isEmpty());
        evaluation.precisions.erase(evaluation.precisions.begin());
        QVERIFY(confusionDifferenceChart(evaluation, Format::Int8, {}).isEmpty());
    }

    void everyBatchSizeIsAPoint()
    {
        const Evaluation evaluation = test::threePrecisions(100);
        const ChartData chart = batchChart(evaluation);
        QCOMPARE(chart.series.size(), std::size_t{3});
        QVERIFY(chart.x.isLog);
        QCOMPARE(chart.series[0].y.back(), evaluation.precisions[0].batches.back().imagesPerSecond);
    }
};

QTEST_MAIN(TestEvaluationCharts)
#include "tst_evaluation_charts.moc"
