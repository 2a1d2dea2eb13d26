#include "tests/core/infer/noise.h"
#include "tests/core/infer/random_networks.h"

#include "core/graph/zoo.h"
#include "core/infer/bit_budget.h"
#include "core/infer/even_part.h"
#include "core/infer/judgement.h"
#include "core/infer/statistics.h"

#include <QtTest>

#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <tuple>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::int64_t kSamples = 80;

struct Setting {
    Graph graph = zooGraph("lenet", zooInput("lenet"), 10).value();
    Weights weights = randomWeights(graph, 1);
    MemoryDataset test = noise("noise:test", Shape{1, 28, 28}, 150, 10);
    MemoryDataset choosing = noise("noise:choosing", Shape{1, 28, 28}, 120, 10);
    MemoryDataset train = noise("noise:train", Shape{1, 28, 28}, 90, 10);
    ThreadPool pool{2};
    Calibration calibration = calibrate(graph, weights, train, {}, 90, pool).value();
    std::vector<int> layers = nodesWithBits(graph);

    std::vector<int> bits(int all) const
    {
        std::vector<int> result(graph.nodes.size(), 0);
        for (const int layer : layers)
            result[static_cast<std::size_t>(layer)] = all;
        return result;
    }
    BitTrial tried(const std::vector<int>& layerBits)
    {
        QuantisationOptions options;
        options.layerBits = layerBits;
        return tryBits(graph, weights, options, calibration, test, {}, kSamples, pool).value();
    }
    Result<BitCurve> curve(ThreadPool& with, const Progress& progress = {})
    {
        return findBitCurve(graph, weights, {}, calibration, {choosing, test}, {}, kSamples, with,
                            progress);
    }
    // The same from the plan itself: the judgement and the bytes.
    std::pair<Judgement, std::int64_t> judged(Format format, const std::vector<int>& layerBits)
    {
        return judged(format, layerBits, test);
    }
    std::pair<Judgement, std::int64_t> judged(Format format, const std::vector<int>& layerBits,
                                              const MemoryDataset& pictures)
    {
        PlanOptions options{format, 16, false};
        options.quantisation.layerBits = layerBits;
        auto plan = planInference(graph, weights, options, &calibration, pool).value();
        const EvenPart part(pictures, kSamples);
        return {judge(*plan, graph, {part, {}}, {}, pool).value(), plan->weightBytes()};
    }
};

bool isSame(const BitTrial& a, const BitTrial& b)
{
    return a.layerBits == b.layerBits && a.weightBytes == b.weightBytes && a.accuracy == b.accuracy
           && a.agreementWithFp32 == b.agreementWithFp32 && a.fp32Accuracy == b.fp32Accuracy
           && a.samples == b.samples && a.fp32Bytes == b.fp32Bytes && a.accuracyLow == b.accuracyLow
           && a.accuracyHigh == b.accuracyHigh;
}

} // namespace

