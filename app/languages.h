#pragma once
#include <QObject>
#include <QString>
#include <QTranslator>

namespace propago {

/// Switches the language of the running program; widgets hear of it by QEvent::LanguageChange.
class Languages : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// "en" or "ko"; anything else is English.
    void use(const QString& language);
    QString current() const { return m_current; }

private:
    QTranslator m_own;
    QTranslator m_qt;
    QString m_current = QStringLiteral("en");
};

} // namespace propago
