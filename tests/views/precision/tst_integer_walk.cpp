#include "tests/support/walk_fixtures.h"
#include "views/common/empty_state.h"
#include "views/precision/integer_walk.h"
#include "views/precision/walk_canvas.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QtTest>

using namespace propago;
using namespace propago::test;

/// The walk as the user takes it.
class TestIntegerWalk : public QObject {
    Q_OBJECT
private:
    WalkBench m_bench;

    void open(IntegerWalk& walk, std::int64_t element)
    {
        walk.resize(1180, 460);
        walk.show();
        const int node = m_bench.node("conv1");
        walk.setExplanations(QStringLiteral("conv1"), m_bench.trace.explain(node, element),
                             m_bench.real(element), *m_bench.trace.facts(node, element));
    }
    static QString sentence(const IntegerWalk& walk)
    {
        return walk.findChild<QLabel*>(QStringLiteral("walkSentence"))->text();
    }

private Q_SLOTS:
    void withoutAnElementThereIsAnInvitation()
    {
        IntegerWalk walk;
        walk.show();
        auto* invitation = walk.findChild<EmptyState*>();
        QVERIFY(invitation->isVisible());
        walk.setExplanations(QStringLiteral("pool1"), {}, {}, {});
        QVERIFY(invitation->isVisible());
        open(walk, 400);
        QVERIFY(!invitation->isVisible());
        walk.clear(QStringLiteral("Pooling multiplies nothing"));
        QVERIFY(invitation->isVisible());
        QCOMPARE(invitation->accessibleDescription(), QStringLiteral("Pooling multiplies nothing"));
    }

    void opensAtItsEnd()
    {
        IntegerWalk walk;
        open(walk, 400);
        QCOMPARE(walk.step(), walk.canvas()->walk().steps());
        QVERIFY2(sentence(walk).contains(QStringLiteral("apart")), qPrintable(sentence(walk)));
        QCOMPARE(walk.canvas()->accessibleDescription(), sentence(walk));
        const QString scales = walk.findChild<QLabel*>(QStringLiteral("walkScales"))->text();
        QVERIFY2(scales.contains(QStringLiteral("signed int8")), qPrintable(scales));
        QVERIFY2(scales.contains(QStringLiteral("zero point 0")), qPrintable(scales));
    }

    void keysAndSliderStep()
    {
        IntegerWalk walk;
        open(walk, 400);
        QTest::keyClick(&walk, Qt::Key_Home);
        QCOMPARE(walk.step(), 0);
        QTest::keyClick(&walk, Qt::Key_Left);
        QCOMPARE(walk.step(), 0);
        QTest::keyClick(&walk, Qt::Key_Right);
        QVERIFY(sentence(walk).startsWith(QStringLiteral("Product 1 of 25")));
        QTest::keyClick(&walk, Qt::Key_Down);
        QCOMPARE(walk.step(), 11);
        auto* slider = walk.findChild<QSlider*>(QStringLiteral("walkSlider"));
        QCOMPARE(slider->value(), 11);
        slider->setValue(26);
        QVERIFY(sentence(walk).contains(QStringLiteral("bias")));
        QTest::mouseClick(walk.findChild<QToolButton*>(QStringLiteral("walkNext")), Qt::LeftButton);
        QCOMPARE(walk.step(), 27);
        QTest::mouseClick(walk.findChild<QToolButton*>(QStringLiteral("walkBack")), Qt::LeftButton);
        QCOMPARE(walk.step(), 26);
    }

    void aClickChoosesAStationOrAProduct()
    {
        IntegerWalk walk;
        open(walk, 400);
        WalkCanvas& canvas = *walk.canvas();
        for (int i = 0; i < static_cast<int>(canvas.walk().stations().size()); ++i) {
            QTest::mouseClick(&canvas, Qt::LeftButton, {},
                              canvas.stationArea(i).center().toPoint());
            QCOMPARE(walk.step(), 25 + 1 + i);
        }
        const int y = static_cast<int>(canvas.stationArea(0).top()) - 40;
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, QPoint(qRound(canvas.xOf(7)), y));
        QCOMPARE(walk.step(), 7);
    }

    void playsToTheEnd()
    {
        IntegerWalk walk;
        open(walk, 400);
        walk.setStep(29);
        QTest::keyClick(&walk, Qt::Key_Space);
        QVERIFY(walk.isPlaying());
        QTRY_VERIFY(walk.step() > 29);
        QTRY_VERIFY(!walk.isPlaying());
        QCOMPARE(walk.step(), walk.canvas()->walk().steps());
        QTest::keyClick(&walk, Qt::Key_Space); // from the start again
        QCOMPARE(walk.step(), 0);
        QTest::keyClick(&walk, Qt::Key_Space);
        QVERIFY(!walk.isPlaying());
    }

    void theCalculationIsCopied()
    {
        IntegerWalk walk;
        open(walk, 400);
        QTest::mouseClick(walk.findChild<QToolButton*>(QStringLiteral("walkCopy")), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), walk.canvas()->walk().text());
        QVERIFY(QGuiApplication::clipboard()->text().contains(
            QString::number(m_bench.trace.facts(m_bench.node("conv1"), 400)->total)));
    }
};

QTEST_MAIN(TestIntegerWalk)
#include "tst_integer_walk.moc"
