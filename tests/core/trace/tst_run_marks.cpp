#include "core/trace/run_marks.h"

#include <QTest>

using namespace propago;

class TestRunMarks : public QObject {
    Q_OBJECT

private slots:
    void incidentsStandInTheOrderOfBatches()
    {
        Incidents incidents;
        incidents.add({MarkKind::Breakpoint, 7, 2});
        incidents.add({MarkKind::Divergence, 3});
        incidents.add({MarkKind::Condition, 5});
        const std::vector<RunMark> expected{
            {MarkKind::Divergence, 3}, {MarkKind::Condition, 5}, {MarkKind::Breakpoint, 7, 2}};
        QVERIFY(incidents.marks() == expected);
    }

    void theSameThingCountsOnce()
    {
        Incidents incidents;
        for (int i = 0; i < 3; ++i)
            incidents.add({MarkKind::Breakpoint, 7, 2});
        QCOMPARE(incidents.marks().size(), std::size_t{1});
        incidents.add({MarkKind::Breakpoint, 7, 3}); // another layer
        QCOMPARE(incidents.marks().size(), std::size_t{2});
    }

    void anotherFutureForgetsTheOldOne()
    {
        Incidents incidents;
        for (std::int64_t batch : {1, 4, 9})
            incidents.add({MarkKind::Condition, batch});
        incidents.forgetAfter(4);
        QCOMPARE(incidents.marks().size(), std::size_t{2});
        QCOMPARE(incidents.marks().back().batch, std::int64_t{4});
        incidents.clear();
        QVERIFY(incidents.marks().empty());
    }

    void aLongSittingStaysBounded()
    {
        Incidents incidents;
        incidents.add({MarkKind::Divergence, 0});
        for (std::int64_t batch = 1; batch < 1000; ++batch)
            incidents.add({MarkKind::Condition, batch});
        QCOMPARE(incidents.marks().size(), Incidents::kMost);
        QVERIFY(incidents.marks().front().kind == MarkKind::Divergence); // what weighs most stays
        QCOMPARE(incidents.marks().back().batch, std::int64_t{999});
    }
};

QTEST_GUILESS_MAIN(TestRunMarks)
#include "tst_run_marks.moc"
