#include <QtTest>

#include <QProcess>

namespace {

QStringList forbiddenIn(const QStringList& libraries)
{
    // Qt 5 beside Qt 6 in one process crashes sooner or later; OpenCV's other modules bring it, or
    // cost a tenth of a second at each start.
    static const QRegularExpression forbidden("libQt5|libopencv_(highgui|imgcodecs|videoio)");
    return libraries.filter(forbidden);
}

} // namespace

class TestDependencies : public QObject {
    Q_OBJECT
private slots:
    void plantedLibrariesAreFound()
    {
        QCOMPARE(forbiddenIn({"libQt6Core.so.6", "libQt5Core.so.5", "libopencv_core.so.406",
                              "libopencv_highgui.so.406"})
                     .size(),
                 2);
    }

    void theProgramLoadsNoOtherQt()
    {
        QProcess ldd;
        ldd.start("ldd", {PROPAGO_PROGRAM});
        QVERIFY2(ldd.waitForFinished(), qPrintable(ldd.errorString()));
        const QStringList libraries = QString::fromUtf8(ldd.readAllStandardOutput()).split('\n');
        QVERIFY2(!libraries.filter("libQt6Core").isEmpty(), PROPAGO_PROGRAM);
        QCOMPARE(libraries.filter("not found"), QStringList());
        QCOMPARE(forbiddenIn(libraries), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestDependencies)
#include "tst_dependencies.moc"
