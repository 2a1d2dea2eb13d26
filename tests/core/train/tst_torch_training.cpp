#include "core/graph/builder.h"
#include "tests/support/program_fixtures.h"
#include "tests/support/training_fixtures.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

QJsonObject objectAt(const QString& name)
{
    QFile file(QString(PROPAGO_SOURCE_DIR) + "/tests/data/torch/training/" + name);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("no file " + name.toStdString());
    return QJsonDocument::fromJson(file.readAll()).object();
}

std::shared_ptr<const Dataset> pictures(const QJsonArray& pixels, const QJsonArray& labels)
{
    DatasetFacts facts{"stored", {1, 4, 4}, {"a", "b", "c"}, {}};
    std::vector<std::uint8_t> bytes;
    for (const QJsonValue& label : labels)
        facts.labels.push_back(label.toInt());
    for (const QJsonValue& pixel : pixels)
        bytes.push_back(static_cast<std::uint8_t>(pixel.toInt()));
    return std::make_shared<MemoryDataset>(std::move(facts), std::move(bytes));
}

template<typename Kind> void readKind(const QJsonObject& object, const char* key, Kind& kind)
{
    if (object.contains(key) && !parse(object[key].toString().toStdString(), kind))
        throw std::runtime_error("unknown kind");
}

TrainingSettings settingsFrom(const QJsonObject& object, Format format)
{
    TrainingSettings s;
    s.batch = 5;
    s.epochs = object["epochs"].toInt(6);
    s.shuffles = false;
    s.format = format;
    readKind(object, "optimizer", s.optimizer);
    readKind(object, "schedule", s.schedule);
    const auto number = [&](const char* key, double& value) {
        value = object[key].toDouble(value);
    };
    number("learningRate", s.learningRate);
    number("momentum", s.momentum);
    number("weightDecay", s.weightDecay);
    number("gradClipValue", s.gradClipValue);
    number("gradClipNorm", s.gradClipNorm);
    number("labelSmoothing", s.labelSmoothing);
    number("scheduleFactor", s.scheduleFactor);
    s.scheduleEpochs = object["scheduleEpochs"].toInt(1);
    s.schedulePatience = object["schedulePatience"].toInt(10);
    return s;
}

/// The stored network with its stored weights, ready to train as `settings` say.
class StoredRun {
public:
    explicit StoredRun(const TrainingSettings& settings)
    {
        const QJsonObject stored = objectAt("network.json");
        GraphBuilder builder("stored");
        builder.input({1, 4, 4});
        builder.simple(OperatorKind::Flatten);
        builder.linear(6);
        builder.simple(OperatorKind::Tanh);
        builder.linear(3);
        Session session = sessionOf(builder.graph(), settings);
        const QJsonArray weights = stored["weights"].toArray();
        setTensor(session, {SlotKind::Parameter, 2, 0}, {6, 16}, weights[0].toArray());
        setTensor(session, {SlotKind::Parameter, 2, 1}, {6}, weights[1].toArray());
        setTensor(session, {SlotKind::Parameter, 4, 0}, {3, 6}, weights[2].toArray());
        setTensor(session, {SlotKind::Parameter, 4, 1}, {3}, weights[3].toArray());
        RunOptions options;
        options.heldOut = pictures(stored["heldPixels"].toArray(), stored["heldLabels"].toArray());
        auto run = TrainingRun::start(
            std::move(session), pictures(stored["pixels"].toArray(), stored["labels"].toArray()),
            m_pool, options);
        if (!run)
            throw std::runtime_error(describe(run.error()));
        m_run = std::move(*run);
    }
    TrainingRun& operator*() { return *m_run; }

private:
    static void setTensor(Session& session, TensorRef ref, const Shape& shape,
                          const QJsonArray& numbers)
    {
        Tensor tensor(shape, Format::Fp64);
        fillWith(tensor.view(),
                 [&](std::int64_t i) { return numbers[static_cast<qsizetype>(i)].toDouble(); });
        session.tensors.emplace(ref, std::move(tensor));
    }
    ThreadPool m_pool{2};
    std::unique_ptr<TrainingRun> m_run;
};

/// Largest distances on the whole way: of a loss or norm, relative to its size if that is above one,
/// of a rate, of a weight; and of a loss as a share of it, however small.
struct Distances {
    double measured = 0, rate = 0, weight = 0, share = 0;
};

double relative(double actual, double expected)
{
    return std::abs(actual - expected) / std::max(1.0, std::abs(expected));
}

void compareUpdates(TrainingRun& run, const QJsonArray& updates, Distances& distances)
{
    const int norm = run.stepper().program().slot({SlotKind::GradientNorm, -1, 0});
    for (qsizetype i = 0; i < updates.size(); ++i) {
        runUntil(run.stepper(), i + 1);
        const QJsonArray expected = updates[i].toArray();
        const BatchMetrics batch = run.history().batches.at(static_cast<std::size_t>(i));
        distances.measured =
            std::max(distances.measured, relative(batch.loss, expected[0].toDouble()));
        distances.share =
            std::max(distances.share, std::abs(batch.loss / expected[0].toDouble() - 1));
        distances.rate =
            std::max(distances.rate, std::abs(batch.learningRate - expected[1].toDouble()));
        if (norm >= 0)
            distances.measured =
                std::max(distances.measured, relative(run.stepper().workspace().view(norm).at(0),
                                                      expected[2].toDouble()));
    }
}

