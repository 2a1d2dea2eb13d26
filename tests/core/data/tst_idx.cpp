#include "core/data/idx.h"
#include "tests/support/idx_bytes.h"

#include <QtTest>

using namespace propago;
using propago::test::bytesOf;
using propago::test::gzipped;
using propago::test::idxHeader;

namespace {

// Three pictures of 2x2.
QByteArray smallImages()
{
    return idxHeader({3, 2, 2}) + QByteArray("abcdefghijkl");
}

QByteArray smallLabels()
{
    return idxHeader({3}) + QByteArray("\1\0\2", 3);
}

bool isAccepted(const QByteArray& file, int rank = 3)
{
    return parseIdx(bytesOf(file), "file", rank).has_value();
}

} // namespace

class TestIdx : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string write(const char* name, const QByteArray& content)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write a test file");
        return file.fileName().toStdString();
    }

    void refuses(const QByteArray& file, const char* words, ErrorCode code = ErrorCode::BadInput)
    {
        const auto array = parseIdx(bytesOf(file), "some file", 3);
        QVERIFY2(!array, words);
        const std::string sentence = describe(array.error());
        QVERIFY2(sentence.find(words) != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find("some file") != std::string::npos, sentence.c_str());
        QCOMPARE(static_cast<int>(array.error().code), static_cast<int>(code));
    }

    void refusesPair(const std::string& images, const std::string& labels, const char* words,
                     const std::vector<std::string>& classNames = {})
    {
        const auto data = readIdx(images, labels, "name", classNames);
        QVERIFY2(!data, words);
        const std::string sentence = describe(data.error());
        QVERIFY2(sentence.find(words) != std::string::npos, sentence.c_str());
    }

