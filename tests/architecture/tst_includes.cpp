#include <QtTest>

#include <QDirIterator>

namespace {

// What each folder of core may include besides itself: what its link line names, and what those may.
const QMap<QString, QStringList> kLinks{
    {"base", {}},
    {"capture", {"base"}},
    {"tensor", {"base"}},
    {"kernels", {"tensor"}},
    {"graph", {"kernels"}},
    {"program", {"graph"}},
    {"trace", {"program"}},
    {"data", {"tensor"}},
    {"serve", {"trace"}},
    {"train", {"trace", "data"}},
    {"infer", {"trace", "data", "serve"}},
    {"io", {"train", "infer", "data"}},
};

bool mayKnow(const QString& folder, const QString& other)
{
    if (folder == other)
        return true;
    const QStringList links = kLinks.value(folder);
    return std::any_of(links.begin(), links.end(),
                       [&](const QString& link) { return mayKnow(link, other); });
}

bool isQt(const QString& include)
{
    static const QRegularExpression qt("^(Q[A-Z]|Qt|qt[a-z0-9]*/|q[a-z]+\\.h$)");
    return qt.match(include).hasMatch();
}

// Why `file` (relative to the root) must not include `include`; empty when it may.
QString objectionInCore(const QString& file, const QString& include)
{
    const QString folder = file.section('/', 1, 1);
    if (isQt(include))
        return "core has no Qt";
    if (include.startsWith("views/") || include.startsWith("app/"))
        return "core knows neither views nor app";
    if (!kLinks.contains(folder))
        return "this folder of core has no rule yet: add it to this test";
    if (include.startsWith("core/") && !mayKnow(folder, include.section('/', 1, 1)))
        return "a folder includes only what its link line names";
    return {};
}

QString objectionInViews(const QString& include)
{
    static const QStringList engine{"core/program/stepper.h",
                                    "core/program/workspace.h",
                                    "core/base/thread_pool.h",
                                    "core/train/training_run.h",
                                    "thread",
                                    "mutex",
                                    "QThread",
                                    "QMutex"};
    if (engine.contains(include))
        return "views see values and the port, never the engine";
    if (include.startsWith("app/"))
        return "views do not know app";
    return {};
}

QString objection(const QString& file, const QString& include)
{
    if (include.endsWith("qcustomplot.h") && !file.startsWith("views/plot/"))
        return "only views/plot knows QCustomPlot";
    if (file.startsWith("core/"))
        return objectionInCore(file, include);
    if (file.startsWith("views/"))
        return objectionInViews(include);
    return {};
}

QStringList includesIn(const QString& source)
{
    static const QRegularExpression line("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]",
                                         QRegularExpression::MultilineOption);
    QStringList includes;
    for (auto match = line.globalMatch(source); match.hasNext();)
        includes << match.next().captured(1);
    return includes;
}

QStringList objectionsTo(const QString& file, const QString& source)
{
    QStringList found;
    for (const QString& include : includesIn(source)) {
        const QString reason = objection(file, include);
        if (!reason.isEmpty())
            found << file + " includes " + include + ": " + reason;
    }
    return found;
}

} // namespace

class TestIncludes : public QObject {
    Q_OBJECT
private slots:
    void plantedOffencesAreFound_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("source");
        QTest::addColumn<int>("offences");
        QTest::newRow("Qt in core") << "core/graph/graph.cpp"
                                    << "#include <QString>\n"
                                    << 1;
        QTest::newRow("Qt module in core") << "core/io/npy.cpp"
                                           << "#include <QtCore/qglobal.h>\n"
                                           << 1;
        QTest::newRow("upwards in core") << "core/tensor/shape.cpp"
                                         << "#include \"core/graph/graph.h\"\n"
                                         << 1;
        QTest::newRow("sideways in core") << "core/data/idx.cpp"
                                          << "#include \"core/graph/graph.h\"\n"
                                          << 1;
        QTest::newRow("core to app") << "core/io/npy.cpp"
                                     << "#include \"app/engine.h\"\n"
                                     << 1;
        QTest::newRow("core to views") << "core/io/npy.cpp"
                                       << "  #  include \"views/port/session_port.h\"\n"
                                       << 1;
        QTest::newRow("unknown folder") << "core/misc/odds.cpp"
                                        << "#include <vector>\n"
                                        << 1;
        QTest::newRow("stepper in views") << "views/network/stage.cpp"
                                          << "#include \"core/program/stepper.h\"\n"
                                          << 1;
        QTest::newRow("workspace in views") << "views/network/stage.h"
                                            << "#include \"core/program/workspace.h\"\n"
                                            << 1;
        QTest::newRow("thread in views") << "views/training/page.cpp"
                                         << "#include <thread>\n#include <QThread>\n"
                                         << 2;
        QTest::newRow("app in views") << "views/common/panel.cpp"
                                      << "#include \"app/engine_host.h\"\n"
                                      << 1;
        QTest::newRow("plot library elsewhere") << "app/main.cpp"
                                                << "#include <qcustomplot.h>\n"
                                                << 1;
        QTest::newRow("downwards is fine") << "core/io/npy.cpp"
                                           << "#include \"core/base/result.h\"\n"
                                           << 0;
        QTest::newRow("plot library at home") << "views/plot/plot.cpp"
                                              << "#include <qcustomplot.h>\n"
                                              << 0;
        QTest::newRow("values in views") << "views/network/stage.cpp"
                                         << "#include \"core/graph/graph.h\"\n"
                                         << 0;
        QTest::newRow("only a comment") << "core/base/text.cpp"
                                        << "// #include <QString>\n"
                                        << 0;
    }

    void plantedOffencesAreFound()
    {
        QFETCH(QString, file);
        QFETCH(QString, source);
        QFETCH(int, offences);
        QCOMPARE(objectionsTo(file, source).size(), offences);
    }

    void theTreeKeepsTheDirection()
    {
        const QDir root(PROPAGO_SOURCE_DIR);
        QStringList offences;
        int includes = 0;
        for (const char* part : {"core", "views", "app"}) {
            QDirIterator files(root.filePath(part), {"*.h", "*.cpp"}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
                const QString source = QString::fromUtf8(file.readAll());
                includes += static_cast<int>(includesIn(source).size());
                offences << objectionsTo(root.relativeFilePath(file.fileName()), source);
            }
        }
        QVERIFY2(includes > 100, "the source tree was not found");
        QVERIFY2(offences.isEmpty(), qPrintable(offences.join('\n')));
    }

    // The table above says what the link lines say.
    void linkLinesAgree()
    {
        static const QRegularExpression call("propago_module\\((\\w+)([^)]*)\\)");
        static const QRegularExpression module("\\bpropago_(\\w+)");
        for (auto [folder, links] : kLinks.asKeyValueRange()) {
            QFile file(QString(PROPAGO_SOURCE_DIR "/core/%1/CMakeLists.txt").arg(folder));
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            const auto match = call.match(QString::fromUtf8(file.readAll()));
            QCOMPARE(match.captured(1), folder);
            QStringList named;
            for (auto name = module.globalMatch(match.captured(2)); name.hasNext();)
                named << name.next().captured(1);
            named.removeAll("opencv");
            QStringList expected = links;
            named.sort();
            expected.sort();
            QCOMPARE(named, expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestIncludes)
#include "tst_includes.moc"
