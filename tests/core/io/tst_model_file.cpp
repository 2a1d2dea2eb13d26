#include "core/graph/zoo.h"
#include "core/io/model_file.h"
#include "core/io/session_file.h"
#include "tests/support/files.h"
#include "tests/support/onnx_models.h"
#include "tests/support/session_samples.h"

#include <QtTest>

#include <sys/stat.h>

using namespace propago;
using namespace propago::test;

namespace {

Result<OpenedModel> opened(const std::string& text)
{
    return openModel(text, {1, 28, 28}, 7);
}

} // namespace

class TestModelFile : public QObject {
    Q_OBJECT

    FileBox m_box;

private Q_SLOTS:
    void opensTheZoo()
    {
        for (const std::string& name : zooNames()) {
            const auto model = openModel(name, zooInput(name), 7);
            QVERIFY2(model, sentenceOf(model).c_str());
            QVERIFY(model->session.tensors.empty());
            QCOMPARE(inferShapes(model->session.graph)->back(), (Shape{7}));
        }
        QVERIFY(failsWith(opened("lanet"), "lanet|lenet"));
    }

    void tellsFilesApartByContent_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isSession");
        QTest::addColumn<bool>("hasNote");
        QTest::newRow("session") << "a.propago" << true << false;
        QTest::newRow("session with another name") << "a.onnx" << true << true;
        QTest::newRow("session without extension") << "a b \xEC\x97\xB0" << true << true;
        QTest::newRow("model") << "b.onnx" << false << false;
        QTest::newRow("model with another name") << "b.propago" << false << true;
        QTest::newRow("leading dash") << "-b.onnx" << false << false;
        QTest::newRow("newline") << "b\n.onnx" << false << false;
    }
    void tellsFilesApartByContent()
    {
        QFETCH(QString, name);
        QFETCH(bool, isSession);
        QFETCH(bool, hasNote);
        QVERIFY(saveSession(smallSession(), m_box.path("sample.propago")));
        const QByteArray content =
            isSession ? FileBox::read(m_box.path("sample.propago")) : soundModel().bytes();
        const auto model = opened(m_box.write(name, content));
        QVERIFY2(model, sentenceOf(model).c_str());
        QCOMPARE(model->session.graph.name, std::string(isSession ? "small" : "model"));
        QCOMPARE(model->session.classNames.size(), std::size_t(isSession ? 3 : 0));
        QVERIFY(!model->session.tensors.empty());
        QCOMPARE(!model->notes.empty(), hasNote);
    }

    void recognisesOtherThings_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* name, const QByteArray& content, const char* words) {
            QTest::newRow(name) << content << QByteArray(words);
        };
        row("empty", "", "empty file");
        row("zip", "PK\x03\x04rest", "zip archive|torch.save");
        row("pickle", QByteArray("\x80\x02}q", 4), "Python pickle, which is never opened");
        row("lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git-lfs pointer");
        row("html", "<!DOCTYPE html><html></html>", "web page");
        row("printed graph", "graph(%x : Float(1)):\n", "printed graph");
        row("text", "learning rate = 0.1\n", "a text instead of a model");
        row("safetensors",
            QByteArray("\x34\0\0\0\0\0\0\0", 8)
                + R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})" + "abcd",
            "header");
        row("random", QByteArray("\xA7\x91\x03\xFF\x11\x52", 6), "not an ONNX model");
    }
    void recognisesOtherThings()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, words);
        QVERIFY(failsWith(opened(m_box.write("file.bin", content)), words.constData()));
    }

    void refusesWhatIsNoFile()
    {
        QVERIFY(failsWith(opened(m_box.path("missing.onnx")), "no such file|missing.onnx"));
        QVERIFY(failsWith(opened(m_box.path("")), "not a regular file"));
        const std::string pipe = m_box.path("pipe.onnx");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(failsWith(opened(pipe), "not a regular file"));
        QVERIFY(QFile::link("loop.propago", QString::fromStdString(m_box.path("loop.propago"))));
        QVERIFY(failsWith(opened(m_box.path("loop.propago")), "leads in a circle"));
    }
};

QTEST_APPLESS_MAIN(TestModelFile)
#include "tst_model_file.moc"
