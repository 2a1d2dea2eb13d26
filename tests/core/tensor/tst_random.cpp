#include "core/tensor/random.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace propago;

namespace {

using Words = std::array<std::uint32_t, 4>;

// The source mixes the stream into the counter's third word; this undoes it, so that any counter of
// the published vectors can be asked for.
RandomSource sourceFor(const Words& counter, std::uint32_t key0, std::uint32_t key1)
{
    const std::uint32_t stream = static_cast<std::uint32_t>(RandomStream::Initial) << 24;
    const std::uint64_t a = std::uint64_t{counter[2] ^ stream} << 32 | counter[1];
    return {std::uint64_t{key1} << 32 | key0, RandomStream::Initial, a, counter[3]};
}

} // namespace

class TestRandom : public QObject {
    Q_OBJECT
private slots:
    // kat_vectors of Random123, philox4x32 with 10 rounds.
    void philoxGivesThePublishedAnswers()
    {
        const auto zeros = sourceFor({0, 0, 0, 0}, 0, 0).words(0);
        QCOMPARE(zeros, (Words{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}));
        const std::uint32_t ones = 0xffffffffu;
        QCOMPARE(sourceFor({ones, ones, ones, ones}, ones, ones).words(ones),
                 (Words{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}));
        const Words counter{0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u};
        QCOMPARE(sourceFor(counter, 0xa4093822u, 0x299f31d0u).words(counter[0]),
                 (Words{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}));
    }

    void everyPartOfTheKeyMatters()
    {
        const Words base = RandomSource(1, RandomStream::Dropout, 2, 3).words(4);
        QVERIFY(base != RandomSource(2, RandomStream::Dropout, 2, 3).words(4));
        QVERIFY(base != RandomSource(std::uint64_t{1} << 40, RandomStream::Dropout, 2, 3).words(4));
        QVERIFY(base != RandomSource(1, RandomStream::Shuffle, 2, 3).words(4));
        QVERIFY(base != RandomSource(1, RandomStream::Dropout, 3, 3).words(4));
        QVERIFY(base != RandomSource(1, RandomStream::Dropout, std::uint64_t{2} << 32, 3).words(4));
        QVERIFY(base != RandomSource(1, RandomStream::Dropout, 2, 4).words(4));
        QVERIFY(base != RandomSource(1, RandomStream::Dropout, 2, 3).words(5));
    }

    void uniformFillsTheUnitIntervalEvenly()
    {
        const RandomSource source(11, RandomStream::Augment);
        std::array<int, 16> bins{};
        for (std::uint64_t i = 0; i < 160'000; ++i) {
            const float value = source.uniform(i);
            QVERIFY(value >= 0.0f && value < 1.0f);
            ++bins[static_cast<std::size_t>(value * 16)];
        }
        for (const int count : bins)
            QVERIFY2(std::abs(count - 10'000) < 500, qPrintable(QString::number(count))); // 5 sigma
    }

    void normalHasMeanZeroAndDeviationOne()
    {
        const RandomSource source(11, RandomStream::Initial);
        double sum = 0, squares = 0;
        constexpr int count = 100'000;
        for (int i = 0; i < count; ++i) {
            const double value = source.normal(static_cast<std::uint64_t>(i));
            QVERIFY(std::isfinite(value));
            sum += value;
            squares += value * value;
        }
        QVERIFY(std::abs(sum / count) < 0.016);
        QVERIFY(std::abs(squares / count - 1.0) < 0.023);
    }

    void belowStaysBelow()
    {
        const RandomSource source(5, RandomStream::Generate);
        std::set<std::uint32_t> seen;
        for (std::uint64_t i = 0; i < 1000; ++i)
            seen.insert(source.below(7, i));
        QCOMPARE(seen, (std::set<std::uint32_t>{0, 1, 2, 3, 4, 5, 6}));
    }

    void permutationHoldsEachNumberOnce()
    {
        auto order = permutation(1000, RandomSource(1, RandomStream::Shuffle, 0));
        QVERIFY(!std::ranges::is_sorted(order));
        QCOMPARE(order, permutation(1000, RandomSource(1, RandomStream::Shuffle, 0)));
        QVERIFY(order != permutation(1000, RandomSource(1, RandomStream::Shuffle, 1)));
        std::ranges::sort(order);
        for (std::int32_t i = 0; i < 1000; ++i)
            QCOMPARE(order[static_cast<std::size_t>(i)], i);
    }
};

QTEST_GUILESS_MAIN(TestRandom)
#include "tst_random.moc"
