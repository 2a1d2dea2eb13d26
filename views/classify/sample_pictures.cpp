#include "views/classify/sample_pictures.h"

#include "core/data/catalog.h"

#include <QDir>

namespace propago {

namespace {

QString prefixFor(const QString& dataName)
{
    return dataName.startsWith(QStringLiteral("fashion")) ? QStringLiteral("fashion-")
           : dataName.startsWith(QStringLiteral("digit")) ? QStringLiteral("digit-")
                                                          : QString();
}

} // namespace

QStringList samplePictures(const QString& dataName)
{
    for (const std::string& folder : datasetFolders()) {
        const QDir samples(QString::fromStdString(folder) + QStringLiteral("/samples"));
        const auto matching = [&](const QString& prefix) {
            QStringList files;
            for (const QString& name :
                 samples.entryList({prefix + QStringLiteral("*.png")}, QDir::Files, QDir::Name))
                files << samples.filePath(name);
            return files;
        };
        QStringList files = matching(prefixFor(dataName));
        if (files.isEmpty())
            files = matching(QString());
        if (!files.isEmpty())
            return files;
    }
    return {};
}

} // namespace propago
