#include "core/infer/value_histogram.h"
#include "tests/support/dice.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace propago;
using propago::test::Dice;

namespace {

ValueHistogram histogramOf(const std::vector<float>& values)
{
    const auto [low, high] = std::ranges::minmax(values);
    ValueHistogram histogram({low, high});
    histogram.add(values);
    return histogram;
}

std::vector<float> uniform(int count, float low, float high)
{
    std::vector<float> values;
    for (int i = 0; i < count; ++i)
        values.push_back(
            low + (high - low) * (static_cast<float>(i) + 0.5f) / static_cast<float>(count));
    return values;
}

std::vector<float> normal(int count, std::uint64_t seed)
{
    Dice dice(seed);
    std::vector<float> values;
    for (int i = 0; i < count; ++i)
        values.push_back(static_cast<float>(dice.normal()));
    return values;
}

QuantisationOptions by(RangeMethod method)
{
    QuantisationOptions options;
    options.ranges = method;
    return options;
}

// The mean squared error of the values themselves, rounded to 256 levels with zero among them.
double errorOf(const std::vector<float>& values, double low, double high)
{
    const double scale = (high - low) / 255;
    const double zero = std::nearbyint(-low / scale);
    double sum = 0;
    for (const float value : values) {
        const double q =
            std::clamp(std::nearbyint(static_cast<double>(value) / scale) + zero, 0.0, 255.0);
        const double error = (q - zero) * scale - static_cast<double>(value);
        sum += error * error;
    }
    return sum / static_cast<double>(values.size());
}

} // namespace

