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
    window.show();
    const QStringList files = QApplication::arguments().mid(1);
    host.openZoo(QStringLiteral("lenet"), QStringLiteral("fashion-mnist"));
    if (!files.isEmpty())
        QTimer::singleShot(0, &window, [&] { window.openPaths(files); });
    return QApplication::exec();
}

} // namespace propago
