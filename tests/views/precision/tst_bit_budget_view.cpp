#include "tests/support/bit_fixtures.h"
#include "views/plot/chart_widget.h"
#include "views/precision/bit_budget_view.h"
#include "views/precision/bit_rows_canvas.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

struct Bench {
    BitBudgetView view;
    Graph graph = bitGraph();
    Bench()
    {
        view.resize(1180, 520);
        view.show();
        view.setNetwork(graph, bitNodes(graph));
    }
    BitRowsCanvas& rows() { return *view.rows(); }
    int bits(std::size_t row) { return view.game().rows()[row].bits; }
    QPushButton& button(const char* name)
    {
        return *view.findChild<QPushButton*>(QLatin1String(name));
    }
    void press(const char* name) { QTest::mouseClick(&button(name), Qt::LeftButton); }
    QString words(const char* name) { return view.findChild<QLabel*>(QLatin1String(name))->text(); }
    BitTrial trial(double accuracy)
    {
        std::vector<int> chosen;
        for (const BitRow& row : view.game().rows())
            chosen.push_back(row.bits);
        return formulaTrial(view.game().rows(), chosen, accuracy);
    }
};

} // namespace

/// The bit-budget game as it is played.
class TestBitBudgetView : public QObject {
    Q_OBJECT
private slots:
    void aClickChoosesBits()
    {
        Bench bench;
        for (int row = 0; row < 5; ++row) {
            for (const int bits : {4, 32, 2, 8}) {
                QTest::mouseClick(&bench.rows(), Qt::LeftButton, {},
                                  bench.rows().choiceArea(row, bits).center().toPoint());
                QCOMPARE(bench.bits(static_cast<std::size_t>(row)), bits);
                QCOMPARE(bench.rows().chosenRow(), row);
            }
        }
        QVERIFY(bench.rows().accessibleDescription().contains(QStringLiteral("fc1: 8 bits")));
    }

