#include "views/present/number_lens_model.h"
#include "views/present/number_words.h"

#include <QtTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace propago;

namespace {

// 2^p by repeated multiplication, which is exact.
double powerOfTwo(int p)
{
    double result = 1;
    for (int i = 0; i < std::abs(p); ++i)
        result *= p > 0 ? 2 : 0.5;
    return result;
}

} // namespace

/// The arithmetic of the number lens against definitions written out here.
class TestNumberLensModel : public QObject {
    Q_OBJECT
private slots:
    void bitsOfFp32AreThoseOfTheProcessor()
    {
        NumberLensModel lens;
        for (const double value : {0.1, -1.5, 65504.0, 1e-42, 3e38}) {
            lens.setValue(value);
            QCOMPARE(lens.row(Format::Fp32).bits,
                     std::uint64_t{std::bit_cast<std::uint32_t>(static_cast<float>(value))});
            QCOMPARE(lens.row(Format::Fp64).bits, std::bit_cast<std::uint64_t>(value));
            QCOMPARE(lens.row(Format::Fp64).held, Held::Exactly);
        }
    }

    void rolesFollowTheLayout()
    {
        QCOMPARE(bitRole(Format::Fp16, 15), BitRole::Sign);
        QCOMPARE(bitRole(Format::Fp16, 14), BitRole::Exponent);
        QCOMPARE(bitRole(Format::Fp16, 10), BitRole::Exponent);
        QCOMPARE(bitRole(Format::Fp16, 9), BitRole::Mantissa);
        QCOMPARE(bitRole(Format::Bf16, 7), BitRole::Exponent);
        QCOMPARE(bitRole(Format::Bf16, 6), BitRole::Mantissa);
        QCOMPARE(bitRole(Format::Int8, 7), BitRole::Sign);
        QCOMPARE(bitRole(Format::Int8, 6), BitRole::Magnitude);
    }

    void reachIsThatOfTheStandard()
    {
        QCOMPARE(reachOf(Format::Fp16).largest, 65504.0);
        QCOMPARE(reachOf(Format::Fp16).smallestNormal, powerOfTwo(-14));
        QCOMPARE(reachOf(Format::Fp16).smallest, powerOfTwo(-24));
        QCOMPARE(reachOf(Format::Fp32).largest,
                 static_cast<double>(std::numeric_limits<float>::max()));
        QCOMPARE(reachOf(Format::Fp32).smallest,
                 static_cast<double>(std::numeric_limits<float>::denorm_min()));
        QCOMPARE(reachOf(Format::Fp64).largest, std::numeric_limits<double>::max());
        QCOMPARE(reachOf(Format::Fp64).smallest, std::numeric_limits<double>::denorm_min());
        QCOMPARE(reachOf(Format::Bf16).smallestNormal, reachOf(Format::Fp32).smallestNormal);
        QVERIFY(std::abs(reachOf(Format::Bf16).digits - 2.408) < 0.001);
    }

