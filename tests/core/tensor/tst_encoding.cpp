#include "core/tensor/bfloat16.h"
#include "core/tensor/encoding.h"
#include "core/tensor/half.h"
#include "tests/support/dice.h"

#include <QFile>
#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>

using namespace propago;
using test::Dice;
using test::Seeds;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// What a pattern stands for, by the definition: sign, exponent and mantissa in exact arithmetic.
double defined(int exponentBits, int mantissaBits, std::uint32_t pattern)
{
    const int mantissa = static_cast<int>(pattern) & ((1 << mantissaBits) - 1);
    const int exponent = static_cast<int>(pattern >> mantissaBits) & ((1 << exponentBits) - 1);
    const int bias = (1 << (exponentBits - 1)) - 1;
    const double sign = pattern >> (exponentBits + mantissaBits) & 1 ? -1.0 : 1.0;
    if (exponent == (1 << exponentBits) - 1)
        return mantissa == 0 ? sign * kInfinity : kNaN;
    const double fraction = std::ldexp(static_cast<double>(mantissa), -mantissaBits);
    return exponent == 0 ? sign * std::ldexp(fraction, 1 - bias)
                         : sign * std::ldexp(1.0 + fraction, exponent - bias);
}

// The 16-bit formats through both doors: `encoded` from doubles, the kernels' conversions from fp32.
struct Sixteen {
    Format format;
    float (*from)(std::uint16_t);
    std::uint16_t (*to)(float);
};
constexpr Sixteen kHalf{Format::Fp16, fromHalf, toHalf};
constexpr Sixteen kBfloat{Format::Bf16, fromBfloat16, toBfloat16};

bool isSame(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

std::uint16_t narrow(std::uint64_t bits)
{
    return static_cast<std::uint16_t>(bits);
}

std::uint64_t checksum(const Sixteen& numbers)
{
    std::uint64_t total = 0xCBF29CE484222325u;
    for (std::uint32_t pattern = 0; pattern < 65536; ++pattern) {
        const float value = numbers.from(static_cast<std::uint16_t>(pattern));
        const auto bits = std::isnan(value) ? 0x7FC00000u : std::bit_cast<std::uint32_t>(value);
        for (int shift = 0; shift < 32; shift += 8)
            total = (total ^ (bits >> shift & 255u)) * 0x100000001B3u;
    }
    return total;
}

const Sixteen& sixteenOf(const QByteArray& name)
{
    return name == "fp16" ? kHalf : kBfloat;
}

// Largest error of a number within the range of a floating format.
double realBound(const FormatTraits& row, double value)
{
    const int bias = (1 << (row.exponentBits - 1)) - 1;
    const int exponent = value == 0 ? 1 - bias : std::max(std::ilogb(value), 1 - bias);
    return std::ldexp(0.5, exponent - row.mantissaBits);
}

} // namespace

class TestEncoding : public QObject {
    Q_OBJECT
private slots:
    void allPatternsAreWhatTheDefinitionSays()
    {
        for (const Sixteen& numbers : {kHalf, kBfloat}) {
            const FormatTraits& row = traits(numbers.format);
            for (std::uint32_t pattern = 0; pattern < 65536; ++pattern) {
                const double value = defined(row.exponentBits, row.mantissaBits, pattern);
                const auto bits = static_cast<std::uint16_t>(pattern);
                const bool holds = isSame(decoded(numbers.format, pattern), value)
                                   && isSame(static_cast<double>(numbers.from(bits)), value);
                QVERIFY2(holds, qPrintable(QString::number(pattern, 16)));
            }
        }
    }

    void allPatternsComeBack()
    {
        for (const Sixteen& numbers : {kHalf, kBfloat}) {
            const auto quiet =
                static_cast<std::uint16_t>(1 << (traits(numbers.format).mantissaBits - 1));
            for (std::uint32_t pattern = 0; pattern < 65536; ++pattern) {
                const auto bits = static_cast<std::uint16_t>(pattern);
                const double value = decoded(numbers.format, bits);
                const auto wanted =
                    std::isnan(value) ? static_cast<std::uint16_t>(bits | quiet) : bits;
                QCOMPARE(narrow(encoded(numbers.format, value)), wanted);
                QCOMPARE(numbers.to(numbers.from(bits)), wanted);
            }
        }
    }

    // Between each two neighbours: half way to the even one, a hair beside to the nearer one.
    void everyStepRoundsToNearestEven()
    {
        for (const Sixteen& numbers : {kHalf, kBfloat}) {
            const FormatTraits& row = traits(numbers.format);
            const auto infinity = static_cast<std::uint32_t>((1 << row.exponentBits) - 1)
                                  << row.mantissaBits;
            const double beyond = std::ldexp(1.0, 1 << (row.exponentBits - 1));
            for (std::uint32_t low = 0; low < infinity; ++low) {
                const std::uint32_t high = low + 1;
                const double a = defined(row.exponentBits, row.mantissaBits, low);
                const double b =
                    high == infinity ? beyond : defined(row.exponentBits, row.mantissaBits, high);
                checkStep(numbers, a, b, narrow(low), narrow(high));
                if (QTest::currentTestFailed())
                    return;
            }
        }
    }

