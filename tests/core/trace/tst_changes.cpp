#include <QtTest>

// Behind Qt's headers: moc of Qt 6.4 cannot read <compare> when it comes first.
#include "core/trace/changes.h"

#include <algorithm>
#include <vector>

using namespace propago;

namespace {

Tensor tensor(const std::vector<float>& values)
{
    Tensor t(Shape{static_cast<std::int64_t>(values.size())}, Format::Fp32);
    std::ranges::copy(values, t.span<float>().begin());
    return t;
}

const TensorRef kWeight{SlotKind::Parameter, 1, 0};
const TensorRef kBias{SlotKind::Parameter, 1, 1};

} // namespace

/// What has changed between two moments, by hand.
class TestChanges : public QObject {
    Q_OBJECT
private slots:
    void normsAndTheOneThatMovedFurthest()
    {
        Instant a, b;
        a.position = {2, 0};
        b.position = {7, 3};
        a.parameters[kWeight] = tensor({3, -4, 0});
        b.parameters[kWeight] = tensor({3, -2, 1});
        a.parameters[kBias] = tensor({0, 0});
        b.parameters[kBias] = tensor({10, 0});
        const Changes changes = changesBetween(a, b);
        QVERIFY(changes.from == a.position && changes.to == b.position);
        QCOMPARE(changes.parameters.size(), std::size_t{2});
        const ParameterChange& weight = changes.parameters[0];
        QCOMPARE(weight.before, 5.0);
        QCOMPARE(weight.after, std::sqrt(14.0));
        QCOMPARE(weight.moved, std::sqrt(5.0));
        QCOMPARE(weight.element, std::int64_t{1});
        QCOMPARE(weight.elementBefore, -4.0);
        QCOMPARE(weight.elementAfter, -2.0);
        QCOMPARE(changes.mostMoved(), 0); // the bias has no size to compare with
    }

    void nothingMovesBetweenAMomentAndItself()
    {
        Instant a;
        a.parameters[kWeight] = tensor({3, -4, 0});
        a.answers = {{0, 1, 2, 0.25}};
        const Changes changes = changesBetween(a, a);
        QCOMPARE(changes.mostMoved(), -1);
        QCOMPARE(changes.parameters[0].moved, 0.0);
        QCOMPARE(changes.corrected + changes.spoiled, std::int64_t{0});
    }

    void answersThatGainedOrLostMostComeFirst()
    {
        Instant a, b;
        a.answers = {{0, 1, 1, 0.5}, {1, 3, 2, 0.125}, {2, 0, 0, 0.75}, {3, 4, 5, 0.25}};
        b.answers = {{0, 1, 1, 0.625}, {1, 3, 3, 0.75}, {2, 0, 7, 0.25}, {3, 4, 5, 0.25}};
        const Changes changes = changesBetween(a, b);
        QCOMPARE(changes.corrected, std::int64_t{1});
        QCOMPARE(changes.spoiled, std::int64_t{1});
        std::vector<std::int64_t> order;
        for (const AnswerChange& change : changes.answers)
            order.push_back(change.after.picture);
        QCOMPARE(order, (std::vector<std::int64_t>{1, 2, 0, 3}));
    }

    void whatOnlyOneMomentHasIsLeftOut()
    {
        Instant a, b;
        a.parameters[kWeight] = tensor({1});
        a.parameters[kBias] = tensor({1});
        b.parameters[kWeight] = tensor({1, 2});
        b.answers = {{0, 1, 1, 0.5}};
        const Changes changes = changesBetween(a, b);
        QVERIFY(changes.parameters.empty() && changes.answers.empty());
    }
};

QTEST_APPLESS_MAIN(TestChanges)
#include "tst_changes.moc"
