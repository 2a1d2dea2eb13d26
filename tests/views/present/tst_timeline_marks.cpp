#include "views/present/timeline_marks.h"

#include <QTest>

using namespace propago;

class TestTimelineMarks : public QObject {
    Q_OBJECT

private slots:
    void marksLieWhereTheirBatchesAre()
    {
        const std::vector<RunMark> marks{{MarkKind::Condition, 10}, {MarkKind::Divergence, 25}};
        const auto placed = placedMarks(marks, {12, 2}, 4);
        QCOMPARE(placed.size(), std::size_t{2});
        QCOMPARE(placed[0].x, 32.0);
        QCOMPARE(placed[1].x, 62.0);
    }

    // A long run has more keyframes than pixels; pauses are never left out.
    void crowdedKeyframesMakeRoom()
    {
        std::vector<RunMark> marks;
        for (std::int64_t batch = 0; batch < 320; batch += 32)
            marks.push_back({MarkKind::Keyframe, batch});
        marks.push_back({MarkKind::Breakpoint, 33, 1});
        marks.push_back({MarkKind::Breakpoint, 34, 1});
        const auto placed = placedMarks(marks, {0, 0.1}, 6);
        std::vector<double> keyframes;
        for (const PlacedMark& each : placed) {
            if (each.mark.kind == MarkKind::Keyframe)
                keyframes.push_back(each.x);
        }
        QCOMPARE(keyframes.size(), std::size_t{5}); // 28.8, 22.4, 16, 9.6, 3.2
        QCOMPARE(keyframes.front(), 28.8);
        for (std::size_t i = 1; i < keyframes.size(); ++i)
            QVERIFY(keyframes[i - 1] - keyframes[i] >= 6);
        QCOMPARE(placed.size(), std::size_t{7});
        QVERIFY(placed.back().mark.kind == MarkKind::Breakpoint); // drawn over the others
    }

    void theWeightiestMarkIsFound()
    {
        const std::vector<RunMark> marks{{MarkKind::Keyframe, 10},
                                         {MarkKind::Divergence, 12},
                                         {MarkKind::Condition, 10},
                                         {MarkKind::Condition, 9}};
        const auto placed = placedMarks(marks, {0, 1}, 1);
        QVERIFY(markAt(placed, 10, 3)->mark.kind == MarkKind::Divergence);
        QCOMPARE(markAt(placed, 9.8, 1.5)->mark.batch, std::int64_t{10});
        QCOMPARE(markAt(placed, 8.9, 1.5)->mark.batch, std::int64_t{9});
        QVERIFY(!markAt(placed, 20, 3));
    }

    void keysGoFromPauseToPause()
    {
        const std::vector<RunMark> marks{
            {MarkKind::Keyframe, 32}, {MarkKind::Condition, 40}, {MarkKind::Divergence, 90}};
        QCOMPARE(nextMark(marks, 0, 1), std::optional<std::int64_t>(40));
        QCOMPARE(nextMark(marks, 40, 1), std::optional<std::int64_t>(90));
        QCOMPARE(nextMark(marks, 90, -1), std::optional<std::int64_t>(40));
        QVERIFY(!nextMark(marks, 90, 1));
        QVERIFY(!nextMark(marks, 40, -1));
    }

    void everyMarkHasWords()
    {
        QSet<QString> all;
        for (int kind = 0; kind <= static_cast<int>(MarkKind::Divergence); ++kind) {
            const QString text = wordsOf({static_cast<MarkKind>(kind), 1234}, nullptr);
            QVERIFY2(text.contains(QLocale().toString(1234)), qPrintable(text));
            all.insert(text);
        }
        QCOMPARE(all.size(), 6);
        const std::vector<RunMark> marks{
            {MarkKind::Keyframe, 32}, {MarkKind::Condition, 40}, {MarkKind::Breakpoint, 41, 2}};
        const QString sentence = sentenceOf(marks);
        QVERIFY2(sentence.contains(QLatin1Char('2')) && sentence.contains(QLatin1Char('1')),
                 qPrintable(sentence));
    }
};

QTEST_MAIN(TestTimelineMarks)
#include "tst_timeline_marks.moc"
