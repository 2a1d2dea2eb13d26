#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/evaluation.h"
#include "core/infer/notes.h"
#include "core/kernels/isa.h"

#include <QtTest>

#include <numeric>

using namespace propago;
using namespace propago::test;

namespace {

// Pictures of noise with labels of chance.
MemoryDataset noise(const std::string& name, const Shape& shape, std::int64_t count, int classes)
{
    Dice dice(static_cast<std::uint64_t>(count));
    DatasetFacts facts{name, shape, {}, {}};
    for (int i = 0; i < classes; ++i)
        facts.classNames.push_back(std::to_string(i));
    for (std::int64_t i = 0; i < count; ++i)
        facts.labels.push_back(dice.below(classes));
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * shape.elements()));
    for (std::uint8_t& pixel : pixels)
        pixel = static_cast<std::uint8_t>(dice.below(256));
    return {std::move(facts), std::move(pixels)};
}

struct Setting {
    Graph graph = zooGraph("lenet", zooInput("lenet"), 10).value();
    Weights weights = randomWeights(graph, 1);
    MemoryDataset test = noise("noise:test", Shape{1, 28, 28}, 150, 10);
    MemoryDataset train = noise("noise:train", Shape{1, 28, 28}, 90, 10);
    EvaluationOptions options;
    Setting() { options.latencyRuns = 200; }

    Result<Evaluation> run(const Progress& progress = {})
    {
        return evaluate(graph, weights, test, train, {}, options, progress);
    }
};

PrecisionResult row(Format precision, double p50)
{
    PrecisionResult made;
    made.precision = precision;
    made.latency.p50 = p50;
    return made;
}

} // namespace

class TestEvaluation : public QObject {
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

    void everyRowIsFilled()
    {
        Setting setting;
        const Evaluation result = setting.run().value();
        QCOMPARE(result.precisions.size(), std::size_t{3});
        for (const PrecisionResult& each : result.precisions) {
            QCOMPARE(each.samples, 150);
            QVERIFY(each.accuracyLow <= each.accuracy && each.accuracy <= each.accuracyHigh);
            QVERIFY(each.top5 >= each.accuracy);
            QVERIFY(each.loss > 0);
            QVERIFY(each.agreementWithFp32 >= 0.8);
            QCOMPARE(each.latency.runs, 200);
            QCOMPARE(each.latencies.size(), std::size_t{200});
            QVERIFY(each.latency.minimum > 0 && each.latency.p95.has_value() && !each.latency.p99);
            QVERIFY(each.imagesPerSecond > 0);
            QVERIFY(!each.kernel.empty());
        }
        QCOMPARE(result.precisions[0].agreementWithFp32, 1.0);
        QVERIFY(result.precisions[0].weightBytes > result.precisions[1].weightBytes);
        QVERIFY(result.precisions[1].weightBytes > result.precisions[2].weightBytes);
    }

    void confusionCountsEveryPicture()
    {
        Setting setting;
        setting.options.precisions = {Format::Fp32};
        const Evaluation result = setting.run().value();
        QCOMPARE(result.answers.size(), std::size_t{150});
        std::int64_t all = 0;
        std::int64_t right = 0;
        for (std::size_t truth = 0; truth < result.confusion.size(); ++truth) {
            all += std::accumulate(result.confusion[truth].begin(), result.confusion[truth].end(),
                                   std::int64_t{0});
            right += result.confusion[truth][truth];
        }
        QCOMPARE(all, 150);
        QCOMPARE(static_cast<double>(right) / 150, result.precisions[0].accuracy);
    }

    void answersAgreeWithThePlanItself()
    {
        Setting setting;
        setting.options.precisions = {Format::Fp64};
        const Evaluation result = setting.run().value();
        ThreadPool pool(1);
        Tensor x(setting.test.sampleShape().batched(1), Format::Fp32);
        std::vector<std::uint8_t> pixels(784);
        for (std::int64_t i = 0; i < setting.test.size(); ++i) {
            setting.test.pixels(i, pixels);
            for (std::size_t p = 0; p < pixels.size(); ++p)
                x.span<float>()[p] = static_cast<float>(pixels[p]) / 255.0f;
            const Tensor y = outputsOf(setting.graph, setting.weights, x, {Format::Fp64, 1, false},
                                       nullptr, pool);
            const auto outputs = y.span<float>();
            QCOMPARE(result.answers[static_cast<std::size_t>(i)],
                     static_cast<int>(std::ranges::max_element(outputs) - outputs.begin()));
        }
    }

    void fp32IsAgreedWithEvenWhenItIsNotListed()
    {
        Setting setting;
        setting.options.precisions = {Format::Int8};
        const Evaluation result = setting.run().value();
        QCOMPARE(result.precisions.size(), std::size_t{1});
        QVERIFY(result.precisions[0].agreementWithFp32 > 0.8);
    }

