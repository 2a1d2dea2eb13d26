#include "views/common/picture_format.h"
#include "views/common/picture_reader.h"

#include <QBuffer>
#include <QImageReader>
#include <QImageWriter>
#include <QPainter>
#include <QTemporaryDir>
#include <QtEndian>
#include <QtTest>

using namespace propago;

namespace {

QImage colourful(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x)
            image.setPixel(x, y, qRgb(x * 7 % 256, y * 5 % 256, x * y % 251));
    }
    return image;
}

QByteArray encoded(const QImage& image, const char* format)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

quint32 crcOf(const QByteArray& bytes)
{
    quint32 crc = 0xffffffffu;
    for (const char byte : bytes) {
        crc ^= static_cast<quint8>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

QByteArray big(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray chunk(const QByteArray& kind, const QByteArray& content)
{
    return big(static_cast<quint32>(content.size())) + kind + content + big(crcOf(kind + content));
}

/// A PNG whose header promises so much and that holds nothing.
QByteArray promisingPng(quint32 width, quint32 height)
{
    const QByteArray header = big(width) + big(height) + QByteArray("\x08\x02\0\0\0", 5);
    return QByteArray("\x89PNG\r\n\x1a\n") + chunk("IHDR", header)
           + chunk("IDAT", QByteArray(40, 'x')) + chunk("IEND", {});
}

QByteArray exifRotated(QByteArray jpeg)
{
    // One entry: tag 0x0112 (orientation), type short, 1 value, 6: turn by 90 degrees to the right.
    const QByteArray tiff =
        QByteArray("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 26);
    const QByteArray content = QByteArray("Exif\0\0", 6) + tiff;
    QByteArray segment("\xff\xe1", 2);
    segment += static_cast<char>((content.size() + 2) >> 8);
    segment += static_cast<char>((content.size() + 2) & 255);
    return jpeg.insert(2, segment + content);
}

} // namespace

class TestPictureReader : public QObject {
    Q_OBJECT
private slots:
    void readsEveryFormat_data()
    {
        QTest::addColumn<QByteArray>("format");
        for (const char* name : {"png", "jpeg", "bmp", "webp", "tiff"})
            QTest::newRow(name) << QByteArray(name);
    }
    void readsEveryFormat()
    {
        QFETCH(QByteArray, format);
        if (!QImageWriter::supportedImageFormats().contains(format))
            QSKIP("no encoder to make the picture with");
        const auto picture = readPicture(encoded(colourful(40, 24), format), QStringLiteral("a"));
        QVERIFY(picture.has_value());
        QCOMPARE(picture->image.size(), QSize(40, 24));
        QVERIFY(!picture->isIncomplete);
        QVERIFY(picture->notes.isEmpty());
    }

    void readsAGif()
    {
        const QByteArray gif = QByteArray::fromHex("47494638396101000100800000000000ffffff21f904000"
                                                   "00000002c00000000010001000002024401003b");
        const auto picture = readPicture(gif, QStringLiteral("dot.gif"));
        QVERIFY(picture.has_value());
        QCOMPARE(picture->image.size(), QSize(1, 1));
        QVERIFY(!picture->isIncomplete);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const QByteArray png = encoded(colourful(64, 64), "png");
        QByteArray badCrc = png;
        badCrc[badCrc.indexOf("IDAT") + 12] =
            static_cast<char>(badCrc[badCrc.indexOf("IDAT") + 12] ^ 0x55);
        QByteArray bmp = encoded(colourful(8, 8), "bmp");
        qToLittleEndian<qint32>(0x7fffffff, bmp.data() + 18);
        qToLittleEndian<qint32>(0x7fffffff, bmp.data() + 22);
        QByteArray negative = encoded(colourful(8, 8), "bmp");
        qToLittleEndian<qint32>(-8, negative.data() + 18);
        const int bad = static_cast<int>(ErrorCode::BadInput),
                  unsupported = static_cast<int>(ErrorCode::Unsupported);
        QTest::newRow("empty") << QByteArray() << bad;
        QTest::newRow("text") << QByteArray("hello, I am not a picture") << unsupported;
        QTest::newRow("truncated png") << png.left(png.size() / 2) << bad;
        QTest::newRow("bad png crc") << badCrc << bad;
        QTest::newRow("zero width") << promisingPng(0, 10) << bad;
        QTest::newRow("100000 x 100000") << promisingPng(100'000, 100'000) << bad;
        QTest::newRow("144 megapixels") << promisingPng(12'000, 12'000) << bad;
        QTest::newRow("hollow png") << promisingPng(100, 100) << bad;
        QTest::newRow("giant bmp") << bmp << bad;
        QTest::newRow("negative bmp width") << negative << bad;
        QTest::newRow("svg") << QByteArray(
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
                             << unsupported;
        QTest::newRow("pdf") << QByteArray("%PDF-1.7 ...") << unsupported;
        QTest::newRow("ico") << QByteArray("\0\0\1\0\1\0\x10\x10", 8) << unsupported;
        QTest::newRow("xbm") << QByteArray("#define a_width 8\n#define a_height 8\n")
                             << unsupported;
        QTest::newRow("html") << QByteArray("<!DOCTYPE html><html>404</html>") << unsupported;
        QTest::newRow("lfs") << QByteArray(
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
                             << unsupported;
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        const auto picture = readPicture(bytes, QStringLiteral("hostile.png"));
        QVERIFY(!picture);
        QTEST(static_cast<int>(picture.error().code), "code");
        QCOMPARE(picture.error().where, std::string("hostile.png"));
        QVERIFY(!english(picture.error().what).empty());
    }

    void everyCutOfAPngIsRefused()
    {
        const QByteArray png = encoded(colourful(12, 12), "png");
        for (qsizetype length = 0; length < png.size(); ++length)
            QVERIFY2(!readPicture(png.left(length), QStringLiteral("cut")),
                     qPrintable(QString::number(length)));
    }

    void aCutJpegIsMarkedIncomplete()
    {
        const QByteArray jpeg = encoded(colourful(200, 200), "jpeg");
        QVERIFY(isComplete(jpeg, PictureFormat::Jpeg));
        const auto picture = readPicture(jpeg.left(jpeg.size() * 2 / 3), QStringLiteral("cut.jpg"));
        QVERIFY(picture.has_value());
        QVERIFY(picture->isIncomplete);
        QVERIFY(picture->notes.first().contains(QStringLiteral("Incomplete")));
    }

    void aCutBmpIsNeverTakenForWhole()
    {
        const QByteArray bmp = encoded(colourful(64, 64), "bmp");
        QVERIFY(isComplete(bmp, PictureFormat::Bmp));
        const auto picture = readPicture(bmp.left(bmp.size() / 2), QStringLiteral("cut.bmp"));
        QVERIFY(!picture || picture->isIncomplete);
    }

    void everyCutOfEveryFormatEndsWell()
    {
        for (const char* format : {"jpeg", "bmp", "webp", "tiff"}) {
            const QByteArray whole = encoded(colourful(16, 16), format);
            for (qsizetype length = 0; length < whole.size(); length += 1 + whole.size() / 200) {
                const auto picture = readPicture(whole.left(length), QStringLiteral("cut"));
                QVERIFY(!picture || !picture->image.isNull());
            }
        }
    }

    void turnsAPictureUpright()
    {
        const QByteArray jpeg = exifRotated(encoded(colourful(40, 20), "jpeg"));
        const auto picture = readPicture(jpeg, QStringLiteral("turned.jpg"));
        QVERIFY(picture.has_value());
        QCOMPARE(picture->image.size(), QSize(20, 40));
    }

    void saysWhatItDid()
    {
        QImage clear(10, 10, QImage::Format_ARGB32);
        clear.fill(Qt::transparent);
        const auto picture = readPicture(encoded(clear, "png"), QStringLiteral("wrong.jpg"));
        QVERIFY(picture.has_value());
        QCOMPARE(picture->notes.size(), 2); // transparency, and a name that says something else
    }

    void onePixelAndOneLineAreFine()
    {
        QVERIFY(readPicture(encoded(colourful(1, 1), "png"), QStringLiteral("dot")).has_value());
        QVERIFY(
            readPicture(encoded(colourful(1, 65'000), "png"), QStringLiteral("line")).has_value());
    }

    void onlyRegularFilesAreOpened()
    {
        QTemporaryDir folder;
        QCOMPARE(readPicture(folder.path()).error().code, ErrorCode::BadInput);
        QCOMPARE(readPicture(folder.filePath(QStringLiteral("none.png"))).error().code,
                 ErrorCode::FileMissing);
        QCOMPARE(readPicture(QStringLiteral("/dev/zero")).error().code, ErrorCode::BadInput);
    }

    void anEmptyClipboardIsSaidSo()
    {
        QVERIFY(!acceptPicture(QImage(), QStringLiteral("clipboard")));
        QVERIFY(acceptPicture(colourful(3, 3), QStringLiteral("clipboard")).has_value());
    }
};

QTEST_MAIN(TestPictureReader)
#include "tst_picture_reader.moc"
