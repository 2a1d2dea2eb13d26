#include "core/io/npy.h"
#include "tests/support/files.h"

#include <QtTest>

#include <cmath>

using namespace propago;
using namespace propago::test;

namespace {

const QByteArray kMagic("\x93NUMPY", 6);

// An array file of version 1 with this dictionary and data.
QByteArray npy(const QByteArray& dictionary, const QByteArray& data)
{
    const auto size = static_cast<char>(dictionary.size());
    return kMagic + QByteArray("\1\0", 2) + size + '\0' + dictionary + data;
}

QByteArray dictionary(const QByteArray& type, const QByteArray& shape, const char* order = "False")
{
    return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

} // namespace

class TestNpy : public QObject {
    Q_OBJECT

    FileBox m_box;

    Result<Tensor> read(const QByteArray& content)
    {
        return parseNpy(bytesIn(content), "array.npy");
    }

private Q_SLOTS:
    void keepsEveryFormat_data()
    {
        QTest::addColumn<int>("format");
        for (const Format format : {Format::Fp32, Format::Fp64, Format::Int8, Format::Uint8,
                                    Format::Int16, Format::Int32, Format::Int64})
            QTest::newRow(std::string(traits(format).name).c_str()) << static_cast<int>(format);
    }
    void keepsEveryFormat()
    {
        QFETCH(int, format);
        for (const Shape& shape : {Shape{}, Shape{5}, Shape{2, 3}, Shape{1, 2, 3, 4}}) {
            Tensor tensor(shape, static_cast<Format>(format));
            for (std::int64_t i = 0; i < tensor.bytes(); ++i)
                tensor.view().data[i] = static_cast<std::byte>(37 * i + 11);
            const std::string path = m_box.path("written.npy");
            QVERIFY(writeNpy(tensor.view(), path));
            const auto again = readNpy(path);
            QVERIFY2(again, sentenceOf(again).c_str());
            QCOMPARE(again->shape(), shape);
            QCOMPARE(static_cast<int>(again->format()), format);
            QVERIFY(std::memcmp(again->view().data, tensor.view().data,
                                static_cast<std::size_t>(tensor.bytes()))
                    == 0);
        }
    }

    void writesWhatNumpyWrites()
    {
        const Tensor tensor(Shape{2, 1}, Format::Fp32);
        const std::string path = m_box.path("written.npy");
        QVERIFY(writeNpy(tensor.view(), path));
        const QByteArray file = FileBox::read(path);
        QCOMPARE(file.size(), 128 + 8);
        QVERIFY(file.startsWith(kMagic + QByteArray("\1\0\x76\0", 4)));
        QVERIFY(file.contains("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"));
        QCOMPARE(file[127], '\n');
    }

    void readsAllVersionsAndSpellings()
    {
        const QByteArray data("\1\2\3", 3);
        const QByteArray text = dictionary("|u1", "(3,)");
        const auto size = static_cast<char>(text.size());
        const QByteArray long_(QByteArray(1, size) + QByteArray("\0\0\0", 3) + text + data);
        QVERIFY(read(kMagic + QByteArray("\2\0", 2) + long_));
        QVERIFY(read(kMagic + QByteArray("\3\0", 2) + long_));
        QVERIFY(read(npy("{\"shape\":(3,),\"descr\":\"|u1\",\"fortran_order\":False}", data)));
        QVERIFY(read(npy(dictionary("|b1", "(3,)"), data)));
        // One dimension lies the same way in both orders.
        QVERIFY(read(npy(dictionary("|u1", "(3,)", "True"), data)));
    }

    void widensHalfPrecision()
    {
        // 1, -2, the smallest, the largest, infinity
        const auto tensor =
            read(npy(dictionary("<f2", "(5,)"), QByteArray("\0\x3C\0\xC0\1\0\xFF\x7B\0\x7C", 10)));
        QVERIFY2(tensor, sentenceOf(tensor).c_str());
        QCOMPARE(tensor->at(0), 1.0);
        QCOMPARE(tensor->at(1), -2.0);
        QCOMPARE(tensor->at(2), std::ldexp(1.0, -24));
        QCOMPARE(tensor->at(3), 65504.0);
        QVERIFY(std::isinf(tensor->at(4)));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("words");
        const QByteArray four(4, 'x');
        const auto row = [](const char* name, const QByteArray& content, const char* words) {
            QTest::newRow(name) << content << QByteArray(words);
        };
        row("empty", {}, "the start of the array file needs 8 bytes");
        row("text", "hello, this is text", "not a .npy file");
        row("version 4", kMagic + QByteArray("\4\0", 2) + four, "version 1 to 3");
        row("huge header", kMagic + QByteArray("\2\0\xFF\xFF\xFF\x7F", 6), "the header would have");
        row("cut header", kMagic + QByteArray("\1\0\x7F\0{", 5), "the header needs 127 bytes");
        row("fortran", npy(dictionary("|u1", "(2, 2)", "True"), four), "Fortran order");
        row("big endian", npy(dictionary(">f4", "(1,)"), four), "type >f4");
        row("pickled objects", npy(dictionary("|O", "(1,)"), four), "type |O");
        row("structure",
            npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", four),
            "not understood");
        row("short", npy(dictionary("<f4", "(2,)"), four), "needs 8 bytes but only 4");
        row("long", npy(dictionary("|u1", "(3,)"), four), "1 bytes are left over");
        row("beyond", npy(dictionary("|u1", "(65536, 65536)"), four), "beyond the limits");
        row("wrapping", npy(dictionary("|u1", "(16777216, 16777216, 16777216)"), four),
            "beyond the limits");
        row("digits", npy(dictionary("|u1", "(99999999999999999999,)"), four), "not understood");
        row("negative", npy(dictionary("|u1", "(-4,)"), four), "not understood");
        row("rank", npy(dictionary("|u1", "(1,1,1,1,1,1,1,1,4)"), four), "not understood");
        row("key twice", npy("{'descr': '|u1', 'descr': '|u1', 'shape': (4,), }", four),
            "not understood");
        row("key missing", npy("{'descr': '|u1', 'shape': (4,), }", four), "not understood");
        row("unknown key",
            npy("{'descr': '|u1', 'fortran_order': False, 'shape': (4,), 'x': 1}", four),
            "not understood");
        row("trailing text", npy(dictionary("|u1", "(4,)") + "}", four), "not understood");
    }
    void refuses()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, words);
        QVERIFY(failsWith(read(content), words.constData()));
    }

    void namesTheFileAndTheFormat()
    {
        QVERIFY(failsWith(readNpy(m_box.path("missing.npy")), "missing.npy"));
        const Tensor tensor(Shape{2}, Format::Bf16);
        QVERIFY(failsWith(writeNpy(tensor.view(), m_box.path("x.npy")), "bf16 has no place"));
    }

    void survivesDamage()
    {
        const QByteArray sound = npy(dictionary("<f4", "(2, 2)"), QByteArray(16, 'x'));
        for (qsizetype size = 0; size < sound.size(); ++size)
            QVERIFY2(!read(sound.first(size)), qPrintable(QString::number(size)));
        for (qsizetype bit = 0; bit < 8 * (sound.size() - 16); ++bit) {
            QByteArray damaged = sound;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
            const auto tensor = read(damaged);
            QVERIFY(!tensor || tensor->bytes() == 16);
        }
    }
};

QTEST_APPLESS_MAIN(TestNpy)
#include "tst_npy.moc"
