#include "core/graph/shapes.h"
#include "core/program/program.h"
#include "tests/support/files.h"
#include "tests/support/onnx_models.h"

#include <QtTest>

#include <random>

using namespace propago;
using namespace propago::test;

namespace {

Result<ImportedModel> read(const QByteArray& content)
{
    return parseOnnxModel(bytesIn(content), "model.onnx");
}

// A model that was read must be one that can be used, whatever happened to its bytes.
bool isUsable(const ImportedModel& model)
{
    const auto shapes = inferShapes(model.graph);
    return shapes && !model.weights.empty();
}

} // namespace

class TestOnnxDamage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesEveryTruncation()
    {
        const QByteArray sound = soundModel().bytes();
        QVERIFY(sound.size() < 8000);
        for (qsizetype size = 0; size < sound.size(); ++size) {
            const auto model = read(sound.first(size));
            QVERIFY2(!model, qPrintable(QString::number(size)));
        }
    }

    void survivesEveryFlippedBit()
    {
        const QByteArray sound = soundModel().bytes();
        int refused = 0;
        for (qsizetype bit = 0; bit < 8 * sound.size(); ++bit) {
            QByteArray damaged = sound;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
            const auto model = read(damaged);
            QVERIFY2(!model || isUsable(*model), qPrintable(QString::number(bit)));
            refused += model ? 0 : 1;
        }
        QVERIFY(refused > 500); // the rest are bits of weights and of names that nobody looks up
    }

    // Every operator that the stored networks hold: attributes, axes, sizes and constants go wrong.
    // What is still read must compile, which looks at all of them again.
    void survivesFlippedBitsOfNetworks_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"mobile", "shaped"})
            QTest::newRow(name) << name;
    }
    void survivesFlippedBitsOfNetworks()
    {
        QFETCH(QString, name);
        const QByteArray sound =
            FileBox::read(QFINDTESTDATA("../../data/torch/" + name + "/model.onnx").toStdString());
        const auto nodes = std::min<qsizetype>(sound.size(), 12'000); // weights come behind them
        std::mt19937 random(3);
        int refused = 0;
        for (int round = 0; round < 2000; ++round) {
            QByteArray damaged = sound;
            const auto bit = static_cast<qsizetype>(random()) % (8 * nodes);
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
            const auto model = read(damaged);
            refused += model ? 0 : 1;
            if (!model)
                continue;
            QVERIFY2(isUsable(*model), qPrintable(QString::number(bit)));
            CompileOptions options;
            options.batch = 1;
            const auto program = compile(model->graph, options);
            QVERIFY2(program || !describe(program.error()).empty(), qPrintable(name));
        }
        QVERIFY2(refused > 150, qPrintable(QString::number(refused)));
    }

    void refusesRandomBytes()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 2000; ++round) {
            std::string bytes(random() % 200, '\0');
            for (char& byte : bytes)
                byte = static_cast<char>(random());
            const auto model = parseOnnxModel(std::as_bytes(std::span(bytes)), "random.onnx");
            QVERIFY2(!model, qPrintable(QString::number(round)));
            QVERIFY(!describe(model.error()).empty());
        }
    }

    void refusesOtherFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("random") << QByteArray("\xA7\x91\x03\xFF\x11\x52\x08\x77", 8);
        QTest::newRow("text") << QByteArray("This is a text about networks.\n");
        QTest::newRow("printed graph")
            << QByteArray("graph(%x : Float(1, 3)):\n  %1 = onnx::Relu(%x)\n");
        QTest::newRow("length of 2 GB")
            << QByteArray("\x08\x07\x3A\xFF\xFF\xFF\xFF\x07\x0A\x01", 10);
        QByteArray deep; // graphs inside of attributes inside of nodes, each promising the rest
        for (int i = 0; i < 3000; ++i)
            deep.prepend("\x0A\x7F\x2A\x7F\x32\x7F");
        QTest::newRow("nested") << "\x3A\x7F" + deep;
    }
    void refusesOtherFiles()
    {
        QFETCH(QByteArray, content);
        QVERIFY(failsWith(read(content), "not an ONNX model|torch.onnx.export"));
    }

    void refusesDeepGraphs()
    {
        onnx::ModelProto model = soundModel().proto;
        onnx::GraphProto* graph = model.mutable_graph();
        for (int i = 0; i < 40; ++i)
            graph = graph->add_node()->add_attribute()->mutable_g();
        graph->set_name("innermost");
        QVERIFY(failsWith(read(QByteArray::fromStdString(model.SerializeAsString())),
                          "nested too deeply"));
    }

    void refusesMemoryBeyondTheMachine()
    {
        // Some hundred bytes that would need 8 TB for one picture.
        OnnxModel model;
        model.input("x", {-1, 2, 16384, 32768}).output("v0");
        for (int i = 2000; i-- > 0;)
            model.node("Relu", {i == 1999 ? "x" : "v" + std::to_string(i + 1)},
                       {"v" + std::to_string(i)});
        const auto imported = model.read();
        QVERIFY(failsWith(imported, "one picture would need 8196096 MB"));
        QCOMPARE(imported.error().code, ErrorCode::OutOfMemory);
    }
};

QTEST_APPLESS_MAIN(TestOnnxDamage)
#include "tst_onnx_damage.moc"
