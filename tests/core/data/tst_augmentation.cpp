#include "core/base/thread_pool.h"
#include "core/data/augmentation.h"
#include "core/data/batches.h"

#include <QtTest>

#include <cmath>
#include <numeric>
#include <set>

using namespace propago;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t kSeed = 77;
const Shape kShape{2, 6, 7};

/// Every pixel another value, none black.
Bytes known()
{
    Bytes bytes(84);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{100});
    return bytes;
}

Augmentation only(double Augmentation::*kind, double strength)
{
    Augmentation augmentation;
    augmentation.*kind = strength;
    return augmentation;
}

Augmentation everything()
{
    Augmentation augmentation;
    for (const AugmentationKind& kind : augmentationKinds())
        augmentation.*(kind.strength) = kind.usual;
    return augmentation;
}

Bytes changed(const Augmentation& augmentation, std::int64_t batch, std::int64_t sample,
              Bytes bytes = known(), const Shape& shape = kShape)
{
    Augmenter(augmentation, shape, kSeed).change(batch, sample, bytes);
    return bytes;
}

/// The picture moved by whole pixels, black where it came from outside.
Bytes moved(const Bytes& bytes, std::int64_t right, std::int64_t down)
{
    Bytes result(bytes.size(), 0);
    for (std::int64_t i = 0; i < kShape.elements(); ++i) {
        const std::int64_t x = i % 7 - right;
        const std::int64_t y = i / 7 % 6 - down;
        if (x >= 0 && x < 7 && y >= 0 && y < 6)
            result[static_cast<std::size_t>(i)] =
                bytes[static_cast<std::size_t>(i / 42 * 42 + y * 7 + x)];
    }
    return result;
}

Bytes mirrored(const Bytes& bytes)
{
    Bytes result = bytes;
    for (std::size_t line = 0; line < bytes.size(); line += 7)
        std::reverse(result.begin() + static_cast<std::ptrdiff_t>(line),
                     result.begin() + static_cast<std::ptrdiff_t>(line) + 7);
    return result;
}

std::size_t blacks(const Bytes& bytes)
{
    return static_cast<std::size_t>(std::ranges::count(bytes, std::uint8_t{0}));
}

} // namespace

class TestAugmentation : public QObject {
    Q_OBJECT
private slots:
    void nothingIsChangedByDefault()
    {
        QVERIFY(!Augmenter({}, kShape, kSeed).changesPictures());
        QVERIFY(!Augmenter({}, kShape, kSeed).mixes());
        QCOMPARE(changed({}, 3, 4), known());
    }

    void everyKindChangesSomething()
    {
        for (const AugmentationKind& kind : augmentationKinds()) {
            const Augmentation augmentation = only(kind.strength, kind.usual);
            const Augmenter augmenter(augmentation, kShape, kSeed);
            QCOMPARE(augmenter.mixes(), std::string(kind.name) == "mixup");
            QCOMPARE(augmenter.changesPictures(), !augmenter.mixes());
            int different = 0;
            for (std::int64_t sample = 0; sample < 20; ++sample)
                different += changed(augmentation, 0, sample) != known() ? 1 : 0;
            QVERIFY2((different >= 5) == augmenter.changesPictures(), kind.name);
        }
    }

    // Each picture is the known one moved by -2..2 either way, and all 25 ways occur.
    void shiftByWholePixels()
    {
        std::set<std::pair<std::int64_t, std::int64_t>> ways;
        for (std::int64_t sample = 0; sample < 400; ++sample) {
            const Bytes bytes = changed(only(&Augmentation::shift, 2), 1, sample);
            bool isFound = false;
            for (std::int64_t right = -2; right <= 2; ++right) {
                for (std::int64_t down = -2; down <= 2; ++down) {
                    if (bytes != moved(known(), right, down))
                        continue;
                    isFound = true;
                    ways.insert({right, down});
                }
            }
            QVERIFY(isFound);
        }
        QCOMPARE(ways.size(), std::size_t{25});
    }

    void flipMirrors()
    {
        QCOMPARE(changed(only(&Augmentation::flip, 1), 0, 0), mirrored(known()));
        int flipped = 0;
        for (std::int64_t sample = 0; sample < 1000; ++sample) {
            const Bytes bytes = changed(only(&Augmentation::flip, 0.25), 0, sample);
            QVERIFY(bytes == known() || bytes == mirrored(known()));
            flipped += bytes == known() ? 0 : 1;
        }
        QVERIFY(std::abs(flipped - 250) < 60); // more than four deviations
    }

