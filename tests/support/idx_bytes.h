#pragma once
#include <QByteArray>

#include <zlib.h>

#include <cstddef>
#include <initializer_list>
#include <span>

namespace propago::test {

inline std::span<const std::byte> bytesOf(const QByteArray& array)
{
    return {reinterpret_cast<const std::byte*>(array.constData()),
            static_cast<std::size_t>(array.size())};
}

/// The header of an IDX file of unsigned bytes.
inline QByteArray idxHeader(std::initializer_list<quint32> dimensions)
{
    QByteArray header("\0\0\x08", 3);
    header.append(static_cast<char>(dimensions.size()));
    for (const quint32 dimension : dimensions) {
        for (int shift = 24; shift >= 0; shift -= 8)
            header.append(static_cast<char>(dimension >> shift & 255u));
    }
    return header;
}

/// `content` as one gzip member.
inline QByteArray gzipped(const QByteArray& content)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    QByteArray packed(
        static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(content.size()))), '\0');
    QByteArray input = content;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

} // namespace propago::test
