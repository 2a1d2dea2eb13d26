#include "core/base/thread_pool.h"
#include "core/train/gradients.h"
#include "tests/support/torch_vectors.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

GradientResult gradientsOf(const TorchCase& stored, Format format)
{
    GradientOptions options;
    options.format = format;
    if (!parse(stored.loss, options.loss))
        throw std::runtime_error("unknown loss " + stored.loss);
    ThreadPool pool(2);
    return required(computeGradients(stored.model.graph, stored.model.weights, stored.input.view(),
                                     stored.labels.view(), options, pool));
}

std::map<std::string, const Tensor*> byName(const std::vector<NamedTensor>& tensors)
{
    std::map<std::string, const Tensor*> result;
    for (const NamedTensor& named : tensors)
        result[named.name] = &named.tensor;
    return result;
}

// Values that have no node of their own: sums that became a bias, zeros that became padding.
bool isMerged(const std::string& name)
{
    return name == "/MatMul_output_0" || name == "/smooth/Pad_output_0";
}

void compare(const std::map<std::string, Tensor>& expected,
             const std::vector<NamedTensor>& computed, double tolerance)
{
    const auto actual = byName(computed);
    int compared = 0;
    for (const auto& [name, tensor] : expected) {
        const auto found = actual.find(name);
        if (isMerged(name)) {
            QVERIFY2(found == actual.end(), name.c_str());
            continue;
        }
        QVERIFY2(found != actual.end(), name.c_str());
        const double distance = relativeDistance(*found->second, tensor);
        QVERIFY2(distance <= tolerance,
                 qPrintable(QString("%1: %2").arg(name.c_str()).arg(distance)));
        ++compared;
    }
    QVERIFY2(compared >= 8, qPrintable(QString::number(compared)));
}

} // namespace

/// Every activation and every gradient against what PyTorch computed for the same ONNX file.
class TestTorchGradients : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agrees_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isDouble");
        QVERIFY(torchCases().size() >= 6);
        for (const QString& name : torchCases()) {
            QTest::newRow(qPrintable(name + " fp32")) << name << false;
            QTest::newRow(qPrintable(name + " fp64")) << name << true;
        }
    }
    void agrees()
    {
        QFETCH(QString, name);
        QFETCH(bool, isDouble);
        const Format format = isDouble ? Format::Fp64 : Format::Fp32;
        const double tolerance = isDouble ? 1e-12 : 1e-5;
        const TorchCase stored = loadTorchCase(name, format);
        const GradientResult result = gradientsOf(stored, format);
        QVERIFY2(std::abs(result.loss - stored.lossValue) <= tolerance * stored.lossValue,
                 qPrintable(QString::number(result.loss, 'g', 17)));
        compare(stored.values, result.values, tolerance);
        compare(stored.gradients, result.gradients, tolerance);
    }
};

QTEST_APPLESS_MAIN(TestTorchGradients)
#include "tst_torch_gradients.moc"
