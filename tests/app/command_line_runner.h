#pragma once
#include "app/cli/command_line.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <sstream>
#include <string>
#include <vector>

/// What tests of the command line share.
namespace propago::test {

/// What a call answered.
struct Answer {
    int code = -1;
    QByteArray out;
    QByteArray messages;
    QJsonObject json; ///< empty unless standard output is exactly one object
};

/// Runs the verb in this process, as the program does.
inline Answer call(const QStringList& words)
{
    std::vector<std::string> plain;
    for (const QString& word : words)
        plain.push_back(word.toStdString());
    std::ostringstream out, messages;
    Answer answer;
    answer.code = runCommandLine(plain, out, messages).value_or(-1);
    answer.out = QByteArray::fromStdString(out.str());
    answer.messages = QByteArray::fromStdString(messages.str());
    answer.json = QJsonDocument::fromJson(answer.out).object();
    return answer;
}

/// The same with the words in one line, split at spaces, and --json.
inline Answer callJson(const QString& line)
{
    return call(line.split(QLatin1Char(' ')) << QStringLiteral("--json"));
}

inline QString errorCode(const Answer& answer)
{
    return answer.json[QLatin1String("error")].toObject()[QLatin1String("code")].toString();
}

} // namespace propago::test
