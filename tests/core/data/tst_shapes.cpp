#include "core/base/thread_pool.h"
#include "core/data/batches.h"
#include "core/data/shapes.h"

#include <QtTest>

#include <numeric>
#include <set>

using namespace propago;

namespace {

using Pixels = std::vector<std::uint8_t>;

Pixels picture(const Dataset& data, std::int64_t index)
{
    Pixels pixels(static_cast<std::size_t>(data.sampleShape().elements()));
    data.pixels(index, pixels);
    return pixels;
}

} // namespace

class TestShapes : public QObject {
    Q_OBJECT
private slots:
    void picturesDependOnSeedPartAndIndexAlone()
    {
        const ShapesDataset small(10, Part::Train, 1);
        const ShapesDataset large(500, Part::Train, 1);
        for (std::int64_t i = 9; i >= 0; --i) {
            QCOMPARE(picture(small, i), picture(large, i));
            QCOMPARE(small.label(i), large.label(i));
        }
        QVERIFY(picture(small, 0) != picture(ShapesDataset(1, Part::Test, 1), 0));
        QVERIFY(picture(small, 0) != picture(ShapesDataset(1, Part::Train, 2), 0));
    }

    void noTwoPicturesAreTheSame()
    {
        const ShapesDataset training(300, Part::Train, 1);
        const ShapesDataset test(300, Part::Test, 1);
        std::set<Pixels> seen;
        for (std::int64_t i = 0; i < 300; ++i) {
            seen.insert(picture(training, i));
            seen.insert(picture(test, i));
        }
        QCOMPARE(seen.size(), std::size_t{600});
    }

    void classesAreAboutEquallyFrequent()
    {
        const ShapesDataset data(10'000, Part::Train, 1);
        QCOMPARE(data.sampleShape(), (Shape{3, 32, 32}));
        std::array<int, 10> counts{};
        for (const std::int32_t label : data.labels())
            ++counts[static_cast<std::size_t>(label)];
        for (const int count : counts)
            QVERIFY2(count > 850 && count < 1150, qPrintable(QString::number(count)));
    }

    // A shape stands out from its ground: no picture is a plain field.
    void everyShapeCanBeSeen()
    {
        const ShapesDataset data(400, Part::Test, 3);
        for (std::int64_t i = 0; i < data.size(); ++i) {
            const Pixels pixels = picture(data, i);
            double largest = 0;
            for (std::size_t channel = 0; channel < 3; ++channel) {
                const auto* plane = pixels.data() + channel * 1024;
                const double mean = std::accumulate(plane, plane + 1024, 0.0) / 1024;
                const double squares = std::inner_product(plane, plane + 1024, plane, 0.0) / 1024;
                largest = std::max(largest, squares - mean * mean);
            }
            QVERIFY2(largest > 15 * 15, qPrintable(QString("picture %1: %2").arg(i).arg(largest)));
        }
    }

    void threadsChangeNothing()
    {
        const ShapesDataset data(64, Part::Train, 1);
        std::vector<std::int32_t> indices(64);
        std::iota(indices.begin(), indices.end(), 0);
        std::vector<std::int32_t> labels(64);
        std::vector<Tensor> batches;
        for (const int threads : {1, 4}) {
            ThreadPool pool(threads);
            batches.emplace_back(Shape{64, 3, 32, 32}, Format::Fp32);
            fillBatch(data, {}, indices, batches.back().view(), labels.data(), pool);
        }
        QVERIFY(std::ranges::equal(batches[0].span<float>(), batches[1].span<float>()));
    }
};

QTEST_GUILESS_MAIN(TestShapes)
#include "tst_shapes.moc"
