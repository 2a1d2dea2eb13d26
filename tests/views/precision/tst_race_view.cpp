#include "tests/support/race_fixtures.h"
#include "views/common/empty_state.h"
#include "views/precision/map_trio.h"
#include "views/precision/race_canvas.h"
#include "views/precision/race_view.h"

#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

struct Bench {
    RaceView view;
    Graph graph;
    std::shared_ptr<const Race> race;
    explicit Bench(const char* model = "lenet")
        : graph(*zooGraph(model, zooInput(model), 10))
        , race(std::make_shared<Race>(formulaRace(graph)))
    {
        view.resize(1180, 520);
        view.show();
        view.setRace(race, graph,
                     {"T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt"}, 6);
    }
    RaceCanvas& canvas() { return *view.canvas(); }
    int column(const char* name)
    {
        const auto& all = canvas().columns();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].name == QLatin1String(name))
                return static_cast<int>(i);
        }
        return -1;
    }
    void click(int lane, int column, std::int64_t map)
    {
        QTest::mouseClick(&canvas(), Qt::LeftButton, {},
                          canvas().tileArea(lane, column, map).center().toPoint());
    }
};

} // namespace

/// The race as the user sees it.
class TestRaceView : public QObject {
    Q_OBJECT
private slots:
    void withoutARaceThereIsAnInvitation()
    {
        RaceView view;
        view.show();
        QVERIFY(view.findChild<EmptyState*>()->isVisible());
        QVERIFY(!view.canvas()->isVisible());
        Bench bench;
        QVERIFY(bench.canvas().isVisible());
        bench.view.setRace(nullptr, {}, {});
        QVERIFY(!bench.canvas().isVisible());
    }

    void theFlipIsSaidAtTheTop()
    {
        Bench bench;
        auto* words = bench.view.findChild<QLabel*>(QStringLiteral("raceWords"));
        QVERIFY(words->text().contains(
            QStringLiteral("conv2 in int8: from here on the answer would be Pullover")));
        QCOMPARE(bench.canvas().accessibleDescription(), words->text());
    }

    void opensWhereTheAnswerFlips()
    {
        Bench bench;
        QCOMPARE(bench.canvas().chosenLane(), 2);
        QCOMPARE(bench.canvas().chosenColumn(), bench.column("conv2"));
        const RaceColumn& column =
            bench.canvas().columns()[static_cast<std::size_t>(bench.column("conv2"))];
        QCOMPARE(bench.canvas().chosenMap(), mapThatDiffersMost(*bench.race, 2, column));
        Race calm = *bench.race;
        calm.lanes[2].flipsAt = -1;
        RaceView view;
        view.setRace(std::make_shared<Race>(calm), bench.graph, {});
        QCOMPARE(view.canvas()->chosenLane(), 2);
        QCOMPARE(view.canvas()->chosenColumn(), 0);
    }

    void aClickEnlargesATile()
    {
        Bench bench;
        const int conv = bench.column("conv2");
        bench.canvas().choose(2, 0, 0); // another layer
        bench.click(2, conv, 3);
        QCOMPARE(bench.canvas().chosenLane(), 2);
        QCOMPARE(bench.canvas().chosenColumn(), conv);
        QCOMPARE(bench.canvas().chosenMap(), std::int64_t{3});
        // The magnifier opens where this map differs most.
        const auto node = static_cast<std::size_t>(bench.graph.find("conv2"));
        const auto difference = [&](std::int64_t element) {
            return std::abs(bench.race->lanes[2].values[node].at(element)
                            - bench.race->lanes[0].values[node].at(element));
        };
        const std::int64_t element = bench.view.trio()->element();
        QVERIFY(element >= 300 && element < 400);
        for (std::int64_t other = 300; other < 400; ++other)
            QVERIFY(difference(other) <= difference(element));
    }

    // The three numbers are those of the race, wherever the pointer is.
    void theNumbersUnderTheCursorAreTheLanes()
    {
        Bench bench;
        bench.click(2, bench.column("conv2"), 3);
        const auto node = static_cast<std::size_t>(bench.graph.find("conv2"));
        MapTrio& trio = *bench.view.trio();
        QSignalSpy chosen(&bench.view, &RaceView::elementChosen);
        for (int part = 0; part < 3; ++part) {
            const std::int64_t element = 3 * 100 + 41 + part;
            QTest::mouseClick(&trio, Qt::LeftButton, {},
                              trio.cellArea(part, element).center().toPoint());
            QCOMPARE(trio.element(), element);
            const double exact = bench.race->lanes[0].values[node].at(element);
            const double other = bench.race->lanes[2].values[node].at(element);
            const QStringList numbers = trio.numbers().split(QStringLiteral(" · "));
            QCOMPARE(numbers.size(), 3);
            const auto last = [](QString text) {
                return text.replace(QChar(0x2212), QLatin1Char('-'))
                    .section(QLatin1Char(' '), -1)
                    .toDouble();
            };
            QVERIFY(std::abs(last(numbers[0]) - exact) <= 1e-5 * (1 + std::abs(exact)));
            QVERIFY(std::abs(last(numbers[1]) - other) <= 1e-5 * (1 + std::abs(other)));
            QCOMPARE(chosen.last()[0].toInt(), static_cast<int>(node));
            QCOMPARE(chosen.last()[1].toLongLong(), element);
        }
        QCOMPARE(chosen.size(), 3);
    }