    void agreesWithNumbersByPython()
    {
        QFile file(QStringLiteral(PROPAGO_SOURCE_DIR "/tests/data/formats/numbers.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        int lines = 0;
        for (; !file.atEnd(); ++lines) {
            const QByteArray line = file.readLine().trimmed();
            const QList<QByteArray> words = line.split(' ');
            QVERIFY2(holds(words), line.constData());
        }
        QVERIFY(lines > 1000);
    }

    // fp32 and fp64 are the processor's own.
    void wideFormatsAreTheProcessors()
    {
        const Seeds seeds = Seeds::of(4000);
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            Dice dice(seed);
            const double value =
                std::ldexp(dice.real(-1, 1), static_cast<int>(dice.from(-160, 130)));
            const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
            QCOMPARE(encoded(Format::Fp32, value), std::uint64_t{bits});
            QCOMPARE(decoded(Format::Fp32, bits), static_cast<double>(std::bit_cast<float>(bits)));
            QCOMPARE(encoded(Format::Fp64, value), std::bit_cast<std::uint64_t>(value));
            QCOMPARE(decoded(Format::Fp64, std::bit_cast<std::uint64_t>(value)), value);
        }
        for (const double value :
             {5e-324, -2.5e-310, 1.7976931348623157e308, kInfinity, -kInfinity})
            QCOMPARE(decoded(Format::Fp64, encoded(Format::Fp64, value)), value);
    }

    // Floating formats: half a step of the number's binade, of the smallest one below it.
    void realRoundTripsStayWithinHalfAStep()
    {
        const Seeds seeds = Seeds::of(4000);
        for (const Format format : {Format::Fp64, Format::Fp32, Format::Fp16, Format::Bf16}) {
            const FormatTraits& row = traits(format);
            const int least = 2 - (1 << (row.exponentBits - 1)) - row.mantissaBits;
            const int greatest = (1 << (row.exponentBits - 1)) - 1;
            for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
                Dice dice(seed);
                const double value =
                    std::ldexp(dice.real(-1, 1), static_cast<int>(dice.from(least, greatest)));
                const double back = decoded(format, encoded(format, value));
                QVERIFY2(std::abs(back - value) <= realBound(row, value),
                         qPrintable(QStringLiteral("seed %1").arg(seed)));
            }
        }
    }

    void realFormatsKeepWhatIsNoNumber()
    {
        for (const Format format : {Format::Fp64, Format::Fp32, Format::Fp16, Format::Bf16}) {
            const auto back = [format](double value) {
                return decoded(format, encoded(format, value));
            };
            QVERIFY(std::isnan(back(kNaN)) && std::isnan(back(-kNaN)));
            QVERIFY(std::signbit(back(-kNaN)) && !std::signbit(back(kNaN)));
            QCOMPARE(back(kInfinity), kInfinity);
            QCOMPARE(back(-kInfinity), -kInfinity);
            QVERIFY(std::signbit(back(-0.0)) && back(-0.0) == 0);
            QVERIFY(!std::signbit(back(0.0)));
            if (format != Format::Fp64) {
                QCOMPARE(back(1e300), kInfinity);
                QCOMPARE(back(-1e300), -kInfinity);
                QVERIFY(back(-1e-300) == 0 && std::signbit(back(-1e-300)));
            }
        }
        QCOMPARE(decoded(Format::Fp16, encoded(Format::Fp16, 65519.999)), 65504.0);
        QCOMPARE(decoded(Format::Fp16, encoded(Format::Fp16, 65520.0)), kInfinity);
    }