    void calibratingOnTheJudgedPicturesIsRefused()
    {
        Setting setting;
        const auto same = evaluate(setting.graph, setting.weights, setting.test, setting.test, {},
                                   setting.options, {});
        QVERIFY(!same);
        QCOMPARE(same.error().code, ErrorCode::BadInput);
        const MemoryDataset twin = noise("noise:test", Shape{1, 28, 28}, 30, 10);
        const auto named =
            evaluate(setting.graph, setting.weights, setting.test, twin, {}, setting.options, {});
        QVERIFY(!named);
        QCOMPARE(named.error().code, ErrorCode::BadInput);
    }

    void picturesOfAnotherSizeAreRefused()
    {
        Setting setting;
        const MemoryDataset wide = noise("wide", Shape{1, 28, 30}, 5, 10);
        const auto result =
            evaluate(setting.graph, setting.weights, wide, setting.train, {}, setting.options, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::BadInput);
        QVERIFY(describe(result.error()).find("1x28x30") != std::string::npos);
    }

    void moreCategoriesThanOutputsAreRefused()
    {
        Setting setting;
        const MemoryDataset many = noise("many", Shape{1, 28, 28}, 200, 40);
        const auto result =
            evaluate(setting.graph, setting.weights, many, setting.train, {}, setting.options, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::BadInput);
    }

    void cancellingInterruptsAtAnyTime()
    {
        Setting setting;
        int calls = 0;
        const auto whole = setting.run([&](double) { return ++calls > 0; });
        QVERIFY(whole.has_value());
        for (const int stop : {1, calls / 2, calls}) {
            int seen = 0;
            const auto result = setting.run([&](double) { return ++seen < stop; });
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Interrupted);
        }
    }

    void progressRisesToOne()
    {
        Setting setting;
        double last = 0;
        const auto result = setting.run([&](double done) {
            const bool rises = done >= last;
            last = done;
            return rises;
        });
        QVERIFY(result.has_value());
        QCOMPARE(last, 1.0);
    }

    void slowFormatsAreExplained()
    {
        const auto notes =
            speedNotes({row(Format::Fp32, 10), row(Format::Bf16, 12), row(Format::Int8, 9)}, 1000);
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY(english(notes[0]).find("bf16 is not faster than fp32 here") == 0);
    }

    void everyNarrowFormatThatIsSlowIsExplained()
    {
        for (const Format format : inferenceFormats()) {
            const bool isNarrow = traits(format).bits < 32;
            const auto slow = speedNotes({row(Format::Fp32, 10), row(format, 12)}, 20'000'000);
            QCOMPARE(slow.size(), std::size_t{isNarrow ? 1u : 0u});
            const std::string name(traits(format).name);
            QVERIFY(!isNarrow || english(slow[0]).find(name + " is not faster than fp32") == 0);
        }
        const auto widened = speedNotes({row(Format::Fp32, 10), row(Format::Fp16, 12)}, 20'000'000);
        QVERIFY(english(widened[0]).find("widened") != std::string::npos);
    }

    // Fewer products beat cheaper ones: that is then the reason.
    void winogradIsTheReasonWhereFp32UsesIt()
    {
        PrecisionResult fp32 = row(Format::Fp32, 10);
        fp32.kernel = "fp32 multiply-add, Winograd";
        const auto notes = speedNotes({fp32, row(Format::Bf16, 12)}, 20'000'000);
        QCOMPARE(notes.size(), std::size_t{1});
        if (nativeBf16())
            QVERIFY(english(notes[0]).find("Winograd") != std::string::npos);
        else
            QVERIFY(english(notes[0]).find("no dot products") != std::string::npos);
    }

    void fastFormatsNeedNoExplanation()
    {
        QVERIFY(
            speedNotes({row(Format::Fp32, 10), row(Format::Bf16, 8), row(Format::Int8, 5)}, 1000)
                .empty());
        QVERIFY(speedNotes({row(Format::Bf16, 8)}, 1000).empty());
    }

    void calibrationSpansWhatTheNetworkDoes()
    {
        Setting setting;
        ThreadPool pool(2);
        const Calibration some =
            calibrate(setting.graph, setting.weights, setting.train, {}, 20, pool).value();
        const Calibration all =
            calibrate(setting.graph, setting.weights, setting.train, {}, 500, pool).value();
        QCOMPARE(some.samples, 20);
        QCOMPARE(all.samples, 90);
        QCOMPARE(all.ranges.size(), setting.graph.nodes.size());
        for (std::size_t i = 0; i < all.ranges.size(); ++i)
            QVERIFY(all.ranges[i].low <= some.ranges[i].low
                    && all.ranges[i].high >= some.ranges[i].high);
        QVERIFY(all.ranges[0].low == 0.0f && all.ranges[0].high == 1.0f);
    }
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
