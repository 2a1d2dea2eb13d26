#include "core/trace/snapshot.h"
#include "views/common/palette.h"
#include "views/frame/timeline.h"

#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace propago;

class TestTimeline : public QObject {
    Q_OBJECT

    static Snapshot snapshotAt(std::int64_t batch, std::vector<RunMark> marks)
    {
        Snapshot snapshot;
        snapshot.position = {batch, 0};
        snapshot.batchesPerEpoch = 100;
        snapshot.marks = std::make_shared<const std::vector<RunMark>>(std::move(marks));
        return snapshot;
    }

    // How many pixels of `colour` there are in the column of batch `batch`.
    static int count(Timeline& timeline, std::int64_t batch, const QColor& colour)
    {
        const QImage image = timeline.grab().toImage().convertToFormat(QImage::Format_RGB32);
        const int x = qRound(timeline.scale().at(batch));
        int found = 0;
        for (int y = 0; y < image.height(); ++y)
            found += image.pixelColor(x, y) == colour ? 1 : 0;
        return found;
    }

private slots:
    void marksAreDrawnInTheirPlaces()
    {
        Timeline timeline;
        timeline.resize(424, 60);
        timeline.show(snapshotAt(10, {}), 2, 150);
        const QColor accent = paletteOf(timeline.palette()).backwardAccent;
        QCOMPARE(count(timeline, 60, accent), 0);
        timeline.show(snapshotAt(10, {{MarkKind::Divergence, 60}, {MarkKind::Breakpoint, 120, 1}}),
                      2, 150);
        QVERIFY(count(timeline, 60, accent) > 2);
        QVERIFY(count(timeline, 120, accent) > 2);
        QCOMPARE(count(timeline, 90, accent), 0);
    }

    // Without marks a pixel is several batches wide; at a mark it is exactly that batch.
    void aClickFindsTheMark()
    {
        Timeline timeline;
        timeline.resize(424, 60);
        timeline.show(snapshotAt(10, {{MarkKind::Divergence, 603}}), 20, 1500);
        QSignalSpy sought(&timeline, &Timeline::sought);
        const int x = qRound(timeline.scale().at(603)) + 2;
        QTest::mouseClick(&timeline, Qt::LeftButton, {}, QPoint(x, 16));
        QCOMPARE(sought.takeFirst().front().toLongLong(), 603LL);
        QTest::mouseClick(&timeline, Qt::LeftButton, {}, QPoint(x + 60, 16));
        QVERIFY(sought.takeFirst().front().toLongLong() != 603LL);
    }

    void keysGoFromMarkToMark()
    {
        Timeline timeline;
        timeline.resize(424, 60);
        timeline.show(snapshotAt(10, {{MarkKind::Keyframe, 5},
                                      {MarkKind::Condition, 40},
                                      {MarkKind::Divergence, 130}}),
                      2, 150);
        QSignalSpy sought(&timeline, &Timeline::sought);
        QTest::keyClick(&timeline, Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(sought.takeFirst().front().toLongLong(), 40LL);
        QTest::keyClick(&timeline, Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(sought.isEmpty()); // keyframes are not stops
        QTest::keyClick(&timeline, Qt::Key_Up);
        QCOMPARE(sought.takeFirst().front().toLongLong(), 11LL);
    }

    void whatIsThereCanBeHeard()
    {
        Timeline timeline;
        timeline.show(snapshotAt(10, {{MarkKind::Divergence, 60}}), 2, 150);
        QVERIFY(timeline.accessibleDescription().contains(QLatin1Char('1')));
        timeline.show(snapshotAt(10, {}), 2, 150);
        QVERIFY(timeline.accessibleDescription().isEmpty());
    }
};

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
