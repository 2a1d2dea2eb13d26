#include "core/graph/graph_text.h"
#include "core/graph/pytorch_code.h"
#include "core/graph/zoo.h"

#include <QtTest>

using namespace propago;

namespace {

QString codeOf(const Graph& graph)
{
    const auto code = pytorchCode(graph);
    return code ? QString::fromStdString(*code) : QString::fromStdString(describe(code.error()));
}

QString codeOf(const std::string& text)
{
    return codeOf(*parseGraphText(text));
}

} // namespace

/// The Python text. That it runs in PyTorch 1.13 with the shapes and parameter counts of the layer
/// table has been seen for every network of the zoo.
class TestPytorchCode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lenetIsTheStoredModule()
    {
        QFile file(qEnvironmentVariable("PROPAGO_TEST_DATA") + QStringLiteral("/torch/lenet.py"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(codeOf(*zooGraph("lenet", Shape{1, 28, 28}, 10)),
                 QString::fromUtf8(file.readAll()));
    }

    void writesLayers_data()
    {
        QTest::addColumn<QByteArray>("layer");
        QTest::addColumn<QStringList>("lines");
        const auto row = [](const char* layer, QStringList lines) {
            QTest::newRow(layer) << QByteArray(layer) << lines;
        };
        row("Conv2d(a, 4, kernel=(3, 5), stride=2, padding=(1, 2), groups=2, bias=false)",
            {QStringLiteral("self.b = nn.Conv2d(6, 4, kernel_size=(3, 5), stride=2, "
                            "padding=(1, 2), groups=2, bias=False)"),
             QStringLiteral("b = self.b(a)")});
        row("Conv2d(a, 4, kernel=2, padding=(0, 0, 1, 1))",
            {QStringLiteral("self.b = nn.Conv2d(6, 4, kernel_size=2)"),
             QStringLiteral("b = self.b(F.pad(a, (0, 1, 0, 1)))")});
        row("MaxPool2d(a, kernel=2, padding=(0, 0, 1, 1))",
            {QStringLiteral("b = F.max_pool2d(F.pad(a, (0, 1, 0, 1), value=float('-inf')), "
                            "kernel_size=2, stride=1)")});
        row("Concat(a, a)", {QStringLiteral("b = torch.cat([a, a], dim=1)")});
        row("Clip(a)", {QStringLiteral("b = F.relu6(a)")});
        row("Mul(a, constant=true, shape=(6, 1, 1), reversed=true)",
            {QStringLiteral("self.b = nn.Parameter(torch.ones(6, 1, 1))"),
             QStringLiteral("b = self.b * a")});
        row("ReduceMean(a, axes=(1, 2))", {QStringLiteral("b = a.mean(dim=(2, 3), keepdim=True)")});
        row("Transpose(a, order=(2, 0, 1))", {QStringLiteral("b = a.permute(0, 3, 1, 2)")});
        row("Resize(a, size=(4, 4))", {QStringLiteral("PyTorch has no layer like this Resize")});
    }
    void writesLayers()
    {
        QFETCH(QByteArray, layer);
        QFETCH(QStringList, lines);
        const QString code = codeOf("a = Input(6x8x8)\nb = " + layer.toStdString());
        for (const QString& line : lines)
            QVERIFY2(code.contains(line), qPrintable(code));
    }

    void namesBecomeIdentifiers()
    {
        const QString code = codeOf("network \"3 lines\\x0aimport os\"\n\"in put\" = Input(4)\n"
                                    "/x.1 = ReLU(\"in put\")\nclass = ReLU(/x.1)\n"
                                    "_x_1 = ReLU(class)");
        QVERIFY(code.contains(QStringLiteral("class Network3LinesImportOs(nn.Module)")));
        QVERIFY(code.contains(QStringLiteral("def forward(self, in_put)")));
        QVERIFY(code.contains(QStringLiteral("        _x_1 = F.relu(in_put)\n"
                                             "        class_ = F.relu(_x_1)\n"
                                             "        _x_1_ = F.relu(class_)\n")));
    }

    void faultyNetworksAreRefused()
    {
        QVERIFY(codeOf("a = Input(1x3x3)\nb = Conv2d(a, 1, kernel=5)")
                    .contains(QStringLiteral("kernel 5 is larger")));
        QVERIFY(codeOf("a = Input(3)\nb = Input(3)\nc = Add(a, b)")
                    .contains(QStringLiteral("one input")));
    }
};

QTEST_GUILESS_MAIN(TestPytorchCode)
#include "tst_pytorch_code.moc"
