#include "app/engine_host.h"
#include "app/window.h"
#include "views/present/layer_grid.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace propago;

namespace {

constexpr int kPatience = 240'000;

template<typename T> std::size_t winner(const std::vector<T>& values)
{
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end())
                                    - values.begin());
}

} // namespace

/// What the Precision workspace asks of the real engine, on a little trained lenet.
class TestPrecisionEngine : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<EngineHost> m_host;
    QStringList m_failures;

    // Not inlined: GCC 12 then takes the list of precisions for uninitialised.
    [[gnu::noinline]] RaceQuestion question(std::int64_t picture) const
    {
        RaceQuestion asked;
        asked.heldOut = picture;
        return asked;
    }
    int weightedNode(std::size_t place) const
    {
        return weightedNodes(m_host->facts()->program->graph())[place];
    }

private slots:
    void initTestCase()
    {
        prepareApplication();
        m_host = std::make_unique<EngineHost>(2);
        connect(m_host.get(), &SessionPort::failed, this,
                [this](const QString& message) { m_failures << message; });
        m_host->openZoo(QStringLiteral("lenet"), QStringLiteral("digits"));
        QTRY_VERIFY_WITH_TIMEOUT(m_host->snapshot() && m_host->facts()->program, kPatience);
        m_host->stepForward(Grain::Epoch);
        QTRY_VERIFY_WITH_TIMEOUT(!m_host->history()->epochs.empty(), kPatience);
    }
    void cleanup()
    {
        QCOMPARE(m_failures, QStringList());
        m_failures.clear();
    }
    void cleanupTestCase() { m_host.reset(); }

    void aComparisonBringsThePicturesItIsAbout()
    {
        EvaluationOptions options;
        options.latencyRuns = 20;
        options.precisions = {Format::Fp32, Format::Int8};
        m_host->evaluate(options);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->evaluation(), kPatience);
        const auto evaluation = m_host->evaluation();
        QCOMPARE(m_host->disputedPictures()->size(),
                 std::min<std::size_t>(evaluation->disagreements.size(), 240));
        for (const auto& [index, picture] : *m_host->disputedPictures())
            QCOMPARE(picture.elements(), std::int64_t{28 * 28});
        QVERIFY(!evaluation->errors.empty());
    }

    void aRaceAgreesWithTheComparison()
    {
        m_host->startRace(question(3));
        QTRY_VERIFY_WITH_TIMEOUT(m_host->race(), kPatience);
        const auto race = m_host->race();
        QCOMPARE(race->question.heldOut, std::int64_t{3});
        QCOMPARE(race->race->lanes.size(), std::size_t{3});
        QCOMPARE(race->race->lanes.front().precision, Format::Fp32);
        QCOMPARE(static_cast<int>(winner(race->race->lanes.front().probabilities)),
                 m_host->evaluation()->precisions[0].answers[3]);
    }

    // Of many questions only the newest is answered, and none of them is lost for good.
    void theNewestQuestionWins()
    {
        QSignalSpy changed(m_host.get(), &SessionPort::raceChanged);
        for (int picture = 10; picture < 30; ++picture)
            m_host->startRace(question(picture));
        QTRY_VERIFY_WITH_TIMEOUT(m_host->race()->question.heldOut == 29, kPatience);
        QCOMPARE(changed.size(), 1);
    }

    void aPictureOfOnesOwnRaces()
    {
        RaceQuestion asked;
        asked.picture = QImage(40, 20, QImage::Format_RGB32);
        asked.picture.fill(Qt::white);
        m_host->startRace(asked);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->race()->question.heldOut == -1, kPatience);
        QCOMPARE(m_host->race()->truth, -1);
        QCOMPARE(m_host->race()->race->picture.shape(), (Shape{1, 28, 28}));
    }

    void bitsAreTried()
    {
        QuantisationOptions options;
        options.layerBits.assign(m_host->facts()->program->graph().nodes.size(), 0);
        options.layerBits[static_cast<std::size_t>(weightedNode(0))] = 2;
        m_host->tryBits(options);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->bitTrial(), kPatience);
        QCOMPARE(m_host->bitTrial()->layerBits, options.layerBits);
        QVERIFY(m_host->bitTrial()->samples > 0);
        QVERIFY(m_host->bitTrial()->weightBytes < m_host->bitTrial()->fp32Bytes);
    }

    void measurementsCanBeGivenUp()
    {
        QSignalSpy changed(m_host.get(), &SessionPort::bitCurveChanged);
        m_host->findBitCurve({});
        m_host->cancelMeasuring();
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, kPatience);
        QVERIFY(!m_host->bitCurve());
    }

    void methodsForRangesAreCompared()
    {
        m_host->compareRangeMethods(Format::Int8, {});
        QTRY_VERIFY_WITH_TIMEOUT(m_host->rangeComparison(), kPatience);
        const auto comparison = m_host->rangeComparison();
        QCOMPARE(comparison->trials.size(), std::size_t{4});
        QVERIFY(std::abs(comparison->fp32Accuracy - m_host->evaluation()->precisions[0].accuracy)
                < 1e-12);
        const auto widest = static_cast<std::size_t>(weightedNode(1));
        const ValueRange all = comparison->trials[0].ranges[widest];
        for (const RangeTrial& trial : comparison->trials) {
            QVERIFY(trial.ranges[widest].high <= all.high * 1.001F);
            QVERIFY(trial.accuracy > 0.1);
        }
    }

    // The integers end where the kernel stored them, beside the same number in fp32.
    void anIntegerIsExplained()
    {
        m_host->explainInteger(question(3), weightedNode(1), 5);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->integerArithmetic(), kPatience);
        const auto arithmetic = m_host->integerArithmetic();
        QCOMPARE(arithmetic->element, std::int64_t{5});
        QVERIFY(arithmetic->facts);
        QVERIFY(!arithmetic->explanation.terms.empty());
        QCOMPARE(arithmetic->reals.terms.size(), arithmetic->explanation.terms.size());
    }

    void aWeightIsTriedAndTheRunLeftAlone()
    {
        const Position before = m_host->snapshot()->position;
        m_host->tryWeight(question(3), {{SlotKind::Parameter, weightedNode(0), 0}, 2}, 40.0);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->weightTrial(), kPatience);
        const auto trial = m_host->weightTrial();
        QCOMPARE(trial->before.size(), trial->after.size());
        QVERIFY(trial->before != trial->after);
        m_host->tryWeight(question(3), {{SlotKind::Parameter, weightedNode(0), 0}, 2}, 40.0);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->weightTrial() != trial, kPatience);
        QCOMPARE(m_host->weightTrial()->before, trial->before);
        QCOMPARE(m_host->snapshot()->position, before);
    }

    void theIntegerNetworkIsWritten()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("int8.onnx"));
        QSignalSpy noted(m_host.get(), &SessionPort::noted);
        m_host->exportQuantised(path);
        QTRY_COMPARE_WITH_TIMEOUT(noted.size(), 1, kPatience);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("DequantizeLinear"));
    }

    // Last, because the network is another one then: what was measured before is forgotten.
    void trainingGoesOnWithRoundedWeights()
    {
        const auto before = m_host->facts()->program;
        m_host->startQuantisedTraining(4);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->facts()->program != before, kPatience);
        const auto& nodes = m_host->facts()->program->graph().nodes;
        QVERIFY(std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
            return node.kind == OperatorKind::FakeQuantize;
        }));
        QVERIFY(!m_host->evaluation() && !m_host->race() && !m_host->bitTrial());
        m_host->stepForward(Grain::Batch);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->snapshot()->position.batch == 1, kPatience);
    }
};

QTEST_MAIN(TestPrecisionEngine)
#include "tst_precision_engine.moc"