private slots:
    void readsPlainAndGzipByContent()
    {
        for (const QByteArray& file : {smallImages(), gzipped(smallImages())}) {
            const auto array = parseIdx(bytesOf(file), "name.wrong", 3);
            QVERIFY(array);
            QCOMPARE(array->dimensions, (std::vector<std::int64_t>{3, 2, 2}));
            QCOMPARE(std::string(array->values.begin(), array->values.end()),
                     std::string("abcdefghijkl"));
        }
    }

    void readsPicturesWithTheirLabels()
    {
        const auto data = readIdx(write("images", smallImages()),
                                  write("labels.gz", gzipped(smallLabels())), "small");
        QVERIFY(data);
        QCOMPARE((*data)->size(), std::int64_t{3});
        QCOMPARE((*data)->sampleShape(), (Shape{1, 2, 2}));
        QCOMPARE((*data)->classNames(), (std::vector<std::string>{"0", "1", "2"}));
        QCOMPARE((*data)->label(2), 2);
        std::array<std::uint8_t, 4> picture{};
        (*data)->pixels(1, picture);
        QCOMPARE(std::string(picture.begin(), picture.end()), std::string("efgh"));
    }

    void everyTruncationIsRefused()
    {
        for (const QByteArray& file : {smallImages(), gzipped(smallImages())}) {
            for (qsizetype length = 0; length < file.size(); ++length)
                QVERIFY2(!isAccepted(file.first(length)), qPrintable(QString::number(length)));
            QVERIFY(isAccepted(file));
        }
    }

    void everyFlippedBitOfTheHeaderIsRefused()
    {
        const QByteArray whole = smallImages();
        for (qsizetype bit = 0; bit < 16 * 8; ++bit) {
            QByteArray file = whole;
            file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY2(!isAccepted(file), qPrintable(QString::number(bit)));
        }
    }

    // A flipped bit of a gzip file is caught, or it changes nothing of the content.
    void everyFlippedBitOfAGzipFileIsHarmless()
    {
        const QByteArray whole = gzipped(smallImages());
        int caught = 0;
        for (qsizetype bit = 0; bit < whole.size() * 8; ++bit) {
            QByteArray file = whole;
            file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << (bit % 8)));
            const auto array = parseIdx(bytesOf(file), "file", 3);
            caught += array ? 0 : 1;
            if (array)
                QCOMPARE(std::string(array->values.begin(), array->values.end()),
                         std::string("abcdefghijkl"));
        }
        QVERIFY(caught > whole.size() * 4);
    }

    void wrongMagicNamesExpectedAndFound()
    {
        refuses(smallLabels(), "should be 00 00 08 03 but is 00 00 08 01");
        refuses(smallLabels(), "seem to be exchanged");
        QByteArray floats = smallImages();
        floats[2] = '\x0D';
        refuses(floats, "but is 00 00 0d 03");
        refuses(QByteArray("PK\3\4 some archive"), "but is 50 4b 03 04");
        refuses(gzipped("a plain text"), "but is 61 20 70 6c");
    }

    void standInsAreRecognised()
    {
        refuses("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS pointer");
        refuses("<!DOCTYPE html><title>404</title>", "web page");
    }

    void hostileCountsAreRefusedBeforeAnyMemoryIsTaken()
    {
        refuses(idxHeader({0, 28, 28}), "no data at all");
        refuses(idxHeader({5, 0, 28}), "no data at all");
        refuses(idxHeader({0xFFFFFFFFu, 28, 28}), "promises more than");
        refuses(idxHeader({0x10000u, 0x10000u, 0x10000u}), "promises more than"); // product wraps
        refuses(idxHeader({0x1000u, 0x400u, 0x200u}),
                "only 0 are left"); // 2^31 promised, none there
    }

    void fewerOrMoreBytesThanPromisedAreRefused()
    {
        refuses(idxHeader({3, 2, 2}) + "abc", "needs 12 bytes but only 3");
        refuses(smallImages() + "x", "1 bytes follow");
        refuses(gzipped(smallImages() + "x"), "more data follows");
        refuses(gzipped(idxHeader({3, 2, 2}) + "abc"), "holds only 3 more");
        IdxOptions options;
        options.ignoresExtraBytes = true;
        QVERIFY(parseIdx(bytesOf(smallImages() + "x"), "file", 3, options));
        QVERIFY(parseIdx(bytesOf(gzipped(smallImages() + "x")), "file", 3, options));
    }

    void damagedGzipIsRefused()
    {
        const QByteArray whole = gzipped(smallImages());
        QByteArray wrongSum = whole;
        wrongSum[whole.size() - 6] = static_cast<char>(wrongSum[whole.size() - 6] ^ 1);
        refuses(wrongSum, "incorrect data check");
        QByteArray wrongLength = whole;
        wrongLength[whole.size() - 1] = static_cast<char>(wrongLength[whole.size() - 1] ^ 1);
        refuses(wrongLength, "incorrect length check");
        refuses(whole.chopped(8), "cut off");
        refuses(whole.chopped(1), "cut off");
        refuses(whole + "garbage", "7 bytes that are not gzip follow");
        refuses(whole + '\0', "1 bytes that are not gzip follow");
    }

    void severalGzipMembersAreOneFile()
    {
        const QByteArray content = smallImages();
        for (qsizetype cut = 0; cut <= content.size(); ++cut)
            QVERIFY2(isAccepted(gzipped(content.first(cut)) + gzipped(content.sliced(cut))),
                     qPrintable(QString::number(cut)));
        refuses(gzipped(content) + gzipped("x"), "more data follows");
        refuses(gzipped(content.first(20)) + gzipped(content.sliced(20)).chopped(3), "cut off");
    }

    // 64 MB of zeros in 64 kB: only what the header promises may ever be expanded.
    void bombsAreNotExpanded()
    {
        const QByteArray bomb = gzipped(idxHeader({1, 8, 8}) + QByteArray(64 << 20, '\0'));
        QVERIFY(bomb.size() < 100'000);
        refuses(bomb, "more data follows in the gzip file than its header promises");
    }

    void countsMustAgree()
    {
        const std::string images = write("images", smallImages());
        const std::string labels = write("two", idxHeader({2}) + QByteArray(2, '\0'));
        refusesPair(images, labels, "there are 3 pictures but 2 labels");
    }

    void exchangedFilesAreRecognised()
    {
        refusesPair(write("labels", smallLabels()), write("images", smallImages()),
                    "seem to be exchanged");
    }

    void labelsMustHaveAClass()
    {
        const std::string images = write("images", smallImages());
        const std::string labels = write("labels", smallLabels());
        refusesPair(images, labels, "label 2 is beyond the 2 classes", {"a", "b"});
        refusesPair(images, labels, "labels, record 2", {"a", "b"});
    }

    void filesThatAreNotThereAreNamed()
    {
        const std::string images = write("images", smallImages());
        refusesPair(images, m_folder.filePath("none").toStdString(), "no such file");
        refusesPair(images, write("empty", {}), "empty file");
        refusesPair(m_folder.path().toStdString(), images, "not a regular file");
    }
};

QTEST_GUILESS_MAIN(TestIdx)
#include "tst_idx.moc"
