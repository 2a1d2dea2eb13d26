#include "core/serve/roofline.h"

#include "core/base/thread_pool.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr double kBriefly = 0.05;

Roofs exampleRoofs()
{
    Roofs roofs;
    roofs.fp64 = 50;
    roofs.fp32 = 100;
    roofs.bf16 = 200;
    roofs.int8 = 400;
    roofs.memory = 20;
    roofs.cache = 80;
    return roofs;
}

LayerWork work(double operations, double bytes, double bytesAtOnce)
{
    LayerWork layer;
    layer.operations = operations;
    layer.bytes = bytes;
    layer.bytesAtOnce = bytesAtOnce;
    layer.seconds = 1e-3;
    return layer;
}

} // namespace

class TestRoofline : public QObject {
    Q_OBJECT
private slots:
    void dividesWorkByTimeAndBytes()
    {
        const RooflineLayer layer = underRoofs(work(6e6, 2e6, 2e6), exampleRoofs(), Format::Fp32);
        QCOMPARE(layer.intensity, 3.0);
        QCOMPARE(layer.gflops, 6.0);
        QCOMPARE(layer.gigabytes, 2.0);
    }

    // Of 20 GB/s, five operations a byte make 100 Gop/s: the ridge of fp32, far below that of int8.
    void theLowerRoofBounds()
    {
        constexpr double kLarge = 1e12; // in no cache
        const Roofs roofs = exampleRoofs();
        const RooflineLayer above = underRoofs(work(6e6, 1e6, kLarge), roofs, Format::Fp32);
        QVERIFY(above.bound == RoofBound::Compute);
        QCOMPARE(above.limit, 100.0);
        const RooflineLayer below = underRoofs(work(4e6, 1e6, kLarge), roofs, Format::Fp32);
        QVERIFY(below.bound == RoofBound::Memory);
        QVERIFY(!below.isInCache);
        QCOMPARE(below.limit, 80.0);
        QVERIFY(underRoofs(work(6e6, 1e6, kLarge), roofs, Format::Int8).bound == RoofBound::Memory);
    }

    void smallLayersAreBoundByTheCache()
    {
        const RooflineLayer layer = underRoofs(work(4e6, 1e6, 1e3), exampleRoofs(), Format::Fp32);
        QVERIFY(layer.isInCache);
        QVERIFY(layer.bound == RoofBound::Compute); // 4 x 80 is beyond the peak
        QCOMPARE(layer.limit, 100.0);
    }

    void layersWithoutMultiplyAddsMoveMemory()
    {
        const RooflineLayer layer = underRoofs(work(0, 1e6, 1e3), exampleRoofs(), Format::Fp32);
        QVERIFY(layer.bound == RoofBound::Memory);
        QCOMPARE(layer.limit, 0.0);
        QCOMPARE(layer.gigabytes, 1.0);
        QCOMPARE(underRoofs({}, exampleRoofs(), Format::Fp32).gflops, 0.0);
    }

    // Where fp32 has one product in a lane, bf16 has two and int8 four: far more would mean that the
    // compiler took a loop away.
    void measuredPeaksAreReal()
    {
        ThreadPool pool(1);
        const auto roofs = measureRoofs(pool, kBriefly, {});
        QVERIFY(roofs);
        QCOMPARE(roofs->threads, 1);
        QVERIFY(roofs->fp64 > 0);
        QVERIFY(roofs->memory > 0);
        QVERIFY(roofs->cache > 0);
        QVERIFY2(roofs->bf16 < 8 * roofs->fp32, qPrintable(QString::number(roofs->bf16)));
        QVERIFY2(roofs->int8 < 16 * roofs->fp32, qPrintable(QString::number(roofs->int8)));
        QVERIFY2(roofs->int16 < 8 * roofs->fp32, qPrintable(QString::number(roofs->int16)));
        QVERIFY2(roofs->int4 < 16 * roofs->fp32, qPrintable(QString::number(roofs->int4)));
        QVERIFY(roofs->int16 > 0 && roofs->int4 > 0);
        QCOMPARE(roofs->peak(Format::Int8), roofs->int8);
        QCOMPARE(roofs->peak(Format::Int16), roofs->int16);
        QCOMPARE(roofs->peak(Format::Int2), roofs->int4);
        QCOMPARE(roofs->peak(Format::Fp16), roofs->fp32);
    }

    void tellsProgressAndCancels()
    {
        ThreadPool pool(1);
        std::vector<double> told;
        const auto cancelled = measureRoofs(pool, kBriefly, [&](double done) {
            told.push_back(done);
            return told.size() < 3;
        });
        QVERIFY(!cancelled);
        QCOMPARE(told.size(), std::size_t{3});
        QCOMPARE(told[0], 0.0);
        QVERIFY(told[1] < told[2] && told[2] < 1);
    }
};

QTEST_APPLESS_MAIN(TestRoofline)
#include "tst_roofline.moc"
