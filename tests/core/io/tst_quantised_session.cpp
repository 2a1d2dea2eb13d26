#include "core/infer/quantised_training.h"
#include "core/io/session_file.h"
#include "tests/core/infer/random_networks.h"
#include "tests/support/stepping_fixtures.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

QuantisedNetwork preparedNetwork(const Dataset& pictures, ThreadPool& pool)
{
    Draft draft({1, 8, 8});
    int last = draft.put(OperatorKind::BatchNorm2d, {draft.conv(8, 3, 0, false)});
    last =
        draft.put(OperatorKind::MaxPool2d, {draft.put(OperatorKind::Relu, {last})}, window(2, 2));
    last = draft.put(OperatorKind::Relu, {draft.conv(8, 3, last)});
    draft.linear(4, draft.put(OperatorKind::Flatten, {last}));
    QuantisedTrainingOptions options;
    options.bits = 2;
    return prepareForQuantisedTraining(draft.graph, randomWeights(draft.graph, 4), pictures, {},
                                       options, pool)
        .value();
}

Session sessionFor(const QuantisedNetwork& network)
{
    TrainingSettings settings;
    settings.batch = 16;
    settings.learningRate = 0.02;
    Session session = sessionOf(network.graph, settings);
    session.tensors = network.weights;
    return session;
}

} // namespace

/// Training with rounding in the stepper that everything else trains in.
class TestQuantisedSession : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // BatchNorms go, training lowers the loss, and the integers made of the network say the same.
    void trainsForIntegers()
    {
        ThreadPool pool(2);
        const auto pictures = barPictures(48, {1, 8, 8}, 4);
        const QuantisedNetwork made = preparedNetwork(*pictures, pool);
        for (const Node& node : made.graph.nodes)
            QVERIFY(node.kind != OperatorKind::BatchNorm2d);
        const auto run = started(sessionFor(made), pictures, pool);
        runUntil(run->stepper(), 60);
        const auto& batches = run->history().batches;
        QVERIFY2(batches[59].loss < 0.5 * batches[0].loss,
                 qPrintable(QString("%1 %2").arg(batches[0].loss).arg(batches[59].loss)));
        const Tensor x = randomInputs(made.graph, 40, 7);
        const Calibration ranges = rangesOver(made.graph, run->weights(), x, pool);
        const Tensor real =
            outputsOf(made.graph, run->weights(), x, {Format::Fp32, 40, false}, nullptr, pool);
        const Tensor integers =
            outputsOf(made.graph, run->weights(), x, {Format::Int8, 40, false}, &ranges, pool);
        QVERIFY(relativeError(integers, real) <= 0.02);
    }

    // Saved in the middle and read again, it goes on as if nothing had happened.
    void resumes()
    {
        ThreadPool pool(1);
        QTemporaryDir folder;
        const std::string path = folder.filePath("rounded.propago").toStdString();
        const auto pictures = barPictures(48, {1, 8, 8}, 4);
        const QuantisedNetwork made = preparedNetwork(*pictures, pool);
        const auto whole = started(sessionFor(made), pictures, pool);
        runUntil(whole->stepper(), 9);
        const auto first = started(sessionFor(made), pictures, pool);
        runUntil(first->stepper(), 4);
        QVERIFY(saveSession(first->session(), path));
        auto loaded = loadSession(path);
        QVERIFY(loaded);
        QVERIFY(loaded->graph == whole->graph());
        const auto second = started(std::move(*loaded), pictures, pool);
        runUntil(second->stepper(), 9);
        QCOMPARE(second->weightsSha256(), whole->weightsSha256());
    }

    void canBeCancelled()
    {
        ThreadPool pool(1);
        Draft draft({1, 6, 6});
        draft.linear(3, draft.put(OperatorKind::Flatten, {0}));
        const auto made = prepareForQuantisedTraining(draft.graph, randomWeights(draft.graph, 1),
                                                      *barPictures(20, {1, 6, 6}, 3), {}, {}, pool,
                                                      [](double) { return false; });
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Interrupted);
    }
};

QTEST_GUILESS_MAIN(TestQuantisedSession)
#include "tst_quantised_session.moc"
