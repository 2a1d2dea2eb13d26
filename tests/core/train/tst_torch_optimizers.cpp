#include "core/train/optimizers.h"
#include "core/train/schedules.h"
#include "tests/support/program_fixtures.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

QString folder()
{
    return QString(PROPAGO_SOURCE_DIR) + "/tests/data/torch/optimizers";
}

QJsonDocument documentAt(const QString& name)
{
    QFile file(folder() + "/" + name);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("no file " + name.toStdString());
    return QJsonDocument::fromJson(file.readAll());
}

TrainingSettings settingsFrom(const QJsonObject& object)
{
    TrainingSettings settings;
    if (!parse(object["optimizer"].toString().toStdString(), settings.optimizer))
        throw std::runtime_error("unknown optimizer");
    settings.learningRate = object["learningRate"].toDouble();
    settings.momentum = object["momentum"].toDouble(settings.momentum);
    settings.beta1 = object["beta1"].toDouble(settings.beta1);
    settings.beta2 = object["beta2"].toDouble(settings.beta2);
    settings.alpha = object["alpha"].toDouble(settings.alpha);
    settings.epsilon = object["epsilon"].toDouble(settings.epsilon);
    settings.adagradEpsilon = object["adagradEpsilon"].toDouble(settings.adagradEpsilon);
    settings.weightDecay = object["weightDecay"].toDouble(settings.weightDecay);
    return settings;
}

void store(const Tensor& tensor, const QJsonArray& numbers)
{
    fillWith(tensor.view(),
             [&](std::int64_t i) { return numbers[static_cast<qsizetype>(i)].toDouble(); });
}

/// Goes the stored way with the stored gradients; the largest distance to the stored values.
double largestDistance(const QJsonObject& stored, Format format)
{
    const TrainingSettings settings = settingsFrom(stored["settings"].toObject());
    const auto optimizer = makeOptimizer(settings);
    const QJsonArray start = stored["start"].toArray();
    const Shape shape{start.size()};
    const Tensor parameter(shape, format), gradient(shape, format);
    store(parameter, start);
    std::vector<Tensor> states;
    std::vector<TensorView> views;
    for (int i = 0; i < optimizer->states(); ++i)
        views.push_back(states.emplace_back(shape, format).view());
    double distance = 0;
    std::int64_t number = 0;
    for (const QJsonValue& step : stored[format == Format::Fp64 ? "fp64" : "fp32"].toArray()) {
        store(gradient, step["gradient"].toArray());
        optimizer->update(
            {parameter.view(), gradient.view(), views, number++, settings.learningRate, nullptr});
        const QJsonArray values = step["value"].toArray();
        for (std::int64_t i = 0; i < parameter.elements(); ++i)
            distance = std::max(
                distance, std::abs(parameter.at(i) - values[static_cast<qsizetype>(i)].toDouble()));
    }
    return number >= 20 ? distance : 1e9;
}

} // namespace

/// Twenty steps of PyTorch's optimizers and its schedules, as stored by make_torch_vectors.py.
class TestTorchOptimizers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trajectories_data()
    {
        QTest::addColumn<QString>("file");
        for (const QString& name : QDir(folder()).entryList({"*.json"})) {
            if (name != "schedules.json" && name != "rates.json")
                QTest::newRow(qPrintable(name)) << name;
        }
    }
    void trajectories()
    {
        QFETCH(QString, file);
        const QJsonObject stored = documentAt(file).object();
        QVERIFY(!stored.isEmpty());
        // The values are below 4: one rounding of fp32 is 2.4e-7, and 20 steps make a few.
        const double coarse = largestDistance(stored, Format::Fp32);
        const double fine = largestDistance(stored, Format::Fp64);
        QVERIFY2(coarse <= 2e-6, qPrintable(QString::number(coarse)));
        QVERIFY2(fine <= 1e-14, qPrintable(QString::number(fine)));
    }

    void schedules()
    {
        const QJsonArray all = documentAt("schedules.json").array();
        QCOMPARE(all.size(), 3);
        for (const QJsonValue& stored : all) {
            TrainingSettings settings;
            QVERIFY(parse(stored["schedule"].toString().toStdString(), settings.schedule));
            settings.learningRate = stored["learningRate"].toDouble();
            settings.epochs = stored["epochs"].toInt();
            settings.scheduleEpochs = stored["scheduleEpochs"].toInt(1);
            settings.scheduleFactor = stored["scheduleFactor"].toDouble(0.1);
            const auto schedule = makeSchedule(settings, 7);
            const QJsonArray rates = stored["rates"].toArray();
            QCOMPARE(rates.size(), static_cast<qsizetype>(settings.epochs));
            for (qsizetype epoch = 0; epoch < rates.size(); ++epoch) {
                for (const std::int64_t batch : {0, 3, 6})
                    QVERIFY(std::abs(schedule->rate(7 * epoch + batch) - rates[epoch].toDouble())
                            <= 1e-15);
            }
        }
    }

    // One-cycle by update, plateau by what the epochs brought.
    void schedulesByUpdateAndByHistory()
    {
        const QJsonArray all = documentAt("rates.json").array();
        QCOMPARE(all.size(), 7);
        for (const QJsonValue& stored : all) {
            TrainingSettings settings;
            QVERIFY(parse(stored["schedule"].toString().toStdString(), settings.schedule));
            settings.learningRate = stored["learningRate"].toDouble();
            settings.epochs = stored["updates"].toInt(7) / 7;
            settings.scheduleFactor = stored["scheduleFactor"].toDouble(0.1);
            settings.schedulePatience = stored["schedulePatience"].toInt();
            History history;
            for (const QJsonValue& loss : stored["losses"].toArray()) {
                EpochMetrics epoch;
                epoch.epoch = static_cast<std::int64_t>(history.epochs.size()) + 1;
                epoch.testLoss = loss.toDouble();
                history.put(epoch);
            }
            const bool isPlateau = settings.schedule == ScheduleKind::Plateau;
            const std::int64_t batches =
                isPlateau ? 3 : stored["updates"].toInt() / settings.epochs;
            const auto schedule = changedSchedule(settings, batches, {}, &history);
            const QJsonArray rates = stored["rates"].toArray();
            QVERIFY(rates.size() >= 7);
            for (qsizetype i = 0; i < rates.size(); ++i) {
                const double rate = schedule->rate(isPlateau ? 3 * i + i % 3 : i);
                QVERIFY2(std::abs(rate - rates[i].toDouble()) <= 1e-15,
                         qPrintable(QString("%1: %2").arg(i).arg(rate, 0, 'g', 17)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTorchOptimizers)
#include "tst_torch_optimizers.moc"
