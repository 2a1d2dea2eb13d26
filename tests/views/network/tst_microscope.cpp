#include "tests/support/stepping_port.h"
#include "views/common/segmented.h"
#include "views/common/watch_list.h"
#include "views/frame/watch_strip.h"
#include "views/network/loss_card.h"
#include "views/network/microscope_canvas.h"
#include "views/network/microscope_view.h"
#include "views/network/network_stage.h"
#include "views/network/network_view.h"
#include "views/network/stage_selection.h"
#include "views/present/stage_columns.h"

#include <QtTest>

#include <cmath>

using namespace propago;
using namespace propago::test;

namespace {

/// The network workspace on a run that stands still.
struct Bench {
    SteppingPort port;
    WatchList watches{&port};
    NetworkView view{&port, &watches};

    explicit Bench(const char* model) : port(model)
    {
        view.stage()->setAnimated(false);
        view.resize(1280, 620);
        view.show();
    }
    MicroscopeView& microscope() const { return *view.microscope(); }
    const MicroscopeCanvas::Content& content() const { return microscope().canvas()->content(); }
    int columnOf(const char* title) const
    {
        const auto& columns = view.stage()->columns();
        for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
            if (columns[static_cast<std::size_t>(i)].title == title)
                return i;
        }
        return -1;
    }
    double stored(const ElementRef& ref) const
    {
        return port.snapshot()->tensors.at(ref.tensor).at(ref.element);
    }
};

/// What a pocket calculator makes of "0.5 * (-1.25) + 3".
double evaluated(const QString& text)
{
    double sum = 0;
    for (const QString& summand : text.split(QStringLiteral(" + "))) {
        double product = 1;
        for (QString factor : summand.split(QStringLiteral(" * ")))
            product *= factor.remove(QLatin1Char('(')).remove(QLatin1Char(')')).toDouble();
        sum += product;
    }
    return sum;
}

/// Sum of all signed numbers in "+0.25 −0.125 bias +1 = ...", and what stands behind the "=".
std::pair<double, double> printedSum(QString line)
{
    line.replace(QChar(0x2212), QLatin1Char('-'));
    const QStringList sides = line.split(QStringLiteral(" = "));
    double sum = 0;
    static const QRegularExpression number(QStringLiteral("(?<![\\d(])[+-]\\d+(\\.\\d+)?"));
    auto match = number.globalMatch(sides.front());
    while (match.hasNext())
        sum += match.next().captured().toDouble();
    return {sum, sides.back().toDouble()};
}

} // namespace

