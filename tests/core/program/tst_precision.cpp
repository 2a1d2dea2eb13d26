#include "core/graph/zoo.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::int64_t kBatch = 4;
/// fp32 carries 2^-24 = 6e-8 for one operation. A value or gradient is a chain of sums over up to
/// a few thousand products, whose errors add like a random walk and grow a little at every layer.
constexpr double kValueBound = 2e-5;
constexpr double kGradientBound = 1e-4;

using Results = std::map<TensorRef, Tensor>;

/// One forward and backward pass over pictures drawn from `seed`; everything it computed.
Results computed(const Graph& graph, Format format, std::uint64_t seed)
{
    CompileOptions options;
    options.batch = kBatch;
    options.format = format;
    options.inputGradient = true;
    options.hasUpdate = false;
    ThreadPool pool(1);
    GeneratedBatches source(kBatch, kBatch, seed);
    WeightedSum loss;
    ConstantRate schedule(0);
    Stepper stepper({compiled(graph, options), &source, &loss, nullptr, &schedule, &pool, 7});
    // The same fp32 numbers in both.
    for (const int slot : stepper.program().parameterSlots()) {
        const TensorRef ref = stepper.program().allSlots()[static_cast<std::size_t>(slot)].ref;
        const ParameterSpec& spec =
            stepper.program().parameters(ref.node)[static_cast<std::size_t>(ref.index)];
        const RandomSource random(1, RandomStream::Initial, 0,
                                  static_cast<std::uint32_t>(ref.node * 8 + ref.index));
        const double scale = spec.initial == InitialValue::Weight
                                 ? std::sqrt(3.0 / static_cast<double>(spec.fanIn))
                                 : 0.3;
        fillWith(stepper.workspace().view(slot), [&](std::int64_t i) {
            const double u = 2.0 * random.uniform(static_cast<std::uint64_t>(i)) - 1;
            const double value = scale * u + (spec.initial == InitialValue::One ? 1 : 0);
            return static_cast<double>(static_cast<float>(value));
        });
    }
    stepper.restart(0);
    stepper.forward(Grain::Batch);
    Results result;
    for (const Slot& slot : stepper.program().allSlots()) {
        const bool isCompared = slot.ref.kind == SlotKind::Value
                                || slot.ref.kind == SlotKind::Gradient
                                || slot.ref.kind == SlotKind::ParameterGradient;
        if (isCompared)
            result.emplace(slot.ref, copyOf(stepper.workspace().view(slot.ref)));
    }
    return result;
}

/// Whether rounding moved no value across the threshold of a ReLU and made no other pixel win a pool:
/// such a decision changes gradients at once, however exact the arithmetic is.
bool decidesAlike(const Results& a, const Results& b)
{
    for (const auto& [ref, tensor] : a) {
        if (ref.kind != SlotKind::Gradient)
            continue;
        const Tensor& other = b.at(ref);
        for (std::int64_t i = 0; i < tensor.elements(); ++i) {
            if ((tensor.at(i) == 0) != (other.at(i) == 0))
                return false;
        }
    }
    return true;
}

double distance(const Tensor& a, const Tensor& b)
{
    double difference = 0, scale = 1e-30;
    for (std::int64_t i = 0; i < a.elements(); ++i) {
        difference = std::max(difference, std::abs(a.at(i) - b.at(i)));
        scale = std::max(scale, std::abs(b.at(i)));
    }
    return difference / scale;
}

} // namespace

/// fp32, with its fast kernels, computes what fp64, the definition, computes.
class TestPrecision : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fp32FollowsFp64_data()
    {
        QTest::addColumn<QString>("network");
        // Those for larger pictures normalise maps of a few pixels here, which multiplies rounding.
        for (const std::string& name : zooNames()) {
            if (zooInput(name) == smallInput(name))
                QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
        for (int seed = 1; seed <= 6; ++seed)
            QTest::addRow("random %d", seed) << QString::number(seed);
    }
    void fp32FollowsFp64()
    {
        QFETCH(QString, network);
        const std::string name = network.toStdString();
        const int seed = network.toInt();
        const Graph graph = seed > 0 ? randomGraph(static_cast<std::uint64_t>(seed), {3, 10, 12}, 5)
                                     : *zooGraph(name, smallInput(name), 10);
        Results coarse, fine;
        for (std::uint64_t pictures = 3; pictures < 9; ++pictures) {
            coarse = computed(graph, Format::Fp32, pictures);
            fine = computed(graph, Format::Fp64, pictures);
            if (decidesAlike(coarse, fine))
                break;
        }
        QCOMPARE(coarse.size(), fine.size());
        QVERIFY(decidesAlike(coarse, fine));
        double worst = 0;
        for (const auto& [ref, tensor] : fine) {
            if (vanishes(graph, ref))
                continue;
            const double error = distance(coarse.at(ref), tensor);
            const double bound = ref.kind == SlotKind::Value ? kValueBound : kGradientBound;
            QVERIFY2(error <= bound,
                     qPrintable(QString("%1 %2: %3")
                                    .arg(static_cast<int>(ref.kind))
                                    .arg(QString::fromStdString(
                                        graph.nodes[static_cast<std::size_t>(ref.node)].name))
                                    .arg(error)));
            worst = std::max(worst, error);
        }
        QVERIFY(worst > 0); // two different computations, not the same one twice
    }

private:
    // The bias in front of a normalisation has gradient zero: what is left of it is rounding alone.
    static bool vanishes(const Graph& graph, const TensorRef& ref)
    {
        if (ref.kind != SlotKind::ParameterGradient || ref.index != 1)
            return false;
        return std::ranges::any_of(graph.nodes, [&](const Node& node) {
            return node.kind == OperatorKind::BatchNorm2d && node.inputs[0] == ref.node;
        });
    }
};

QTEST_GUILESS_MAIN(TestPrecision)
#include "tst_precision.moc"
