#include "app/languages.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace propago {

void Languages::use(const QString& language)
{
    m_current = language == QLatin1String("ko") ? language : QStringLiteral("en");
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
    QLocale::setDefault(
        QLocale(m_current == QLatin1String("ko") ? QLocale::Korean : QLocale::English));
    // English has a file too: only it knows the plural forms.
    if (m_qt.load(QStringLiteral("qtbase_") + m_current,
                  QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    if (m_own.load(QStringLiteral(":/i18n/propago_") + m_current))
        QCoreApplication::installTranslator(&m_own);
}

} // namespace propago
