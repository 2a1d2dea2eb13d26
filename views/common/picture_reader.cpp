#include "views/common/picture_reader.h"

#include "core/base/limits.h"
#include "views/common/picture_format.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>

namespace propago {

namespace {

constexpr qint64 kMostBytes = qint64(512) << 20;
constexpr int kDecoderMegabytes = 640; // 64 Mpx of 16-bit RGBA and some

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::PictureReader", sentence);
}

Failure refuse(ErrorCode code, Text what, const QString& where, Text remedy = {})
{
    return fail(code, std::move(what), where.toStdString(), std::move(remedy));
}

Failure unreadable(const QString& where)
{
    return refuse(ErrorCode::BadInput,
                  {PROPAGO_TEXT("the picture is damaged and cannot be decoded"), {}}, where,
                  {PROPAGO_TEXT("save or download it again"), {}});
}

/// Says what the bytes probably are, since they are none of the six formats.
Failure notAPicture(const QByteArray& bytes, const QString& where)
{
    const Text remedy{PROPAGO_TEXT("open a PNG, JPEG, WebP, TIFF, BMP or GIF picture"), {}};
    const QByteArray start = bytes.left(512).trimmed().toLower();
    if (start.startsWith("version https://git-lfs"))
        return refuse(ErrorCode::Unsupported,
                      {PROPAGO_TEXT("this is a git-LFS pointer, not the picture itself"), {}},
                      where, {PROPAGO_TEXT("fetch the file with git lfs pull"), {}});
    if (start.startsWith("<!doctype html") || start.startsWith("<html"))
        return refuse(ErrorCode::Unsupported,
                      {PROPAGO_TEXT("this is a web page, not a picture"), {}}, where, remedy);
    if (start.startsWith("<svg") || start.startsWith("<?xml") || start.startsWith("%pdf"))
        return refuse(ErrorCode::Unsupported,
                      {PROPAGO_TEXT("this is a drawing or document, not a picture of pixels"), {}},
                      where, remedy);
    return refuse(ErrorCode::Unsupported,
                  {PROPAGO_TEXT("this is not a picture in a known format"), {}}, where, remedy);
}

Failure tooLarge(const QSize& size, const QString& where)
{
    return refuse(
        ErrorCode::BadInput,
        {PROPAGO_TEXT(
             "the picture says it has %1 x %2 pixels, more than the %3 million that are let in"),
         {std::to_string(size.width()), std::to_string(size.height()),
          std::to_string(limits::kPicturePixels >> 20)}},
        where, {PROPAGO_TEXT("scale it down first"), {}});
}

bool isTooLarge(const QSize& size)
{
    return qint64(size.width()) * size.height() > limits::kPicturePixels;
}

/// Formats without an early end that a viewer could live with.
bool mustBeComplete(PictureFormat format)
{
    return format == PictureFormat::Png || format == PictureFormat::WebP;
}

void addNotes(LoadedPicture& picture, const QImageReader& reader, const QString& where,
              PictureFormat format)
{
    if (picture.isIncomplete)
        picture.notes << say("Incomplete: the file ends before the picture does.");
    if (reader.imageCount() > 1)
        picture.notes << say("First of %1 pictures in the file.").arg(reader.imageCount());
    if (picture.image.hasAlphaChannel())
        picture.notes << say("Transparent places are taken as black.");
    const QString suffix = QFileInfo(where).suffix().toLower();
    const QByteArray name = decoderName(format);
    const bool isUsual = suffix.isEmpty() || QByteArray(name).startsWith(suffix.left(3).toLatin1())
                         || (format == PictureFormat::Jpeg && suffix == QStringLiteral("jpg"));
    if (!isUsual)
        picture.notes << say("The file is named .%1 but holds a %2 picture.")
                             .arg(suffix, QString::fromLatin1(name.toUpper()));
}

Result<LoadedPicture> decode(const QByteArray& bytes, PictureFormat format, const QString& where)
{
    QImageReader::setAllocationLimit(kDecoderMegabytes);
    QByteArray kept = bytes;
    QBuffer buffer(&kept);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, decoderName(format));
    reader.setDecideFormatFromContent(false);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (isTooLarge(size))
        return tooLarge(size, where);
    LoadedPicture picture;
    picture.isIncomplete = !isComplete(bytes, format);
    if (size.isEmpty() || (picture.isIncomplete && mustBeComplete(format)))
        return unreadable(where);
    if (!reader.read(&picture.image) || picture.image.isNull())
        return unreadable(where);
    if (picture.image.pixelFormat().typeInterpretation() == QPixelFormat::FloatingPoint)
        return refuse(
            ErrorCode::Unsupported,
            {PROPAGO_TEXT(
                 "the picture stores floating-point values, whose black and white are not known"),
             {}},
            where, {PROPAGO_TEXT("convert it to 8 or 16 bits"), {}});
    addNotes(picture, reader, where, format);
    return picture;
}

} // namespace

Result<LoadedPicture> readPicture(const QByteArray& bytes, const QString& where)
{
    if (bytes.isEmpty())
        return refuse(ErrorCode::BadInput, {PROPAGO_TEXT("the file is empty"), {}}, where);
    const PictureFormat format = pictureFormatOf(bytes);
    if (format == PictureFormat::None)
        return notAPicture(bytes, where);
    return decode(bytes, format, where);
}

Result<LoadedPicture> readPicture(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return refuse(ErrorCode::FileMissing, {PROPAGO_TEXT("there is no such file"), {}}, path);
    if (!info.isFile())
        return refuse(ErrorCode::BadInput, {PROPAGO_TEXT("this is not a regular file"), {}}, path,
                      {PROPAGO_TEXT("open a picture file"), {}});
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refuse(ErrorCode::FileUnreadable, {PROPAGO_TEXT("the file may not be read"), {}},
                      path, {PROPAGO_TEXT("check the rights of the file and its folder"), {}});
    if (file.size() > kMostBytes)
        return refuse(ErrorCode::BadInput,
                      {PROPAGO_TEXT("the file is larger than any picture that is let in"), {}},
                      path);
    return readPicture(file.readAll(), path);
}

Result<LoadedPicture> acceptPicture(const QImage& image, const QString& where)
{
    if (image.isNull())
        return refuse(ErrorCode::BadInput, {PROPAGO_TEXT("there is no picture in it"), {}}, where,
                      {PROPAGO_TEXT("copy a picture first"), {}});
    if (isTooLarge(image.size()))
        return tooLarge(image.size(), where);
    return LoadedPicture{image, false, {}};
}

} // namespace propago
