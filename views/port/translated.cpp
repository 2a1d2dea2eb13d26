#include "views/port/translated.h"

#include <QCoreApplication>

namespace propago {

QString translated(const Text& text)
{
    const std::string pattern = QCoreApplication::translate("Core", text.pattern).toStdString();
    return QString::fromStdString(filled(pattern, text.arguments));
}

QString translated(const Error& error)
{
    QString sentence = translated(error.what);
    if (!error.where.empty())
        sentence += QStringLiteral(" (%1)").arg(QString::fromStdString(displayable(error.where)));
    const QString remedy = translated(error.remedy);
    if (!remedy.isEmpty())
        sentence += QStringLiteral("; ") + remedy;
    return sentence + QLatin1Char('.');
}

} // namespace propago