    void whatBecomesOfANumber_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("format");
        QTest::addColumn<int>("held");
        QTest::addColumn<double>("stored");
        const double infinity = std::numeric_limits<double>::infinity();
        const auto row = [](const char* name, double value, Format format, Held held,
                            double stored) {
            QTest::newRow(name) << value << static_cast<int>(format) << static_cast<int>(held)
                                << stored;
        };
        row("fp16 holds its largest", 65504, Format::Fp16, Held::Exactly, 65504);
        row("fp16 overflows", 65536, Format::Fp16, Held::AsInfinity, infinity);
        row("bf16 does not", 65536, Format::Bf16, Held::Exactly, 65536);
        row("fp16 loses 1e-8", 1e-8, Format::Fp16, Held::AsZero, 0);
        row("fp16 subnormal", 1e-6, Format::Fp16, Held::AsSubnormal, 17 * powerOfTwo(-24));
        row("fp32 and 2^24+1", 16777217, Format::Fp32, Held::Rounded, 16777216);
        row("bf16 rounds 1/3", 1.0 / 3, Format::Bf16, Held::Rounded, 171 * powerOfTwo(-9));
        row("int8 within", 0.5, Format::Int8, Held::Rounded, 64 / 127.0);
        row("int8 beyond", -5, Format::Int8, Held::AtTheEnd, -1);
        row("int2 rounds to nothing", 0.4, Format::Int2, Held::AsZero, 0);
    }

    void whatBecomesOfANumber()
    {
        QFETCH(const double, value);
        QFETCH(const int, format);
        QFETCH(const int, held);
        QFETCH(const double, stored);
        NumberLensModel lens;
        lens.setValue(value);
        const LensRow row = lens.row(static_cast<Format>(format));
        QCOMPARE(static_cast<int>(row.held), held);
        QCOMPARE(row.value, stored);
        if (std::isfinite(stored)) {
            QCOMPARE(row.error, stored - value);
            QCOMPARE(row.relative, std::abs((stored - value) / value));
        }
    }

    void spacingIsTheNextNumber()
    {
        NumberLensModel lens;
        for (const double value : {0.1, 1.0, 1000.0, 3e-41}) {
            lens.setValue(value);
            const auto here = static_cast<float>(value);
            const float next = std::nextafter(here, std::numeric_limits<float>::infinity());
            QCOMPARE(lens.row(Format::Fp32).ulp, static_cast<double>(next - here));
        }
    }

    void everyFlippedBitIsSeenEverywhere()
    {
        for (const Format format : lensFormats()) {
            for (int bit = 0; bit < traits(format).bits; ++bit) {
                NumberLensModel lens;
                const std::uint64_t before = lens.row(format).bits;
                lens.flip(format, bit);
                QCOMPARE(lens.row(format).bits, before ^ (std::uint64_t{1} << bit));
                const double value = lens.value();
                if (!std::isnan(value))
                    QCOMPARE(lens.row(Format::Fp64).value, value);
                lens.flip(format, bit);
                QCOMPARE(lens.row(format).bits, before);
            }
        }
        NumberLensModel lens;
        lens.flip(Format::Fp32, 31);
        QCOMPARE(lens.value(), -static_cast<double>(0.1F));
        lens.flip(Format::Fp32, 23); // the lowest exponent bit of 0.1 is 1: half of it
        QCOMPARE(lens.value(), -static_cast<double>(0.1F) / 2);
    }

    void integersCoverTheirRange()
    {
        for (const int bits : {2, 4, 8, 16}) {
            const IntegerScale even = integerScale(bits, -3, 3);
            QCOMPARE(even.zeroPoint, 0);
            QCOMPARE(even.scale, 3 / (std::pow(2, bits - 1) - 1));
            const IntegerScale above = integerScale(bits, 0, 6);
            QCOMPARE(above.zeroPoint, static_cast<int>(-std::pow(2, bits - 1)));
            QCOMPARE(above.scale, 6 / (std::pow(2, bits) - 1));
        }
        NumberLensModel lens;
        lens.setRange(0, 6);
        lens.setValue(6);
        QCOMPARE(lens.row(Format::Int8).integer, std::int64_t{127});
        QVERIFY(std::abs(lens.row(Format::Int8).value - 6) < 1e-12);
        lens.setValue(-1);
        QCOMPARE(lens.row(Format::Int8).integer, std::int64_t{-128});
        QCOMPARE(lens.row(Format::Int8).value, 0.0);
        lens.setRange(-1, 1);
        QCOMPARE(lens.row(Format::Int8).integer, std::int64_t{-127}); // -128 is left out
        QCOMPARE(lens.row(Format::Int2).integer, std::int64_t{-1});
    }

    void readsWhatIsTyped_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        QTest::newRow("decimal") << "0.1" << 0.1;
        QTest::newRow("comma") << " 0,25 " << 0.25;
        QTest::newRow("fraction") << "1/3" << 1.0 / 3;
        QTest::newRow("spaces") << "-2 / 8" << -0.25;
        QTest::newRow("power") << "2^-14" << powerOfTwo(-14);
        QTest::newRow("exponent") << "1e-8" << 1e-8;
        QTest::newRow("true minus") << QStringLiteral("\u22121.5") << -1.5;
        QTest::newRow("pi") << "-pi" << -3.14159265358979323846;
        QTest::newRow("infinity") << "-INF" << -std::numeric_limits<double>::infinity();
        QTest::newRow("by nothing") << "1/0" << std::numeric_limits<double>::infinity();
    }

    void readsWhatIsTyped()
    {
        QFETCH(const QString, text);
        QFETCH(const double, value);
        const auto typed = typedNumber(text);
        QVERIFY(typed.has_value());
        QVERIFY(!typed->format);
        QCOMPARE(typed->value, value);
    }

    void readsBits()
    {
        QVERIFY(std::isnan(typedNumber("nan")->value));
        QCOMPARE(typedNumber("0x3DCCCCCD")->format, std::optional(Format::Fp32));
        QCOMPARE(typedNumber("0x3DCCCCCD")->bits, std::uint64_t{0x3DCCCCCD});
        QCOMPARE(typedNumber("0x3FB999999999999A")->format, std::optional(Format::Fp64));
        QCOMPARE(typedNumber("0x2E66")->format, std::optional(Format::Fp16));
        QCOMPARE(typedNumber("bf16 0x3DCD")->format, std::optional(Format::Bf16));
        QCOMPARE(typedNumber("int4:0xF")->format, std::optional(Format::Int4));
        for (const char* text : {"", "x", "0x", "1/", "/2", "fp16 0x12345", "uint8 0x12", "--1",
                                 "1e999", "2^", "int4 0x1F", "0x11112222333344445"})
            QVERIFY2(!typedNumber(QLatin1String(text)), text);
    }

    void everyDigitIsPrinted()
    {
        QCOMPARE(everyDigit(0.1),
                 QStringLiteral("0.1000000000000000055511151231257827021181583404541015625"));
        QCOMPARE(everyDigit(static_cast<double>(0.1F)),
                 QStringLiteral("0.100000001490116119384765625"));
        QCOMPARE(everyDigit(65504), QStringLiteral("65504"));
        QCOMPARE(everyDigit(std::numeric_limits<double>::denorm_min()).size(), 751 + 6);
    }

    // The printed factors multiply to the printed number.
    void theFormulaIsTrue()
    {
        NumberLensModel lens;
        for (const double value : {0.1, -3.75, 1e-6, 40000.0}) {
            lens.setValue(value);
            const LensRow row = lens.row(Format::Fp16);
            const QString text = rowFormula(row);
            QVERIFY2(text.startsWith(QStringLiteral("fp16: ")), qPrintable(text));
            QVERIFY2(text.contains(QStringLiteral("= ") + everyDigit(row.value)), qPrintable(text));
            const double factor = text.section(QLatin1Char(' '), 2, 2).toDouble();
            const int exponent = std::max(std::ilogb(std::abs(row.value)), -14);
            QCOMPARE(factor * std::ldexp(1, exponent), std::abs(row.value));
            const QString biased = powerOf(2, exponent + 15) + QStringLiteral("\u207B\u00B9\u2075");
            QVERIFY2(text.contains(row.held == Held::AsSubnormal ? powerOf(2, -14) : biased),
                     qPrintable(text));
        }
        lens.setRange(0, 6);
        lens.setValue(3);
        const QString text = rowFormula(lens.row(Format::Int8));
        QVERIFY2(text.contains(QStringLiteral("signed")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("zero point \u2212128")), qPrintable(text));
    }
};

QTEST_APPLESS_MAIN(TestNumberLensModel)
#include "tst_number_lens_model.moc"
