#include "tests/support/view_fixtures.h"
#include "views/precision/precision_words.h"

#include <QtTest>

using namespace propago;

namespace {

PrecisionResult row(Format format, double p50, std::int64_t bytes, PairedTest test)
{
    PrecisionResult result;
    result.precision = format;
    result.samples = 10'000;
    result.accuracy = 0.913;
    result.latency.p50 = p50;
    result.weightBytes = bytes;
    result.againstFp32 = test;
    return result;
}

} // namespace

class TestPrecisionWords : public QObject {
    Q_OBJECT
private slots:
    void theHeadlineAnswers_data()
    {
        QTest::addColumn<double>("p50");
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<int>("onlyFp32");
        QTest::addColumn<int>("onlyThis");
        QTest::addColumn<double>("p");
        QTest::addColumn<QString>("sentence");
        const auto line = [](const char* name, double p50, qint64 bytes, int onlyFp32, int onlyThis,
                             double p, const char* sentence) {
            QTest::newRow(name) << p50 << bytes << onlyFp32 << onlyThis << p
                                << QString::fromUtf8(sentence);
        };
        line("faster, chance", 100, 1000, 20, 15, 0.6,
             "int8 is 3.4 × as fast as fp32 and 4.0 × as small; it loses 0.05 points of accuracy "
             "(could be chance, p = 0.60).");
        line("slower, real", 510, 1000, 300, 100, 1e-20,
             "int8 takes 1.5 × as long as fp32 and is 4.0 × as small; it loses 2.00 points of "
             "accuracy (real, p < 0.001).");
        line("as fast, gains", 341, 1000, 10, 40, 0.0024,
             "int8 is as fast as fp32 and 4.0 × as small; it gains 0.30 points of accuracy (real, "
             "p = 0.002).");
        line("swaps", 100, 3900, 7, 7, 1,
             "int8 is 3.4 × as fast as fp32 and as large; it gets exactly as many pictures right.");
        line("the same", 20, 8000, 0, 0, 1,
             "int8 is 17 × as fast as fp32 and 2.0 × as large; it answers every picture as well as "
             "fp32.");
    }
    void theHeadlineAnswers()
    {
        QFETCH(double, p50);
        QFETCH(qint64, bytes);
        QFETCH(int, onlyFp32);
        QFETCH(int, onlyThis);
        QFETCH(double, p);
        Evaluation evaluation;
        evaluation.precisions = {row(Format::Fp32, 340, 4000, {}), row(Format::Int4, 50, 500, {}),
                                 row(Format::Int8, p50, bytes, {onlyFp32, onlyThis, p})};
        QTEST(headline(evaluation), "sentence");
    }

    void withoutInt8ItIsAboutTheFewestBits()
    {
        Evaluation evaluation;
        evaluation.precisions = {row(Format::Fp32, 340, 4000, {}), row(Format::Int4, 50, 500, {}),
                                 row(Format::Int16, 300, 2000, {})};
        QCOMPARE(mainResult(evaluation)->precision, Format::Int4);
        QVERIFY(headline(evaluation).startsWith(QStringLiteral("int4 is 6.8 ×")));
        QVERIFY(otherFormats(evaluation).startsWith(QStringLiteral("int16: 1.1 × the speed")));
    }

    void whatIsMissingIsSaid()
    {
        Evaluation evaluation;
        evaluation.precisions = {row(Format::Int8, 100, 1000, {20, 15, 0.6})};
        QVERIFY(headline(evaluation).contains(QStringLiteral("Tick fp32")));
        evaluation.precisions = {row(Format::Fp32, 340, 4000, {})};
        QVERIFY(headline(evaluation).contains(QStringLiteral("Tick another format")));
    }

    void listsReadAsSentences()
    {
        QCOMPARE(listed(std::vector<Format>{Format::Fp32}), QStringLiteral("fp32"));
        QCOMPARE(listed(std::vector<Format>{Format::Fp32, Format::Int8}),
                 QStringLiteral("fp32 and int8"));
        QCOMPARE(listed(std::vector<Format>{Format::Fp32, Format::Bf16, Format::Int8}),
                 QStringLiteral("fp32, bf16 and int8"));
    }

    void settingsAreSpelledOut()
    {
        QuantisationOptions options;
        QCOMPARE(settingsText(options, 512),
                 QStringLiteral("min-max ranges · a scale for each filter · "
                                "512 calibration picture(s)"));
        options.ranges = RangeMethod::Percentile;
        options.percentile = 99.9;
        options.perChannel = false;
        options.correctsBias = true;
        QVERIFY(settingsText(options, 1)
                    .startsWith(QStringLiteral(
                        "percentile ranges (99.9 %) · one scale for a layer · corrected bias")));
    }

    void onlyDriftBeyondFivePercentIsNamed()
    {
        Evaluation evaluation;
        evaluation.precisions = {row(Format::Fp32, 1, 1, {}), row(Format::Int8, 1, 1, {})};
        evaluation.precisions[0].drift = 0.96;
        QVERIFY(driftNote(evaluation).isEmpty());
        evaluation.precisions[1].drift = 0.9;
        QVERIFY(driftNote(evaluation).contains(QStringLiteral("int8 by -10 %")));
        QVERIFY(!driftNote(evaluation).contains(QStringLiteral("fp32")));
    }
};

QTEST_APPLESS_MAIN(TestPrecisionWords)
#include "tst_precision_words.moc"
