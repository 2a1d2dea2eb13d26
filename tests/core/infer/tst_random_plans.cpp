#include "tests/core/infer/random_networks.h"
#include "tests/support/random_graphs.h"

#include <QtTest>

#include <cstring>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::uint64_t kNetworks = 250;
constexpr std::int64_t kPictures = 5;

// Root mean squared errors against fp64 as shares of that of the outputs, on average.
struct Narrow {
    Format format;
    double bound;
};
constexpr Narrow kNarrow[] = {{Format::Fp16, 0.002}, {Format::Bf16, 0.02}, {Format::Int16, 0.003},
                              {Format::Int8, 0.06},  {Format::Int4, 0.3},  {Format::Int2, 1}};

// Rounding makes of a difference in the last bit one of a whole step.
Graph graphOf(std::uint64_t seed, bool quantises)
{
    Dice dice(seed);
    const bool isWide = seed % 5 == 0; // work enough for several threads
    const std::int64_t most = isWide ? 40 : 12;
    const Shape input{dice.from(1, 5), dice.from(most / 2, most), dice.from(most / 2, most)};
    return GraphDrawer(dice, {input, dice.from(2, 17), static_cast<int>(dice.from(3, 9)),
                              isWide ? 20'000 : 900, isWide ? 40 : 9, quantises})
        .draw();
}

/// One random network and everything that a plan for it needs.
struct Example {
    Example(std::uint64_t seed, bool quantises)
        : graph(graphOf(seed, quantises))
        , weights(randomWeights(graph, seed + 1000))
        , x(randomInputs(graph, kPictures, seed + 2000))
        , ranges(rangesOver(graph, weights, x, pool))
    {}
    std::unique_ptr<InferencePlan> plan(Format format, std::int64_t batch, ThreadPool& with) const
    {
        return planInference(graph, weights, {format, batch, false}, &ranges, with).value();
    }
    ThreadPool pool{1};
    Graph graph;
    Weights weights;
    Tensor x;
    Calibration ranges;
};

bool haveSameBits(const TensorView& a, const TensorView& b)
{
    return a.bytes() == b.bytes()
           && std::memcmp(a.data, b.data, static_cast<std::size_t>(a.bytes())) == 0;
}

bool isFinite(const Tensor& tensor)
{
    const auto values = tensor.span<float>();
    return std::ranges::all_of(values, [](float v) { return std::isfinite(v); });
}

std::string message(std::uint64_t seed, Format format, const char* what)
{
    return "PROPAGO_SEED=" + std::to_string(seed) + ": " + std::string(traits(format).name) + ", "
           + what;
}

} // namespace

/// Plans for random networks of every kind of operator: neither the place in a batch nor the size
/// of the plan nor the number of threads nor an earlier run changes a bit of what comes out.
class TestRandomPlans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void networksHoldEveryOperator()
    {
        std::map<OperatorKind, int> found;
        for (std::uint64_t seed = 1; seed <= kNetworks; ++seed) {
            for (const Node& node : graphOf(seed, true).nodes)
                ++found[node.kind];
        }
        for (int i = 0; i < kOperatorKinds; ++i) {
            const auto kind = static_cast<OperatorKind>(i);
            QVERIFY2(found[kind] >= 5, operatorFor(kind).name());
        }
    }

    void plansAgreeToTheBit()
    {
        const Seeds seeds = Seeds::of(kNetworks);
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            const Example example(seed, true);
            for (const Format format : inferenceFormats()) {
                const std::string difference = differenceOf(example, format);
                QVERIFY2(difference.empty(), message(seed, format, difference.c_str()).c_str());
            }
        }
    }

    // Largest errors as shares of the largest output; root mean squares for the narrow formats.
    void plansFollowFp64()
    {
        const Seeds seeds = Seeds::of(kNetworks);
        double worst = 0;
        std::map<Format, double> sums;
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            const Example example(seed, false);
            const Tensor exact = outputs(example, Format::Fp64);
            const double error = relativeError(outputs(example, Format::Fp32), exact);
            QVERIFY2(error <= 1e-4, message(seed, Format::Fp32, "too far from fp64").c_str());
            worst = std::max(worst, error);
            for (const Narrow& narrow : kNarrow) {
                const Tensor rounded = outputs(example, narrow.format);
                QVERIFY2(isFinite(rounded), message(seed, narrow.format, "not finite").c_str());
                sums[narrow.format] += meanError(rounded, exact);
            }
        }
        const auto count = static_cast<double>(seeds.end - seeds.first);
        qInfo("fp32 at most %.2g", worst);
        for (const auto& [format, bound] : kNarrow) {
            const double mean = sums[format] / count;
            qInfo("%s on average %.2g", traits(format).name.data(), mean);
            QVERIFY2(!seeds.areAll() || mean <= bound, traits(format).name.data());
        }
    }

private:
    Tensor outputs(const Example& example, Format format)
    {
        return outputsOf(example.graph, example.weights, example.x, {format, kPictures, false},
                         &example.ranges, m_two);
    }

    // What differs from all pictures at once on two threads, or "".
    std::string differenceOf(const Example& example, Format format)
    {
        const Tensor together = outputs(example, format);
        Tensor y = outputsFor(example.graph, 1);
        const auto single = example.plan(format, 1, m_one);
        for (std::int64_t i = kPictures; i-- > 0;) {
            single->run(example.x.view().slice(i, 1), y.view());
            if (!haveSameBits(y.view(), together.view().slice(i, 1)))
                return "one picture alone";
        }
        const auto large = example.plan(format, kPictures + 3, m_three);
        Tensor some = outputsFor(example.graph, 2);
        large->run(example.x.view().slice(1, 2), some.view());
        if (!haveSameBits(some.view(), together.view().slice(1, 2)))
            return "two pictures in a larger plan";
        Tensor all = outputsFor(example.graph, kPictures);
        large->run(example.x.view(), all.view());
        return haveSameBits(all.view(), together.view()) ? "" : "three threads, run again";
    }

    ThreadPool m_one{1}, m_two{2}, m_three{3};
};

QTEST_GUILESS_MAIN(TestRandomPlans)
#include "tst_random_plans.moc"