    // Integers: half a step inside the range, the nearest end outside.
    void integerRoundTripsStayWithinHalfAStep()
    {
        const Seeds seeds = Seeds::of(4000);
        for (const Format format : {Format::Int16, Format::Int8, Format::Uint8, Format::Int32,
                                    Format::Int64, Format::Int4, Format::Int2}) {
            for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
                Dice dice(seed);
                const double scale =
                    std::ldexp(dice.real(0.5, 1), static_cast<int>(dice.from(-20, 20)));
                const int zero = static_cast<int>(dice.from(-3, 3));
                const double low = scale * (leastLevel(format) - zero);
                const double high = scale * (greatestLevel(format) - zero);
                const double value =
                    std::ldexp(dice.real(-1, 1), static_cast<int>(dice.from(-60, 70)));
                const double back =
                    decoded(format, encoded(format, value, scale, zero), scale, zero);
                // What a double rounds by itself: the products with the scale.
                const double slack = 1e-15 * (std::abs(value) + std::abs(low) + std::abs(high));
                const bool isNear =
                    std::abs(back - std::clamp(value, low, high)) <= scale / 2 + slack;
                QVERIFY2(isNear, qPrintable(QStringLiteral("seed %1").arg(seed)));
            }
        }
    }

    void integersSaturateAndRoundTiesToEven_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("value");
        QTest::addColumn<quint64>("bits");
        const auto row = [](const char* name, Format format, double value, quint64 bits) {
            QTest::newRow(name) << static_cast<int>(format) << value << bits;
        };
        row("int2 least", Format::Int2, -7, 2);
        row("int2 greatest", Format::Int2, 1.6, 1);
        row("int2 -1", Format::Int2, -1, 3);
        row("int4 tie down", Format::Int4, 2.5, 2);
        row("int4 tie up", Format::Int4, 3.5, 4);
        row("int4 -8", Format::Int4, -1e9, 8);
        row("int8 tie", Format::Int8, -0.5, 0);
        row("int8 -infinity", Format::Int8, -kInfinity, 0x80);
        row("int8 infinity", Format::Int8, kInfinity, 0x7F);
        row("int8 NaN", Format::Int8, kNaN, 0);
        row("uint8 below", Format::Uint8, -1, 0);
        row("uint8 above", Format::Uint8, 255.5, 255);
        row("int16 -1", Format::Int16, -1, 0xFFFF);
        row("int16 above", Format::Int16, 40000, 0x7FFF);
        row("int32 below", Format::Int32, -3e9, 0x80000000u);
        row("int64 above", Format::Int64, 1e19, 0x7FFFFFFFFFFFFFFFu);
        row("int64 below", Format::Int64, -1e19, 0x8000000000000000u);
    }

    void integersSaturateAndRoundTiesToEven()
    {
        QFETCH(int, format);
        QFETCH(double, value);
        QFETCH(quint64, bits);
        QCOMPARE(quint64{encoded(static_cast<Format>(format), value)}, bits);
    }

    void zeroPointsMoveTheGrid()
    {
        QCOMPARE(encoded(Format::Uint8, kNaN, 0.5, 17), std::uint64_t{17});
        QCOMPARE(encoded(Format::Uint8, 0.0, 0.5, 128), std::uint64_t{128});
        QCOMPARE(encoded(Format::Uint8, -64.2, 0.5, 128), std::uint64_t{0});
        QCOMPARE(decoded(Format::Uint8, 0, 0.5, 128), -64.0);
        QCOMPARE(decoded(Format::Int4, 0xF9, 0.25, 1), -2.0); // only the lowest four bits count
    }

    void refusesScalesThatAreNone()
    {
        for (const double scale : {0.0, -1.0, kInfinity, kNaN}) {
            QVERIFY_EXCEPTION_THROWN(encoded(Format::Int8, 1, scale), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(decoded(Format::Int8, 1, scale), std::invalid_argument);
        }
    }

private:
    static void checkStep(const Sixteen& numbers, double a, double b, std::uint16_t low,
                          std::uint16_t high)
    {
        const double middle = (a + b) / 2;
        const auto nearest = [&numbers](double value) {
            return narrow(encoded(numbers.format, value));
        };
        QCOMPARE(nearest(middle), low % 2 == 0 ? low : high);
        QCOMPARE(nearest(std::nextafter(middle, 0)), low);
        QCOMPARE(nearest(std::nextafter(middle, kInfinity)), high);
        QCOMPARE(nearest(-middle), low % 2 == 0 ? low | 0x8000 : high | 0x8000);
        const auto narrowMiddle = static_cast<float>(middle);
        QCOMPARE(numbers.to(narrowMiddle), nearest(static_cast<double>(narrowMiddle)));
        const float beside[] = {
            std::nextafterf(narrowMiddle, 0.0f),
            std::nextafterf(narrowMiddle, std::numeric_limits<float>::infinity())};
        for (const float value : beside)
            QCOMPARE(numbers.to(value), nearest(static_cast<double>(value)));
    }

    static bool holds(const QList<QByteArray>& words)
    {
        const Sixteen& numbers = sixteenOf(words[1]);
        if (words[0] == "checksum")
            return checksum(numbers) == words[2].toULongLong(nullptr, 16);
        const bool isPattern = words[0] == "pattern";
        const auto bits = words[isPattern ? 2 : 3].toUShort(nullptr, 16);
        const double value = std::strtod(words[isPattern ? 3 : 2].constData(), nullptr);
        return isPattern ? isSame(decoded(numbers.format, bits), value)
                         : narrow(encoded(numbers.format, value)) == bits;
    }
};

QTEST_APPLESS_MAIN(TestEncoding)
#include "tst_encoding.moc"
