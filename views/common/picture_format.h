#pragma once
#include <QByteArray>

namespace propago {

/// The picture formats that are let in.
enum class PictureFormat { None, Png, Jpeg, WebP, Tiff, Bmp, Gif };

/// What the bytes are, by their first ones.
PictureFormat pictureFormatOf(const QByteArray& bytes);

/// The name Qt's decoders know the format by.
const char* decoderName(PictureFormat format);

/// False when the file ends before its picture does. Only where the format says so without decoding:
/// end markers of JPEG, GIF and PNG, stated lengths of BMP and WebP. TIFF is left to its decoder.
bool isComplete(const QByteArray& bytes, PictureFormat format);

} // namespace propago
