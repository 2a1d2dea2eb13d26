#include "core/io/safetensors.h"
#include "core/io/session_file.h"
#include "tests/support/files.h"
#include "tests/support/session_samples.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

// One convolution and one linear layer: a file of a few thousand bytes.
Session tinySession()
{
    GraphBuilder builder("tiny");
    builder.input({1, 2, 2});
    builder.conv(1, 2);
    builder.simple(OperatorKind::Flatten);
    builder.linear(2);
    Session session;
    session.graph = builder.graph();
    session.tensors = tensorsFor(session.graph, Format::Fp32, 1);
    session.history.batches = {{1, 0.5, 0.1}};
    return session;
}

QByteArray lengthOf(const QByteArray& text)
{
    QByteArray result;
    for (int i = 0; i < 8; ++i)
        result += static_cast<char>(static_cast<std::uint64_t>(text.size()) >> (8 * i) & 0xFF);
    return result;
}

/// A file taken apart: damage goes into the text of its header, whose checksum is then made right
/// again, so that it is the rules behind the checksum that have to notice.
struct Parts {
    QByteArray header, data;

    explicit Parts(const QByteArray& file)
    {
        qsizetype length = 0;
        for (int i = 8; i-- > 0;)
            length = length * 256 + static_cast<unsigned char>(file[i]);
        header = file.mid(8, length);
        data = file.mid(8 + length);
    }

    Parts& replace(const QByteArray& before, const QByteArray& after)
    {
        if (!header.contains(before))
            qFatal("the header does not hold %s", before.constData());
        header.replace(before, after);
        return *this;
    }

    QByteArray file()
    {
        const QByteArray field = "\"header_crc32\":\"";
        const qsizetype place = header.indexOf(field) + field.size();
        header.replace(place, 8, "00000000");
        header.replace(place, 8,
                       QByteArray::number(checksumOf(bytesIn(header)), 16).rightJustified(8, '0'));
        return lengthOf(header) + header + data;
    }
};

} // namespace

class TestSessionDamage : public QObject {
    Q_OBJECT

    FileBox m_box;
    QByteArray m_sound;

    Result<Session> load(const QByteArray& content)
    {
        return parseSession(bytesIn(content), "damaged.propago");
    }

    void row(const char* name, const QByteArray& content, const char* words)
    {
        QTest::newRow(name) << content << QByteArray(words);
    }

    // The same with `before` replaced in the header, and its checksum made right again.
    void changed(const char* name, const QByteArray& before, const QByteArray& after,
                 const char* words)
    {
        row(name, Parts(m_sound).replace(before, after).file(), words);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const std::string path = m_box.path("sound.propago");
        QVERIFY(saveSession(tinySession(), path));
        m_sound = FileBox::read(path);
        QVERIFY(m_sound.size() > 1000 && m_sound.size() < 8000);
        QVERIFY(load(m_sound));
        QVERIFY(load(Parts(m_sound).file()));
    }

    void refusesEveryTruncation()
    {
        for (qsizetype size = 0; size < m_sound.size(); ++size) {
            const auto session = load(m_sound.first(size));
            QVERIFY2(!session, qPrintable(QString::number(size)));
            QVERIFY(!sentenceOf(session).empty());
        }
        QVERIFY(!load(m_sound + 'x'));
    }

    void refusesEveryFlippedBit()
    {
        for (qsizetype bit = 0; bit < 8 * m_sound.size(); ++bit) {
            QByteArray damaged = m_sound;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
            QVERIFY2(!load(damaged),
                     qPrintable(QString("bit %1 of byte %2").arg(bit % 8).arg(bit / 8)));
        }
    }

