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

// FNV-1a over the bits of all int8 outputs, and the largest error of fp32 against fp64.
QString fingerprint()
{
    ThreadPool pool(1);
    std::uint64_t hash = 1469598103934665603u;
    double error = 0;
    for (std::uint64_t seed = 0; seed < kNetworks; ++seed) {
        const Graph graph = randomNetwork(seed);
        const Weights weights = randomWeights(graph, seed);
        const Tensor x = randomInputs(graph, 3, seed);
        const Calibration ranges = exactRanges(graph, weights, x, pool);
        const Tensor bytes = outputsOf(graph, weights, x, {Format::Int8, 3, false}, &ranges, pool);
        for (const float value : bytes.span<float>()) {
            std::uint32_t bits = 0;
            std::memcpy(&bits, &value, sizeof bits);
            hash = (hash ^ bits) * 1099511628211u;
        }
        const Tensor exact = outputsOf(graph, weights, x, {Format::Fp64, 3, false}, nullptr, pool);
        error = std::max(error, relativeError(outputsOf(graph, weights, x, {Format::Fp32, 3, false},
                                                        nullptr, pool),
                                              exact));
    }
    return QString("%1 %2").arg(hash, 0, 16).arg(error);
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
    void int8HasTheSameBitsAndFp32StaysExact_data()
    {
        QTest::addColumn<QString>("isa");
        for (const Isa isa : {Isa::Baseline, Isa::Avx2, Isa::Avx512}) {
            if (isa <= widestIsa())
                QTest::newRow(name(isa)) << name(isa);
        }
    }
    void int8HasTheSameBitsAndFp32StaysExact()
    {
        QFETCH(QString, isa);
        const QStringList words = fingerprintUnder(isa);
        QCOMPARE(words.size(), 2);
        if (m_expected.isEmpty())
            m_expected = words[0];
        QCOMPARE(words[0], m_expected);
        QVERIFY2(words[1].toDouble() <= 1e-5, qPrintable(words[1]));
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
