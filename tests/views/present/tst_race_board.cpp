#include "tests/support/race_fixtures.h"
#include "views/common/palette.h"
#include "views/present/race_board.h"

#include <QtTest>

#include <cmath>

using namespace propago;
using namespace propago::test;

namespace {

Graph lenet()
{
    return *zooGraph("lenet", Shape{1, 28, 28}, 10);
}

const RaceColumn& named(const std::vector<RaceColumn>& columns, const char* name)
{
    for (const RaceColumn& each : columns) {
        if (each.name == QLatin1String(name))
            return each;
    }
    throw std::runtime_error("no such column");
}

} // namespace

/// The widget-free part of the race.
class TestRaceBoard : public QObject {
    Q_OBJECT
private slots:
    void columnsAreTheNodesWithValues()
    {
        const Graph graph = lenet();
        const Race race = formulaRace(graph);
        const auto columns = raceColumns(race, graph);
        QVERIFY(columns.size() < graph.nodes.size()); // Flatten leaves nothing behind
        const RaceColumn& conv = named(columns, "conv2");
        QCOMPARE(conv.maps, std::int64_t{16});
        QVERIFY(!conv.isVector);
        const RaceColumn& fc = named(columns, "fc1");
        QVERIFY(fc.isVector);
        QCOMPARE(fc.elements, std::int64_t{120});
        QVERIFY(fc.width * fc.height >= 120 && fc.width * (fc.height - 1) < 120);
        Race partial = race;
        partial.lanes[1].values[static_cast<std::size_t>(conv.node)] = Tensor();
        QCOMPARE(raceColumns(partial, graph).size(), columns.size() - 1);
    }

    void theGlowIsSignedAndFull()
    {
        QCOMPARE(glowOf(0, 2), 0.0);
        QCOMPARE(glowOf(kFullGlow * 2, 2), 1.0);
        QCOMPARE(glowOf(-kFullGlow * 2, 2), -1.0);
        QCOMPARE(glowOf(5, 2), 1.0);
        QCOMPARE(glowOf(kFullGlow / 4, 1), 0.5);
    }

    void onlyWhatDiffersGlows()
    {
        const Graph graph = lenet();
        Race race = formulaRace(graph);
        const auto columns = raceColumns(race, graph);
        const RaceColumn& conv = named(columns, "conv1");
        const auto node = static_cast<std::size_t>(conv.node);
        race.lanes[1].values[node] = race.lanes[0].values[node];
        auto values = race.lanes[1].values[node].span<float>();
        const std::size_t plane = 28 * 28;
        values[2 * plane + 5 * 28 + 7] += static_cast<float>(conv.range());
        values[2 * plane + 9 * 28 + 3] -= static_cast<float>(conv.range());
        const QImage difference = differenceTile(race, 1, conv, 2, 64, false);
        QCOMPARE(difference.size(), QSize(28, 28));
        for (int y = 0; y < 28; ++y) {
            for (int x = 0; x < 28; ++x) {
                const double sign = y == 5 && x == 7 ? 1 : y == 9 && x == 3 ? -1 : 0;
                QCOMPARE(difference.pixel(x, y), divergingColour(sign, false));
            }
        }
        const QImage tile = raceTile(race, 1, conv, 2, 64, false);
        QCOMPARE(tile.pixel(7, 5), divergingColour(1, false));
        QCOMPARE(tile.pixel(3, 9), divergingColour(-1, false));
        const QRgb still = tile.pixel(0, 0);
        QVERIFY(std::abs(qRed(still) - qBlue(still)) < 12); // grey
        QCOMPARE(mapThatDiffersMost(race, 1, conv), std::int64_t{2});
        values[2 * plane + 5 * 28 + 7] += 1; // now it alone is the largest
        QCOMPARE(elementThatDiffersMost(race, 1, conv, 2),
                 static_cast<std::int64_t>(2 * plane + 5 * 28 + 7));
    }

    // A large map in few pixels must not lose the one element that differs.
    void nothingGetsLostInSmallTiles()
    {
        const Graph graph = lenet();
        Race race = formulaRace(graph);
        const auto columns = raceColumns(race, graph);
        const RaceColumn& conv = named(columns, "conv1");
        const auto node = static_cast<std::size_t>(conv.node);
        race.lanes[1].values[node] = race.lanes[0].values[node];
        race.lanes[1].values[node].span<float>()[11 * 28 + 17] += 100;
        const QImage tile = differenceTile(race, 1, conv, 0, 7, false);
        QCOMPARE(tile.size(), QSize(7, 7));
        QCOMPARE(tile.pixel(17 / 4, 11 / 4), divergingColour(1, false));
    }

    void lanesRunAsFastAsTheyWereMeasured()
    {
        const Race race = formulaRace(lenet());
        QCOMPARE(laneProgress(race, 1, 1), 1.0); // the slowest
        QCOMPARE(laneProgress(race, 1, 0.5), 0.5);
        QCOMPARE(laneProgress(race, 2, 0.5), 0.5 * 70.4 / 38.9);
        QCOMPARE(laneProgress(race, 2, 0.6), 1.0);
        QCOMPARE(laneProgress(race, 0, 0), 0.0);
        QCOMPARE(laneRank(race, 2), 1);
        QCOMPARE(laneRank(race, 0), 2);
        QCOMPARE(laneRank(race, 1), 3);
    }

    void everyWinnerIsShown()
    {
        const Race race = formulaRace(lenet());
        QCOMPARE(winnerOf(race.lanes[0]), 6);
        QCOMPARE(winnerOf(race.lanes[2]), 2);
        QCOMPARE(shownCategories(race, 2, -1), (std::vector<int>{6, 2}));
        QCOMPARE(shownCategories(race, 3, 9), (std::vector<int>{6, 2, 9}));
        QCOMPARE(shownCategories(race, 4, 2), (std::vector<int>{6, 2, 4, 0}));
        QCOMPARE(winnerOf({}), -1);
    }

    void theFlipIsSaid()
    {
        const Graph graph = lenet();
        Race race = formulaRace(graph);
        const QStringList names{"T-shirt", "Trouser", "Pullover", "Dress", "Coat",
                                "Sandal",  "Shirt",   "Sneaker",  "Bag",   "Boot"};
        QCOMPARE(flipWords(race, 2, graph, names),
                 QStringLiteral("conv2 in int8: from here on the answer would be Pullover"));
        QVERIFY(flipWords(race, 0, graph, names).isEmpty());
        QVERIFY(flipWords(race, 1, graph, names).isEmpty());
        QVERIFY(raceWords(race, graph, names, 6).contains(QStringLiteral("Shirt is right")));
        QVERIFY(!raceWords(race, graph, names, 6).contains(QStringLiteral("Every")));
        race.lanes[2].probabilities = race.lanes[0].probabilities;
        QVERIFY(flipWords(race, 2, graph, names).contains(QStringLiteral("changes it back")));
        race.lanes[2].flipsAt = -1;
        QCOMPARE(
            raceWords(race, graph, names, 2),
            QStringLiteral("Every precision answers Shirt · the truth is Pullover · int8 arrives "
                           "first"));
    }

    void ratiosAreReadable()
    {
        QCOMPARE(sqnrText(37.6), QStringLiteral("38 dB"));
        QCOMPARE(sqnrText(std::numeric_limits<double>::infinity()), QStringLiteral("equal"));
        QCOMPARE(sqnrText(std::nan("")), QStringLiteral("\u2013"));
    }
};

QTEST_APPLESS_MAIN(TestRaceBoard)
#include "tst_race_board.moc"