class TestValueHistogram : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyValueIsCountedOnce()
    {
        std::vector<float> values = normal(5000, 1);
        values.push_back(0);
        values.push_back(0);
        const ValueHistogram histogram = histogramOf(values);
        std::int64_t counted = 0;
        for (const std::int64_t bin : histogram.bins())
            counted += bin;
        QCOMPARE(counted, std::int64_t{5000});
        QCOMPARE(histogram.zeros(), std::int64_t{2});
        QCOMPARE(histogram.total(), std::int64_t{5002});
        QVERIFY(histogram.bins().front() > 0 && histogram.bins().back() > 0);
    }

    void aValueLiesInTheBinAroundIt()
    {
        ValueHistogram histogram({-1, 3});
        const std::vector<float> values{1.7f};
        histogram.add(values);
        const auto bin = std::ranges::find(histogram.bins(), 1) - histogram.bins().begin();
        QVERIFY(std::abs(histogram.centre(static_cast<std::size_t>(bin)) - 1.7)
                <= histogram.binWidth() / 2 + 1e-6);
    }

    void constantAndInfiniteValuesAreNoTrouble()
    {
        const auto all = {RangeMethod::MinMax, RangeMethod::Percentile,
                          RangeMethod::MeanSquaredError, RangeMethod::Entropy};
        constexpr float kInfinite = std::numeric_limits<float>::infinity();
        ValueHistogram infinite({-kInfinite, kInfinite});
        infinite.add(uniform(10, -1, 1));
        for (const RangeMethod method : all) {
            const ValueRange constant = chooseRange(histogramOf({2, 2, 2}), by(method));
            QVERIFY(constant.low == 2 && constant.high == 2);
            const ValueRange none = chooseRange(histogramOf({0, 0}), by(method));
            QVERIFY(none.low == 0 && none.high == 0);
            QVERIFY(!std::isfinite(chooseRange(infinite, by(method)).high));
        }
    }

    void percentilesOfEvenValues_data()
    {
        QTest::addColumn<float>("low");
        QTest::addColumn<float>("high");
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::newRow("one sign: all of it at one end") << 0.0f << 10.0f << 0.0 << 9.0;
        QTest::newRow("negative only") << -10.0f << 0.0f << -9.0 << 0.0;
        QTest::newRow("both signs: half at each end") << -2.0f << 8.0f << -1.5 << 7.5;
    }
    void percentilesOfEvenValues()
    {
        QFETCH(float, low);
        QFETCH(float, high);
        QFETCH(double, from);
        QFETCH(double, to);
        QuantisationOptions options = by(RangeMethod::Percentile);
        options.percentile = 90;
        const ValueHistogram histogram = histogramOf(uniform(100'000, low, high));
        const ValueRange range = chooseRange(histogram, options);
        QVERIFY(std::abs(range.low - from) < histogram.binWidth());
        QVERIFY(std::abs(range.high - to) < histogram.binWidth());
    }

    // Zeros count for the share that stays inside: 90 % of these are zero.
    void zerosCountForPercentiles()
    {
        std::vector<float> values = uniform(1000, 0, 1);
        values.resize(10'000);
        QuantisationOptions options = by(RangeMethod::Percentile);
        options.percentile = 95;
        QVERIFY(std::abs(chooseRange(histogramOf(values), options).high - 0.5) < 0.01);
    }

    void allOfItIsEverything()
    {
        QuantisationOptions options = by(RangeMethod::Percentile);
        options.percentile = 100;
        const std::vector<float> values = normal(1000, 2);
        const ValueRange range = chooseRange(histogramOf(values), options);
        const auto [low, high] = std::ranges::minmax(values);
        QVERIFY(std::abs(range.low - low) < 1e-5 && std::abs(range.high - high) < 1e-5);
    }

    // One in two million lies ten times as far out as all others.
    void oneOutlierIsClippedExceptByMinMax()
    {
        for (const bool isBothSided : {false, true}) {
            std::vector<float> values;
            for (const float value : normal(100'000, 3))
                values.push_back(isBothSided ? value : std::abs(value));
            const auto [smallest, largest] = std::ranges::minmax(values);
            ValueHistogram histogram({smallest, 10 * largest});
            for (int i = 0; i < 20; ++i)
                histogram.add(values);
            histogram.add(std::vector<float>{10 * largest});
            QCOMPARE(chooseRange(histogram, by(RangeMethod::MinMax)).high, 10 * largest);
            for (const RangeMethod method :
                 {RangeMethod::Percentile, RangeMethod::MeanSquaredError, RangeMethod::Entropy}) {
                const ValueRange range = chooseRange(histogram, by(method));
                QVERIFY2(range.high < 5 * largest && range.high > largest / 3,
                         qPrintable(QString::number(static_cast<double>(range.high / largest))));
                QVERIFY(isBothSided ? range.low < -2 : range.low <= histogram.extremes().low);
            }
        }
    }

    // Nothing is gained by cutting into values that fill their range evenly.
    void evenValuesAreNotClipped()
    {
        const ValueHistogram histogram = histogramOf(uniform(200'000, 0, 4));
        for (const RangeMethod method : {RangeMethod::MeanSquaredError, RangeMethod::Entropy})
            QVERIFY(chooseRange(histogram, by(method)).high > 3.9f);
    }

    // Against the error of the values themselves for 200 clips.
    void meanSquaredErrorIsAsSmallAsBruteForceFindsIt()
    {
        int clips = 0;
        for (const std::uint64_t seed : {1, 2, 3}) {
            Dice dice(seed);
            std::vector<float> values;
            for (int i = 0; i < 60'000; ++i) // long tails: a product of normal numbers
                values.push_back(
                    static_cast<float>(std::abs(dice.normal() * dice.normal() * dice.normal())));
            const ValueRange chosen =
                chooseRange(histogramOf(values), by(RangeMethod::MeanSquaredError));
            const double all = static_cast<double>(*std::ranges::max_element(values));
            double least = std::numeric_limits<double>::infinity();
            for (int i = 1; i <= 200; ++i)
                least = std::min(least, errorOf(values, 0, all * i / 200));
            const double own = errorOf(values, 0, static_cast<double>(chosen.high));
            QVERIFY2(own < 1.02 * least, qPrintable(QString::number(own / least)));
            clips += chosen.high < 0.97f * static_cast<float>(all) ? 1 : 0;
        }
        QVERIFY(clips > 0);
    }

    // Of values with two kinds of tails.
    void bothEndsAreFoundByThemselves()
    {
        std::vector<float> values = normal(4'000, 5);
        values.push_back(60); // only above
        const ValueRange chosen =
            chooseRange(histogramOf(values), by(RangeMethod::MeanSquaredError));
        double least = std::numeric_limits<double>::infinity();
        const double low = static_cast<double>(*std::ranges::min_element(values));
        for (int i = 1; i <= 20; ++i) {
            for (int j = 1; j <= 120; ++j)
                least = std::min(least, errorOf(values, low * i / 20, 60.0 * j / 120));
        }
        const double own =
            errorOf(values, static_cast<double>(chosen.low), static_cast<double>(chosen.high));
        QVERIFY2(own < 1.02 * least, qPrintable(QString::number(own / least)));
    }

    // The definition, counted bin by bin for a histogram of 512 values in 512 bins of 2048.
    void divergenceByHand()
    {
        ValueHistogram histogram({0, 2048});
        std::vector<float> values;
        for (int bin = 0; bin < 512; ++bin)
            values.insert(values.end(), bin % 2 == 0 ? 3 : 1, static_cast<float>(bin) + 0.5f);
        values.push_back(2048); // one far away
        histogram.add(values);
        // 256 levels over 512 bins: each level holds 3 + 1 and spreads them as 2 + 2; the last bin of
        // the reference takes the far one in and has 2.
        double expected = 0;
        for (int bin = 0; bin < 512; ++bin) {
            const double p = (bin % 2 == 0 ? 3.0 : bin == 511 ? 2.0 : 1.0) / 1025;
            expected += p * std::log(p / (2.0 / 1024));
        }
        QVERIFY(std::abs(divergence(histogram, {0, 512}) - expected) < 1e-12);
        QVERIFY(std::isinf(divergence(histogram, {0, 255})));
    }

    // Half of these are the same number, as behind a ReLU over an empty background.
    void oneValueThatStandsOutDoesNotCostTheOthers()
    {
        std::vector<float> values = normal(100'000, 8);
        for (float& value : values)
            value = std::abs(value);
        const float largest = *std::ranges::max_element(values);
        values.resize(200'000, 0.05f);
        QVERIFY(chooseRange(histogramOf(values), by(RangeMethod::Entropy)).high > largest / 2);
    }

    void symmetricRangesReachEquallyFar()
    {
        std::vector<float> values = normal(200'000, 6);
        values.push_back(30);
        const ValueHistogram histogram = histogramOf(values);
        for (const RangeMethod method : {RangeMethod::MinMax, RangeMethod::Percentile,
                                         RangeMethod::MeanSquaredError, RangeMethod::Entropy}) {
            QuantisationOptions options = by(method);
            options.symmetricActivations = true;
            const ValueRange range = chooseRange(histogram, options);
            QCOMPARE(range.low, -range.high);
            QVERIFY(method == RangeMethod::MinMax ? range.high == 30 : range.high < 15);
        }
        QuantisationOptions options = by(RangeMethod::MinMax);
        options.symmetricActivations = true;
        QCOMPARE(chooseRange(histogramOf(uniform(10, 0, 1)), options).low,
                 histogramOf(uniform(10, 0, 1)).extremes().low);
    }
};

QTEST_GUILESS_MAIN(TestValueHistogram)
#include "tst_value_histogram.moc"
