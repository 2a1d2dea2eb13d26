#include "core/data/catalog.h"
#include "core/graph/zoo.h"
#include "core/train/tester.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

double meanLoss(const History& history, std::size_t first, std::size_t count)
{
    double sum = 0;
    for (std::size_t i = first; i < first + count; ++i)
        sum += history.batches.at(i).loss;
    return sum / static_cast<double>(count);
}

TestResult tested(const TrainingRun& run, std::shared_ptr<const Dataset> data, ThreadPool& pool)
{
    auto tester = Tester::make(run.graph(), run.settings().format, std::move(data), {}, pool);
    if (!tester)
        throw std::runtime_error(describe(tester.error()));
    return *(*tester)->test(run.stepper().workspace(), run.loss(), [] { return true; });
}

} // namespace

/// Whole runs learn what they are shown.
class TestTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNetworkLearns_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("optimizer");
        QTest::addColumn<double>("rate");
        QTest::addColumn<int>("loss");
        const auto row = [](const char* network, OptimizerKind optimizer, double rate,
                            LossKind loss) {
            QTest::addRow("%s %s %s", network, name(optimizer), name(loss))
                << network << static_cast<int>(optimizer) << rate << static_cast<int>(loss);
        };
        row("lenet", OptimizerKind::Adam, 0.002, LossKind::CrossEntropy);
        row("lenet", OptimizerKind::Sgd, 0.05, LossKind::CrossEntropy);
        row("lenet", OptimizerKind::Adam, 0.002, LossKind::MeanSquaredError);
        row("mlp", OptimizerKind::Nesterov, 0.02, LossKind::CrossEntropy);
        row("mlp", OptimizerKind::Adam, 0.001, LossKind::L1);
        row("resnet8", OptimizerKind::Adam, 0.002, LossKind::CrossEntropy);
    }

    void everyNetworkLearns()
    {
        QFETCH(QString, network);
        QFETCH(int, optimizer);
        QFETCH(double, rate);
        QFETCH(int, loss);
        const std::string zoo = network.toStdString();
        const Shape input = zoo == "resnet8" ? Shape{3, 16, 16} : Shape{1, 28, 28};
        TrainingSettings settings;
        settings.optimizer = static_cast<OptimizerKind>(optimizer);
        settings.learningRate = rate;
        settings.loss = static_cast<LossKind>(loss);
        settings.batch = 32;
        ThreadPool pool(2);
        const auto run = started(sessionOf(*zooGraph(zoo, input, 4), settings),
                                 barPictures(640, input, 4), pool);
        runUntil(run->stepper(), 80);
        QVERIFY(meanLoss(run->history(), 70, 10) < 0.5 * meanLoss(run->history(), 0, 5));
        const TestResult result = tested(*run, barPictures(200, input, 4, 2), pool);
        QVERIFY2(result.accuracy > 0.9, std::to_string(result.accuracy).c_str());
    }

    void lenetLearnsFashion()
    {
        auto data = openTrainingData("fashion-mnist");
        if (!data)
            QSKIP(describe(data.error()).c_str());
        TrainingSettings settings;
        settings.optimizer = OptimizerKind::Adam;
        settings.learningRate = 0.001;
        ThreadPool pool(2);
        Session session = sessionOf(*zooGraph("lenet", {1, 28, 28}, 10), settings);
        session.limit = 6400;
        const auto run = started(std::move(session), data->training, pool);
        runUntil(run->stepper(), 200); // two epochs of a tenth of the pictures
        const TestResult result = tested(*run, data->test, pool);
        QVERIFY2(result.accuracy > 0.70, std::to_string(result.accuracy).c_str());
        QVERIFY(result.loss < 0.9);
    }
};

QTEST_GUILESS_MAIN(TestTraining)
#include "tst_training.moc"
