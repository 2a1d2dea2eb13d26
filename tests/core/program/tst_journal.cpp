#include "core/program/journal.h"
#include "core/program/keyframes.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

std::shared_ptr<const Program> smallProgram()
{
    Draft draft({2, 6, 6});
    const int conv = draft.put(OperatorKind::BatchNorm2d, {draft.conv(3, 3, 0)});
    draft.linear(3, draft.put(OperatorKind::Flatten, {conv}));
    CompileOptions options;
    options.batch = 4;
    options.optimizerStates = 2;
    return compiled(draft.graph, options);
}

const Step& stepNamed(const Program& program, const std::string& part)
{
    for (const Step& step : program.steps()) {
        if (step.name.find(part) != std::string::npos)
            return step;
    }
    throw std::logic_error("no such step: " + part);
}

void fillEverything(Workspace& workspace, double value)
{
    for (int i = 0; i < static_cast<int>(workspace.program().allSlots().size()); ++i) {
        const TensorView view = workspace.view(i);
        if (traits(view.format).isFloating)
            fillWith(view, [&](std::int64_t index) { return value + static_cast<double>(index); });
        else
            std::memset(view.data, static_cast<int>(value), static_cast<std::size_t>(view.bytes()));
    }
}

} // namespace

/// Before-values: exchanged where a step overwrites, copied where it changes in place.
class TestJournal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void overwrittenBuffersAreExchangedNotCopied()
    {
        const auto program = smallProgram();
        Workspace workspace(program, 1);
        fillEverything(workspace, 1);
        Journal journal(1 << 20);
        const Step& step = stepNamed(*program, "forward · Conv2d");
        const int slot = step.overwrites[0];
        const std::byte* before = workspace.view(slot).data;
        const std::vector<Tensor> copies = copiesOf(workspace);
        journal.record(step, {3, 1}, 4, workspace);
        QVERIFY(workspace.view(slot).data != before);
        fillWith(workspace.view(slot), [](std::int64_t) { return 7.0; });
        const auto [position, count] = journal.undo(workspace);
        QVERIFY(workspace.view(slot).data == before);
        QCOMPARE(firstDifference(workspace, copies), std::string());
        QVERIFY((position == Position{3, 1}));
        QCOMPARE(count, std::int64_t{4});
        QVERIFY(journal.isEmpty());
        QCOMPARE(journal.bytes(), std::int64_t{0});
    }

    void changedBuffersAreCopied()
    {
        const auto program = smallProgram();
        Workspace workspace(program, 1);
        fillEverything(workspace, 2);
        Journal journal(1 << 20);
        const Step& step = stepNamed(*program, "update · Conv2d1: weights");
        QCOMPARE(step.modifies.size(), std::size_t{3}); // the weights and two moments
        const std::byte* before = workspace.view(step.modifies[0]).data;
        const std::vector<Tensor> copies = copiesOf(workspace);
        journal.record(step, {0, 9}, 4, workspace);
        QVERIFY(workspace.view(step.modifies[0]).data == before);
        QCOMPARE(firstDifference(workspace, copies), std::string());
        QCOMPARE(journal.bytes(), 3 * program->slotBytes(step.modifies[0]));
        for (const int slot : step.modifies)
            fillWith(workspace.view(slot), [](std::int64_t) { return -1.0; });
        journal.undo(workspace);
        QCOMPARE(firstDifference(workspace, copies), std::string());
    }

    void statisticsOfForwardAreKept()
    {
        const auto program = smallProgram();
        const Step& step = stepNamed(*program, "forward · BatchNorm2d");
        QCOMPARE(step.modifies.size(), std::size_t{2});
        Workspace workspace(program, 1);
        fillEverything(workspace, 3);
        const std::vector<Tensor> copies = copiesOf(workspace);
        Journal journal(1 << 20);
        journal.record(step, {0, 2}, 4, workspace);
        fillWith(workspace.view(step.modifies[0]), [](std::int64_t) { return 0.0; });
        journal.undo(workspace);
        QCOMPARE(firstDifference(workspace, copies), std::string());
    }

    void staysUnderItsBudget()
    {
        const auto program = smallProgram();
        Workspace workspace(program, 1);
        std::int64_t largest = 0;
        for (const Step& step : program->steps()) {
            std::int64_t bytes = 0;
            for (const int slot : step.overwrites)
                bytes += program->slotBytes(slot);
            for (const int slot : step.modifies)
                bytes += program->slotBytes(slot);
            largest = std::max(largest, bytes);
        }
        Journal journal(3 * largest);
        Position oldest{};
        for (std::int64_t batch = 0; batch < 20; ++batch) {
            for (int op = 0; op < static_cast<int>(program->steps().size()); ++op) {
                journal.record(program->steps()[static_cast<std::size_t>(op)], {batch, op}, 4,
                               workspace);
                QVERIFY(journal.reservedBytes() <= 3 * largest);
                QVERIFY(journal.bytes() <= journal.reservedBytes());
                QVERIFY(journal.oldest() >= oldest);
                QVERIFY((journal.newest() == Position{batch, op}));
                oldest = journal.oldest();
            }
        }
        QVERIFY((oldest > Position{0, 0}));
    }

    // A step is always recorded whole, even when it alone is beyond the budget.
    void keepsTheNewestWhateverTheBudget()
    {
        const auto program = smallProgram();
        Workspace workspace(program, 1);
        Journal journal(1);
        for (int op = 0; op < 5; ++op)
            journal.record(program->steps()[static_cast<std::size_t>(op)], {0, op}, 4, workspace);
        QVERIFY((journal.oldest() == Position{0, 4}));
        QVERIFY((journal.newest() == Position{0, 4}));
    }

    void clearForgets()
    {
        const auto program = smallProgram();
        Workspace workspace(program, 1);
        Journal journal(1 << 20);
        journal.record(program->steps()[0], {0, 0}, 4, workspace);
        journal.clear();
        QVERIFY(journal.isEmpty());
        QCOMPARE(journal.bytes(), std::int64_t{0});
    }
};

