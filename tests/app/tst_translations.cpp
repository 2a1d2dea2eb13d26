#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QXmlStreamReader>

namespace {

struct Message {
    QString context;
    QString source;
    QStringList forms;
    bool isFinished = true;
    bool isCounted = false;

    QString name() const { return context + QStringLiteral(": ") + source; }
};

QString path(const QString& inside)
{
    return QStringLiteral(PROPAGO_SOURCE_DIR "/") + inside;
}

Message readMessage(QXmlStreamReader& xml, const QString& context)
{
    Message message;
    message.context = context;
    message.isCounted = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("source")) {
            message.source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            message.isFinished = !xml.attributes().hasAttribute(QLatin1String("type"));
            if (!message.isCounted) {
                message.forms << xml.readElementText();
                continue;
            }
            while (xml.readNextStartElement())
                message.forms << xml.readElementText();
        } else {
            xml.skipCurrentElement();
        }
    }
    return message;
}

QList<Message> readMessages(const QString& name, QString& error)
{
    QList<Message> messages;
    QFile file(path(QStringLiteral("translations/") + name));
    if (!file.open(QIODevice::ReadOnly)) {
        error = file.errorString();
        return messages;
    }
    QXmlStreamReader xml(&file);
    xml.readNextStartElement();
    while (xml.readNextStartElement()) {
        if (xml.name() != QLatin1String("context")) {
            xml.skipCurrentElement();
            continue;
        }
        QString context;
        while (xml.readNextStartElement()) {
            if (xml.name() == QLatin1String("name"))
                context = xml.readElementText();
            else if (xml.name() == QLatin1String("message"))
                messages << readMessage(xml, context);
            else
                xml.skipCurrentElement();
        }
    }
    if (xml.hasError())
        error = xml.errorString();
    return messages;
}

QStringList placeholders(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("%(?:L?[0-9]+|n)"));
    QStringList found;
    for (const auto& match : pattern.globalMatch(text))
        found << match.captured();
    found.sort();
    return found;
}

QString unescaped(const QString& literal)
{
    QString text;
    for (qsizetype i = 0; i < literal.size(); ++i) {
        if (literal[i] != QLatin1Char('\\') || i + 1 == literal.size()) {
            text += literal[i];
            continue;
        }
        ++i;
        text += literal[i] == QLatin1Char('n') ? QLatin1Char('\n') : literal[i];
    }
    return text;
}

QStringList markedSentences(const QString& code)
{
    static const QRegularExpression mark(
        QStringLiteral(R"re(PROPAGO_TEXT\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\))re"));
    static const QRegularExpression literal(QStringLiteral(R"re("((?:[^"\\]|\\.)*)")re"));
    QStringList found;
    for (const auto& match : mark.globalMatch(code)) {
        QString sentence;
        for (const auto& part : literal.globalMatch(match.captured(1)))
            sentence += unescaped(part.captured(1));
        found << sentence;
    }
    return found;
}

} // namespace

class TranslationsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyKoreanMessageIsFinished();
    void placeholdersAgree_data();
    void placeholdersAgree();
    void englishHasBothForms();
    void everyMarkedSentenceIsKnown();

private:
    QList<Message> m_korean;
    QList<Message> m_english;
};

void TranslationsTest::initTestCase()
{
    QString error;
    m_korean = readMessages(QStringLiteral("propago_ko.ts"), error);
    QVERIFY2(error.isEmpty(), qPrintable(error));
    QVERIFY(!m_korean.isEmpty());
    m_english = readMessages(QStringLiteral("propago_en.ts"), error);
    QVERIFY2(error.isEmpty(), qPrintable(error));
}

void TranslationsTest::everyKoreanMessageIsFinished()
{
    QStringList open;
    for (const Message& message : std::as_const(m_korean)) {
        const bool isFilled =
            message.forms.size() == 1 && !message.forms.first().trimmed().isEmpty();
        if (!message.isFinished || !isFilled)
            open << message.name();
    }
    QVERIFY2(open.isEmpty(), qPrintable(open.join(QLatin1Char('\n'))));
}

void TranslationsTest::placeholdersAgree_data()
{
    QTest::addColumn<bool>("isKorean");
    QTest::newRow("ko") << true;
    QTest::newRow("en") << false;
}

void TranslationsTest::placeholdersAgree()
{
    QFETCH(bool, isKorean);
    QStringList wrong;
    for (const Message& message : isKorean ? m_korean : m_english)
        for (const QString& form : message.forms)
            if (placeholders(form) != placeholders(message.source))
                wrong << message.name() + QStringLiteral(" -> ") + form;
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void TranslationsTest::englishHasBothForms()
{
    QSet<QString> known;
    QStringList wrong;
    for (const Message& message : std::as_const(m_english)) {
        known.insert(message.name());
        if (!message.isFinished || message.forms.size() != 2 || message.forms.contains(QString()))
            wrong << message.name();
    }
    for (const Message& message : std::as_const(m_korean))
        if (message.isCounted && !known.contains(message.name()))
            wrong << message.name();
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void TranslationsTest::everyMarkedSentenceIsKnown()
{
    QSet<QString> known;
    for (const Message& message : std::as_const(m_korean))
        if (message.context == QLatin1String("Core"))
            known.insert(message.source);
    QStringList missing;
    int seen = 0;
    for (const char* folder : {"core", "app", "views"}) {
        QDirIterator files(path(QLatin1String(folder)), {"*.cpp", "*.h"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            for (const QString& sentence : markedSentences(QString::fromUtf8(file.readAll()))) {
                ++seen;
                if (!known.contains(sentence))
                    missing << file.fileName() + QStringLiteral(": ") + sentence;
            }
        }
    }
    QVERIFY(seen > 0);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "tst_translations.moc"