    // The middle pixel of an odd picture stays where it is; a plain picture stays plain inside.
    void rotationAndScaleTurnAboutTheMiddle()
    {
        const Shape shape{1, 9, 9};
        for (const auto kind : {&Augmentation::rotate, &Augmentation::scale}) {
            const double strength = kind == &Augmentation::rotate ? 180.0 : 0.4;
            for (std::int64_t sample = 0; sample < 50; ++sample) {
                Bytes dot(81, 0);
                dot[40] = 200;
                QCOMPARE(changed(only(kind, strength), 0, sample, dot, shape)[40],
                         std::uint8_t{200});
                const Bytes plain = changed(only(kind, strength), 0, sample, Bytes(81, 90), shape);
                for (const std::size_t inside : {30u, 31u, 32u, 39u, 40u, 41u, 48u, 49u, 50u})
                    QCOMPARE(plain[inside], std::uint8_t{90});
            }
        }
    }

    // A quarter turn of a bar through the middle is a bar the other way; angles are in between.
    void rotationTurnsByUpToItsStrength()
    {
        const Shape shape{1, 21, 21};
        Bytes bar(441, 0);
        for (std::size_t x = 0; x < 21; ++x)
            bar[10 * 21 + x] = 255;
        for (std::int64_t sample = 0; sample < 100; ++sample) {
            const Bytes bytes = changed(only(&Augmentation::rotate, 10), 0, sample, bar, shape);
            // At 10 degrees the end of the bar, 10 pixels from the middle, moves by 1.74.
            for (std::size_t y = 0; y < 21; ++y) {
                if (y < 7 || y > 13)
                    QCOMPARE(bytes[y * 21 + 20], std::uint8_t{0});
            }
        }
    }

    // Brightness and contrast are the same for the whole picture, so equal bytes stay equal, and
    // with a strength of 1/5 a grey of 100 stays between 80 and 120.
    void colourStaysInItsRange()
    {
        std::set<std::uint8_t> seen;
        for (std::int64_t sample = 0; sample < 200; ++sample) {
            const Bytes bytes =
                changed(only(&Augmentation::colour, 0.2), 0, sample, Bytes(84, 100));
            QCOMPARE(static_cast<std::size_t>(std::ranges::count(bytes, bytes[0])), bytes.size());
            QVERIFY(bytes[0] >= 80 && bytes[0] <= 120);
            seen.insert(bytes[0]);
        }
        QVERIFY(seen.size() > 20);
        // The order of values stays, the extremes are held at 0 and 255.
        Bytes ramp(84);
        for (std::size_t i = 0; i < ramp.size(); ++i)
            ramp[i] = static_cast<std::uint8_t>(i * 255 / 83);
        for (std::int64_t sample = 0; sample < 50; ++sample)
            QVERIFY(
                std::ranges::is_sorted(changed(only(&Augmentation::colour, 1), 0, sample, ramp)));
    }

    // A square of 3 in both channels, smaller only where it hangs over the border.
    void cutoutBlackensOneSquare()
    {
        std::set<std::size_t> sizes;
        for (std::int64_t sample = 0; sample < 200; ++sample) {
            const Bytes bytes = changed(only(&Augmentation::cutout, 3), 0, sample);
            sizes.insert(blacks(bytes));
            std::int64_t left = 7, right = -1, top = 6, bottom = -1;
            for (std::int64_t i = 0; i < 84; ++i) {
                const std::size_t place = static_cast<std::size_t>(i);
                QVERIFY(bytes[place] == 0 || bytes[place] == known()[place]);
                if (bytes[place] != 0)
                    continue;
                left = std::min(left, i % 7);
                right = std::max(right, i % 7);
                top = std::min(top, i / 7 % 6);
                bottom = std::max(bottom, i / 7 % 6);
            }
            QCOMPARE(blacks(bytes),
                     static_cast<std::size_t>(2 * (right - left + 1) * (bottom - top + 1)));
        }
        QCOMPARE(sizes, (std::set<std::size_t>{2 * 4, 2 * 6, 2 * 9}));
    }

    void isAFunctionOfSeedBatchAndSample()
    {
        const Augmentation all = everything();
        QCOMPARE(changed(all, 5, 6), changed(all, 5, 6));
        QVERIFY(changed(all, 5, 6) != changed(all, 6, 5));
        QVERIFY(changed(all, 5, 6) != changed(all, 5, 7));
        Bytes other = known();
        Augmenter(all, kShape, kSeed + 1).change(5, 6, other);
        QVERIFY(other != changed(all, 5, 6));
    }

