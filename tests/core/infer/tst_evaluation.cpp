#include "tests/core/infer/noise.h"
#include "tests/core/infer/random_networks.h"

#include "core/data/batches.h"
#include "core/graph/zoo.h"
#include "core/infer/classifier.h"
#include "core/infer/evaluation.h"
#include "core/infer/judgement.h"
#include "core/infer/notes.h"
#include "core/kernels/isa.h"

#include <QtTest>

#include <numeric>

using namespace propago;
using namespace propago::test;

namespace {

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
            std::vector<std::int64_t> batches;
            for (const BatchSpeed& speed : each.batches) {
                QVERIFY(speed.imagesPerSecond > 0);
                batches.push_back(speed.batch);
            }
            // Later ones are left out where a run would take too long to be cancelled.
            const std::vector<std::int64_t> all{1, 4, 16, 64, 256};
            QVERIFY(!batches.empty() && batches.size() <= all.size());
            QVERIFY(std::equal(batches.begin(), batches.end(), all.begin()));
            QVERIFY(each.drift > 0);
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

    // The same from pictures classified one by one.
    void confidencesAreTheAnswersProbabilities()
    {
        Setting setting;
        const Evaluation result = setting.run().value();
        const PrecisionResult& fp32 = result.precisions[0];
        ThreadPool pool(1);
        auto classifier =
            Classifier::make(setting.graph, setting.weights, Format::Fp32, nullptr, pool).value();
        Tensor x(Shape{1, 1, 28, 28}, Format::Fp32);
        for (std::int32_t i = 0; i < 20; ++i) {
            std::int32_t label = 0;
            fillBatch(setting.test, {}, std::span(&i, 1), x.view(), &label, pool);
            const auto probabilities = classifier.probabilities(x.view());
            const auto best = std::ranges::max_element(probabilities);
            const auto at = static_cast<std::size_t>(i);
            QCOMPARE(fp32.answers[at], static_cast<int>(best - probabilities.begin()));
            QVERIFY(std::abs(static_cast<double>(fp32.confidences[at]) - *best) < 1e-5);
        }
    }

    // Everything that compares two rows of answers, again from the answers.
    void comparisonsFollowFromTheAnswers()
    {
        Setting setting;
        const Evaluation result = setting.run().value();
        const std::vector<int>& fp32 = result.precisions[0].answers;
        QVERIFY(result.answers == fp32 && result.confusion == result.precisions[0].confusion);
        std::size_t disagreements = 0;
        for (std::size_t i = 0; i < fp32.size(); ++i) {
            std::vector<int> answers;
            std::vector<float> confidences;
            for (const PrecisionResult& each : result.precisions) {
                answers.push_back(each.answers[i]);
                confidences.push_back(each.confidences[i]);
            }
            if (std::ranges::count(answers, answers[0]) == std::ssize(answers))
                continue;
            const Disagreement& found = result.disagreements.at(disagreements++);
            QCOMPARE(found.picture, static_cast<std::int64_t>(i));
            QCOMPARE(found.truth, setting.test.label(found.picture));
            QVERIFY(found.answers == answers && found.confidences == confidences);
        }
        QCOMPARE(disagreements, result.disagreements.size());
        for (const PrecisionResult& each : result.precisions) {
            std::int64_t onlyFp32 = 0, onlyThis = 0, right = 0;
            for (std::size_t i = 0; i < fp32.size(); ++i) {
                const int truth = setting.test.label(static_cast<std::int64_t>(i));
                onlyFp32 += fp32[i] == truth && each.answers[i] != truth ? 1 : 0;
                onlyThis += fp32[i] != truth && each.answers[i] == truth ? 1 : 0;
            }
            for (std::size_t truth = 0; truth < each.confusion.size(); ++truth)
                right += each.confusion[truth][truth];
            QCOMPARE(static_cast<double>(right) / 150, each.accuracy);
            QCOMPARE(each.againstFp32.onlyFp32, onlyFp32);
            QCOMPARE(each.againstFp32.onlyThis, onlyThis);
            QCOMPARE(each.againstFp32.pValue, mcNemar(onlyFp32, onlyThis).pValue);
        }
    }

