#include "core/kernels/fake_quantisation.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace propago;

namespace {

// The definition, with the library's rounding.
double byDefinition(const CodeRange& codes, double x)
{
    const double code = std::nearbyint(x / codes.scale) + static_cast<double>(codes.zeroPoint);
    const double kept =
        std::clamp(code, static_cast<double>(codes.lowest), static_cast<double>(codes.highest));
    return codes.scale * (kept - static_cast<double>(codes.zeroPoint));
}

bool isRepresentable(const CodeRange& codes, double x)
{
    const double code = std::nearbyint(x / codes.scale) + static_cast<double>(codes.zeroPoint);
    return code >= static_cast<double>(codes.lowest) && code <= static_cast<double>(codes.highest);
}

// Whole and half steps in and around the range, and what lies between them.
template<typename T> std::vector<T> argumentsFor(const CodeRange& codes)
{
    std::vector<T> x;
    const std::int64_t span = codes.highest - codes.lowest;
    for (std::int64_t i = 0; i < 1000; ++i) {
        const std::int64_t quarter =
            4 * (codes.lowest - codes.zeroPoint) - 12 + i * (4 * span + 24) / 1000;
        x.push_back(static_cast<T>(codes.scale * static_cast<double>(quarter) / 4));
        x.push_back(static_cast<T>(codes.scale * (static_cast<double>(quarter) / 4 + 0.013)));
    }
    return x;
}

} // namespace

Q_DECLARE_METATYPE(propago::CodeRange)

class TestFakeQuantisation : public QObject {
    Q_OBJECT

    static void addRanges()
    {
        QTest::addColumn<CodeRange>("codes");
        QTest::newRow("uint8") << CodeRange{0.0625, 0, 0, 255};
        QTest::newRow("uint8 with zero point") << CodeRange{0.02f, 117, 0, 255};
        QTest::newRow("int8") << CodeRange{0.125, 0, -128, 127};
        QTest::newRow("int4") << CodeRange{0.3, -2, -8, 7};
        QTest::newRow("uint2") << CodeRange{1, 1, 0, 3};
        QTest::newRow("int16") << CodeRange{1e-4, 77, -32768, 32767};
        QTest::newRow("huge steps") << CodeRange{1e20, 3, 0, 15};
        QTest::newRow("tiny steps") << CodeRange{1e-20, 3, 0, 15};
    }

    template<typename T> static void compare(const CodeRange& codes)
    {
        ThreadPool pool(2);
        const std::vector<T> x = argumentsFor<T>(codes);
        const auto count = static_cast<std::int64_t>(x.size());
        std::vector<T> y(x.size()), dy(x.size()), dx(x.size(), T(5)), sum(x.size(), T(5));
        for (std::size_t i = 0; i < dy.size(); ++i)
            dy[i] = static_cast<T>(1 + i % 7);
        fakeQuantise<T>(codes, x.data(), y.data(), count, pool);
        fakeQuantiseBackward<T>(codes, x.data(), dy.data(), dx.data(), count, false, pool);
        fakeQuantiseBackward<T>(codes, x.data(), dy.data(), sum.data(), count, true, pool);
        int passed = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto value = static_cast<double>(x[i]);
            QCOMPARE(y[i], static_cast<T>(byDefinition(codes, value)));
            const T through = isRepresentable(codes, value) ? dy[i] : T(0);
            QCOMPARE(dx[i], through);
            QCOMPARE(sum[i], T(5) + through);
            passed += through != T(0) ? 1 : 0;
        }
        QVERIFY(passed > 0 && passed < count);
    }

private Q_SLOTS:
    void roundsAndPassesByDefinition_data() { addRanges(); }
    void roundsAndPassesByDefinition()
    {
        QFETCH(CodeRange, codes);
        compare<float>(codes);
        compare<double>(codes);
    }

    void halvesGoToTheEvenCode()
    {
        const CodeRange codes{0.5, 3, 0, 255};
        QCOMPARE(codeOf(codes, 0.25), 3.0);
        QCOMPARE(codeOf(codes, 0.75), 5.0);
        QCOMPARE(codeOf(codes, -0.25), 3.0);
        QCOMPARE(codeOf(codes, -0.75), 1.0);
        QCOMPARE(codeOf(codes, -1e9), 0.0);
        QCOMPARE(codeOf(codes, 1e300), 255.0);
    }

    void whatIsRoundedStays_data() { addRanges(); }
    void whatIsRoundedStays()
    {
        QFETCH(CodeRange, codes);
        ThreadPool pool(1);
        std::vector<float> x = argumentsFor<float>(codes);
        const auto count = static_cast<std::int64_t>(x.size());
        fakeQuantise<float>(codes, x.data(), x.data(), count, pool);
        const std::vector<float> once = x;
        fakeQuantise<float>(codes, x.data(), x.data(), count, pool);
        QCOMPARE(x, once);
    }

    void notANumberPasses()
    {
        ThreadPool pool(1);
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        double x[] = {std::nan(""), kInfinity, -kInfinity};
        fakeQuantise<double>({0.5, 2, 0, 7}, x, x, 3, pool);
        QVERIFY(std::isnan(x[0]));
        QCOMPARE(x[1], 2.5);
        QCOMPARE(x[2], -1.0);
    }
};

QTEST_APPLESS_MAIN(TestFakeQuantisation)
#include "tst_fake_quantisation.moc"
