#pragma once
#include "core/base/result.h"

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>

#include <span>
#include <string>

/// Files for tests of readers.
namespace propago::test {

/// A folder that goes away with the test.
class FileBox {
public:
    std::string path(const QString& name) const { return m_folder.filePath(name).toStdString(); }

    std::string write(const QString& name, const QByteArray& content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write a test file");
        return file.fileName().toStdString();
    }

    static QByteArray read(const std::string& path)
    {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private:
    QTemporaryDir m_folder;
};

/// The sentence of a failure; empty when there was none.
template<typename T> std::string sentenceOf(const Result<T>& result)
{
    return result ? std::string() : describe(result.error());
}

/// Whether `result` failed with a sentence that holds all of `words`, parted by |; prints it when
/// not.
template<typename T> bool failsWith(const Result<T>& result, const char* words)
{
    const QString sentence = QString::fromStdString(sentenceOf(result));
    bool holds = !result.has_value();
    for (const QString& part : QString::fromUtf8(words).split('|'))
        holds = holds && sentence.contains(part);
    if (!holds)
        qWarning("expected \"%s\", got \"%s\"", words, qPrintable(sentence));
    return holds;
}

/// The content of a file that was never written.
inline std::span<const std::byte> bytesIn(const QByteArray& content)
{
    return std::as_bytes(std::span(content.constData(), static_cast<std::size_t>(content.size())));
}

} // namespace propago::test
