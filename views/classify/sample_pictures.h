#pragma once
#include <QString>
#include <QStringList>

namespace propago {

/// Files of the bundled sample pictures that fit the dataset; all when none does, none when they are
/// not installed.
QStringList samplePictures(const QString& dataName);

} // namespace propago
