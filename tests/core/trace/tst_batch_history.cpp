#include "core/trace/batch_history.h"
#include "core/trace/history.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <limits>
#include <random>
#include <sys/resource.h>

using namespace propago;

namespace {

constexpr std::size_t kChunk = BatchHistory::kChunk;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

BatchMetrics metricsOf(std::size_t index)
{
    const auto x = static_cast<double>(index);
    return {std::sin(x) / (1 + x), std::fmod(x, 65) / 64, 0.1 * std::cos(x * 1e-5)};
}

BatchHistory historyOf(std::size_t size)
{
    BatchHistory history;
    for (std::size_t i = 0; i < size; ++i)
        history.push_back(metricsOf(i));
    return history;
}

bool isSame(const BatchMetrics& a, const BatchMetrics& b)
{
    return std::memcmp(&a, &b, sizeof(a)) == 0;
}

std::size_t differences(const BatchHistory& history)
{
    std::size_t count = 0, next = 0;
    history.forEach(0, history.size(), [&](std::size_t index, const BatchMetrics& metrics) {
        count += index == next++ && isSame(metrics, metricsOf(index)) ? 0 : 1;
    });
    return count + (history.size() - next);
}

Envelope curveOf(const std::vector<double>& values)
{
    Envelope curve;
    for (std::size_t i = 0; i < values.size(); ++i)
        curve.add(static_cast<std::int64_t>(i), values[i]);
    return curve;
}

std::vector<double> noise(std::size_t size)
{
    std::mt19937 random(1);
    std::vector<double> values(size);
    for (double& value : values)
        value = 1 + static_cast<double>(random() % 1000) * 1e-6;
    return values;
}

} // namespace

/// Every value of a long run is kept to the bit, and drawn by few points.
class TestBatchHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyValueIsExact()
    {
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, kChunk - 1, kChunk, kChunk + 1, 5 * kChunk + 7}) {
            const BatchHistory history = historyOf(size);
            QCOMPARE(history.size(), size);
            QCOMPARE(differences(history), std::size_t{0});
            QVERIFY(!history.problem());
        }
        const BatchHistory history = historyOf(3 * kChunk + 5);
        QVERIFY(isSame(history[kChunk], metricsOf(kChunk)));
        QVERIFY(isSame(history.back(), metricsOf(3 * kChunk + 4)));
        QVERIFY_EXCEPTION_THROWN(history.at(3 * kChunk + 5), std::out_of_range);
    }

    void copiesKeepWhatTheyHad()
    {
        BatchHistory history = historyOf(3 * kChunk);
        const BatchHistory copy = history;
        history.replace(10, {7, 7, 7});
        history.cut(2 * kChunk + 3);
        for (std::size_t i = 0; i < 4 * kChunk; ++i)
            history.push_back({5, 5, 5});
        QCOMPARE(differences(copy), std::size_t{0});
        QCOMPARE(history[10].loss, 7.0);
        QVERIFY(isSame(history[2 * kChunk + 2], metricsOf(2 * kChunk + 2)));
        QCOMPARE(history[2 * kChunk + 3].loss, 5.0);
        QCOMPARE(copy.loss().points().size(), historyOf(3 * kChunk).loss().points().size());
    }

    void cutAndReplaceDrawAgain()
    {
        BatchHistory history = historyOf(2 * kChunk);
        history.replace(100, {1000, 0, 0});
        const auto isSpike = [](const Envelope::Point& p) { return p.value == 1000; };
        QCOMPARE(std::ranges::count_if(history.loss().points(), isSpike), 1);
        history.replace(100, metricsOf(100));
        QCOMPARE(std::ranges::count_if(history.loss().points(), isSpike), 0);
        history.cut(50);
        QCOMPARE(history.loss().points().size(), std::size_t{50});
        QVERIFY(history.loss().isWhole());
    }

    void gapsAreFilled()
    {
        History history;
        history.put(3, {1, 1, 1});
        QCOMPARE(history.batches.size(), std::size_t{4});
        QCOMPARE(history.batches[1].loss, 0.0);
        QCOMPARE(history.batches[3].loss, 1.0);
    }

    void withoutAFolderItStaysInMemory()
    {
        BatchHistory history("/nowhere/at/all");
        for (std::size_t i = 0; i < 2 * kChunk + 1; ++i)
            history.push_back(metricsOf(i));
        QCOMPARE(differences(history), std::size_t{0});
        QVERIFY(history.problem());
        QCOMPARE(history.problem()->code, ErrorCode::FileUnwritable);
        QCOMPARE(history.problem()->where, std::string("/nowhere/at/all"));
    }

    // The limit on the size of files stands for a disk that is full after the first chunk.
    void onAFullDiskItStaysInMemory()
    {
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{kChunk * sizeof(BatchMetrics) + 1000, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const BatchHistory history = historyOf(4 * kChunk);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(history.problem());
        QCOMPARE(differences(history), std::size_t{0});
    }

    void shortCurvesAreWhole()
    {
        const std::vector<double> values = noise(Envelope::kBuckets);
        const auto points = curveOf(values).points();
        QCOMPARE(points.size(), values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            QCOMPARE(points[i].at, static_cast<std::int64_t>(i));
            QCOMPARE(points[i].value, values[i]);
        }
    }

    void noSpikeIsLost()
    {
        std::vector<double> values = noise(300'000);
        const std::vector<std::size_t> spikes = {0, 1234, 150'000, 150'400, 299'998};
        for (std::size_t i = 0; i < spikes.size(); ++i)
            values[spikes[i]] = i % 2 == 0 ? 50 + static_cast<double>(i) : -50;
        const auto points = curveOf(values).points();
        QVERIFY(points.size() <= 2 * Envelope::kBuckets + 1);
        for (const std::size_t spike : spikes)
            QVERIFY(std::ranges::any_of(points, [&](const Envelope::Point& p) {
                return p.at == static_cast<std::int64_t>(spike) && p.value == values[spike];
            }));
        for (std::size_t i = 0; i < points.size(); ++i) {
            QCOMPARE(points[i].value, values[static_cast<std::size_t>(points[i].at)]);
            QVERIFY(i == 0 || points[i - 1].at < points[i].at);
        }
        QCOMPARE(points.back().at, std::int64_t{299'999});
    }

    void whatIsNoNumberIsFound()
    {
        std::vector<double> values = noise(10'000);
        values[7] = 99;
        values[8] = kNan;
        Envelope curve = curveOf(values);
        QCOMPARE(curve.firstNotFinite(), std::int64_t{8});
        QVERIFY(std::ranges::any_of(curve.points(), [](const auto& p) { return p.value == 99; }));
        const Envelope none = curveOf(std::vector<double>(5000, kNan));
        QVERIFY(
            std::ranges::all_of(none.points(), [](const auto& p) { return p.value != p.value; }));
        curve.clear();
        QCOMPARE(curve.firstNotFinite(), std::int64_t{-1});
        QVERIFY(curve.points().empty());
    }
};

QTEST_GUILESS_MAIN(TestBatchHistory)
#include "tst_batch_history.moc"