    void refusesTheHeader_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("words");
        const QByteArray rest = m_sound.mid(8);
        row("empty", {}, "the length of the header needs 8 bytes");
        row("length 0", QByteArray(8, '\0') + rest, "the header would have 0 bytes");
        row("length beyond the file", lengthOf(QByteArray(2 << 20, ' ')) + rest,
            "the header needs 2097152 bytes");
        row("length beyond the limit", lengthOf(QByteArray(17 << 20, ' ')) + rest,
            "the header would have 17825792 bytes");
        row("length wraps", QByteArray(8, '\xFF') + rest,
            "the header would have 18446744073709551615 bytes");
        row("no JSON", lengthOf(QByteArray(64, 'x')) + QByteArray(64, 'x'),
            "not a sound JSON object");
        row("a list", lengthOf("[1,2]   ") + "[1,2]   ", "not a sound JSON object");
        row("depth 1000000",
            lengthOf(QByteArray(2'000'000, '[')) + QByteArray(1'000'000, '[')
                + QByteArray(1'000'000, ']'),
            "not a sound JSON object");
        const QByteArray deep = "{\"a\":" + QByteArray(70, '[') + QByteArray(70, ']') + "}";
        row("depth 71", lengthOf(deep) + deep, "not a sound JSON object");
        const QByteArray twice = "{\"__metadata__\":{\"propago\":\"{}\",\"propago\":\"{}\"}}";
        row("a key twice", lengthOf(twice) + twice, "not a sound JSON object");
        const QByteArray foreign = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
        row("another program's", lengthOf(foreign) + foreign + "abcd", "not a Propago session");
        const QByteArray number = R"({"__metadata__":{"propago":1}})";
        row("metadata that is no text", lengthOf(number) + number, "not text: propago");
        QByteArray many = "{";
        for (int i = 0; i < 10'002; ++i)
            many += (i == 0 ? "\"" : ",\"") + QByteArray::number(i) + "\":{}";
        row("10002 entries", lengthOf(many + "}") + many + "}", "more than 10000");
    }
    void refusesTheHeader() { refuses(); }

