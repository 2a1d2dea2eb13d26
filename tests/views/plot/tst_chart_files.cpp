#include "tests/support/view_fixtures.h"
#include "views/plot/chart_builders.h"
#include "views/plot/chart_csv.h"
#include "views/plot/chart_export.h"
#include "views/plot/chart_tikz.h"
#include "views/plot/plot_scales.h"
#include "views/plot/smoothing.h"

#include <QProcess>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace propago;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

ChartData lineChart(const QString& name, const std::vector<double>& y)
{
    ChartData chart;
    chart.title = QStringLiteral("Loss");
    chart.x.label = QStringLiteral("update");
    chart.y.label = QStringLiteral("loss");
    ChartSeries series;
    series.name = name;
    series.y = y;
    for (std::size_t i = 0; i < y.size(); ++i)
        series.x.push_back(static_cast<double>(i + 1));
    chart.series = {series};
    return chart;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestChartFiles : public QObject {
    Q_OBJECT
private slots:
    void csvTextIsQuoted_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("cell");
        QTest::newRow("plain") << "Sneaker"
                               << "Sneaker";
        QTest::newRow("comma") << "a,b"
                               << "\"a,b\"";
        QTest::newRow("quote") << "5\" screen"
                               << "\"5\"\" screen\"";
        QTest::newRow("line break") << "a\nb"
                                    << "\"a\nb\"";
        QTest::newRow("formula") << "=1+1"
                                 << "\"'=1+1\"";
        QTest::newRow("at") << "@SUM(A1)"
                            << "\"'@SUM(A1)\"";
        QTest::newRow("minus") << "-cmd"
                               << "\"'-cmd\"";
        QTest::newRow("plus") << "+1"
                              << "\"'+1\"";
        QTest::newRow("korean") << QString::fromUtf8("신발") << QString::fromUtf8("신발");
    }
    void csvTextIsQuoted()
    {
        QFETCH(QString, text);
        QTEST(csvText(text), "cell");
    }

    void csvKeepsEveryValueExactly()
    {
        std::vector<double> values;
        for (int i = 0; i < 5000; ++i)
            values.push_back(std::sin(i) / 3);
        values[7] = kNan;
        values[8] = -std::numeric_limits<double>::infinity();
        const QList<QByteArray> lines =
            csvOf(tableOf(lineChart(QStringLiteral("each batch"), values))).split('\n');
        QCOMPARE(lines.size(), 5002); // header, a row for each, the empty rest
        QCOMPARE(lines[0], QByteArray("update,each batch\r"));
        QCOMPARE(lines[8], QByteArray("8,nan\r"));
        QCOMPARE(lines[9], QByteArray("9,-inf\r"));
        for (const int row : {0, 1, 4999})
            QCOMPARE(lines[row + 1].trimmed().split(',')[1].toDouble(),
                     values[static_cast<std::size_t>(row)]);
    }

    void csvJoinsSeriesByTheirX()
    {
        ChartData chart = lineChart(QStringLiteral("each batch"), {1, 2, 3});
        ChartSeries epochs;
        epochs.name = QStringLiteral("epoch");
        epochs.x = {2};
        epochs.y = {1.5};
        epochs.low = {1.25};
        epochs.high = {1.75};
        chart.series.push_back(epochs);
        QCOMPARE(csvOf(tableOf(chart)),
                 QByteArray("update,each batch,epoch,epoch low,epoch "
                            "high\r\n1,1,,,\r\n2,2,1.5,1.25,1.75\r\n3,3,,,\r\n"));
    }

    void csvOfAGridNamesRowsAndColumns()
    {
        ChartData chart;
        chart.x.label = QStringLiteral("answer");
        chart.y.label = QStringLiteral("truth");
        chart.grid = ChartGrid{{"=a", "b"}, {"=a", "b"}, {{5, 1}, {2, 7}}};
        QCOMPARE(csvOf(tableOf(chart)),
                 QByteArray("truth / answer,\"'=a\",b\r\n\"'=a\",5,1\r\nb,2,7\r\n"));
    }

    void smoothingIsBiasCorrected()
    {
        const std::vector<double> shown = smoothed({1, 2, 4}, 0.5);
        QCOMPARE(shown[0], 1.0);
        QCOMPARE(shown[1], (0.25 * 1 + 0.5 * 2) / 0.75);
        QCOMPARE(shown[2], (0.125 * 1 + 0.25 * 2 + 0.5 * 4) / 0.875);
    }

    void smoothingStepsOverGaps()
    {
        const std::vector<double> shown = smoothed({1, kNan, 3}, 0.5);
        QVERIFY(std::isnan(shown[1]));
        QCOMPARE(shown[2], (0.25 * 1 + 0.5 * 3) / 0.75);
    }

    void smoothingLeavesConstantsAlone()
    {
        const std::vector<double> constant{0.1, kNan, 0.1, 0.1};
        QCOMPARE(smoothed(constant, 0.9)[3], 0.1);
        QCOMPARE(smoothed({1, 5}, 1.0), std::vector<double>({1, 5}));
    }

    void aLogAxisLeavesZerosOut()
    {
        ChartData chart = lineChart(QStringLiteral("loss"), {0, 0.01, -1, 100});
        chart.y.isLog = true;
        const auto [low, high] = defaultRangeY(chart);
        QVERIFY(low > 0.001 && low < 0.01);
        QVERIFY(high > 100 && high < 1000);
        QCOMPARE(valuesBelowLog(chart), 2);
        QVERIFY(std::isnan(drawable(0, chart.y)));
    }

    void anEmptyOrBrokenChartHasARange()
    {
        const auto [low, high] = defaultRangeY(lineChart(QStringLiteral("loss"), {kNan, kNan}));
        QVERIFY(std::isfinite(low) && std::isfinite(high) && low < high);
        QVERIFY(lossChart(History{}, 10).isEmpty());
    }

    // Few points on the screen, every value in the file.
    void aLongRunIsThinnedForTheEyeOnly()
    {
        constexpr std::int64_t kLong = 20'000;
        History history = test::fallingHistory(kLong);
        history.put(12'345, {77, 0.5, 0.25});
        QTemporaryDir folder;
        for (const auto& chart : {lossChart(history, 100), accuracyChart(history, 100),
                                  learningRateChart(history, 100)}) {
            QVERIFY(chart.series.front().x.size() <= 2 * Envelope::kBuckets + 1);
            const QString path = folder.filePath(QStringLiteral("long.csv"));
            QVERIFY(exportChart(chart, path).has_value());
            const QByteArray file = contentOf(path);
            QCOMPARE(file.count('\n'), qsizetype(kLong + 1));
            QVERIFY(file.contains("\n12346,"));
        }
        const ChartData loss = lossChart(history, 100);
        QVERIFY(std::ranges::count(loss.series.front().y, 77.0) == 1);
    }

    void everyFormatCanBeOpenedAgain()
    {
        QTemporaryDir folder;
        const ChartData chart = lossChart(test::fallingHistory(300), 100);
        for (const char* suffix : {"png", "svg", "pdf", "csv", "tex"}) {
            const QString path =
                folder.filePath(QStringLiteral("loss.") + QString::fromLatin1(suffix));
            QVERIFY(exportChart(chart, path).has_value());
            QVERIFY(QFileInfo(path).size() > 1000);
        }
        const QImage png(folder.filePath(QStringLiteral("loss.png")));
        QCOMPARE(png.size(), QSize(1600, 900));
        QVERIFY(QSvgRenderer(folder.filePath(QStringLiteral("loss.svg"))).isValid());
        QVERIFY(contentOf(folder.filePath(QStringLiteral("loss.svg"))).contains("held-out</text>"));
        QVERIFY(contentOf(folder.filePath(QStringLiteral("loss.pdf"))).startsWith("%PDF"));
        QVERIFY(
            contentOf(folder.filePath(QStringLiteral("loss.tex"))).contains("\\end{tikzpicture}"));
    }

    void pdfTextIsText()
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
        if (program.isEmpty())
            QSKIP("pdftotext is not installed");
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("loss.pdf"));
        QVERIFY(exportChart(lossChart(test::fallingHistory(200), 100), path).has_value());
        QProcess process;
        process.start(program, {path, QStringLiteral("-")});
        QVERIFY(process.waitForFinished());
        const QByteArray text = process.readAllStandardOutput();
        QVERIFY2(text.contains("held-out") && text.contains("epoch 1"), text.constData());
    }

    void theCurveIsInThePicture()
    {
        ChartFileOptions options;
        options.scale = 1;
        const QImage with = chartImage(lineChart(QStringLiteral("a"), {1, 2, 3, 4}), options);
        const QColor ink = options.theme.of(0);
        int inked = 0;
        for (int y = 0; y < with.height(); ++y) {
            for (int x = 0; x < with.width(); ++x)
                inked += with.pixelColor(x, y) == ink;
        }
        QVERIFY2(inked > 300, qPrintable(QString::number(inked)));
    }

    void aGapStaysAGap()
    {
        ChartFileOptions options;
        options.scale = 1;
        std::vector<double> values(99, 1.0);
        for (std::size_t i = 40; i < 60; ++i)
            values[i] = kNan;
        values.front() = 0;
        values.back() = 0;
        const QImage image = chartImage(lineChart(QStringLiteral("a"), values), options);
        const auto inkIn = [&](int column) {
            for (int y = 0; y < image.height(); ++y) {
                if (image.pixelColor(column, y) == options.theme.of(0))
                    return true;
            }
            return false;
        };
        QVERIFY(inkIn(image.width() / 4));
        QVERIFY(!inkIn(image.width() / 2 + 15));
    }

    void anUnknownSuffixIsRefused()
    {
        const auto done =
            exportChart(lineChart(QStringLiteral("a"), {1}), QStringLiteral("/tmp/chart.docx"));
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Usage);
        QVERIFY(!QFileInfo::exists(QStringLiteral("/tmp/chart.docx")));
    }

    void aMissingFolderIsAnError()
    {
        const auto done =
            exportChart(lineChart(QStringLiteral("a"), {1}), QStringLiteral("/nowhere/at/all.svg"));
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::FileUnwritable);
    }

    void texCommandsAreEscaped()
    {
        QCOMPARE(texText(QStringLiteral("50 % of a_b\\c")),
                 QStringLiteral("50 \\% of a\\_b\\textbackslash{}c"));
    }

    void batchAndEpochAreTwoNamedSeries()
    {
        const ChartData chart = lossChart(test::fallingHistory(200), 100);
        QCOMPARE(chart.series.size(), std::size_t(3));
        QVERIFY(chart.series[0].name != chart.series[1].name);
        QCOMPARE(chart.series[1].x, std::vector<double>({100, 200}));
    }
};

QTEST_MAIN(TestChartFiles)
#include "tst_chart_files.moc"