    void keysMoveOverTheBoardAndTheMap()
    {
        Bench bench;
        bench.canvas().choose(0, 0, 0);
        QTest::keyClick(&bench.canvas(), Qt::Key_Right);
        QTest::keyClick(&bench.canvas(), Qt::Key_Down);
        QTest::keyClick(&bench.canvas(), Qt::Key_Period);
        QCOMPARE(bench.canvas().chosenColumn(), 1);
        QCOMPARE(bench.canvas().chosenLane(), 1);
        QCOMPARE(bench.canvas().chosenMap(), std::int64_t{1});
        MapTrio& trio = *bench.view.trio();
        QTest::mouseClick(&trio, Qt::LeftButton, {}, trio.cellArea(0, 28 * 28).center().toPoint());
        const std::int64_t first = trio.element();
        QCOMPARE(first, std::int64_t{28 * 28});
        QTest::keyClick(&trio, Qt::Key_Down);
        QTest::keyClick(&trio, Qt::Key_Right);
        QCOMPARE(trio.element(), first + 28 + 1);
        QTest::keyClick(&trio, Qt::Key_Left);
        QTest::keyClick(&trio, Qt::Key_Up);
        QTest::keyClick(&trio, Qt::Key_Up); // stays in the map
        QCOMPARE(trio.element(), first);
        QSignalSpy chosen(&bench.view, &RaceView::elementChosen);
        QTest::keyClick(&bench.canvas(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
    }

    void theRaceRunsAndScrubs()
    {
        Bench bench;
        QCOMPARE(bench.view.share(), 1.0);
        auto* slider = bench.view.findChild<QSlider*>(QStringLiteral("raceScrubber"));
        slider->setValue(250);
        QCOMPARE(bench.view.share(), 0.25);
        auto* start = bench.view.findChild<QToolButton*>(QStringLiteral("raceStart"));
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(bench.view.share() < 0.25);
        QTRY_VERIFY(bench.view.share() > 0.01);
        slider->setValue(900); // a hand on the slider stops it
        QTest::qWait(60);
        QCOMPARE(bench.view.share(), 0.9);
        bench.view.setAnimated(false);
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(bench.view.share(), 1.0);
    }

    // The same share is the same picture, in whatever order it is reached.
    void thePictureIsAFunctionOfTheShare()
    {
        Bench bench;
        bench.view.setShare(0.4);
        const QImage once = bench.canvas().grab().toImage();
        bench.view.setShare(0.9);
        QVERIFY(bench.canvas().grab().toImage() != once);
        bench.view.setShare(0.4);
        QCOMPARE(bench.canvas().grab().toImage(), once);
    }

    void neighboursAreAskedFor()
    {
        Bench bench;
        QSignalSpy wanted(&bench.view, &RaceView::pictureWanted);
        auto* next = bench.view.findChild<QToolButton*>(QStringLiteral("raceNext"));
        auto* previous = bench.view.findChild<QToolButton*>(QStringLiteral("racePrevious"));
        QVERIFY(!next->isVisible());
        bench.view.setPicture(0, 3);
        QVERIFY(next->isVisible() && !previous->isEnabled());
        QTest::mouseClick(next, Qt::LeftButton);
        QCOMPARE(wanted.last()[0].toLongLong(), 1);
        bench.view.setPicture(2, 3);
        QVERIFY(!next->isEnabled());
        QTest::mouseClick(previous, Qt::LeftButton);
        QCOMPARE(wanted.last()[0].toLongLong(), 1);
    }

    // More layers than find room: the choice takes the board along.
    void longNetworksScroll()
    {
        Bench bench("resnet8");
        const int last = static_cast<int>(bench.canvas().columns().size()) - 1;
        QVERIFY(bench.canvas().tileArea(0, last, 0).isEmpty());
        QTest::keyClick(&bench.canvas(), Qt::Key_End);
        QCOMPARE(bench.canvas().chosenColumn(), last);
        QVERIFY(!bench.canvas().tileArea(0, last, 0).isEmpty());
        QVERIFY(bench.canvas().tileArea(0, 0, 0).isEmpty());
    }

    // With more room there is no column behind the last one.
    void moreRoomShowsMoreColumns()
    {
        Bench bench;
        bench.view.resize(620, 520);
        QTest::keyClick(&bench.canvas(), Qt::Key_End);
        QVERIFY(bench.canvas().firstColumn() > 0);
        bench.view.resize(2400, 520);
        QCoreApplication::processEvents();
        QCOMPARE(bench.canvas().firstColumn(), 0);
        QVERIFY(!bench.canvas().tileArea(0, 0, 0).isEmpty());
    }

    void theNextPictureKeepsTheChoice()
    {
        Bench bench;
        bench.click(2, bench.column("conv2"), 3);
        bench.view.setRace(std::make_shared<Race>(*bench.race), bench.graph, {}, 0);
        QCOMPARE(bench.canvas().chosenColumn(), bench.column("conv2"));
        QCOMPARE(bench.canvas().chosenMap(), std::int64_t{3});
    }
};

QTEST_MAIN(TestRaceView)
#include "tst_race_view.moc"
