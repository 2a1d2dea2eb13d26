#include "core/train/dataset_source.h"
#include "core/train/losses.h"
#include "tests/support/program_fixtures.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

/// Tensors of a loss for 2 pictures and 3 categories.
struct Case {
    Tensor output, labels, target, probabilities, sampleLoss, loss, gradient;

    Case(Format format, const std::vector<double>& outputs, const std::vector<int>& right)
        : output({2, 3}, format)
        , labels({2}, Format::Int32)
        , target({2, 3}, format)
        , probabilities({2, 3}, format)
        , sampleLoss({2}, format)
        , loss({1}, format)
        , gradient({2, 3}, format)
    {
        fillWith(output.view(),
                 [&](std::int64_t i) { return outputs[static_cast<std::size_t>(i)]; });
        for (std::size_t i = 0; i < 2; ++i)
            labels.span<std::int32_t>()[i] = right[i];
        fillWith(target.view(), [&](std::int64_t i) {
            return right[static_cast<std::size_t>(i / 3)] == i % 3 ? 1.0 : 0.0;
        });
    }
    LossContext context() const
    {
        return {output.view(),        labels.view(),     target.view(),
                probabilities.view(), sampleLoss.view(), loss.view()};
    }
    void run(LossKind kind)
    {
        const auto function = makeLoss(kind);
        function->forward(context());
        function->backward(context(), gradient.view());
    }
};

void compare(const Tensor& tensor, const std::vector<double>& expected, double tolerance)
{
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double value = tensor.at(static_cast<std::int64_t>(i));
        QVERIFY2(std::abs(value - expected[i]) <= tolerance,
                 qPrintable(QString("%1: %2 against %3")
                                .arg(i)
                                .arg(value, 0, 'g', 12)
                                .arg(expected[i], 0, 'g', 12)));
    }
}

} // namespace

/// The three losses against numbers worked out by hand.
class TestLosses : public QObject {
    Q_OBJECT

    static void formats()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("fp64") << static_cast<int>(Format::Fp64) << 1e-14;
        QTest::newRow("fp32") << static_cast<int>(Format::Fp32) << 2e-7;
    }

    static void compareSoft(const QJsonObject& stored, const QJsonObject& expected, Format format)
    {
        const double tolerance = format == Format::Fp64 ? 1e-8 : 5e-7; // the shares are fp32
        const Shape shape{4, 5};
        const Tensor output(shape, format), target(shape, format), probabilities(shape, format),
            sampleLoss({4}, format), loss({1}, format), gradient(shape, format),
            labels({4}, Format::Int32);
        const auto number = [&](const char* key, std::int64_t i) {
            return stored[key].toArray()[static_cast<qsizetype>(i)].toDouble();
        };
        fillWith(output.view(), [&](std::int64_t i) { return number("logits", i); });
        std::vector<Mix> mixes;
        for (std::int64_t i = 0; i < 4; ++i) {
            labels.view().as<std::int32_t>()[i] = static_cast<std::int32_t>(number("labels", i));
            mixes.push_back(
                {static_cast<std::int64_t>(number("partners", i)), number("shares", i)});
        }
        writeOneHot(labels.view(), target.view());
        if (expected["isMixed"].toBool())
            mixTargets(labels.view(), mixes, target.view());
        smoothTargets(expected["smoothing"].toDouble(), target.view());
        const auto function = makeLoss(LossKind::CrossEntropy);
        const LossContext context{output.view(),        labels.view(),     target.view(),
                                  probabilities.view(), sampleLoss.view(), loss.view()};
        function->forward(context);
        function->backward(context, gradient.view());
        const QJsonObject numbers = expected[format == Format::Fp64 ? "fp64" : "fp32"].toObject();
        compare(loss, {numbers["loss"].toDouble()}, 2 * tolerance);
        std::vector<double> slopes;
        for (const QJsonValue& slope : numbers["gradient"].toArray())
            slopes.push_back(slope.toDouble());
        QCOMPARE(slopes.size(), std::size_t{20});
        compare(gradient, slopes, tolerance);
    }