/// One number and its arithmetic, driven as a person would.
class TestMicroscope : public QObject {
    Q_OBJECT
private slots:
    void doubleClicksLeadFromTheNetworkToOneNumber()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Loss);
        NetworkStage& stage = *bench.view.stage();
        const int conv = bench.columnOf("conv1");
        const auto middle = [&] { return stage.places()[conv].tiles[2].center().toPoint(); };
        QTest::mouseDClick(&stage, Qt::LeftButton, {}, middle());
        QTRY_VERIFY(stage.places()[conv].tiles[2].width() > 60);
        QVERIFY(!bench.view.isMicroscopeOpen());
        const QPoint at = middle();
        QTest::mouseDClick(&stage, Qt::LeftButton, {}, at);
        QVERIFY(bench.view.isMicroscopeOpen());
        const ElementRef chosen = bench.microscope().element();
        QCOMPARE(chosen.element / (28 * 28), std::int64_t{2});
        QVERIFY(std::abs(chosen.element % (28 * 28) / 28 - 14) <= 1);
        QVERIFY(std::abs(chosen.element % 28 - 14) <= 1);
        QVERIFY(!bench.content().sheet.isEmpty());
        QTest::keyClick(&bench.microscope(), Qt::Key_Escape);
        QVERIFY(!bench.view.isMicroscopeOpen());
        QVERIFY(bench.port.interest().elements.empty());
    }

    void aNumberIsWatchedAndNoLonger()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Loss);
        bench.view.openMicroscope(bench.columnOf("conv1"), 40);
        bench.microscope().chooseKind(MicroscopeView::WeightUpdate);
        auto* button = bench.view.findChild<QToolButton*>(QStringLiteral("microscopeWatch"));
        QTest::mouseClick(button, Qt::LeftButton);
        const ElementRef weight = bench.microscope().element();
        QCOMPARE(weight.tensor.kind, SlotKind::Parameter);
        QCOMPARE(bench.port.watched, std::vector<ElementRef>{weight});
        WatchStrip strip(&bench.port, &bench.watches);
        strip.resize(900, 60);
        strip.show();
        bench.port.stepForward(Grain::Batch);
        bench.port.stepForward(Grain::Batch);
        const Watch& watch = bench.port.trainingRun().history().watches.at(0);
        QCOMPARE(watch.curve.points().size(), std::size_t{2});
        QCOMPARE(watch.value,
                 bench.port.stepper().workspace().view(weight.tensor).at(weight.element));
        bench.port.tell(bench.port.trainingRun().history());
        QVERIFY2(strip.accessibleDescription().contains(QStringLiteral("conv1.weight [")),
                 qPrintable(strip.accessibleDescription()));
        QVERIFY(!strip.grab().isNull());
        QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.cross(0).center().toPoint());
        QVERIFY(bench.port.watched.empty());
        QVERIFY(!button->isChecked());
        QVERIFY(!strip.isVisible());
        bench.microscope().chooseKind(MicroscopeView::Value);
        for (int i = 0; i <= WatchList::kMost; ++i) {
            QTest::keyClick(&bench.microscope(), Qt::Key_W);
            bench.microscope().moveBy(1);
        }
        QCOMPARE(static_cast<int>(bench.port.watched.size()), WatchList::kMost);
    }

    // The kind is there for layers that multiply, asks for integers, and prints them as such.
    void int8IsShownInIntegers()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Loss);
        const StageColumn& conv =
            bench.view.stage()->columns()[static_cast<std::size_t>(bench.columnOf("conv1"))];
        bench.view.openMicroscope(bench.columnOf("conv1"), 40);
        bench.microscope().chooseKind(MicroscopeView::Integers);
        const ElementRef asked{{SlotKind::Value, conv.nodes.front(), 0}, 40};
        QCOMPARE(bench.port.interest().integers, std::vector<ElementRef>{asked});
        QVERIFY(bench.content().sheet.isEmpty()); // nobody has answered yet
        Snapshot answered = *bench.port.snapshot();
        Explanation explanation;
        explanation.terms = {{0, 10, 0, 200, -127}, {0, 11, 1, 3, 100}, {0, -1, 2, 0, 50}};
        explanation.bias = 77;
        explanation.sum = explanation.result = 200 * -127 + 300 + 77;
        explanation.formula = {"%1", {"-25023"}};
        answered.integers.emplace(asked, explanation);
        bench.port.tell(answered);
        QVERIFY(bench.content().sheet.isOfIntegers);
        QVERIFY2(bench.content().words.contains(QStringLiteral("+300 bias +77 +0"))
                     || bench.content().words.contains(QStringLiteral("bias +77 = −25023")),
                 qPrintable(bench.content().words));
        QVERIFY(!bench.content().words.contains(QStringLiteral(".0")));
        bench.microscope().chooseKind(MicroscopeView::Value);
        QVERIFY(bench.port.interest().integers.empty());
    }

    void theInspectorsButtonOpensTheStrongestNumber()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Loss);
        auto* button = bench.view.findChild<QToolButton*>(QStringLiteral("openMicroscope"));
        QVERIFY(button && !button->isVisible());
        const int conv = bench.columnOf("conv2");
        QTest::mouseClick(bench.view.stage(), Qt::LeftButton, {},
                          bench.view.stage()->places()[conv].tiles[3].center().toPoint());
        QVERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(bench.view.isMicroscopeOpen());
        const ElementRef chosen = bench.microscope().element();
        QCOMPARE(chosen.element / 100, std::int64_t{3});
        const int shown = bench.view.stage()->columns()[static_cast<std::size_t>(conv)].node();
        const Tensor& map = bench.port.snapshot()->tensors.at({SlotKind::Value, shown, 0});
        for (std::int64_t i = 300; i < 400; ++i)
            QVERIFY(std::abs(map.at(i)) <= std::abs(map.at(chosen.element)));
    }

    void whatIsShownAddsUpToWhatIsStored_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("lenet") << "lenet";
        QTest::newRow("resnet8") << "resnet8";
    }

    // Forward and backward, every layer of the stage: terms, groups and the printed line.
    void whatIsShownAddsUpToWhatIsStored()
    {
        QFETCH(const QString, model);
        Bench bench(model.toLatin1().constData());
        bench.port.stepThrough(Phase::Backward);
        int shown = 0;
        for (int column = 1; column < static_cast<int>(bench.view.stage()->columns().size());
             ++column) {
            const auto nodes =
                bench.view.stage()->columns()[static_cast<std::size_t>(column)].nodes;
            for (std::size_t i = 0; i < nodes.size(); ++i) {
                bench.view.openMicroscope(column, 0);
                auto* layers = bench.view.findChild<Segmented*>("microscopeLayers");
                QCOMPARE(layers->isVisible(), nodes.size() > 1);
                emit layers->currentChanged(static_cast<int>(i));
                for (const int kind : {MicroscopeView::Value, MicroscopeView::Gradient}) {
                    bench.microscope().chooseKind(kind);
                    for (const int move : {0, 1, 7}) {
                        bench.microscope().moveBy(move);
                        const auto& content = bench.content();
                        if (content.sheet.isEmpty())
                            continue;
                        QCOMPARE(content.ref, bench.microscope().element());
                        const double value = bench.stored(content.ref);
                        double sum = content.sheet.bias, sizes = std::abs(sum);
                        for (const SheetGroup& group : content.sheet.groups) {
                            double cells = 0;
                            for (const SheetCell& cell : group.cells) {
                                cells += cell.product();
                                sizes += std::abs(cell.product());
                            }
                            QVERIFY(std::abs(cells - group.sum) <= 1e-12 * (1 + sizes));
                            sum += cells;
                        }
                        const double slack = 2e-5 * sizes + 1e-12;
                        QVERIFY2(std::abs(sum - content.sheet.sum) <= slack,
                                 qPrintable(content.words));
                        QVERIFY2(std::abs(content.sheet.result - value) <= slack,
                                 qPrintable(content.words));
                        const QString line = content.words.section(QLatin1Char('\n'), 1, 1);
                        const auto [printed, said] = printedSum(line);
                        QVERIFY2(std::abs(printed - said) <= 1e-9 * (1 + std::abs(said)),
                                 qPrintable(line));
                        ++shown;
                    }
                }
            }
        }
        QVERIFY2(shown > 40, qPrintable(QString::number(shown)));
    }

    void theCopiedCalculationGivesTheNumber()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Backward);
        bench.view.openMicroscope(bench.columnOf("conv2"), 57);
        for (const int kind :
             {MicroscopeView::Value, MicroscopeView::Gradient, MicroscopeView::WeightGradient}) {
            bench.microscope().chooseKind(kind);
            QTest::mouseClick(bench.view.findChild<QToolButton*>(QStringLiteral("microscopeCopy")),
                              Qt::LeftButton);
            const QString text = QGuiApplication::clipboard()->text();
            const QStringList sides = text.split(QStringLiteral(" = "));
            QCOMPARE(sides.size(), 2);
            QVERIFY2(std::abs(evaluated(sides[0]) - sides[1].toDouble()) < 1e-6, qPrintable(text));
            QVERIFY(std::abs(sides[1].toDouble() - bench.stored(bench.microscope().element()))
                    < 1e-5);
        }
    }

    // A weight is clicked; its gradient is the mean of what each picture of the batch votes for.
    void aWeightsGradientIsTheVoteOfThePictures()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Backward);
        bench.view.openMicroscope(bench.columnOf("conv1"), 400);
        emit bench.microscope().canvas()->weightChosen(31);
        const ElementRef chosen = bench.microscope().element();
        QCOMPARE(chosen.tensor.kind, SlotKind::ParameterGradient);
        QCOMPARE(chosen.element, std::int64_t{31});
        QCOMPARE(bench.content().sheet.votes.size(), std::size_t{3});
        double sum = 0;
        for (const double vote : bench.content().sheet.votes)
            sum += vote;
        QVERIFY(std::abs(sum - bench.stored(chosen)) <= 1e-6 * (1 + std::abs(sum)));
    }

    // Before the update: what the weight is, its step, and how the optimizer came to it.
    void aWeightsUpdateIsToldBeforeItHappens()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Backward);
        bench.view.openMicroscope(bench.columnOf("conv1"), 400);
        emit bench.microscope().canvas()->weightChosen(31);
        bench.microscope().chooseKind(MicroscopeView::WeightUpdate);
        QCOMPARE(bench.microscope().element().tensor.kind, SlotKind::Parameter);
        QCOMPARE(bench.content().sheet.groups.size(), std::size_t{1});
        QVERIFY2(bench.content().words.contains(QStringLiteral("rate")),
                 qPrintable(bench.content().words));
        const double after = bench.content().sheet.result;
        QVERIFY(after != bench.stored(bench.microscope().element()));
        bench.port.stepForward(Grain::Batch);
        QCOMPARE(bench.stored(bench.microscope().element()), after);
        QVERIFY(bench.content().sheet.isEmpty()); // it has moved
        QVERIFY(!bench.content().empty.isEmpty());
    }

    // A click on a bar of the loss box: e to the power of each output, and what they add up to.
    void theLossBoxLeadsToSoftmaxAndLoss()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Loss);
        auto* card = bench.view.findChild<LossCard*>();
        const double row = card->fontMetrics().height() * 1.04;
        const double top = 18 + card->fontMetrics().height();
        QTest::mouseClick(card, Qt::LeftButton, {}, QPoint(80, static_cast<int>(top + 3.5 * row)));
        QVERIFY(bench.view.isMicroscopeOpen());
        const ElementRef chosen = bench.microscope().element();
        QCOMPARE(chosen.tensor.kind, SlotKind::Probabilities);
        QCOMPARE(chosen.element, std::int64_t{3});
        const auto& sheet = bench.content().sheet;
        QCOMPARE(sheet.groups.size(), std::size_t{1});
        QCOMPARE(sheet.groups.front().cells.size(), std::size_t{10});
        QVERIFY(std::abs(1 / sheet.sum - bench.stored(chosen)) < 1e-6);
        QTest::mouseClick(card, Qt::LeftButton, {}, QPoint(80, static_cast<int>(top + 12 * row)));
        QCOMPARE(bench.microscope().element().tensor.kind, SlotKind::SampleLoss);
        QVERIFY(std::abs(bench.content().sheet.sum - bench.port.snapshot()->loss) < 2);
        bench.microscope().chooseKind(2);
        QCOMPARE(bench.content().sheet.groups.front().cells.size(), std::size_t{3});
        QVERIFY(std::abs(bench.content().sheet.sum - bench.port.snapshot()->loss) < 1e-5);
    }

    void keysMoveOverTheMap()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Loss);
        bench.view.openMicroscope(bench.columnOf("conv1"), 2 * 784);
        const auto after = [&](Qt::Key key) {
            QTest::keyClick(&bench.microscope(), key, Qt::AltModifier);
            return bench.microscope().element().element - 2 * 784;
        };
        QCOMPARE(after(Qt::Key_Right), std::int64_t{1});
        QCOMPARE(after(Qt::Key_Down), std::int64_t{29});
        QCOMPARE(after(Qt::Key_Left), std::int64_t{28});
        QCOMPARE(after(Qt::Key_Up), std::int64_t{0});
        QCOMPARE(after(Qt::Key_Left), std::int64_t{783}); // round, not into another map
        QCOMPARE(after(Qt::Key_Right), std::int64_t{0});
        QTest::keyClick(&bench.microscope(), Qt::Key_P);
        QTRY_VERIFY(bench.microscope().element().element - 2 * 784 >= 2);
        QTest::keyClick(&bench.microscope(), Qt::Key_P);
        const std::int64_t stays = bench.microscope().element().element;
        QTest::qWait(900);
        QCOMPARE(bench.microscope().element().element, stays);
    }

    // Before it is computed there is nothing to explain, and a step later there is.
    void waitsForTheNumberToBeComputed()
    {
        Bench bench("lenet");
        bench.view.openMicroscope(bench.columnOf("fc1"), 3);
        QVERIFY(bench.content().sheet.isEmpty());
        QVERIFY(!bench.content().empty.isEmpty());
        bench.port.stepThrough(Phase::Loss);
        QVERIFY(!bench.content().sheet.isEmpty());
        bench.microscope().chooseKind(MicroscopeView::Gradient);
        QVERIFY(bench.content().sheet.isEmpty());
        bench.port.stepThrough(Phase::Backward);
        QVERIFY(!bench.content().sheet.isEmpty());
    }

    void closesWhenAnotherNetworkIsOpened()
    {
        Bench bench("lenet");
        bench.port.stepThrough(Phase::Loss);
        bench.view.openMicroscope(bench.columnOf("conv1"), 0);
        SteppingPort other("fashion-cnn");
        bench.port.tell(*other.facts());
        QVERIFY(!bench.view.isMicroscopeOpen());
    }
};

QTEST_MAIN(TestMicroscope)
#include "tst_microscope.moc"