/// Whole states at some batch boundaries.
class TestKeyframes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void restoresWhatSurvivesABatch()
    {
        Workspace workspace(smallProgram(), 1);
        fillEverything(workspace, 1);
        Keyframes keyframes(1 << 20);
        keyframes.pin(0, workspace);
        const std::uint64_t before = stateHash(workspace, true);
        fillEverything(workspace, 5);
        QVERIFY(stateHash(workspace, true) != before);
        keyframes.restore(0, workspace);
        QCOMPARE(stateHash(workspace, true), before);
        QVERIFY_THROWS_EXCEPTION(std::out_of_range, keyframes.restore(32, workspace));
    }

    void beforeFindsTheNewestNotAfter()
    {
        Workspace workspace(smallProgram(), 1);
        Keyframes keyframes(1 << 24);
        QCOMPARE(keyframes.before(1000), std::int64_t{-1});
        keyframes.pin(7, workspace);
        for (std::int64_t batch = 8; batch <= 200; ++batch)
            keyframes.offer(batch, workspace);
        const std::vector<std::int64_t> expected{7,   16,  32,  48,  64,  80, 96,
                                                 112, 128, 144, 160, 176, 192};
        QCOMPARE(keyframes.boundaries(), expected);
        QCOMPARE(keyframes.before(6), std::int64_t{-1});
        QCOMPARE(keyframes.before(7), std::int64_t{7});
        QCOMPARE(keyframes.before(15), std::int64_t{7});
        QCOMPARE(keyframes.before(160), std::int64_t{160});
        keyframes.forgetAfter(100);
        QCOMPARE(keyframes.before(1000), std::int64_t{96});
    }

    // Old frames go first, the start and the newest stay, and gaps grow with age.
    void thinsOutWithAge()
    {
        Workspace workspace(smallProgram(), 1);
        Keyframes probe(1 << 30);
        probe.pin(0, workspace);
        std::int64_t frameBytes = 0;
        for (const Slot& slot : workspace.program().allSlots())
            frameBytes += slot.isPersistent ? workspace.view(slot.ref).bytes() : 0;
        Keyframes keyframes(10 * frameBytes);
        keyframes.pin(0, workspace);
        for (std::int64_t batch = 16; batch <= 9'600; batch += 16) {
            keyframes.offer(batch, workspace);
            QVERIFY(keyframes.boundaries().size() <= 10);
        }
        const auto kept = keyframes.boundaries();
        QCOMPARE(kept.front(), std::int64_t{0});
        QCOMPARE(kept.back(), std::int64_t{9'600});
        QCOMPARE(kept.size(), std::size_t{10});
        QVERIFY(kept[9] - kept[8] <= 200);
        QVERIFY(kept[2] - kept[1] > kept[9] - kept[8]);
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    TestJournal journal;
    TestKeyframes keyframes;
    return QTest::qExec(&journal, argc, argv) + QTest::qExec(&keyframes, argc, argv);
}
#include "tst_journal.moc"
