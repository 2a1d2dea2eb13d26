#include "core/base/thread_pool.h"
#include "core/data/batches.h"

#include <QtTest>

#include <numeric>
#include <stdexcept>

using namespace propago;

namespace {

// Forty pictures of two channels, 3x5; every byte value occurs.
std::shared_ptr<MemoryDataset> fortyPictures()
{
    DatasetFacts facts{"forty", Shape{2, 3, 5}, {"even", "odd"}, {}};
    for (int i = 0; i < 40; ++i)
        facts.labels.push_back(i % 2);
    std::vector<std::uint8_t> pixels(40 * 30);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i * 7);
    return std::make_shared<MemoryDataset>(std::move(facts), std::move(pixels));
}

std::uint8_t byteAt(std::int64_t picture, std::int64_t at)
{
    return static_cast<std::uint8_t>((picture * 30 + at) * 7);
}

} // namespace

class TestBatches : public QObject {
    Q_OBJECT
private slots:
    void fillsInTheOrderOfTheIndices_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread") << 1;
        QTest::newRow("three threads") << 3;
    }

    void fillsInTheOrderOfTheIndices()
    {
        QFETCH(int, threads);
        ThreadPool pool(threads);
        const auto data = fortyPictures();
        std::vector<std::int32_t> indices(37);
        for (std::size_t i = 0; i < indices.size(); ++i)
            indices[i] = static_cast<std::int32_t>(i * 11 % 40);
        const Normalisation normalisation{{0.25f, 0.5f}, {0.5f, 2.0f}};
        for (const Format format : {Format::Fp32, Format::Fp64}) {
            Tensor x(Shape{37, 2, 3, 5}, format);
            std::vector<std::int32_t> labels(37, -1);
            fillBatch(*data, normalisation, indices, x.view(), labels.data(), pool);
            for (std::int64_t n = 0; n < 37; ++n) {
                const std::int32_t index = indices[static_cast<std::size_t>(n)];
                QCOMPARE(labels[static_cast<std::size_t>(n)], index % 2);
                for (std::int64_t at = 0; at < 30; ++at) {
                    const float value = static_cast<float>(byteAt(index, at)) / 255.0f;
                    const float expected = at < 15 ? (value - 0.25f) / 0.5f : (value - 0.5f) / 2.0f;
                    QCOMPARE(static_cast<float>(x.at(n * 30 + at)), expected);
                }
            }
        }
    }

    void withoutNormalisationValuesRunFromZeroToOne()
    {
        const auto table = normalisedBytes({}, 0);
        QCOMPARE(table[0], 0.0f);
        QCOMPARE(table[51], 0.2f);
        QCOMPARE(table[255], 1.0f);
    }

    void oneEntryServesAllChannels()
    {
        const Normalisation normalisation{{0.5f}, {0.5f}};
        QCOMPARE(normalisedBytes(normalisation, 2)[255], 1.0f);
        QCOMPARE(normalisedBytes(normalisation, 0)[0], -1.0f);
    }

    void onePictureIsNormalisedLikeABatch()
    {
        ThreadPool pool(1);
        const auto data = fortyPictures();
        const Normalisation normalisation{{0.1f, 0.2f}, {0.3f, 0.4f}};
        Tensor batch(Shape{1, 2, 3, 5}, Format::Fp32);
        Tensor single(Shape{2, 3, 5}, Format::Fp32);
        std::int32_t label = 0;
        const std::array<std::int32_t, 1> index{17};
        fillBatch(*data, normalisation, index, batch.view(), &label, pool);
        std::vector<std::uint8_t> picture(30);
        data->pixels(17, picture);
        normalise(picture, normalisation, 2, single.view());
        for (std::int64_t i = 0; i < 30; ++i)
            QCOMPARE(single.at(i), batch.at(i));
    }

    void refusesABatchOfAnotherSize()
    {
        ThreadPool pool(1);
        const auto data = fortyPictures();
        const std::array<std::int32_t, 2> indices{0, 1};
        std::array<std::int32_t, 2> labels{};
        const auto fill = [&](const Tensor& x) {
            fillBatch(*data, {}, indices, x.view(), labels.data(), pool);
        };
        QVERIFY_EXCEPTION_THROWN(fill(Tensor(Shape{3, 2, 3, 5}, Format::Fp32)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(fill(Tensor(Shape{2, 1, 3, 5}, Format::Fp32)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(fill(Tensor(Shape{2, 2, 3, 5}, Format::Int8)),
                                 std::invalid_argument);
    }

    void datasetsRefuseWhatDoesNotBelongTogether()
    {
        const auto make = [](std::vector<std::int32_t> labels, std::size_t bytes) {
            return MemoryDataset({"bad", Shape{1, 2, 2}, {"only"}, std::move(labels)},
                                 std::vector<std::uint8_t>(bytes));
        };
        QVERIFY_EXCEPTION_THROWN(make({0, 0}, 7), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(make({0, 1}, 8), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(make({-1}, 4), std::invalid_argument);
        QCOMPARE(make({0, 0}, 8).size(), std::int64_t{2});
    }
};

QTEST_GUILESS_MAIN(TestBatches)
#include "tst_batches.moc"