    void layersAreComparedInEveryPrecisionButFp32()
    {
        Setting setting;
        const Evaluation result = setting.run().value();
        QCOMPARE(result.errors.size(), std::size_t{2});
        QCOMPARE(result.errors[0].precision, Format::Bf16);
        QCOMPARE(result.errors[1].precision, Format::Int8);
        for (const PrecisionErrors& each : result.errors) {
            QVERIFY(each.layers.size() >= 5);
            QCOMPARE(each.layers.back().node, setting.graph.output);
            QVERIFY(each.layers.back().sqnr > 10);
        }
        QCOMPARE(result.calibrationSamples, 90);
    }

    void optionsOfQuantisationAreUsed()
    {
        Setting setting;
        setting.options.precisions = {Format::Int8};
        const Evaluation usual = setting.run().value();
        setting.options.quantisation.ranges = RangeMethod::Percentile;
        setting.options.quantisation.percentile = 90;
        const Evaluation clipped = setting.run().value();
        QVERIFY(clipped.quantisation == setting.options.quantisation);
        QVERIFY(clipped.errors[0].layers[0].scale < usual.errors[0].layers[0].scale);
        QVERIFY(clipped.errors[0].layers[0].rmse > usual.errors[0].layers[0].rmse);
        setting.options.quantisation = {};
        setting.options.quantisation.equalises = true;
        const Evaluation equalised = setting.run().value();
        QVERIFY(equalised.precisions[0].agreementWithFp32 > 0.8);
        QVERIFY(equalised.precisions[0].loss != usual.precisions[0].loss);
    }

    void everyFormatHasARow()
    {
        Setting setting;
        setting.options.precisions = inferenceFormats();
        setting.options.latencyRuns = 20;
        const Evaluation result = setting.run().value();
        QCOMPARE(result.precisions.size(), inferenceFormats().size());
        QCOMPARE(result.errors.size(), inferenceFormats().size() - 1);
        for (std::size_t i = 0; i < result.precisions.size(); ++i) {
            QCOMPARE(result.precisions[i].precision, inferenceFormats()[i]);
            QCOMPARE(result.precisions[i].answers.size(), std::size_t{150});
            QVERIFY(!result.precisions[i].batches.empty());
        }
    }

    void batchesDoNotChangeWhatIsJudged()
    {
        Setting setting;
        ThreadPool pool(2);
        for (const Format format : {Format::Fp32, Format::Fp16, Format::Bf16}) {
            std::vector<Judgement> judgements;
            for (const std::int64_t batch : {1, 7, 64}) {
                auto plan =
                    planInference(setting.graph, setting.weights, {format, batch}, nullptr, pool);
                judgements.push_back(
                    judge(**plan, setting.graph, {setting.test, {}}, {}, pool).value());
            }
            for (const Judgement& each : judgements) {
                QVERIFY(each.answers == judgements[0].answers);
                QCOMPARE(each.loss, judgements[0].loss);
            }
        }
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
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(150 * 784));
        for (std::int64_t i = 0; i < 150; ++i)
            setting.test.pixels(i,
                                std::span(pixels).subspan(static_cast<std::size_t>(i) * 784, 784));
        DatasetFacts facts = setting.test.facts();
        facts.name = "renamed";
        const MemoryDataset renamed(std::move(facts), std::move(pixels));
        const auto hidden = evaluate(setting.graph, setting.weights, setting.test, renamed, {},
                                     setting.options, {});
        QVERIFY(!hidden);
        QCOMPARE(hidden.error().code, ErrorCode::BadInput);
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
        for (const double stop : {0.0, 0.01, 0.05, 0.3, 0.65, 0.8, 0.95, 1.0}) {
            const auto result = setting.run([stop](double done) { return done < stop; });
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

    void unsteadyTimesAreToBeDistrusted()
    {
        std::vector<PrecisionResult> rows{row(Format::Fp32, 10), row(Format::Bf16, 8),
                                          row(Format::Int8, 5)};
        QVERIFY(driftNotes(rows).empty());
        rows[0].drift = 0.8;
        rows[1].drift = 1.05;
        rows[2].drift = 1.3;
        const auto notes = driftNotes(rows);
        QCOMPARE(notes.size(), std::size_t{2});
        QVERIFY(english(notes[0]).find("fp32") != std::string::npos);
        QVERIFY(english(notes[1]).find("1.3 times") != std::string::npos);
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
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
