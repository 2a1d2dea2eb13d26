#include "tests/support/stepping_port.h"
#include "tests/support/view_fixtures.h"
#include "views/network/answers_canvas.h"
#include "views/network/changes_view.h"

#include <QLabel>
#include <QTableView>
#include <QToolButton>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

/// A port whose comparisons are of the run behind it.
class ComparingPort : public SteppingPort {
public:
    using SteppingPort::SteppingPort;
    void rememberInstant() override
    {
        m_remembered = instant();
        compareInstants();
    }
    void compareInstants() override
    {
        ++compared;
        if (!m_remembered)
            m_remembered = instant();
        RunChanges all;
        all.changes = changesBetween(*m_remembered, instant());
        all.pictures[0] = Tensor(Shape{1, 28, 28}, Format::Fp32);
        tell(all);
    }
    int compared = 0;

private:
    Instant instant()
    {
        Instant now;
        now.position = stepper().position();
        now.parameters = trainingRun().weights();
        const double sure = now.position.batch == 0 ? 0.25 : 0.75;
        now.answers = {{0, 3, now.position.batch == 0 ? 1 : 3, sure}};
        return now;
    }
    std::optional<Instant> m_remembered;
};

} // namespace

/// The comparison of two moments as the user sees it.
class TestChangesView : public QObject {
    Q_OBJECT
private slots:
    void followsTheRunBothWays()
    {
        ComparingPort port("lenet");
        ChangesView view(&port);
        view.resize(900, 420);
        port.stepForward(Grain::Op);
        QCOMPARE(port.compared, 0); // nobody looks
        view.show();
        view.open();
        QCOMPARE(port.compared, 1);
        auto* sentence = view.findChild<QLabel*>(QStringLiteral("changesSentence"));
        QVERIFY(sentence->text().startsWith(QStringLiteral("Nothing yet")));
        port.stepForward(Grain::Batch);
        QCOMPARE(port.compared, 2);
        QVERIFY2(sentence->text().contains(QStringLiteral("1 became right")),
                 qPrintable(sentence->text()));
        const auto* model = view.findChild<QTableView*>(QStringLiteral("changesTable"))->model();
        QCOMPARE(model->rowCount(), 10); // five layers with weight and bias
        QCOMPARE(model->index(0, 0).data().toString(), QStringLiteral("conv1.weight"));
        const double moved = model->index(0, 3).data().toString().toDouble();
        QVERIFY(moved > 0);
        QCOMPARE(view.findChild<AnswersCanvas*>()->shown(), 1);
        QVERIFY(view.findChild<AnswersCanvas*>()->accessibleDescription().contains(
            QStringLiteral("from 25% to 75%")));
        port.seek({0, 0});
        QVERIFY(sentence->text().startsWith(QStringLiteral("Nothing yet")));
    }

    void anotherMomentCanBeRemembered()
    {
        ComparingPort port("mlp");
        ChangesView view(&port);
        view.show();
        view.open();
        port.stepForward(Grain::Batch);
        auto* sentence = view.findChild<QLabel*>(QStringLiteral("changesSentence"));
        QVERIFY(!sentence->text().startsWith(QStringLiteral("Nothing yet")));
        QTest::mouseClick(view.findChild<QToolButton*>(QStringLiteral("rememberInstant")),
                          Qt::LeftButton);
        QVERIFY(sentence->text().startsWith(QStringLiteral("Nothing yet")));
        port.stepBack(Grain::Batch);
        QVERIFY2(sentence->text().contains(QStringLiteral("1 became wrong")),
                 qPrintable(sentence->text()));
        QSignalSpy closed(&view, &ChangesView::closed);
        QTest::keyClick(&view, Qt::Key_Escape);
        QCOMPARE(closed.size(), 1);
    }
};

QTEST_MAIN(TestChangesView)
#include "tst_changes_view.moc"