    void refusesTensors_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("words");
        // conv1.weight lies at 0..16, conv1.bias at 16..20.
        changed("overlap", R"("data_offsets":[16,20])", R"("data_offsets":[12,16])",
                "overlap or leave a gap");
        changed("gap", R"("data_offsets":[16,20])", R"("data_offsets":[17,21])",
                "overlap or leave a gap");
        changed("backwards", R"("data_offsets":[16,20])", R"("data_offsets":[20,16])",
                "needs 4 bytes but its place holds -4");
        changed("past the end", R"("data_offsets":[16,20])", R"("data_offsets":[160000,160004])",
                "instead of");
        changed("enormous", R"("data_offsets":[16,20])",
                R"("data_offsets":[16,18446744073709551615])", "makes no sense");
        changed("negative", R"("data_offsets":[16,20])", R"("data_offsets":[-4,0])",
                "makes no sense");
        changed("fraction", R"("data_offsets":[16,20])", R"("data_offsets":[16.0,20])",
                "makes no sense");
        changed("type", R"("data_offsets":[16,20],"dtype":"F32")",
                R"("data_offsets":[16,20],"dtype":"F33")", "makes no sense");
        changed("integers", R"("data_offsets":[16,20],"dtype":"F32")",
                R"("data_offsets":[16,20],"dtype":"I32")",
                "conv1.bias|a session holds fp32 or fp64, not int32");
        changed("shape", R"("shape":[1,1,2,2])", R"("shape":[2,1,1,2])",
                "conv1.weight|its shape is 2x1x1x2 but the network needs 1x1x2x2");
        changed("shape of more", R"("shape":[1,1,2,2])", R"("shape":[1,1,2,3])",
                "needs 24 bytes but its place holds 16");
        changed("shape beyond", R"("shape":[1,1,2,2])", R"("shape":[16777216,16777216,16777216])",
                "beyond the limits");
        changed("rank", R"("shape":[1,1,2,2])", R"("shape":[1,1,1,1,1,1,1,1,4])", "makes no sense");
        changed("unknown tensor", R"("conv1.bias":{)", R"("conv9.bias":{)",
                "conv9.bias|the network has no such tensor");
        changed("checksum", R"(\"conv1.bias\":)", R"(\"conv1.bias\":1)",
                "conv1.bias|its checksum does not match");
        changed("no checksum", R"(\"conv1.bias\":)", R"(\"conv2.bias\":)",
                "conv1.bias|its checksum does not match");
        QByteArray flipped = m_sound;
        flipped[flipped.size() - 30] = static_cast<char>(flipped[flipped.size() - 30] ^ 4);
        row("data", flipped, "its checksum does not match");
    }
    void refusesTensors() { refuses(); }

    void refusesFields_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("words");
        changed("version 0", R"(\"formatVersion\":1)", R"(\"formatVersion\":0)",
                "in format 0, this program reads format 1");
        changed("newer", R"(\"formatVersion\":1,)", R"(\"formatVersion\":3,)",
                "made by version 0.1.0 of Propago in format 3");
        changed("no version", R"(\"formatVersion\":1,)", "", "which version made it");
        changed("optimizer", R"(\"optimizer\":\"sgd\")", R"(\"optimizer\":\"sgd9\")",
                "settings.optimizer");
        changed("loss", R"(\"loss\":\"cross-entropy\")", R"(\"loss\":7)", "settings.loss");
        changed("layer", R"(\"kind\":\"Conv2d\")", R"(\"kind\":\"Conv9d\")", "graph.nodes[1].kind");
        changed("step", R"(\"batch\":0)", R"(\"batch\":-1)", "session.batch");
        changed("batch size", R"(\"batch\":64)", R"(\"batch\":0)", "settings.batch");
        changed("format", R"(\"format\":\"fp32\")", R"(\"format\":\"int8\")", "settings.format");
        changed("no settings", R"(\"settings\":)", R"(\"sittings\":)", "session.settings");
        changed("rate as text", R"(\"learningRate\":0.01)", R"(\"learningRate\":\"0.01\")",
                "settings.learningRate");
        changed("shuffles", R"(\"shuffles\":true)", R"(\"shuffles\":1)", "settings.shuffles");
        changed("limit too large", R"(\"limit\":0)", R"(\"limit\":18446744073709551615)",
                "session.limit");
        changed("key twice", R"(\"limit\":0,)", R"(\"limit\":0,\"limit\":0,)",
                "not a sound JSON object");
        changed("circle", R"(\"inputs\":[0])", R"(\"inputs\":[3])", "only read nodes before");
        changed("output", R"(\"output\":3)", R"(\"output\":9)", "no output");
        changed("stride 0", R"(\"strideH\":1)", R"(\"strideH\":0)", "stride");
        changed("more outputs", R"(\"features\":2)", R"(\"features\":5)",
                "fc1.weight|its shape is 2x1 but the network needs 5x1");
    }
    void refusesFields() { refuses(); }

    void refusesWhatIsIncomplete()
    {
        const auto without = [this](const TensorRef& ref) {
            Session session = tinySession();
            session.tensors.erase(ref);
            const std::string path = m_box.path("incomplete.propago");
            if (!saveSession(session, path))
                qFatal("cannot save");
            return loadSession(path);
        };
        QVERIFY(
            failsWith(without({SlotKind::Parameter, 1, 1}), "conv1.bias|this tensor is missing"));
        QVERIFY(
            failsWith(without({SlotKind::OptimizerState, 3, 0}), "state 0 is there for 3 of 4"));
        Session session = tinySession();
        std::erase_if(session.tensors,
                      [](const auto& item) { return item.first.kind == SlotKind::OptimizerState; });
        QVERIFY(saveSession(session, m_box.path("plain.propago")));
        QVERIFY(loadSession(m_box.path("plain.propago")));
    }

private:
    void refuses()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, words);
        QVERIFY(failsWith(load(content), words.constData()));
    }
};

QTEST_APPLESS_MAIN(TestSessionDamage)
#include "tst_session_damage.moc"
