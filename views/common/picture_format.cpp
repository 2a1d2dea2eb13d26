#include "views/common/picture_format.h"

#include <QtEndian>

#include <cstdlib>

namespace propago {

namespace {

quint8 byteAt(const QByteArray& bytes, qsizetype at)
{
    return static_cast<quint8>(bytes[at]);
}

template<typename T> qint64 littleAt(const QByteArray& bytes, qsizetype at)
{
    return at + qsizetype(sizeof(T)) <= bytes.size()
               ? qint64(qFromLittleEndian<T>(bytes.constData() + at))
               : -1;
}

qint64 bigAt(const QByteArray& bytes, qsizetype at)
{
    return at + 4 <= bytes.size() ? qint64(qFromBigEndian<quint32>(bytes.constData() + at)) : -1;
}

bool pngEnds(const QByteArray& bytes)
{
    for (qint64 at = 8; at + 12 <= bytes.size();) {
        const qint64 length = bigAt(bytes, at);
        if (bytes.mid(at + 4, 4) == "IEND")
            return true;
        at += 12 + length;
    }
    return false;
}

/// Position of the marker that ends the entropy-coded data from `at` on; -1 if the file ends first.
qsizetype endOfScan(const QByteArray& bytes, qsizetype at)
{
    for (; at + 1 < bytes.size(); ++at) {
        if (byteAt(bytes, at) != 0xff)
            continue;
        const quint8 code = byteAt(bytes, at + 1);
        const bool isData = code == 0 || code == 0xff || (code >= 0xd0 && code <= 0xd7);
        if (!isData)
            return at;
    }
    return -1;
}

bool jpegEnds(const QByteArray& bytes)
{
    qsizetype at = 2;
    while (at >= 0 && at + 3 < bytes.size() + 2 && at + 1 < bytes.size()) {
        if (byteAt(bytes, at) != 0xff)
            return false;
        const quint8 code = byteAt(bytes, at + 1);
        if (code == 0xd9)
            return true;
        if (code == 0xff) {
            ++at;
            continue;
        }
        if (at + 4 > bytes.size())
            return false;
        const qsizetype next = at + 2 + byteAt(bytes, at + 2) * 256 + byteAt(bytes, at + 3);
        at = code == 0xda ? endOfScan(bytes, next) : next;
    }
    return false;
}

/// Behind the chain of sub-blocks that begins at `at`; -1 if the file ends first.
qsizetype behindBlocks(const QByteArray& bytes, qsizetype at)
{
    while (at < bytes.size()) {
        const int length = byteAt(bytes, at);
        at += 1 + length;
        if (length == 0)
            return at;
    }
    return -1;
}

qsizetype colourTable(quint8 flags)
{
    return (flags & 0x80) ? 3 * (qsizetype(2) << (flags & 7)) : 0;
}

/// The first picture of the file is all there.
bool gifEnds(const QByteArray& bytes)
{
    if (bytes.size() < 13)
        return false;
    qsizetype at = 13 + colourTable(byteAt(bytes, 10));
    while (at >= 0 && at < bytes.size()) {
        const quint8 kind = byteAt(bytes, at);
        if (kind == 0x2c)
            return at + 10 < bytes.size()
                   && behindBlocks(bytes, at + 11 + colourTable(byteAt(bytes, at + 9))) > 0;
        if (kind != 0x21)
            return false;
        at = behindBlocks(bytes, at + 2);
    }
    return false;
}

bool bmpEnds(const QByteArray& bytes)
{
    const qint64 start = littleAt<quint32>(bytes, 10), width = littleAt<qint32>(bytes, 18);
    const qint64 height = std::abs(littleAt<qint32>(bytes, 22)),
                 bits = littleAt<quint16>(bytes, 28);
    const qint64 compression = littleAt<quint32>(bytes, 30);
    if (start < 0 || bits < 0 || compression < 0)
        return false;
    if (compression != 0 && compression != 3)
        return littleAt<quint32>(bytes, 2) <= bytes.size();
    const qint64 row = (width * bits + 31) / 32 * 4;
    return row == 0 || height <= (bytes.size() - start) / row;
}

} // namespace

PictureFormat pictureFormatOf(const QByteArray& bytes)
{
    if (bytes.startsWith("\x89PNG\r\n\x1a\n"))
        return PictureFormat::Png;
    if (bytes.startsWith("\xff\xd8\xff"))
        return PictureFormat::Jpeg;
    if (bytes.startsWith("RIFF") && bytes.mid(8, 4) == "WEBP")
        return PictureFormat::WebP;
    if (bytes.startsWith(QByteArray("II*\0", 4)) || bytes.startsWith(QByteArray("MM\0*", 4)))
        return PictureFormat::Tiff;
    if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a"))
        return PictureFormat::Gif;
    return bytes.startsWith("BM") && bytes.size() > 14 && byteAt(bytes, 14) >= 12
                   && byteAt(bytes, 15) == 0
               ? PictureFormat::Bmp
               : PictureFormat::None;
}

const char* decoderName(PictureFormat format)
{
    switch (format) {
    case PictureFormat::Png: return "png";
    case PictureFormat::Jpeg: return "jpeg";
    case PictureFormat::WebP: return "webp";
    case PictureFormat::Tiff: return "tiff";
    case PictureFormat::Bmp: return "bmp";
    case PictureFormat::Gif: return "gif";
    case PictureFormat::None: break;
    }
    return "";
}

bool isComplete(const QByteArray& bytes, PictureFormat format)
{
    switch (format) {
    case PictureFormat::Png: return pngEnds(bytes);
    case PictureFormat::Jpeg: return jpegEnds(bytes);
    case PictureFormat::Gif: return gifEnds(bytes);
    case PictureFormat::Bmp: return bmpEnds(bytes);
    case PictureFormat::WebP: return littleAt<quint32>(bytes, 4) + 8 <= bytes.size();
    case PictureFormat::Tiff: break;
    case PictureFormat::None: return false;
    }
    return true;
}

} // namespace propago
