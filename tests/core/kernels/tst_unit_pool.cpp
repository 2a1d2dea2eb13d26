#include "unit_samples.h"

#include <QtTest>

using namespace propago;

class UnitPoolTest : public QObject {
    Q_OBJECT
private slots:
    void unitsKeepTheNumbers()
    {
        constexpr std::int64_t kChannels = 5;
        constexpr std::int64_t kPlane = 7;
        const Numbers<float> values(kChannels * kPlane, 1);
        for (const UnitFormat format : {UnitFormat::Fp32, UnitFormat::Bf16, UnitFormat::Int8,
                                        UnitFormat::Fp16, UnitFormat::Int16}) {
            Numbers<std::uint8_t> units(unitBytes(format, kChannels, kPlane));
            Numbers<float> back(values.size());
            const float scale = 0.01f;
            toUnits(format, values.data(), units.data(), kChannels, kPlane, scale, 128);
            fromUnits(format, units.data(), back.data(), kChannels, kPlane, scale, 128);
            const float bound = format == UnitFormat::Fp32   ? 0
                                : format == UnitFormat::Bf16 ? 0x1p-8f
                                : format == UnitFormat::Fp16 ? 0x1p-11f
                                                             : scale * 0.5001f;
            for (std::int64_t i = 0; i < values.size(); ++i)
                QVERIFY(std::abs(values[i] - back[i]) <= bound);
        }
        // Halves go to the even neighbour, and what is out of range is clamped.
        const float halves[] = {0.5f, 1.5f, 2.5f, -0.5f, 1000, -1000};
        std::uint8_t bytes[8] = {};
        toUnits(UnitFormat::Int8, halves, bytes, 1, 1, 1, 10);
        QCOMPARE(int(bytes[0]), 10);
        const int expected[] = {10, 12, 12, 10, 255, 0};
        for (int i = 0; i < 6; ++i) {
            toUnits(UnitFormat::Int8, halves + i, bytes, 1, 1, 1, 10);
            QCOMPARE(int(bytes[0]), expected[i]);
        }
    }

    void poolsMatchPlainLoops()
    {
        const WindowGeometry shapes[] = {
            {5, 8, 10, 5, 2, 2, 2, 2},
            {5, 9, 7, 5, 2, 2, 2, 2},
            {6, 9, 7, 6, 3, 3, 2, 2, 1, 1, 1, 1},
            {3, 6, 6, 3, 6, 6},
            {3, 6, 9, 3, 6, 9},
            {2, 21, 150, 2, 3, 3, 2, 2, 1, 1, 1, 1},
            {5, 8, 40, 5, 3, 4, 1, 1, 1, 1, 1, 2},
            {2, 7, 1600, 2, 2, 3, 1, 3, 0, 1, 1, 0},
            {3, 9, 30, 3, 2, 3, 3, 1, 0, 0, 0, 0, 2, 4},
        };
        for (const WindowGeometry& g : shapes) {
            const auto x = randomBytes(g.channels * g.inPlane(), 3);
            std::vector<float> real(x.begin(), x.end());
            for (const UnitFormat format : {UnitFormat::Fp32, UnitFormat::Bf16, UnitFormat::Int8,
                                            UnitFormat::Fp16, UnitFormat::Int16}) {
                for (const UnitPoolKind kind : {UnitPoolKind::Max, UnitPoolKind::Average}) {
                    for (const bool countsPad : {false, true})
                        checkPool(g, real, format, kind, countsPad);
                }
            }
        }
    }

private:
    static void checkPool(const WindowGeometry& g, const std::vector<float>& x, UnitFormat format,
                          UnitPoolKind kind, bool countsPad)
    {
        constexpr int kZero = 40;
        const int zero = format == UnitFormat::Int8 ? kZero : 0;
        Numbers<std::uint8_t> units(unitBytes(format, g.channels, g.inPlane()));
        Numbers<std::uint8_t> y(unitBytes(format, g.channels, g.outPlane()));
        std::vector<float> values(static_cast<std::size_t>(g.channels * g.outPlane()));
        toUnits(format, x.data(), units.data(), g.channels, g.inPlane());
        ThreadPool pool(2);
        UnitPool(g, format, kind, countsPad, zero).run(units.data(), y.data(), 1, &pool);
        fromUnits(format, y.data(), values.data(), g.channels, g.outPlane());
        for (std::int64_t i = 0; i < std::ssize(values); ++i) {
            const std::int64_t channel = i / g.outPlane();
            const std::int64_t oy = i % g.outPlane() / g.outWidth();
            const std::int64_t ox = i % g.outWidth();
            float most = -1;
            double sum = 0;
            int count = 0;
            for (std::int64_t ky = 0; ky < g.kernelH; ++ky) {
                for (std::int64_t kx = 0; kx < g.kernelW; ++kx) {
                    const std::int64_t row = oy * g.strideH + ky * g.dilationH - g.padTop;
                    const std::int64_t column = ox * g.strideW + kx * g.dilationW - g.padLeft;
                    const bool isReal =
                        row >= 0 && row < g.height && column >= 0 && column < g.width;
                    const float value = isReal ? x[static_cast<std::size_t>(
                                            channel * g.inPlane() + row * g.width + column)]
                                               : static_cast<float>(zero);
                    if (isReal)
                        most = std::max(most, value);
                    if (isReal || countsPad) {
                        sum += static_cast<double>(value);
                        ++count;
                    }
                }
            }
            float wanted = most;
            if (kind == UnitPoolKind::Average) {
                wanted = static_cast<float>(sum / count);
                wanted = roundedTo(format, wanted);
                if (format == UnitFormat::Int8 || format == UnitFormat::Int16)
                    wanted = static_cast<float>(std::nearbyint(sum / count));
            }
            QCOMPARE(values[static_cast<std::size_t>(i)], wanted);
        }
    }
};

QTEST_APPLESS_MAIN(UnitPoolTest)
#include "tst_unit_pool.moc"