private Q_SLOTS:
    // Logits ln 1, ln 2, ln 5 give shares 1/8, 2/8, 5/8; equal logits give thirds.
    void crossEntropy_data() { formats(); }
    void crossEntropy()
    {
        QFETCH(int, format);
        QFETCH(double, tolerance);
        Case c(static_cast<Format>(format), {std::log(1.0), std::log(2.0), std::log(5.0), 4, 4, 4},
               {1, 2});
        c.run(LossKind::CrossEntropy);
        compare(c.probabilities, {0.125, 0.25, 0.625, 1.0 / 3, 1.0 / 3, 1.0 / 3}, tolerance);
        compare(c.sampleLoss, {std::log(4.0), std::log(3.0)}, tolerance);
        compare(c.loss, {(std::log(4.0) + std::log(3.0)) / 2}, tolerance);
        compare(c.gradient, {0.125 / 2, -0.75 / 2, 0.625 / 2, 1.0 / 6, 1.0 / 6, -2.0 / 6},
                tolerance);
    }

    void meanSquaredError_data() { formats(); }
    void meanSquaredError()
    {
        QFETCH(int, format);
        QFETCH(double, tolerance);
        Case c(static_cast<Format>(format), {0.5, 0.25, 0.25, 0, 1, 0}, {0, 2});
        c.run(LossKind::MeanSquaredError);
        // (0.25 + 0.0625 + 0.0625) / 3 and (0 + 1 + 1) / 3
        compare(c.sampleLoss, {0.125, 2.0 / 3}, tolerance);
        compare(c.loss, {(0.125 + 2.0 / 3) / 2}, tolerance);
        compare(c.gradient, {-1.0 / 6, 0.5 / 6, 0.5 / 6, 0, 2.0 / 6, -2.0 / 6}, tolerance);
        compare(c.probabilities, {0.5, 0.25, 0.25, 0, 1, 0}, 0);
    }

    void l1_data() { formats(); }
    void l1()
    {
        QFETCH(int, format);
        QFETCH(double, tolerance);
        Case c(static_cast<Format>(format), {0.5, 0.25, 0.25, 0, 1, 0}, {0, 2});
        c.run(LossKind::L1);
        compare(c.sampleLoss, {1.0 / 3, 2.0 / 3}, tolerance);
        compare(c.loss, {0.5}, tolerance);
        compare(c.gradient, {-1.0 / 6, 1.0 / 6, 1.0 / 6, 0, 1.0 / 6, -1.0 / 6}, tolerance);
    }

    // PyTorch's numbers for label smoothing, for category numbers and for blended pictures.
    void softTargetsAsInPyTorch_data() { formats(); }
    void softTargetsAsInPyTorch()
    {
        QFETCH(int, format);
        QFile file(QString(PROPAGO_SOURCE_DIR) + "/tests/data/torch/losses/soft.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject stored = QJsonDocument::fromJson(file.readAll()).object();
        const QJsonArray cases = stored["cases"].toArray();
        QCOMPARE(cases.size(), 8);
        for (const QJsonValue& item : cases)
            compareSoft(stored, item.toObject(), static_cast<Format>(format));
    }

    void hugeLogitsDoNotOverflow()
    {
        for (const Format format : {Format::Fp32, Format::Fp64}) {
            Case c(format, {1e4, 0, -1e4, -1e30, 0, 1e30}, {0, 2});
            c.run(LossKind::CrossEntropy);
            compare(c.sampleLoss, {0, 0}, 0);
            compare(c.gradient, {0, 0, 0, 0, 0, 0}, 0);
        }
    }

    // Analytic against central differences, for every loss and every output.
    void gradientsAgreeWithCentralDifferences_data()
    {
        QTest::addColumn<int>("kind");
        for (const LossKind kind :
             {LossKind::CrossEntropy, LossKind::MeanSquaredError, LossKind::L1})
            QTest::newRow(name(kind)) << static_cast<int>(kind);
    }
    void gradientsAgreeWithCentralDifferences()
    {
        QFETCH(int, kind);
        Case c(Format::Fp64, {0.3, -1.2, 0.8, 2.0, 0.1, -0.4}, {2, 0});
        c.run(static_cast<LossKind>(kind));
        const Tensor analytic = c.gradient;
        const auto function = makeLoss(static_cast<LossKind>(kind));
        for (std::int64_t i = 0; i < 6; ++i) {
            double& value = c.output.span<double>()[static_cast<std::size_t>(i)];
            const double before = value;
            value = before + 1e-6;
            function->forward(c.context());
            const double above = c.loss.at(0);
            value = before - 1e-6;
            function->forward(c.context());
            const double below = c.loss.at(0);
            value = before;
            QVERIFY(std::abs((above - below) / 2e-6 - analytic.at(i)) <= 1e-6 * 0.5);
        }
    }

    void namesOfTheField()
    {
        QCOMPARE(makeLoss(LossKind::CrossEntropy)->name(), "CrossEntropyLoss");
        QCOMPARE(makeLoss(LossKind::MeanSquaredError)->name(), "MSELoss");
        QCOMPARE(makeLoss(LossKind::L1)->name(), "L1Loss");
    }
};

QTEST_GUILESS_MAIN(TestLosses)
#include "tst_losses.moc"