    void keysChooseRowsAndBits()
    {
        Bench bench;
        QTest::keyClick(&bench.rows(), Qt::Key_Down);
        QTest::keyClick(&bench.rows(), Qt::Key_4);
        QCOMPARE(bench.bits(1), 4);
        QTest::keyClick(&bench.rows(), Qt::Key_Right);
        QCOMPARE(bench.bits(1), 2);
        QTest::keyClick(&bench.rows(), Qt::Key_Right); // there is nothing below 2
        QCOMPARE(bench.bits(1), 2);
        QTest::keyClick(&bench.rows(), Qt::Key_Left);
        QTest::keyClick(&bench.rows(), Qt::Key_Left);
        QTest::keyClick(&bench.rows(), Qt::Key_Left);
        QCOMPARE(bench.bits(1), 32);
        QTest::keyClick(&bench.rows(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(bench.bits(1), 8);
    }

    void aBarIsPulledUpAndDown()
    {
        Bench bench;
        const QPoint start = bench.rows().barArea(2).center().toPoint();
        QTest::mousePress(&bench.rows(), Qt::LeftButton, {}, start);
        const auto drag = [&](int dy) {
            const QPoint at = start + QPoint(0, dy);
            QMouseEvent move(QEvent::MouseMove, at, bench.rows().mapToGlobal(at), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(&bench.rows(), &move);
        };
        drag(4);
        QCOMPARE(bench.bits(2), 8);
        drag(18);
        QCOMPARE(bench.bits(2), 4);
        drag(36);
        QCOMPARE(bench.bits(2), 2);
        drag(18);
        QCOMPARE(bench.bits(2), 4);
        QTest::mouseRelease(&bench.rows(), Qt::LeftButton, {}, start);
    }

    // A bar is as long as a layer has weights and as thick as they have bits.
    void theAreaIsTheBytes()
    {
        Bench bench;
        QTest::mouseClick(&bench.rows(), Qt::LeftButton, {},
                          bench.rows().choiceArea(3, 32).center().toPoint());
        const auto area = [&](int row) {
            const QRectF bar = bench.rows().barArea(row);
            return bar.width() * bar.height();
        };
        const double ratio = area(3) / area(2);
        QVERIFY(std::abs(ratio - 4.0 * 10080 / 48000) < 1e-9);
    }

    void aTrialIsWantedAndJudged()
    {
        Bench bench;
        QSignalSpy wanted(&bench.view, &BitBudgetView::trialWanted);
        bench.view.findChildren<QPushButton*>(QStringLiteral("bitAll"))[1]->click();
        bench.press("bitTry");
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<std::vector<int>>(), bench.view.game().layerBits());
        bench.view.setProgress(0.4);
        auto* bar = bench.view.findChild<QProgressBar*>();
        QVERIFY(bar->isVisible() && bench.button("bitCancel").isVisible());
        QCOMPARE(bar->value(), 400);
        QVERIFY(!bench.button("bitTry").isEnabled());
        QTest::keyClick(&bench.rows(), Qt::Key_Return); // one at a time
        QCOMPARE(wanted.size(), 1);
        QSignalSpy cancelled(&bench.view, &BitBudgetView::cancelWanted);
        bench.press("bitCancel");
        QCOMPARE(cancelled.size(), 1);
        bench.view.setTrial(bench.trial(0.91));
        QVERIFY(!bar->isVisible());
        QVERIFY2(bench.words("bitPresent").contains(QStringLiteral("91.0 %")),
                 qPrintable(bench.words("bitPresent")));
        QVERIFY(bench.words("bitBest").startsWith(QStringLiteral("Goal reached")));
        QVERIFY(bench.words("bitEnough").startsWith(QStringLiteral("4 bits are enough here")));
        QVERIFY(!bench.button("bitTry").isEnabled()); // this is known
        QTest::keyClick(&bench.rows(), Qt::Key_2);
        QVERIFY(bench.button("bitTry").isEnabled());
        bench.view.setTrial(bench.trial(0.7));
        QVERIFY(bench.words("bitBest").startsWith(QStringLiteral("Goal missed")));
        QVERIFY(bench.words("bitBest").contains(QStringLiteral("91.0 %")));
    }

    void theChartShowsCurveTrialsFrontAndGoal()
    {
        Bench bench;
        const auto& chart = bench.view.findChild<ChartWidget*>()->chart();
        QVERIFY(chart.isEmpty());
        bench.view.setCurve(formulaCurve(bench.view.game().rows()));
        bench.view.setTrial(bench.trial(0.91));
        const ChartData& drawn = bench.view.findChild<ChartWidget*>()->chart();
        QCOMPARE(drawn.series.size(), std::size_t{4});
        QCOMPARE(drawn.series[0].x.size(), std::size_t{7});
        QCOMPARE(drawn.series[0].x[0], 61.47);
        QCOMPARE(drawn.series[2].y[0], 0.91);
        QVERIFY(std::abs(drawn.series[3].y[0] - 0.99 * 0.912) < 1e-12);
    }

    void searchAndTrainingAreWanted()
    {
        Bench bench;
        QSignalSpy curve(&bench.view, &BitBudgetView::curveWanted);
        bench.press("bitFind");
        QCOMPARE(curve.size(), 1);
        QSignalSpy training(&bench.view, &BitBudgetView::trainingWanted);
        QVERIFY(!bench.button("bitRecover").isEnabled()); // 8 bits need no help
        QTest::keyClick(&bench.rows(), Qt::Key_4);
        bench.press("bitRecover");
        QCOMPARE(training.last()[0].toInt(), 4);
        QTest::keyClick(&bench.rows(), Qt::Key_Down);
        QTest::keyClick(&bench.rows(), Qt::Key_2);
        bench.press("bitRecover");
        QCOMPARE(training.last()[0].toInt(), 2);
        bench.view.setFailure(QStringLiteral("There are no held-out pictures"));
        QCOMPARE(bench.words("bitEnough"), QStringLiteral("There are no held-out pictures"));
    }

    void anotherNetworkStartsAnew()
    {
        Bench bench;
        QTest::keyClick(&bench.rows(), Qt::Key_4);
        bench.view.setTrial(bench.trial(0.9));
        bench.view.setNetwork(bench.graph, bitNodes(bench.graph));
        QVERIFY(bench.view.game().trials().empty());
        QCOMPARE(bench.bits(0), 8);
        QVERIFY(!bench.button("bitUndo").isEnabled());
    }
};

QTEST_MAIN(TestBitBudgetView)
#include "tst_bit_budget_view.moc"
