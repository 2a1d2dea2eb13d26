#include "tests/core/infer/random_networks.h"

#include "core/kernels/isa.h"

#include <QtTest>

#include <cstring>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::uint64_t kNetworks = 150;

// Ranges from fp64, which runs the same instructions everywhere.
Calibration exactRanges(const Graph& graph, const Weights& weights, const Tensor& x,
                        ThreadPool& pool)
{
    auto plan = planInference(graph, weights, {Format::Fp64, 3, true}, nullptr, pool).value();
    Tensor y = outputsFor(graph, 3);
    plan->run(x.view(), y.view());
    Calibration calibration;
    for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
        const Tensor values = plan->value(node, 3);
        const auto [low, high] = std::ranges::minmax(values.span<float>());
        calibration.ranges.push_back({low, high});
    }
    return calibration;
}

constexpr Format kIntegers[] = {Format::Int16, Format::Int8, Format::Int4, Format::Int2};

// Largest errors against fp64, as shares of the largest output: of fp32; of fp16 and bf16 on average.
constexpr double kFp32Error = 1e-5, kFp16Error = 2e-3, kBf16Error = 2e-2;

// FNV-1a over the bits of all integer outputs, and the errors of the others against fp64.
QString fingerprint()
{
    ThreadPool pool(1);
    std::uint64_t hash = 1469598103934665603u;
    double error = 0, sumOfHalf = 0, sumOfBfloat = 0;
    for (std::uint64_t seed = 0; seed < kNetworks; ++seed) {
        const Graph graph = randomNetwork(seed);
        const Weights weights = randomWeights(graph, seed);
        const Tensor x = randomInputs(graph, 3, seed);
        const Calibration ranges = exactRanges(graph, weights, x, pool);
        for (const Format format : kIntegers) {
            const Tensor levels = outputsOf(graph, weights, x, {format, 3, false}, &ranges, pool);
            for (const float value : levels.span<float>()) {
                std::uint32_t bits = 0;
                std::memcpy(&bits, &value, sizeof bits);
                hash = (hash ^ bits) * 1099511628211u;
            }
        }
        const auto outputsIn = [&](Format format) {
            return outputsOf(graph, weights, x, {format, 3, false}, nullptr, pool);
        };
        const Tensor exact = outputsIn(Format::Fp64);
        error = std::max(error, relativeError(outputsIn(Format::Fp32), exact));
        sumOfHalf += relativeError(outputsIn(Format::Fp16), exact);
        sumOfBfloat += relativeError(outputsIn(Format::Bf16), exact);
    }
    return QString("%1 %2 %3 %4")
        .arg(hash, 0, 16)
        .arg(error)
        .arg(sumOfHalf / kNetworks)
        .arg(sumOfBfloat / kNetworks);
}

// What this program prints under another instruction set.
QStringList fingerprintUnder(const QString& isa)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PROPAGO_ISA", isa);
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationFilePath(), {"--fingerprint"});
    process.waitForFinished(300'000);
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed().split(' ');
}

} // namespace

class TestInstructionSets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void integersHaveTheSameBitsAndRealsStayExact_data()
    {
        QTest::addColumn<QString>("isa");
        for (const Isa isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
            if (isa <= widestIsa())
                QTest::newRow(name(isa)) << name(isa);
        }
    }
    void integersHaveTheSameBitsAndRealsStayExact()
    {
        QFETCH(QString, isa);
        const QStringList words = fingerprintUnder(isa);
        QCOMPARE(words.size(), 4);
        if (m_expected.isEmpty())
            m_expected = words[0];
        QCOMPARE(words[0], m_expected);
        QVERIFY2(words[1].toDouble() <= kFp32Error, qPrintable(words[1]));
        QVERIFY2(words[2].toDouble() <= kFp16Error, qPrintable(words[2]));
        QVERIFY2(words[3].toDouble() <= kBf16Error, qPrintable(words[3]));
    }

private:
    QString m_expected;
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().contains("--fingerprint")) {
        QTextStream(stdout) << fingerprint() << Qt::endl;
        return 0;
    }
    TestInstructionSets test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_instruction_sets.moc"
