#include "tests/support/bit_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

BitGame freshGame()
{
    BitGame game;
    const Graph graph = bitGraph();
    game.setRows(bitRows(graph, bitNodes(graph)));
    return game;
}

} // namespace

/// The arithmetic of the bit-budget game.
class TestBitGame : public QObject {
    Q_OBJECT
private slots:
    void rowsKnowTheirWeights()
    {
        const BitGame game = freshGame();
        std::vector<std::int64_t> weights;
        for (const BitRow& row : game.rows())
            weights.push_back(row.weights);
        QCOMPARE(weights,
                 (std::vector<std::int64_t>{6 * 25, 16 * 6 * 25, 400 * 120, 120 * 84, 84 * 10}));
        QCOMPARE(game.rows()[2].name, QStringLiteral("fc1"));
        const Graph graph = bitGraph();
        QVERIFY(bitRows(graph, {-1, 999}).empty());
    }

    void bytesFollowTheChoice()
    {
        BitGame game = freshGame();
        const std::int64_t all = 150 + 2400 + 48000 + 10080 + 840;
        QCOMPARE(game.bytes(), all);
        game.chooseAll(32);
        QCOMPARE(game.bytes(), 4 * all);
        game.chooseAll(2);
        QCOMPARE(game.bytes(), std::int64_t{38 + 600 + 12000 + 2520 + 210}); // whole bytes
        game.choose(2, 4);
        QCOMPARE(game.bytes(), std::int64_t{38 + 600 + 24000 + 2520 + 210});
        const auto bits = game.layerBits();
        for (std::size_t i = 0; i < bits.size(); ++i) {
            int wanted = 0; // nodes without weights follow the plan
            for (const BitRow& row : game.rows())
                wanted = row.node == static_cast<int>(i) ? row.bits : wanted;
            QCOMPARE(bits[i], wanted);
        }
    }

    void undoGoesBackStepByStep()
    {
        BitGame game = freshGame();
        QVERIFY(!game.canUndo());
        game.choose(0, 4);
        game.choose(0, 4); // nothing new: nothing to undo
        game.chooseAll(2);
        game.undo();
        QCOMPARE(game.rows()[0].bits, 4);
        QCOMPARE(game.rows()[1].bits, 8);
        game.undo();
        QCOMPARE(game.rows()[0].bits, 8);
        QVERIFY(!game.canUndo());
        game.undo();
        QCOMPARE(game.rows()[0].bits, 8);
    }

    void theBestKeepsTheGoal()
    {
        BitGame game = freshGame();
        QVERIFY(!game.best());
        game.addTrial(formulaTrial(game.rows(), {8, 8, 8, 8, 8}, 0.912));
        game.addTrial(formulaTrial(game.rows(), {4, 4, 4, 4, 4}, 0.904));
        game.addTrial(formulaTrial(game.rows(), {2, 2, 2, 2, 2}, 0.62));
        QVERIFY(game.best());
        QCOMPARE(game.best()->accuracy, 0.904);
        BitTrial edge = formulaTrial(game.rows(), {4, 4, 2, 4, 4}, 0.99 * 0.912);
        QVERIFY(BitGame::keepsGoal(edge));
        edge.accuracy -= 1e-6;
        QVERIFY(!BitGame::keepsGoal(edge));
        QVERIFY(!BitGame::keepsGoal({}));
        QVERIFY(game.bestWords().contains(QStringLiteral("90.4 %")));
    }

    void aRepeatedTrialReplacesTheOld()
    {
        BitGame game = freshGame();
        game.addTrial(formulaTrial(game.rows(), {4, 4, 4, 4, 4}, 0.5));
        game.addTrial(formulaTrial(game.rows(), {4, 4, 4, 4, 4}, 0.6));
        QCOMPARE(game.trials().size(), std::size_t{1});
        QVERIFY(!game.present());
        QVERIFY(game.presentWords().contains(QStringLiteral("not judged")));
        game.chooseAll(4);
        QVERIFY(game.present());
        QVERIFY2(game.presentWords().contains(QStringLiteral("8.0 times smaller")),
                 qPrintable(game.presentWords()));
    }

    // Against the definition: nobody on the front is beaten, everybody else is.
    void theFrontIsThatOfPareto()
    {
        BitGame game = freshGame();
        game.setCurve(formulaCurve(game.rows()));
        game.addTrial(formulaTrial(game.rows(), {4, 4, 4, 4, 4}, 0.9));
        game.addTrial(formulaTrial(game.rows(), {8, 2, 2, 8, 8}, 0.85));
        std::vector<BitTrial> all = game.curve().points;
        all.insert(all.end(), game.trials().begin(), game.trials().end());
        const auto front = game.front();
        const auto isBeaten = [&](const BitTrial& trial) {
            return std::ranges::any_of(all, [&](const BitTrial& other) {
                return other.weightBytes <= trial.weightBytes && other.accuracy >= trial.accuracy
                       && (other.weightBytes < trial.weightBytes
                           || other.accuracy > trial.accuracy);
            });
        };
        for (const BitTrial& trial : front)
            QVERIFY(!isBeaten(trial));
        const auto unbeaten =
            std::ranges::count_if(all, [&](const BitTrial& trial) { return !isBeaten(trial); });
        QCOMPARE(static_cast<std::ptrdiff_t>(front.size()), unbeaten);
    }

    void oneSentenceSaysWhetherItIsEnough()
    {
        BitGame game = freshGame();
        QVERIFY(game.enoughWords().startsWith(QStringLiteral("Whether")));
        game.setCurve(formulaCurve(game.rows()));
        QCOMPARE(game.enoughWords(),
                 QStringLiteral("2 bits are not enough here: 62.0 % of 91.2 %"));
        game.addTrial(formulaTrial(game.rows(), {4, 4, 4, 4, 4}, 0.91));
        QCOMPARE(game.enoughWords(),
                 QStringLiteral("4 bits are enough here: 91.0 % of 91.2 % · 2 bits are not enough "
                                "here: 62.0 % of 91.2 %"));
        game.setRows(game.rows());
        QVERIFY(game.trials().empty() && game.curve().points.empty());
    }

    void widthsThatFollowThePlanAreEight()
    {
        BitGame game = freshGame();
        BitTrial trial = formulaTrial(game.rows(), {8, 8, 8, 8, 8}, 0.9);
        trial.layerBits.clear();
        game.addTrial(trial);
        QVERIFY(game.present());
    }

    void sizesAreReadable()
    {
        QCOMPARE(packedSizeText(999), QStringLiteral("999 B"));
        QCOMPARE(packedSizeText(15400), QStringLiteral("15.4 kB"));
        QCOMPARE(packedSizeText(246'824), QStringLiteral("247 kB"));
        QCOMPARE(packedSizeText(46'800'000), QStringLiteral("46.8 MB"));
    }
};

QTEST_APPLESS_MAIN(TestBitGame)
#include "tst_bit_game.moc"
