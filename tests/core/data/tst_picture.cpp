#include "core/data/picture.h"

#include <QtTest>

#include <numeric>
#include <stdexcept>

using namespace propago;

namespace {

using Bytes = std::vector<std::uint8_t>;

Picture filled(int width, int height, const Bytes& pixel)
{
    Picture picture{width, height, static_cast<int>(pixel.size()), {}};
    for (int i = 0; i < width * height; ++i)
        picture.interleaved.insert(picture.interleaved.end(), pixel.begin(), pixel.end());
    return picture;
}

PictureOptions with(Fit fit, Inversion inversion = Inversion::Never)
{
    PictureOptions options;
    options.fit = fit;
    options.inversion = inversion;
    return options;
}

} // namespace

class TestPicture : public QObject {
    Q_OBJECT
private slots:
    void theRightSizeIsLeftAsItIs()
    {
        Picture picture{4, 3, 1, Bytes(12)};
        std::iota(picture.interleaved.begin(), picture.interleaved.end(), std::uint8_t{0});
        QCOMPARE(preparePicture(picture, Shape{1, 3, 4}).chw, picture.interleaved);
    }

    void coloursBecomePlanes()
    {
        const Picture picture{2, 1, 3, {1, 2, 3, 4, 5, 6}};
        QCOMPARE(preparePicture(picture, Shape{3, 1, 2}).chw, (Bytes{1, 4, 2, 5, 3, 6}));
    }

    void greyAndColourAreConverted()
    {
        QCOMPARE(preparePicture(filled(1, 1, {80}), Shape{3, 1, 1}).chw, (Bytes{80, 80, 80}));
        // 0.299 R + 0.587 G + 0.114 B
        QCOMPARE(preparePicture(filled(1, 1, {255, 0, 0}), Shape{1, 1, 1}).chw, Bytes{76});
        QCOMPARE(preparePicture(filled(1, 1, {0, 255, 0}), Shape{1, 1, 1}).chw, Bytes{150});
    }

    void transparencyShowsTheBackground()
    {
        PictureOptions options;
        options.background = {10, 20, 30};
        QCOMPARE(preparePicture(filled(1, 1, {200, 200, 200, 0}), Shape{3, 1, 1}, options).chw,
                 (Bytes{10, 20, 30}));
        QCOMPARE(preparePicture(filled(1, 1, {200, 100, 50, 255}), Shape{3, 1, 1}, options).chw,
                 (Bytes{200, 100, 50}));
        QCOMPARE(preparePicture(filled(1, 1, {210, 120, 30, 128}), Shape{3, 1, 1}, options).chw,
                 (Bytes{110, 70, 30}));
    }

    void shrinkingAverages()
    {
        const Picture picture{2, 2, 1, {0, 100, 100, 200}};
        QCOMPARE(preparePicture(picture, Shape{1, 1, 1}).chw, Bytes{100});
    }

    void cropTakesTheMiddle()
    {
        const Picture picture{4, 2, 1, {1, 2, 3, 4, 5, 6, 7, 8}};
        QCOMPARE(preparePicture(picture, Shape{1, 2, 2}, with(Fit::Crop)).chw, (Bytes{2, 3, 6, 7}));
    }

    void letterboxKeepsAllAndFillsTheRest()
    {
        PictureOptions options = with(Fit::Letterbox);
        options.background = {9, 9, 9};
        const Bytes chw = preparePicture(filled(4, 2, {200}), Shape{1, 4, 4}, options).chw;
        const Bytes expected{9, 9, 9, 9, 200, 200, 200, 200, 200, 200, 200, 200, 9, 9, 9, 9};
        QCOMPARE(chw, expected);
    }

    void stretchIgnoresProportions()
    {
        const Picture picture{4, 2, 1, {10, 10, 90, 90, 10, 10, 90, 90}};
        QCOMPARE(preparePicture(picture, Shape{1, 2, 2}, with(Fit::Stretch)).chw,
                 (Bytes{10, 90, 10, 90}));
    }

    void inversionFollowsTheBorder()
    {
        Picture paper = filled(5, 5, {255});
        paper.interleaved[12] = 0;
        const auto inverted =
            preparePicture(paper, Shape{1, 5, 5}, with(Fit::Crop, Inversion::ToDarkBorder));
        QVERIFY(inverted.isInverted);
        QCOMPARE(inverted.chw[12], std::uint8_t{255});
        QCOMPARE(inverted.chw[0], std::uint8_t{0});

        Picture board = filled(5, 5, {0});
        board.interleaved[12] = 255;
        const auto kept =
            preparePicture(board, Shape{1, 5, 5}, with(Fit::Crop, Inversion::ToDarkBorder));
        QVERIFY(!kept.isInverted);
        QCOMPARE(kept.chw, board.interleaved);
        QVERIFY(
            preparePicture(board, Shape{1, 5, 5}, with(Fit::Crop, Inversion::Always)).isInverted);
        QVERIFY(!preparePicture(paper, Shape{1, 5, 5}).isInverted);
    }

    void anyProportionsHold_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("one pixel") << 1 << 1;
        QTest::newRow("very tall") << 1 << 65'000;
        QTest::newRow("very wide") << 65'000 << 1;
        QTest::newRow("odd") << 29 << 27;
    }

    void anyProportionsHold()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        for (const Fit fit : {Fit::Crop, Fit::Letterbox, Fit::Stretch}) {
            const Bytes chw =
                preparePicture(filled(width, height, {70, 80, 90}), Shape{3, 28, 28}, with(fit))
                    .chw;
            QCOMPARE(chw.size(), std::size_t{3 * 28 * 28});
            QCOMPARE(chw[13 * 28 + 13], std::uint8_t{70});
            QCOMPARE(chw[2 * 784 + 13 * 28 + 13], std::uint8_t{90});
        }
    }

    void refusesWhatIsNoPicture()
    {
        const Shape network{1, 28, 28};
        QVERIFY_EXCEPTION_THROWN(preparePicture({}, network), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(preparePicture({2, 2, 1, Bytes(3)}, network),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(preparePicture({1, 1, 2, Bytes(2)}, network),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(preparePicture(filled(2, 2, {1}), Shape{2, 28, 28}),
                                 std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestPicture)
#include "tst_picture.moc"
