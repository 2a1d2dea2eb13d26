#include "core/graph/builder.h"
#include "core/tensor/bfloat16.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

const Shape kPicture{16, 8, 8};

/// conv3x3 with enough channels for Winograd, BatchNorm2d, ReLU, and a fully connected layer.
Graph network()
{
    GraphBuilder builder("mixed");
    builder.input(kPicture);
    builder.conv(32, 3, 1, 1);
    builder.simple(OperatorKind::BatchNorm2d);
    builder.simple(OperatorKind::Relu);
    builder.simple(OperatorKind::Flatten);
    builder.linear(3);
    return builder.graph();
}

std::unique_ptr<TrainingRun> runIn(Format format, double rate, ThreadPool& pool)
{
    TrainingSettings settings;
    settings.format = format;
    settings.learningRate = rate;
    settings.momentum = 0;
    settings.batch = 8;
    return started(sessionOf(network(), settings), barPictures(64, kPicture, 3), pool);
}

double lossOf(const TrainingRun& run)
{
    return run.history().batches.back().loss;
}

} // namespace

/// Training with products in bf16 and values and gradients between layers stored in it.
class TestMixedPrecision : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatLiesBetweenLayersIsStoredInBf16()
    {
        ThreadPool pool(1);
        const auto run = runIn(Format::Bf16, 0.01, pool);
        const Program& program = run->stepper().program();
        int halves = 0;
        for (const Slot& slot : program.allSlots()) {
            const bool isOfValue =
                slot.ref.kind == SlotKind::Value || slot.ref.kind == SlotKind::Gradient;
            const bool isBetween =
                isOfValue && slot.ref.node > 0 && slot.ref.node != program.graph().output;
            QVERIFY2((slot.format == Format::Bf16) == isBetween, slot.name.c_str());
            halves += isBetween;
        }
        QCOMPARE(halves, 2 * 4); // value and gradient of conv, bn, relu and flatten
    }

    void fp32AndFp64StoreNothingInBf16()
    {
        ThreadPool pool(1);
        for (const Format format : {Format::Fp32, Format::Fp64}) {
            const auto run = runIn(format, 0.01, pool);
            for (const Slot& slot : run->stepper().program().allSlots())
                QVERIFY2(slot.format == format || slot.format == Format::Int32, slot.name.c_str());
        }
    }

    /// A weight may change by less than the distance to its neighbour in bf16, or nothing small would
    /// ever add up.
    void smallChangesOfWeightsAreKept()
    {
        ThreadPool pool(1);
        const auto run = runIn(Format::Bf16, 1e-4, pool);
        const Workspace& workspace = run->stepper().workspace();
        const TensorView weights = workspace.view(TensorRef{SlotKind::Parameter, 1, 0});
        const std::vector<float> before(weights.as<float>(),
                                        weights.as<float>() + weights.elements());
        runUntil(run->stepper(), 1);
        std::int64_t kept = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            const float now = weights.as<float>()[i];
            kept += now != before[i] && toBfloat16(now) == toBfloat16(before[i]);
        }
        QVERIFY(kept > weights.elements() / 2);
    }

    /// Rounding is there to be seen, and small.
    void lossStaysNearFp32()
    {
        ThreadPool pool(2);
        const auto exact = runIn(Format::Fp32, 0.05, pool);
        const auto rounded = runIn(Format::Bf16, 0.05, pool);
        for (std::int64_t batch = 1; batch <= 24; ++batch) {
            runUntil(exact->stepper(), batch);
            runUntil(rounded->stepper(), batch);
            const double wanted = lossOf(*exact), loss = lossOf(*rounded);
            QVERIFY2(std::abs(loss - wanted) < 0.02 + 0.05 * wanted,
                     qPrintable(QString::number(loss) + " for " + QString::number(wanted)));
            if (batch == 1)
                QVERIFY(loss != wanted);
        }
        QVERIFY(lossOf(*rounded) < 0.3);
    }
};

QTEST_APPLESS_MAIN(TestMixedPrecision)
#include "tst_mixed_precision.moc"
