#pragma once
#include "core/base/result.h"

#include <QByteArray>
#include <QImage>
#include <QString>
#include <QStringList>

namespace propago {

/// A decoded picture, upright, and what is worth knowing about how it came to be.
struct LoadedPicture {
    QImage image;
    bool isIncomplete = false; ///< the file ends early; what was there is shown
    QStringList notes;         ///< sentences for people, translated
};

/// Reads a picture file. Regular files only; PNG, JPEG, WebP, TIFF, BMP and GIF by content, whatever
/// the name; refuses more than limits::kPicturePixels by the header, before decoding. The first frame
/// of several. Thread-safe; needs no window.
Result<LoadedPicture> readPicture(const QString& path);

/// The same for bytes at hand; `where` is named in errors.
Result<LoadedPicture> readPicture(const QByteArray& bytes, const QString& where);

/// A picture that is already decoded (clipboard): held to the same limit.
Result<LoadedPicture> acceptPicture(const QImage& image, const QString& where);

} // namespace propago
