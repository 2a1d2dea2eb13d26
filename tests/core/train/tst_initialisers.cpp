#include "core/graph/zoo.h"
#include "core/train/initialisers.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

const ParameterSpec kWeights{"weight", {100, 300}, InitialValue::Weight, 300, 100, true};

Tensor initialised(const ParameterSpec& spec, InitialiserKind kind, std::uint64_t seed = 1,
                   std::uint32_t parameter = 0, Format format = Format::Fp32)
{
    Tensor tensor(spec.shape, format);
    initialise(tensor.view(), spec, kind, seed, parameter);
    return tensor;
}

struct Moments {
    double mean = 0, deviation = 0, least = 1e9, most = -1e9;
};

Moments momentsOf(const Tensor& tensor)
{
    Moments m;
    const auto count = static_cast<double>(tensor.elements());
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        m.mean += tensor.at(i) / count;
        m.least = std::min(m.least, tensor.at(i));
        m.most = std::max(m.most, tensor.at(i));
    }
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        m.deviation += (tensor.at(i) - m.mean) * (tensor.at(i) - m.mean) / count;
    m.deviation = std::sqrt(m.deviation);
    return m;
}

bool sameBytes(const Tensor& a, const Tensor& b)
{
    return a.bytes() == b.bytes()
           && std::memcmp(a.view().data, b.view().data, static_cast<std::size_t>(a.bytes())) == 0;
}

} // namespace

/// Starting values: the right distribution, and a pure function of seed, parameter and element.
class TestInitialisers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // fan-in 300, fan-out 100; a uniform distribution of half width a deviates by a / sqrt(3).
    void distributions_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("deviation");
        QTest::addColumn<bool>("isNormal");
        const auto row = [](InitialiserKind kind, double deviation, bool isNormal) {
            QTest::newRow(name(kind)) << static_cast<int>(kind) << deviation << isNormal;
        };
        row(InitialiserKind::Default, 1 / std::sqrt(300.0) / std::sqrt(3.0), false);
        row(InitialiserKind::XavierUniform, std::sqrt(2.0 / 400), false);
        row(InitialiserKind::XavierNormal, std::sqrt(2.0 / 400), true);
        row(InitialiserKind::KaimingUniform, std::sqrt(2.0 / 300), false);
        row(InitialiserKind::KaimingNormal, std::sqrt(2.0 / 300), true);
    }
    void distributions()
    {
        QFETCH(int, kind);
        QFETCH(double, deviation);
        QFETCH(bool, isNormal);
        const Moments m = momentsOf(initialised(kWeights, static_cast<InitialiserKind>(kind)));
        // 30,000 numbers: the mean strays by 1/173 of a deviation, the deviation by 1/245 of itself.
        QVERIFY(std::abs(m.mean) < 5 * deviation / 173);
        QVERIFY(std::abs(m.deviation / deviation - 1) < 5.0 / 245);
        const double width = deviation * std::sqrt(3.0);
        if (isNormal)
            QVERIFY(m.most > 3 * deviation && m.least < -3 * deviation);
        else
            QVERIFY(m.most <= width && m.least >= -width && m.most > 0.99 * width
                    && m.least < -0.99 * width);
    }

    void biases()
    {
        ParameterSpec bias = kWeights;
        bias.initial = InitialValue::Bias;
        const Moments m = momentsOf(initialised(bias, InitialiserKind::Default));
        QVERIFY(m.most > 0.99 / std::sqrt(300.0) && m.most <= 1 / std::sqrt(300.0));
        const Moments none = momentsOf(initialised(bias, InitialiserKind::KaimingNormal));
        QCOMPARE(none.most, 0.0);
        QCOMPARE(none.least, 0.0);
    }

    void constants()
    {
        for (const InitialValue value : {InitialValue::Zero, InitialValue::One}) {
            ParameterSpec spec = kWeights;
            spec.initial = value;
            const Moments m = momentsOf(initialised(spec, InitialiserKind::XavierNormal));
            QCOMPARE(m.least, value == InitialValue::One ? 1.0 : 0.0);
            QCOMPARE(m.most, m.least);
        }
    }

    void pureFunctionOfSeedAndParameter()
    {
        const Tensor first = initialised(kWeights, InitialiserKind::Default, 1, 3);
        QVERIFY(sameBytes(first, initialised(kWeights, InitialiserKind::Default, 1, 3)));
        QVERIFY(!sameBytes(first, initialised(kWeights, InitialiserKind::Default, 2, 3)));
        QVERIFY(!sameBytes(first, initialised(kWeights, InitialiserKind::Default, 1, 4)));
    }

    // fp64 starts from the very numbers of fp32, so that the two can be compared.
    void fp64HoldsTheFp32Numbers()
    {
        const Tensor coarse = initialised(kWeights, InitialiserKind::KaimingNormal);
        const Tensor fine =
            initialised(kWeights, InitialiserKind::KaimingNormal, 1, 0, Format::Fp64);
        for (std::int64_t i = 0; i < coarse.elements(); ++i)
            QCOMPARE(fine.at(i), coarse.at(i));
    }

    void everyParameterOfANetworkDiffers()
    {
        CompileOptions options;
        options.batch = 1;
        options.optimizerStates = 2;
        Workspace workspace(compiled(*zooGraph("resnet8", {3, 32, 32}, 10), options), 1);
        for (int i = 0; i < static_cast<int>(workspace.program().allSlots().size()); ++i) {
            if (traits(workspace.view(i).format).isFloating)
                fillWith(workspace.view(i), [](std::int64_t) { return 5.0; });
        }
        initialiseAll(workspace, InitialiserKind::KaimingUniform, 1);
        std::map<std::vector<double>, std::string> seen;
        for (const Slot& slot : workspace.program().allSlots()) {
            const TensorView view = workspace.view(slot.ref);
            if (slot.ref.kind == SlotKind::OptimizerState)
                QCOMPARE(view.at(view.elements() - 1), 0.0);
            if (slot.ref.kind != SlotKind::Parameter || slot.name.find("bn") == 0)
                continue;
            std::vector<double> start;
            for (std::int64_t i = 0; i < 8 && view.elements() > 10; ++i)
                start.push_back(view.at(i) / view.at(8));
            if (!start.empty())
                QVERIFY2(seen.emplace(start, slot.name).second, slot.name.c_str());
        }
        QCOMPARE(seen.size(), std::size_t{10});
    }
};

QTEST_GUILESS_MAIN(TestInitialisers)
#include "tst_initialisers.moc"
