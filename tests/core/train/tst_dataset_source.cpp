#include "tests/support/program_fixtures.h"
#include "tests/support/training_fixtures.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

const Shape kPicture{1, 6, 6};

/// One batch as a source fills it.
struct Filled {
    Tensor x, labels, target;

    Filled(const BatchOptions& options, std::int64_t batch, Format format = Format::Fp64,
           int threads = 1)
        : x({6, 1, 6, 6}, format), labels({6}, Format::Int32), target({6, 4}, format)
    {
        ThreadPool pool(threads);
        DatasetSource source(barPictures(20, kPicture, 4), {}, 6, 0, 3, true, options);
        source.fill(batch, x.view(), labels.view(), target.view(), pool);
    }
    double sum(std::int64_t sample) const
    {
        double total = 0;
        for (std::int64_t k = 0; k < 4; ++k)
            total += target.at(4 * sample + k);
        return total;
    }
    int label(std::int64_t sample) const { return static_cast<int>(labels.at(sample)); }
};

bool isSame(const Tensor& a, const Tensor& b)
{
    return std::memcmp(a.view().data, b.view().data, static_cast<std::size_t>(a.bytes())) == 0;
}

} // namespace

/// What a batch looks like with label smoothing and augmentation.
class TestDatasetSource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // 0.2 of the ideal spread over 4: 0.05 everywhere and 0.8 more at the label.
    void smoothingSpreadsAShare()
    {
        for (const Format format : {Format::Fp64, Format::Fp32}) {
            const Filled filled({{}, 0.2}, 0, format);
            for (std::int64_t i = 0; i < 24; ++i) {
                const double expected = i % 4 == filled.label(i / 4) ? 0.85 : 0.05;
                QVERIFY(std::abs(filled.target.at(i) - expected) < 1e-7);
            }
        }
        QVERIFY(isSame(Filled({{}, 0.2}, 0).x, Filled({}, 0).x));
    }

    // Pictures and ideals are blended by the same shares.
    void mixupBlendsPicturesAndIdeals()
    {
        BatchOptions options;
        options.augmentation.mixup = 1;
        const Filled plain({}, 2);
        const Filled mixed(options, 2);
        QVERIFY(isSame(plain.labels, mixed.labels));
        const Augmenter augmenter(options.augmentation, kPicture, 3);
        int blended = 0;
        for (std::int64_t i = 0; i < 6; ++i) {
            const Mix mix = augmenter.mix(2, i, 6);
            for (std::int64_t p = 0; p < 36; ++p)
                QVERIFY(std::abs(mixed.x.at(36 * i + p) - mix.share * plain.x.at(36 * i + p)
                                 - (1 - mix.share) * plain.x.at(36 * mix.partner + p))
                        < 1e-15);
            for (std::int64_t k = 0; k < 4; ++k) {
                const double expected = (k == plain.label(i) ? mix.share : 0)
                                        + (k == plain.label(mix.partner) ? 1 - mix.share : 0);
                QVERIFY(std::abs(mixed.target.at(4 * i + k) - expected) < 1e-15);
            }
            blended += plain.label(i) != plain.label(mix.partner) ? 1 : 0;
        }
        QVERIFY(blended > 0);
    }

    void idealsAddUpToOne()
    {
        BatchOptions options{{}, 0.3};
        options.augmentation.mixup = 0.2;
        for (std::int64_t batch = 0; batch < 10; ++batch) {
            const Filled filled(options, 4 * batch, Format::Fp32);
            for (std::int64_t i = 0; i < 6; ++i)
                QVERIFY(std::abs(filled.sum(i) - 1) < 1e-6);
        }
    }

    // Batch 4 shows the pictures of epoch 1, changed otherwise than those of epoch 0.
    void everyBatchIsChangedAnewAndAlwaysTheSame()
    {
        BatchOptions options;
        for (const AugmentationKind& kind : augmentationKinds())
            options.augmentation.*(kind.strength) = kind.usual;
        QVERIFY(
            isSame(Filled(options, 4, Format::Fp32, 1).x, Filled(options, 4, Format::Fp32, 3).x));
        QVERIFY(!isSame(Filled(options, 4).x, Filled({}, 4).x));
        DatasetSource source(barPictures(20, kPicture, 4), {}, 6, 0, 3, false, options);
        ThreadPool pool(1);
        const Tensor first({6, 1, 6, 6}, Format::Fp32), again({6, 1, 6, 6}, Format::Fp32),
            labels({6}, Format::Int32), target({6, 4}, Format::Fp32);
        source.fill(0, first.view(), labels.view(), target.view(), pool);
        source.fill(4, again.view(), labels.view(), target.view(), pool);
        QVERIFY(!isSame(first, again));
        source.fill(0, again.view(), labels.view(), target.view(), pool);
        QVERIFY(isSame(first, again));
    }

    // The last batch of an epoch is smaller; its partners are its own pictures.
    void smallBatchesMixAmongThemselves()
    {
        BatchOptions options;
        options.augmentation.mixup = 1;
        DatasetSource source(barPictures(20, kPicture, 4), {}, 6, 0, 3, true, options);
        ThreadPool pool(1);
        QCOMPARE(source.count(3), std::int64_t{2});
        const Tensor x({6, 1, 6, 6}, Format::Fp32), labels({6}, Format::Int32),
            target({6, 4}, Format::Fp32);
        source.fill(0, x.view(), labels.view(), target.view(), pool);
        const Augmenter augmenter(options.augmentation, kPicture, 3);
        for (std::int64_t i = 0; i < 2; ++i)
            QVERIFY(augmenter.mix(3, i, 2).partner < 2);
        source.fill(3, x.view().slice(0, 2), labels.view().slice(0, 2), target.view().slice(0, 2),
                    pool);
        for (std::int64_t i = 0; i < 72; ++i)
            QVERIFY(x.at(i) >= 0 && x.at(i) <= 1);
    }
};

QTEST_GUILESS_MAIN(TestDatasetSource)
#include "tst_dataset_source.moc"
