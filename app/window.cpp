#include "app/window.h"

#include "app/engine_host.h"
#include "app/languages.h"
#include "app/main_window.h"

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QLocale>
#include <QSettings>
#include <QTimer>

namespace propago {

namespace {

// Takes "--camera C" out of `words`.
VideoSource takeCamera(QStringList& words)
{
    const qsizetype at = words.indexOf(QStringLiteral("--camera"));
    if (at < 0 || at + 1 == words.size())
        return {};
    words.removeAt(at);
    const QString word = words.takeAt(at);
    bool isNumber = false;
    const int device = word.toInt(&isNumber);
    if (isNumber && device >= 0)
        return {device, {}};
    return {0, word.toStdString()};
}

} // namespace

void prepareApplication()
{
    QApplication::setApplicationName(QStringLiteral("propago"));
    QApplication::setOrganizationName(QStringLiteral("propago"));
    QApplication::setApplicationDisplayName(QStringLiteral("Propago"));
    QApplication::setStyle(
        QStringLiteral("Fusion")); // the same everywhere, and it takes our palette
    QFont font(QStringList{QStringLiteral("Inter"), QStringLiteral("DejaVu Sans"),
                           QStringLiteral("NanumGothic")},
               -1);
    font.setPixelSize(14);
    QApplication::setFont(font);
}

int runWindow(int argc, char** argv)
{
    QApplication application(argc, argv);
    prepareApplication();
    const QSettings settings;
    const QString system = QLocale::system().language() == QLocale::Korean ? QStringLiteral("ko")
                                                                           : QStringLiteral("en");
    Languages languages;
    languages.use(settings.value(QStringLiteral("window/language"), system).toString());
    EngineHost host;
    MainWindow window(&host, &languages);
    window.setRemembers(true);
    window.restoreSettings();
    QStringList files = QApplication::arguments().mid(1);
    window.setCamera(takeCamera(files));
    window.show();
    host.openZoo(QStringLiteral("lenet"), QStringLiteral("fashion-mnist"));
    if (!files.isEmpty())
        QTimer::singleShot(0, &window, [&] { window.openPaths(files); });
    return QApplication::exec();
}

} // namespace propago
