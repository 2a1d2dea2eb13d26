#include "tests/support/stepping_port.h"
#include "tests/support/zoo_programs.h"
#include "views/common/palette.h"
#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"
#include "views/present/stage_columns.h"

#include <QPaintEvent>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

/// One letter a column: ahead, goes and went forward, goes and went back.
QString lettersOf(const std::vector<ColumnPassage>& passages)
{
    QString letters;
    for (const ColumnPassage passage : passages)
        letters += QLatin1Char(".>f<b"[static_cast<int>(passage)]);
    return letters;
}

RunPulse pulseAt(const std::shared_ptr<const Program>& program, int step)
{
    return {0, step, program->steps()[static_cast<std::size_t>(step)].phase, program};
}

int distance(const QColor& a, const QColor& b)
{
    return std::max({std::abs(a.red() - b.red()), std::abs(a.green() - b.green()),
                     std::abs(a.blue() - b.blue())});
}

/// What of a widget is painted anew.
class PaintWatch : public QObject {
public:
    QRegion painted;
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint)
            painted += static_cast<QPaintEvent*>(event)->region();
        return false;
    }
};

} // namespace

/// The line above the columns that says where the batch under way is.
class TestStagePassages : public QObject {
    Q_OBJECT
private slots:
    // Nobody is at work where values are flattened, as that has no column, and at the loss.
    void everyColumnIsPassedForwardAndBack()
    {
        const auto program = programOf("lenet");
        const auto columns = stageColumns(*program);
        QStringList seen;
        for (int step = 0; step < static_cast<int>(program->steps().size()); ++step) {
            const QString letters = lettersOf(passagesOf(*program, columns, step));
            if (seen.isEmpty() || seen.back() != letters)
                seen.append(letters);
        }
        QCOMPARE(seen, QStringList({">.......", "f>......", "ff>.....", "fff>....", "ffff>...",
                                    "fffff...", "fffff>..", "ffffff>.", "fffffff>", "ffffffff",
                                    "fffffff<", "ffffff<b", "fffff<bb", "fffffbbb", "ffff<bbb",
                                    "fff<bbbb", "ff<bbbbb", "f<bbbbbb", "<bbbbbbb", "b<bbbbbb",
                                    "bbb<bbbb", "bbbbb<bb", "bbbbbb<b", "bbbbbbb<"}));
        QCOMPARE(lettersOf(passagesOf(*program, columns, -1)), QStringLiteral("........"));
    }

    // Where there are skips, what counts is the order of steps.
    void noColumnIsPassedBeforeThoseItDependsOn()
    {
        const auto program = programOf("resnet8");
        const auto columns = stageColumns(*program);
        std::vector<ColumnPassage> before(columns.size(), ColumnPassage::Ahead);
        int idle = 0;
        const auto isBack = [](ColumnPassage p) { return p >= ColumnPassage::GoesBack; };
        for (int step = 0; step < static_cast<int>(program->steps().size()); ++step) {
            const auto now = passagesOf(*program, columns, step);
            const auto working = std::ranges::count_if(now, [](ColumnPassage p) {
                return p == ColumnPassage::GoesForward || p == ColumnPassage::GoesBack;
            });
            QVERIFY(working <= 1);
            idle += working == 0 ? 1 : 0;
            for (std::size_t i = 0; i < columns.size(); ++i) {
                QVERIFY(now[i] != ColumnPassage::Ahead || before[i] == ColumnPassage::Ahead);
                QVERIFY(isBack(now[i]) || !isBack(before[i]));
                bool feedsOne = false, hasPassedOne = false;
                for (std::size_t other = 0; other < columns.size(); ++other) {
                    const auto& sources = columns[other].sources;
                    if (std::ranges::find(sources, static_cast<int>(i)) == sources.end())
                        continue;
                    feedsOne = true;
                    hasPassedOne = hasPassedOne || isBack(now[other]);
                    QVERIFY(now[other] == ColumnPassage::Ahead || now[i] != ColumnPassage::Ahead);
                }
                QVERIFY(!isBack(now[i]) || hasPassedOne || !feedsOne);
            }
            before = now;
        }
        QCOMPARE(idle, 3); // flattening, the loss, and flattening back
        for (const ColumnPassage passage : before)
            QVERIFY(isBack(passage));
    }

