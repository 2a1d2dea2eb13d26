#include "core/base/thread_pool.h"
#include "core/program/executor.h"
#include "core/train/initialisers.h"
#include "tests/support/view_fixtures.h"
#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"
#include "views/present/tensor_image.h"

#include <QToolTip>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

SessionFacts factsOf(const char* network)
{
    SessionFacts facts = lenetFacts();
    facts.title = QString::fromLatin1(network);
    CompileOptions options;
    options.batch = 2;
    options.inputGradient = true;
    facts.program = *compile(*zooGraph(network, zooInput(network), 10), options);
    return facts;
}

/// The run behind the last forward step, with the values that the engine computed.
Snapshot forwardSnapshot(const SessionFacts& facts)
{
    const Program& program = *facts.program;
    ThreadPool pool(1);
    Workspace workspace(facts.program, 1);
    initialiseAll(workspace, InitialiserKind::KaimingUniform, 7);
    const TensorView input = workspace.view(TensorRef{SlotKind::Value, 0, 0});
    for (std::int64_t i = 0; i < input.elements(); ++i)
        input.as<float>()[i] =
            static_cast<float>(0.5 + 0.5 * std::sin(0.37 * static_cast<double>(i)));
    Executor executor(program, workspace, pool);
    Snapshot snapshot = lenetSnapshot(facts);
    for (int i = 0; i < static_cast<int>(program.steps().size()); ++i) {
        const Step& step = program.steps()[static_cast<std::size_t>(i)];
        if (step.kind != StepKind::Forward)
            continue;
        executor.forward(step.node, 2, 1, 0);
        snapshot.lastStep = i;
        snapshot.phase = Phase::Forward;
    }
    for (int node = 0; node < static_cast<int>(program.graph().nodes.size()); ++node) {
        const TensorRef ref{SlotKind::Value, node, 0};
        if (program.slot(ref) < 0)
            continue;
        const TensorView view = workspace.view(ref);
        snapshot.tensors[ref] = copyOf(view.slice(0, 1).reshaped(view.shape.sample()));
    }
    return snapshot;
}

} // namespace

/// The stage with values of the engine in it, without the engine.
class TestNetworkStage : public QObject {
    Q_OBJECT
private slots:
    void paintsTheValuesOfTheSnapshot()
    {
        ScriptedPort port;
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.resize(900, 500);
        const SessionFacts facts = factsOf("lenet");
        port.tell(facts);
        const Snapshot snapshot = forwardSnapshot(facts);
        port.tell(snapshot);
        int compared = 0;
        for (int column = 1; column < static_cast<int>(stage.columns().size()); ++column) {
            const StageColumn& place = stage.columns()[static_cast<std::size_t>(column)];
            const Tensor& value = snapshot.tensors.at({SlotKind::Value, place.node(), 0});
            const double range = largestMagnitude(value);
            for (int tile = 0; tile < stage.places()[column].tiles.size(); ++tile) {
                bool isSigned = false;
                for (std::int64_t i = 0; i < value.elements(); ++i)
                    isSigned = isSigned || value.at(i) < 0;
                QCOMPARE(stage.tileImage(column, tile),
                         planeImage(value, tile, range, isSigned, false));
                ++compared;
            }
        }
        QVERIFY(compared > 200);
    }

    // Facts of another network arrive before its first values do, and the window may paint between.
    void paintsAnotherNetworkBeforeItsValuesAreThere()
    {
        ScriptedPort port;
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.resize(900, 500);
        const SessionFacts small = factsOf("lenet");
        port.tell(small);
        port.tell(forwardSnapshot(small));
        QVERIFY(!stage.tileImage(1, 0).isNull());
        port.tell(factsOf("fashion-cnn")); // more maps in its first layer than lenet has
        QVERIFY(stage.places()[1].tiles.size() > 6);
        QVERIFY(!stage.grab().isNull());
        QVERIFY(stage.tileImage(1, 0).isNull());
    }

    void readsOutAllColoursOfThePicture()
    {
        ScriptedPort port;
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.resize(1200, 600);
        stage.show();
        const SessionFacts facts = factsOf("resnet8");
        port.tell(facts);
        Snapshot snapshot = forwardSnapshot(facts);
        Tensor picture(Shape{3, 32, 32}, Format::Fp32);
        for (std::int64_t i = 0; i < picture.elements(); ++i)
            picture.span<float>()[static_cast<std::size_t>(i)] = i < 1024   ? 0.125F
                                                                 : i < 2048 ? 0.25F
                                                                            : 0.75F;
        snapshot.tensors[{SlotKind::Value, 0, 0}] = picture;
        port.tell(snapshot);
        const QPoint centre = stage.places()[0].tiles[0].center().toPoint();
        QTest::mouseMove(&stage, centre);
        QTRY_VERIFY(QToolTip::text().contains(QStringLiteral("0.125")));
        QVERIFY2(QToolTip::text().contains(QStringLiteral("0.25")), qPrintable(QToolTip::text()));
        QVERIFY2(QToolTip::text().contains(QStringLiteral("0.75")), qPrintable(QToolTip::text()));
    }
};

QTEST_MAIN(TestNetworkStage)
#include "tst_network_stage.moc"