    // One more kind leaves the draws of the others as they were.
    void kindsDoNotDisturbEachOther()
    {
        Augmentation both = only(&Augmentation::shift, 2);
        both.cutout = 3;
        for (std::int64_t sample = 0; sample < 30; ++sample) {
            const Bytes shifted = changed(only(&Augmentation::shift, 2), 0, sample);
            QCOMPARE(changed(both, 0, sample),
                     changed(only(&Augmentation::cutout, 3), 0, sample, shifted));
        }
    }

    void batchesDoNotDependOnTheThreads()
    {
        DatasetFacts facts{"known", kShape, {"one"}, std::vector<std::int32_t>(60, 0)};
        Bytes pixels;
        for (std::size_t i = 0; i < 60 * 84; ++i)
            pixels.push_back(static_cast<std::uint8_t>(i * i % 251));
        const MemoryDataset data(std::move(facts), pixels);
        std::vector<std::int32_t> indices(60), labels(60);
        std::iota(indices.begin(), indices.end(), 0);
        const Augmenter augmenter(everything(), kShape, kSeed);
        const auto filled = [&](int threads) {
            ThreadPool pool(threads);
            Tensor x(kShape.batched(60), Format::Fp32);
            fillBatch(data, {}, indices, x.view(), labels.data(), pool, {&augmenter, 9});
            return std::vector<float>(x.span<float>().begin(), x.span<float>().end());
        };
        const std::vector<float> expected = filled(1);
        QCOMPARE(filled(3), expected);
        QVERIFY(std::ranges::all_of(expected, [](float v) { return v >= 0 && v <= 1; }));
        Bytes third(pixels.begin() + 3 * 84, pixels.begin() + 4 * 84);
        augmenter.change(9, 3, third);
        for (std::size_t i = 0; i < 84; ++i)
            QCOMPARE(expected[3 * 84 + i], static_cast<float>(third[i]) / 255.0f);
    }

    // Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2 a + 1)); the larger share counts.
    void mixupDrawsFromItsDistribution()
    {
        for (const double alpha : {0.05, 0.2, 1.0}) {
            const Augmenter augmenter(only(&Augmentation::mixup, alpha), kShape, kSeed);
            double variance = 0;
            std::set<std::int64_t> partners;
            constexpr int kDraws = 20'000;
            for (int i = 0; i < kDraws; ++i) {
                const Mix mix = augmenter.mix(i / 10, i % 10, 10);
                QVERIFY(mix.share >= 0.5 && mix.share <= 1);
                QVERIFY(mix.partner >= 0 && mix.partner < 10);
                partners.insert(mix.partner);
                variance += (mix.share - 0.5) * (mix.share - 0.5) / kDraws;
            }
            QCOMPARE(partners.size(), std::size_t{10});
            const double expected = 1 / (4 * (2 * alpha + 1));
            QVERIFY2(std::abs(variance / expected - 1) < 0.03,
                     qPrintable(QString::number(variance)));
        }
    }

    void textComesBack()
    {
        QCOMPARE(textOf({}), std::string());
        QCOMPARE(textOf(everything()),
                 std::string("shift=2,flip=0.5,rotate=15,scale=0.1,colour=0.2,cutout=8,mixup=0.2"));
        QVERIFY(*parseAugmentation(textOf(everything())) == everything());
        QVERIFY(*parseAugmentation("flip,rotate=33.3") == (Augmentation{0, 0.5, 33.3, 0, 0, 0, 0}));
        QVERIFY(*parseAugmentation("none") == Augmentation{});
        QVERIFY(isSound(everything()));
        QVERIFY(!isSound(only(&Augmentation::scale, 2)));
        QVERIFY(!isSound(only(&Augmentation::scale, std::nan(""))));
        QVERIFY_EXCEPTION_THROWN(Augmenter(only(&Augmentation::shift, 1e12), kShape, kSeed),
                                 std::invalid_argument);
    }

    void nonsenseIsRefused()
    {
        for (const char* text : {"", "spin", "flip,", "flip=", "flip=2", "flip=nan", "shift=-1",
                                 "rotate=1x", "mixup=0", "flip flip", "=3", "none,flip"})
            QVERIFY2(!parseAugmentation(text), text);
        QVERIFY(describe(parseAugmentation("spin").error()).find("cutout") != std::string::npos);
        QVERIFY(describe(parseAugmentation("flip=7").error()).find("0.01") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestAugmentation)
#include "tst_augmentation.moc"
