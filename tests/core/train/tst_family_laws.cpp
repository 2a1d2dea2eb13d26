#include "tests/support/model_graphs.h"
#include "tests/support/stepping_fixtures.h"

using namespace propago;
using namespace propago::test;

namespace {

Setting drawn()
{
    Setting setting = fetched();
    setting.draw = modelGraph;
    return setting;
}

} // namespace

/// The stepping laws on networks of the operators that models of today use: one state at one
/// position, to the bit.
class TestFamilyLaws : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The rows hold every operator that has come after the first ones.
    void initTestCase()
    {
        std::map<OperatorKind, int> found;
        for (std::uint64_t network = 1; network <= 6; ++network) {
            for (const Node& node : modelGraph(network, {2, 6, 6}, 3).nodes)
                ++found[node.kind];
        }
        for (int i = static_cast<int>(OperatorKind::Identity) + 1; i < kOperatorKinds; ++i) {
            const auto kind = static_cast<OperatorKind>(i);
            QVERIFY2(found[kind] > 0, operatorFor(kind).name());
        }
    }

    void grainsAgreeWithFlatOut_data() { addSettings(); }
    void grainsAgreeWithFlatOut()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(drawn(), pool), 6);
        for (const Grain grain : {Grain::Op, Grain::Layer, Grain::Phase, Grain::Batch}) {
            const auto run = fresh(drawn(), pool);
            while (run->stepper().position().batch < 4) {
                QCOMPARE(run->stepper().forward(grain), StopReason::Reached);
                QVERIFY(holds(*run, truth));
            }
        }
    }

    void lossesAreNumbers_data() { addSettings(); }
    void lossesAreNumbers()
    {
        ThreadPool pool(1);
        const auto run = fresh(drawn(), pool);
        runUntil(run->stepper(), 10);
        QVERIFY(std::isfinite(run->stepper().workspace().view({SlotKind::Loss, -1, 0}).at(0)));
    }

    void backRetracesEveryStep_data() { addSettings(); }
    void backRetracesEveryStep()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(drawn(), pool), 4);
        for (const PastBudget& budget : {PastBudget{}, PastBudget{1, 1}}) {
            const auto run = fresh(drawn(), pool, budget);
            while (run->stepper().position().batch < 2)
                run->stepper().forward(Grain::Op);
            while (run->stepper().back(Grain::Op))
                QVERIFY(holds(*run, truth));
            QCOMPARE(text(run->stepper().position()), std::string("0:0"));
        }
    }

    void randomWalks_data() { addSettings(); }
    void randomWalks()
    {
        ThreadPool pool(1);
        const Truth truth = truthOf(*fresh(drawn(), pool), 8);
        const auto run = fresh(drawn(), pool, {200'000, 400'000});
        const RandomSource source(fetched().network, RandomStream::Generate, 9);
        Stepper& stepper = run->stepper();
        for (std::uint64_t i = 0; i < 60; ++i) {
            const std::uint32_t way = source.below(10, 3 * i + 1);
            const Grain grain = kGrains[source.below(4, 3 * i)];
            if (way == 0)
                stepper.seek(randomPosition(source, 1000 + i, stepper, 6));
            else if (way < 5 || stepper.position().batch > 5)
                stepper.back(grain);
            else
                stepper.forward(grain);
            QVERIFY(holds(*run, truth));
        }
    }

    // Maps large enough that every operator shares its work out.
    void threadCountChangesNothing_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("fp32") << static_cast<int>(Format::Fp32);
        QTest::newRow("fp64") << static_cast<int>(Format::Fp64);
    }
    void threadCountChangesNothing()
    {
        QFETCH(int, format);
        const Shape input{2, 40, 40};
        std::vector<Tensor> alone; // every value and gradient of a batch, computed by one thread
        for (const int threads : {1, 2, 3, 5}) {
            ThreadPool pool(threads);
            TrainingSettings settings;
            settings.batch = 6;
            settings.format = static_cast<Format>(format);
            const auto run =
                started(sessionOf(pieceGraph(1, input, 3, PieceBuilder::kPieces), settings),
                        barPictures(12, input, 3), pool);
            runUntil(run->stepper(), 1);
            const Workspace& workspace = run->stepper().workspace();
            if (threads == 1)
                alone = copiesOf(workspace);
            QCOMPARE(firstDifference(workspace, alone), std::string());
        }
    }
};

QTEST_GUILESS_MAIN(TestFamilyLaws)
#include "tst_family_laws.moc"
