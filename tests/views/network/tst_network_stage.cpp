#include "core/base/thread_pool.h"
#include "core/program/executor.h"
#include "core/train/initialisers.h"
#include "tests/support/stepping_port.h"
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

    void everyFrameOfAWalkShowsTheNumbersOfItsStep_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("lenet") << "lenet";
        QTest::newRow("resnet8") << "resnet8"; // with skips
    }

    // Forward, loss, backward, update, one operation at a time: what is on the screen is what the
    // snapshot says, and what the snapshot says is what the engine holds.
    void everyFrameOfAWalkShowsTheNumbersOfItsStep()
    {
        QFETCH(const QString, model);
        SteppingPort port(model.toLatin1().constData());
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.setAnimated(false);
        stage.resize(1280, 620);
        stage.show();
        const auto steps = static_cast<int>(port.stepper().program().steps().size());
        int compared = 0, gradients = 0;
        for (int step = 0; step < steps; ++step) {
            port.stepForward(Grain::Op);
            const QImage screen = stage.grab().toImage();
            for (int column = 0; column < static_cast<int>(stage.columns().size()); ++column) {
                const StageColumn& each = stage.columns()[static_cast<std::size_t>(column)];
                const ColumnState state =
                    stateOf(port.stepper().program(), each, port.stepper().lastStep());
                const bool isGradient = state == ColumnState::Gradients;
                const TensorRef ref{isGradient ? SlotKind::Gradient : SlotKind::Value, each.node(),
                                    0};
                if (!port.snapshot()->tensors.contains(ref) || state == ColumnState::Waiting)
                    continue;
                const Tensor& shown = port.snapshot()->tensors.at(ref);
                const TensorView held = port.stepper().workspace().view(ref).slice(0, 1);
                for (std::int64_t i = 0; i < shown.elements(); ++i)
                    QCOMPARE(shown.at(i), held.at(i));
                if (each.kind == ColumnKind::Picture && !isGradient)
                    continue;
                const double range = largestMagnitude(shown);
                bool isSigned = isGradient;
                for (std::int64_t i = 0; i < shown.elements(); ++i)
                    isSigned = isSigned || shown.at(i) < 0;
                const auto& tiles = stage.places()[column].tiles;
                for (int tile = 0; tile < tiles.size(); ++tile) {
                    const QImage wanted = planeImage(shown, tile, range, isSigned, false);
                    QCOMPARE(stage.tileImage(column, tile), wanted);
                    // The middle of one number, where no neighbour's colour reaches.
                    const QRectF at = tiles[tile];
                    const QPointF cell((wanted.width() / 2 + 0.5) / wanted.width(),
                                       (wanted.height() / 2 + 0.5) / wanted.height());
                    const QPoint pixel(static_cast<int>(at.left() + cell.x() * at.width()),
                                       static_cast<int>(at.top() + cell.y() * at.height()));
                    if (at.width() / wanted.width() < 2 || at.height() / wanted.height() < 2)
                        continue;
                    QCOMPARE(screen.pixelColor(pixel).rgb(),
                             wanted.pixelColor(wanted.width() / 2, wanted.height() / 2).rgb());
                    ++compared;
                    gradients += isGradient ? 1 : 0;
                }
            }
        }
        QVERIFY2(compared > 500, qPrintable(QString::number(compared)));
        QVERIFY2(gradients > 100, qPrintable(QString::number(gradients)));
    }

    void theWheelGoesCloserAndTheMinimapShowsWhere()
    {
        SteppingPort port("resnet8");
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.setAnimated(false);
        stage.resize(1200, 600);
        stage.show();
        port.stepThrough(Phase::Loss);
        QVERIFY(stage.minimap().isEmpty());
        const int column = 3;
        const QPointF before = stage.places()[column].tiles[0].center();
        const double width = stage.places()[column].tiles[0].width();
        const auto turn = [&](const QPointF& at, int degrees) {
            QWheelEvent wheel(at, stage.mapToGlobal(at), {}, {0, degrees * 8}, Qt::NoButton,
                              Qt::NoModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&stage, &wheel);
        };
        turn(before, 45);
        turn(before, 45);
        QVERIFY(stage.places()[column].tiles[0].width() > 1.5 * width);
        QVERIFY(stage.camera().scale() > 1.5);
        QVERIFY(!stage.minimap().isEmpty());
        // A press in the small picture brings that part into the middle; dragging moves it.
        const QRectF map = stage.minimap();
        QTest::mouseClick(&stage, Qt::LeftButton, {}, map.center().toPoint());
        QVERIFY((stage.camera().seen().center() - QPointF(0.5, 0.5)).manhattanLength() < 0.03);
        const QPointF seen = stage.camera().seen().center();
        const QPoint from(600, 580), to(500, 580);
        QTest::mousePress(&stage, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, QPointF(to), stage.mapToGlobal(QPointF(to)),
                         Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&stage, &move);
        QTest::mouseRelease(&stage, Qt::LeftButton, {}, to);
        QVERIFY(stage.camera().seen().center().x() > seen.x());
        // What the keyboard chooses comes into sight.
        selection.choose(0, 0);
        QVERIFY(stage.rect().contains(stage.places()[0].tiles[0].center().toPoint()));
        QTest::keyClick(&stage, Qt::Key_Escape);
        QVERIFY(stage.camera().isWhole());
        QVERIFY(stage.minimap().isEmpty());
        QCOMPARE(stage.places()[column].tiles[0].center(), before);
    }

    void keptRangesNeverShrink()
    {
        SteppingPort port("lenet");
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.setAnimated(false);
        stage.resize(1200, 600);
        stage.show();
        const auto ranges = [&] {
            QList<double> all;
            for (int i = 0; i < static_cast<int>(stage.columns().size()); ++i)
                all.append(stage.rangeOf(i));
            return all;
        };
        const auto largest = [&](int column) {
            const int node = stage.columns()[static_cast<std::size_t>(column)].node();
            return largestMagnitude(port.snapshot()->tensors.at({SlotKind::Value, node, 0}));
        };
        port.stepThrough(Phase::Loss);
        const QList<double> before = ranges();
        for (int i = 0; i < before.size(); ++i)
            QCOMPARE(before[i], largest(i));
        QTest::keyClick(&stage, Qt::Key_K);
        QVERIFY(stage.keepsRanges());
        QList<double> most = before;
        int smaller = 0;
        for (int batch = 0; batch < 3; ++batch) {
            port.stepForward(Grain::Batch);
            port.stepThrough(Phase::Loss);
            for (int i = 0; i < most.size(); ++i) {
                smaller += largest(i) < most[i] ? 1 : 0;
                most[i] = std::max(most[i], largest(i));
                QCOMPARE(stage.rangeOf(i), most[i]);
            }
        }
        QVERIFY(smaller > 0); // or nothing was kept
        QTest::keyClick(&stage, Qt::Key_S);
        QCOMPARE(stage.rangeOf(1), *std::ranges::max_element(most));
        QTest::keyClick(&stage, Qt::Key_S);
        QTest::keyClick(&stage, Qt::Key_K);
        QCOMPARE(stage.rangeOf(1), largest(1));
    }

    void onlyThePhaseUnderWayStandsOut()
    {
        SteppingPort port("lenet");
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.setAnimated(false);
        stage.resize(1200, 600);
        stage.show();
        const auto dimmed = [&] {
            QList<int> all;
            for (int i = 0; i < static_cast<int>(stage.columns().size()); ++i) {
                if (stage.isDimmed(i))
                    all.append(i);
            }
            return all;
        };
        const int last = static_cast<int>(stage.columns().size()) - 1;
        port.stepThrough(Phase::Load);
        QVERIFY(dimmed().isEmpty());
        QTest::keyClick(&stage, Qt::Key_D);
        QCOMPARE(dimmed().size(), last);
        QVERIFY(!stage.isDimmed(0));
        port.stepForward(Grain::Op);
        port.stepForward(Grain::Op);
        QVERIFY(!stage.isDimmed(1) && stage.isDimmed(3));
        port.stepThrough(Phase::Loss);
        QVERIFY(!stage.isDimmed(last) && stage.isDimmed(1));
        for (int i = 0; i < 4; ++i)
            port.stepForward(Grain::Op);
        QVERIFY(!stage.isDimmed(last) && stage.isDimmed(1));
        port.stepThrough(Phase::Backward);
        QVERIFY(!stage.isDimmed(1));
        port.stepForward(Grain::Batch);
        port.stepThrough(Phase::Load);
        const QImage faint = stage.grab().toImage();
        QTest::keyClick(&stage, Qt::Key_D);
        QVERIFY(dimmed().isEmpty());
        QVERIFY(faint != stage.grab().toImage());
    }

    void sourcesAndConsumersOfTheSelectedNumberAreFramed()
    {
        SteppingPort port("lenet");
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.setAnimated(false);
        stage.resize(1200, 600);
        stage.show();
        port.stepThrough(Phase::Loss);
        int pool = -1;
        for (int i = 0; i < static_cast<int>(stage.columns().size()); ++i) {
            if (stage.columns()[static_cast<std::size_t>(i)].title == "pool1")
                pool = i;
        }
        const QImage before = stage.grab().toImage();
        QTest::mouseClick(&stage, Qt::LeftButton, {},
                          stage.places()[pool].tiles[2].center().toPoint());
        QCOMPARE(port.snapshot()->links.size(), std::size_t{1});
        const auto& [question, links] = *port.snapshot()->links.begin();
        const StageColumn& column = stage.columns()[static_cast<std::size_t>(pool)];
        const Tensor& value = port.snapshot()->tensors.at({SlotKind::Value, column.node(), 0});
        QCOMPARE(question.place.node, column.node());
        QCOMPARE(question.place.element, strongestElement(value, 2));
        // The winner in the map above the pool, shown with its activation.
        const StageColumn& above = stage.columns()[static_cast<std::size_t>(pool - 1)];
        QCOMPARE(links.sources.size(), std::size_t{1});
        QCOMPARE(links.sources[0].node, above.node());
        const Tensor& source = port.snapshot()->tensors.at({SlotKind::Value, above.node(), 0});
        QCOMPARE(source.at(links.sources[0].element), value.at(question.place.element));
        const auto plane = above.shape[1] * above.shape[2];
        const std::int64_t row = links.sources[0].element % plane / above.shape[2];
        const QRectF tile = stage.places()[pool - 1].tiles[2];
        const QPointF at(
            tile.left()
                + (static_cast<double>(links.sources[0].element % above.shape[2]) + 0.5)
                      * tile.width() / static_cast<double>(above.shape[2]),
            tile.top()
                + static_cast<double>(row) * tile.height() / static_cast<double>(above.shape[1])
                - 1);
        const QImage after = stage.grab().toImage();
        QVERIFY(before.pixel(at.toPoint()) != after.pixel(at.toPoint()));
        QVERIFY(!links.consumers.empty());
        // The question follows the strongest number from batch to batch.
        port.stepForward(Grain::Batch);
        port.stepThrough(Phase::Loss);
        const Tensor& later = port.snapshot()->tensors.at({SlotKind::Value, column.node(), 0});
        QCOMPARE(port.snapshot()->links.begin()->first.place.element, strongestElement(later, 2));
    }

    void breakpointsAreSetByMouseAndKey()
    {
        ScriptedPort port;
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.resize(1000, 500);
        stage.show();
        const SessionFacts facts = factsOf("lenet");
        port.tell(facts);
        port.tell(forwardSnapshot(facts));
        const int node = stage.columns()[3].node();
        QTest::mouseClick(&stage, Qt::LeftButton, {}, stage.breakpointMark(3).center().toPoint());
        QVERIFY(stage.hasBreakpoint(3));
        QCOMPARE(port.breakpoints, std::vector<int>{node});
        selection.choose(1, 0);
        QTest::keyClick(&stage, Qt::Key_B);
        QCOMPARE(port.breakpoints, (std::vector<int>{stage.columns()[1].node(), node}));
        QTest::mouseClick(&stage, Qt::LeftButton, {}, stage.breakpointMark(3).center().toPoint());
        QCOMPARE(port.breakpoints, std::vector<int>{stage.columns()[1].node()});
        port.tell(factsOf("mlp")); // they belong to the network that they were set in
        QVERIFY(port.breakpoints.empty() && !stage.hasBreakpoint(1));
    }

    void aLayerOfManyMapsIsShownPageByPage()
    {
        SteppingPort port("vgg-small");
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.setAnimated(false);
        stage.resize(1200, 600);
        stage.show();
        port.stepThrough(Phase::Loss);
        int wide = -1;
        for (int i = 0; i < static_cast<int>(stage.columns().size()); ++i) {
            if (stage.columns()[static_cast<std::size_t>(i)].kind != ColumnKind::Picture
                && unitsOf(stage.columns()[static_cast<std::size_t>(i)]) > kTilesOfPage)
                wide = i;
        }
        QVERIFY(wide >= 0);
        const std::int64_t units = unitsOf(stage.columns()[static_cast<std::size_t>(wide)]);
        stage.zoomTo(wide);
        QCOMPARE(stage.places()[wide].first, std::int64_t{0});
        QTest::keyClick(&stage, Qt::Key_PageDown, Qt::AltModifier);
        QCOMPARE(stage.places()[wide].first, std::int64_t{kTilesOfPage});
        const Tensor& value = port.snapshot()->tensors.at(
            {SlotKind::Value, stage.columns()[static_cast<std::size_t>(wide)].node(), 0});
        QCOMPARE(stage.tileImage(wide, 0),
                 planeImage(value, kTilesOfPage, largestMagnitude(value), false, false));
        selection.choose(wide, kTilesOfPage - 1);
        QTest::keyClick(&stage, Qt::Key_Up, {});
        QVERIFY(stage.places()[wide].first < kTilesOfPage);
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(&stage, Qt::Key_PageDown, Qt::AltModifier);
        QCOMPARE(stage.places()[wide].first + stage.places()[wide].tiles.size(), units);
    }
};

QTEST_MAIN(TestNetworkStage)
#include "tst_network_stage.moc"