void compareWeights(TrainingRun& run, const QJsonArray& weights, Distances& distances)
{
    const std::vector<int> places = run.stepper().program().parameterSlots();
    for (std::size_t k = 0; k < places.size(); ++k) {
        const QJsonArray expected = weights[static_cast<qsizetype>(k)].toArray();
        const TensorView actual = run.stepper().workspace().view(places[k]);
        for (std::int64_t i = 0; i < actual.elements(); ++i)
            distances.weight =
                std::max(distances.weight,
                         std::abs(actual.at(i) - expected[static_cast<qsizetype>(i)].toDouble()));
    }
}

Distances distancesOf(const QJsonObject& stored, Format format)
{
    const QJsonObject expected = stored[format == Format::Fp64 ? "fp64" : "fp32"].toObject();
    StoredRun run(settingsFrom(stored["settings"].toObject(), format));
    Distances distances;
    const QJsonArray updates = expected["updates"].toArray();
    if (updates.size() < 20)
        throw std::runtime_error("too short a run is stored");
    compareUpdates(*run, updates, distances);
    compareWeights(*run, expected["weights"].toArray(), distances);
    return distances;
}

QString text(const Distances& d)
{
    return QString("%1 %2 %3 %4").arg(d.measured).arg(d.rate).arg(d.weight).arg(d.share);
}

} // namespace

/// Whole runs of a small network as PyTorch made them (make_torch_training.py): every optimizer alone
/// and with weight decay, both clippings, label smoothing and one-cycle, and every schedule.
class TestTorchTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runs_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(QString(PROPAGO_SOURCE_DIR) + "/tests/data/torch/training");
        for (const QString& name : folder.entryList({"*.json"})) {
            if (name != "network.json")
                QTest::newRow(qPrintable(name)) << name;
        }
    }
    void runs()
    {
        QFETCH(QString, file);
        const QJsonObject stored = objectAt(file);
        const Distances fine = distancesOf(stored, Format::Fp64);
        QVERIFY2(fine.measured <= 1e-11 && fine.weight <= 1e-11, qPrintable(text(fine)));
        QVERIFY2(fine.rate <= 1e-14, qPrintable(text(fine)));
        // Where the rate is too large for the network at first, roundings of fp32 grow on the way.
        const double bound = file.startsWith("plateau") ? 2e-3 : 1e-5;
        const Distances coarse = distancesOf(stored, Format::Fp32);
        QVERIFY2(coarse.measured <= bound && coarse.weight <= bound, qPrintable(text(coarse)));
        QVERIFY2(coarse.rate <= 1e-14, qPrintable(text(coarse)));
    }

    // 100 updates, by when every loss is a fraction of the first one: within 0.5 % of it each time.
    void longRuns_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("plain") << "long-plain.json";
        for (int i = 0; i <= static_cast<int>(OptimizerKind::AdamW); ++i) {
            const QString kind = name(static_cast<OptimizerKind>(i));
            QTest::newRow(qPrintable(kind)) << "long-" + kind + ".json";
            QTest::newRow(qPrintable(kind + " with decay")) << "long-" + kind + "-decay.json";
        }
    }
    void longRuns()
    {
        QFETCH(QString, file);
        const QJsonObject stored = objectAt(file);
        const QJsonArray updates = stored["fp32"]["updates"].toArray();
        QCOMPARE(updates.size(), 100);
        QVERIFY(updates.last()[0].toDouble() < 0.1 * updates.first()[0].toDouble());
        const Distances coarse = distancesOf(stored, Format::Fp32);
        const Distances fine = distancesOf(stored, Format::Fp64);
        qInfo("loss within %.2g of it in fp32, %.2g in fp64", coarse.share, fine.share);
        QVERIFY2(coarse.share <= 0.005, qPrintable(text(coarse)));
        QVERIFY2(fine.share <= 1e-8, qPrintable(text(fine)));
    }

    void plateauCutsTheRate()
    {
        const QJsonObject stored = objectAt("plateau.json")["fp64"].toObject();
        StoredRun run(settingsFrom(objectAt("plateau.json")["settings"].toObject(), Format::Fp64));
        runUntil((*run).stepper(), 24);
        const QJsonArray losses = stored["heldOut"].toArray();
        QCOMPARE((*run).history().epochs.size(), static_cast<std::size_t>(losses.size()));
        for (qsizetype i = 0; i < losses.size(); ++i) {
            const EpochMetrics& epoch = (*run).history().epochs[static_cast<std::size_t>(i)];
            QCOMPARE(epoch.epoch, i + 1);
            QVERIFY(std::abs(epoch.testLoss - losses[i].toDouble()) <= 1e-11);
        }
        QVERIFY((*run).history().batches.back().learningRate
                < (*run).history().batches.front().learningRate);
    }
};

QTEST_GUILESS_MAIN(TestTorchTraining)
#include "tst_torch_training.moc"