    void theLineIsPaintedInThePassedColumns_data()
    {
        QTest::addColumn<int>("theme");
        QTest::newRow("light") << static_cast<int>(ThemeKind::Light);
        QTest::newRow("dark") << static_cast<int>(ThemeKind::Dark);
        QTest::newRow("high contrast") << static_cast<int>(ThemeKind::HighContrast);
    }

    void theLineIsPaintedInThePassedColumns()
    {
        QFETCH(const int, theme);
        SteppingPort port("resnet8");
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.setAnimated(false); // it is a state, not an animation
        stage.setPalette(qtPalette(static_cast<ThemeKind>(theme)));
        const Palette& p = paletteOf(stage.palette());
        stage.resize(1200, 600);
        stage.show();
        port.stepThrough(Phase::Loss);
        const QImage still = stage.grab().toImage();
        const auto program = port.facts()->program;
        const auto columns = static_cast<int>(stage.columns().size());
        for (int step = 0; step < static_cast<int>(program->steps().size()); step += 3) {
            port.tell(pulseAt(program, step));
            const QImage screen = stage.grab().toImage();
            const auto passages = passagesOf(*program, stage.columns(), step);
            for (int i = 0; i < columns; ++i) {
                const QRect mark = stage.passageMark(i);
                QVERIFY(!mark.isEmpty());
                QVERIFY(mark.bottom() < stage.places()[i].tiles[0].top());
                const QColor shown = screen.pixelColor(mark.center());
                const QColor above = screen.pixelColor(mark.center().x(), mark.top() - 1);
                switch (passages[static_cast<std::size_t>(i)]) {
                case ColumnPassage::Ahead: QCOMPARE(shown, p.surface); break;
                case ColumnPassage::GoesForward: QCOMPARE(shown, p.forwardAccent); break;
                case ColumnPassage::GoesBack: QCOMPARE(shown, p.backwardAccent); break;
                case ColumnPassage::WentForward: // fainter, but of that colour
                    QVERIFY(distance(shown, p.forwardAccent) < distance(above, p.forwardAccent));
                    QVERIFY(distance(shown, p.forwardAccent) > 20);
                    break;
                case ColumnPassage::WentBack:
                    QVERIFY(distance(shown, p.backwardAccent) < distance(above, p.backwardAccent));
                    QVERIFY(distance(shown, p.backwardAccent) > 20);
                    break;
                }
                QCOMPARE(above, p.surface);
                QCOMPARE(screen.pixelColor(mark.center().x(), mark.bottom() + 1), p.surface);
            }
        }
        port.withdrawPulse();
        QCOMPARE(stage.grab().toImage(), still); // nothing of it is left
    }

    void aPulseRepaintsTheLineOnly()
    {
        SteppingPort port("resnet8");
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.resize(1200, 600);
        stage.show();
        port.stepThrough(Phase::Loss);
        const auto program = port.facts()->program;
        port.tell(pulseAt(program, 0));
        QTest::qWait(600); // the wave of the loss comes to rest
        QRegion line;
        for (int i = 0; i < static_cast<int>(stage.columns().size()); ++i)
            line += stage.passageMark(i);
        PaintWatch watch;
        stage.installEventFilter(&watch);
        for (int step = 1; step < static_cast<int>(program->steps().size()); ++step) {
            port.tell(pulseAt(program, step));
            QCoreApplication::processEvents();
        }
        QVERIFY(!watch.painted.isEmpty());
        QVERIFY((watch.painted - line).isEmpty());
        QCOMPARE(watch.painted.boundingRect(), line.boundingRect());
        const QImage piecewise = stage.grab().toImage();
        stage.update();
        QCOMPARE(stage.grab().toImage(), piecewise);
    }

    // One of the network that was open before may still be on its way.
    void thePulseOfAnotherNetworkIsNotShown()
    {
        SteppingPort port("lenet");
        StageSelection selection;
        NetworkStage stage(&port, &selection);
        stage.resize(1200, 600);
        stage.show();
        const QImage still = stage.grab().toImage();
        const auto other = programOf("resnet8");
        port.tell(pulseAt(other, static_cast<int>(other->steps().size()) - 1));
        QCOMPARE(stage.grab().toImage(), still);
    }
};

QTEST_MAIN(TestStagePassages)
#include "tst_stage_passages.moc"
