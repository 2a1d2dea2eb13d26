#include "core/tensor/bfloat16.h"
#include "core/tensor/tensor.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>

using namespace propago;

class TestTensor : public QObject {
    Q_OBJECT
private slots:
    void shapesKnowTheirSize()
    {
        const Shape shape{64, 6, 28, 28};
        QCOMPARE(shape.rank(), 4);
        QCOMPARE(shape.elements(), std::int64_t{301056});
        QCOMPARE(shape.sample(), (Shape{6, 28, 28}));
        QCOMPARE(shape.sample().batched(3), (Shape{3, 6, 28, 28}));
        QCOMPARE(QString::fromStdString(shape.text()), QStringLiteral("64x6x28x28"));
        QCOMPARE(Shape{}.elements(), std::int64_t{1});
        QCOMPARE(QString::fromStdString(Shape{}.text()), QStringLiteral("scalar"));
    }

    void shapesRefuseWhatCannotBe()
    {
        const std::vector<std::int64_t> nine(9, 1);
        QVERIFY_EXCEPTION_THROWN(Shape(std::span<const std::int64_t>(nine)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN((Shape{2, -1}), std::invalid_argument);
        const std::vector<std::int64_t> eight(8, 1);
        QVERIFY_EXCEPTION_THROWN(Shape(std::span<const std::int64_t>(eight)).batched(1),
                                 std::invalid_argument);
    }

    void boundedShapeRefusesHostileNumbers_data()
    {
        QTest::addColumn<QList<qint64>>("dimensions");
        QTest::addColumn<bool>("accepted");
        const qint64 large = qint64{1} << 24;
        QTest::newRow("ordinary") << QList<qint64>{64, 3, 32, 32} << true;
        QTest::newRow("zero") << QList<qint64>{0, 3} << true;
        QTest::newRow("negative") << QList<qint64>{-1, 3} << false;
        QTest::newRow("largest dimension") << QList<qint64>{large} << true;
        QTest::newRow("dimension too large") << QList<qint64>{large + 1} << false;
        QTest::newRow("most elements") << QList<qint64>{large, 128} << true;
        QTest::newRow("too many elements") << QList<qint64>{large, 129} << false;
        QTest::newRow("product wraps to zero")
            << QList<qint64>{large, large, large, large, large, large, large, large} << false;
        QTest::newRow("nine dimensions") << QList<qint64>(9, 1) << false;
    }

    void boundedShapeRefusesHostileNumbers()
    {
        QFETCH(QList<qint64>, dimensions);
        QFETCH(bool, accepted);
        const std::vector<std::int64_t> numbers(dimensions.begin(), dimensions.end());
        QCOMPARE(boundedShape(numbers).has_value(), accepted);
    }

    void tensorsStartZeroedAndAligned()
    {
        const Tensor tensor(Shape{3, 5, 7}, Format::Fp32);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(tensor.view().data) % kAlignment,
                 std::uintptr_t{0});
        for (const float value : tensor.span<float>())
            QCOMPARE(value, 0.0f);
        QVERIFY(Tensor().isEmpty());
    }

    void copiesAreDeepAndSlicesAreNot()
    {
        Tensor tensor(Shape{2, 3}, Format::Int32);
        for (int i = 0; i < 6; ++i)
            tensor.span<std::int32_t>()[static_cast<std::size_t>(i)] = i;
        Tensor copy = tensor;
        const TensorView second = tensor.view().slice(1, 1);
        second.as<std::int32_t>()[0] = 30;
        QCOMPARE(tensor.at(3), 30.0);
        QCOMPARE(copy.at(3), 3.0);
        QCOMPARE(second.shape, (Shape{1, 3}));
        QCOMPARE(copyOf(second).at(0), 30.0);
        QCOMPARE(tensor.view().reshaped(Shape{3, 2}).at(5), 5.0);
        QVERIFY_EXCEPTION_THROWN(tensor.view().reshaped(Shape{4}), std::invalid_argument);
    }

    void convertsBetweenFloatingFormats()
    {
        Tensor from(Shape{4}, Format::Fp64);
        const std::array values{0.0, 1.0, -2.5, 1.0 / 3.0};
        std::ranges::copy(values, from.span<double>().begin());
        for (const Format format : {Format::Fp32, Format::Bf16, Format::Fp64}) {
            Tensor to(Shape{2, 2}, format);
            convert(from.view(), to.view());
            const double step = std::ldexp(1.0, -traits(format).mantissaBits - 1);
            for (std::int64_t i = 0; i < 4; ++i) {
                const double value = values[static_cast<std::size_t>(i)];
                QVERIFY(std::abs(to.at(i) - value) <= step * std::abs(value));
            }
        }
        Tensor small(Shape{3}, Format::Fp32);
        QVERIFY_EXCEPTION_THROWN(convert(from.view(), small.view()), std::invalid_argument);
    }

    void bfloat16RoundsToNearestEven()
    {
        QCOMPARE(toBfloat16(1.0f), std::uint16_t{0x3f80});
        QCOMPARE(toBfloat16(1.00390625f), std::uint16_t{0x3f80}); // half way, even below
        QCOMPARE(toBfloat16(1.01171875f), std::uint16_t{0x3f82}); // half way, even above
        QCOMPARE(toBfloat16(std::numeric_limits<float>::max()), std::uint16_t{0x7f80});
        QCOMPARE(toBfloat16(-0.0f), std::uint16_t{0x8000});
        QVERIFY(std::isnan(fromBfloat16(toBfloat16(std::numeric_limits<float>::quiet_NaN()))));
        QVERIFY(std::isnan(fromBfloat16(toBfloat16(std::bit_cast<float>(0x7f800001u)))));
        for (std::uint32_t bits = 0; bits < 0x10000u; ++bits) {
            const float value = fromBfloat16(static_cast<std::uint16_t>(bits));
            QVERIFY(std::isnan(value) || toBfloat16(value) == bits);
        }
    }

    void packedFormatsRoundUpToWholeBytes()
    {
        QCOMPARE(bytesFor(Format::Int4, 3), std::int64_t{2});
        QCOMPARE(bytesFor(Format::Int2, 5), std::int64_t{2});
        QCOMPARE(bytesFor(Format::Bf16, 3), std::int64_t{6});
        QVERIFY(formatNamed("bf16") == Format::Bf16);
        QVERIFY(!formatNamed("fp17"));
    }
};

QTEST_GUILESS_MAIN(TestTensor)
#include "tst_tensor.moc"