class TestBitBudget : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void layersAreConvolutionsAndLinearOnes()
    {
        Setting setting;
        std::vector<int> expected;
        for (int i = 0; i < static_cast<int>(setting.graph.nodes.size()); ++i) {
            const std::string& name = setting.graph.nodes[static_cast<std::size_t>(i)].name;
            if (name.starts_with("conv") || name.starts_with("fc"))
                expected.push_back(i);
        }
        QVERIFY(expected.size() == 5);
        QCOMPARE(setting.layers, expected);
    }

    void evenPartsAreEven()
    {
        const MemoryDataset whole = noise("whole", Shape{1, 2, 2}, 10, 3);
        const EvenPart part(whole, 4);
        QCOMPARE(part.size(), 4);
        QCOMPARE(EvenPart(whole, 100).size(), 10);
        std::vector<std::uint8_t> own(4), expected(4);
        for (std::int64_t i = 0; i < 4; ++i) {
            part.pixels(i, own);
            whole.pixels(i * 10 / 4, expected);
            QCOMPARE(own, expected);
            QCOMPARE(part.label(i), whole.label(i * 10 / 4));
        }
    }

    void aTrialIsWhatThePlanGives()
    {
        Setting setting;
        for (const int all : {8, 4, 2}) {
            std::vector<int> layerBits = setting.bits(all);
            layerBits[static_cast<std::size_t>(setting.layers[0])] = 8;
            const BitTrial trial = setting.tried(layerBits);
            const auto [fp32, fp32Bytes] = setting.judged(Format::Fp32, {});
            const auto [own, bytes] = setting.judged(Format::Int8, layerBits);
            QCOMPARE(trial.layerBits, layerBits);
            QCOMPARE(trial.samples, kSamples);
            QCOMPARE(trial.weightBytes, bytes);
            QCOMPARE(trial.fp32Bytes, fp32Bytes);
            QCOMPARE(trial.accuracy, static_cast<double>(own.right) / kSamples);
            QCOMPARE(trial.fp32Accuracy, static_cast<double>(fp32.right) / kSamples);
            QCOMPARE(std::pair(trial.accuracyLow, trial.accuracyHigh),
                     wilsonInterval(own.right, kSamples));
            std::int64_t same = 0;
            for (std::size_t i = 0; i < own.answers.size(); ++i)
                same += own.answers[i] == fp32.answers[i] ? 1 : 0;
            QCOMPARE(trial.agreementWithFp32, static_cast<double>(same) / kSamples);
        }
    }

    void fewerBitsAreFewerBytes()
    {
        Setting setting;
        const std::int64_t eight = setting.tried(setting.bits(8)).weightBytes;
        const std::int64_t four = setting.tried(setting.bits(4)).weightBytes;
        const std::int64_t two = setting.tried(setting.bits(2)).weightBytes;
        QVERIFY(four < eight && two < four);
        QVERIFY(eight < setting.tried(setting.bits(32)).weightBytes);
    }

    void everyPointIsATrial()
    {
        Setting setting;
        const BitCurve curve = setting.curve(setting.pool).value();
        QVERIFY(curve.points.front().layerBits == setting.bits(8));
        QVERIFY(curve.points.back().layerBits == setting.bits(2));
        for (std::size_t i = 0; i < curve.points.size(); ++i) {
            QVERIFY(isSame(curve.points[i], setting.tried(curve.points[i].layerBits)));
            QVERIFY(i == 0 || curve.points[i].weightBytes < curve.points[i - 1].weightBytes);
        }
    }

    void everySensitivityIsThatOfOneLayerAlone()
    {
        Setting setting;
        const BitCurve curve = setting.curve(setting.pool).value();
        QCOMPARE(curve.sensitivities.size(), 2 * setting.layers.size());
        const auto lossOf = [&](const std::vector<int>& bits) {
            return setting.judged(Format::Int8, bits, setting.choosing).first.loss;
        };
        const double loss = lossOf(setting.bits(8));
        const auto answers = setting.judged(Format::Fp32, {}, setting.choosing).first.answers;
        std::size_t next = 0;
        for (const int layer : setting.layers) {
            for (const int fewer : {4, 2}) {
                const LayerSensitivity& each = curve.sensitivities[next++];
                std::vector<int> alone = setting.bits(8);
                alone[static_cast<std::size_t>(layer)] = fewer;
                QCOMPARE(each.node, layer);
                QCOMPARE(each.bits, fewer);
                QCOMPARE(each.lossIncrease, lossOf(alone) - loss);
                const auto own =
                    setting.judged(Format::Int8, alone, setting.choosing).first.answers;
                const auto same = std::inner_product(own.begin(), own.end(), answers.begin(), 0,
                                                     std::plus<>(), std::equal_to<>());
                QCOMPARE(each.agreementWithFp32, static_cast<double>(same) / kSamples);
            }
        }
    }

    // Of all that could lose bits, the layer and width that cost least loss for the bytes.
    void everyStepIsTheCheapest()
    {
        Setting setting;
        const BitCurve curve = setting.curve(setting.pool).value();
        std::map<std::pair<int, int>, std::pair<double, double>> alone; // loss, bytes
        for (const LayerSensitivity& each : curve.sensitivities) {
            std::vector<int> bits = setting.bits(8);
            bits[static_cast<std::size_t>(each.node)] = each.bits;
            alone[{each.node, each.bits}] = {each.lossIncrease,
                                             static_cast<double>(setting.tried(bits).weightBytes)};
        }
        for (const int layer : setting.layers)
            alone[{layer, 8}] = {0.0, static_cast<double>(curve.points.front().weightBytes)};
        for (std::size_t i = 1; i < curve.points.size(); ++i) {
            const std::vector<int>& before = curve.points[i - 1].layerBits;
            const std::vector<int>& after = curve.points[i].layerBits;
            std::vector<std::tuple<double, int, int>> ways;
            std::vector<std::tuple<double, int, int>> taken;
            for (const int layer : setting.layers) {
                const int now = before[static_cast<std::size_t>(layer)];
                for (const int fewer : {4, 2}) {
                    if (fewer >= now)
                        continue;
                    const auto [lossNow, bytesNow] = alone.at({layer, now});
                    const auto [lossThen, bytesThen] = alone.at({layer, fewer});
                    ways.emplace_back((lossThen - lossNow) / (bytesNow - bytesThen), layer, fewer);
                    if (after[static_cast<std::size_t>(layer)] == fewer)
                        taken.push_back(ways.back());
                }
            }
            QCOMPARE(taken.size(), std::size_t{1});
            QCOMPARE(std::get<0>(taken[0]), std::get<0>(*std::ranges::min_element(ways)));
        }
    }

    void theNumberOfThreadsChangesNothing()
    {
        Setting setting;
        ThreadPool alone(1);
        const BitCurve many = setting.curve(setting.pool).value();
        const BitCurve one = setting.curve(alone).value();
        QVERIFY(std::ranges::equal(many.points, one.points, isSame));
        for (std::size_t i = 0; i < many.sensitivities.size(); ++i)
            QCOMPARE(many.sensitivities[i].lossIncrease, one.sensitivities[i].lossIncrease);
    }

    void progressRisesAndCancels()
    {
        Setting setting;
        double last = 0;
        const auto whole = setting.curve(setting.pool, [&](double done) {
            const bool rises = done >= last && done <= 1;
            last = done;
            return rises;
        });
        QVERIFY(whole.has_value());
        for (const double stop : {0.0, 0.02, 0.3, 0.6}) {
            const auto result =
                setting.curve(setting.pool, [stop](double done) { return done < stop; });
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Interrupted);
        }
    }

    void noPicturesAreRefused()
    {
        Setting setting;
        const auto none = tryBits(setting.graph, setting.weights, {}, setting.calibration,
                                  setting.test, {}, 0, setting.pool);
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestBitBudget)
#include "tst_bit_budget.moc"
