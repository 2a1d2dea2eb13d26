#include "core/data/byte_source.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace propago {

namespace {

class PlainSource final : public ByteSource {
public:
    PlainSource(std::span<const std::byte> file, const std::string& name) : m_reader(file, name) {}

    Result<void> read(std::span<std::uint8_t> out, const char* what) override
    {
        const auto bytes = m_reader.take(static_cast<std::int64_t>(out.size()), what);
        if (!bytes)
            return tl::unexpected(bytes.error());
        std::ranges::transform(*bytes, out.begin(), std::to_integer<std::uint8_t>);
        return {};
    }

    Result<void> expectEnd() override
    {
        if (m_reader.remaining() == 0)
            return {};
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("%1 bytes follow where the file should end"),
                     {std::to_string(m_reader.remaining())}},
                    where(),
                    {PROPAGO_TEXT("the file is damaged or of another kind: get it again"), {}});
    }

    std::string where() const override { return m_reader.where(); }

private:
    BoundedReader m_reader;
};

// zlib checks the CRC-32 and the length in each member's trailer, but tells about a lost trailer only
// by never reaching the end of the stream, and says nothing about what follows it.
class GzipSource final : public ByteSource {
public:
    GzipSource(std::span<const std::byte> file, std::string name)
        : m_file(file), m_name(std::move(name))
    {
        m_isUsable = inflateInit2(&m_stream, kGzipWindow) == Z_OK;
    }
    ~GzipSource() override { inflateEnd(&m_stream); }
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;

    Result<void> read(std::span<std::uint8_t> out, const char* what) override
    {
        const auto count = expand(out);
        if (!count)
            return tl::unexpected(count.error());
        if (*count == out.size())
            return {};
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("%1 needs %2 bytes but the gzip data holds only %3 more"),
                     {what, std::to_string(out.size()), std::to_string(*count)}},
                    where(),
                    {PROPAGO_TEXT("the file is damaged or of another kind: get it again"), {}});
    }

    Result<void> expectEnd() override
    {
        std::array<std::uint8_t, 1> extra{};
        const auto count = expand(extra);
        if (!count)
            return tl::unexpected(count.error());
        if (*count == 0)
            return {};
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("more data follows in the gzip file than its header promises"), {}},
            where(), {PROPAGO_TEXT("the file is damaged or of another kind: get it again"), {}});
    }

    std::string where() const override { return m_name + ", byte " + std::to_string(m_position); }

private:
    static constexpr int kGzipWindow = 15 + 16; // largest window, gzip wrapper required

    // Bytes written to `out`: fewer than it holds only at the proper end of the last member.
    Result<std::size_t> expand(std::span<std::uint8_t> out)
    {
        std::size_t done = 0;
        while (done < out.size() && !m_isFinished) {
            auto part = inflatePart(out.subspan(done));
            if (!part)
                return part;
            done += *part;
        }
        return done;
    }

    Result<std::size_t> inflatePart(std::span<std::uint8_t> out)
    {
        constexpr std::size_t most = std::numeric_limits<uInt>::max();
        const std::size_t offered = std::min(m_file.size() - m_position, most);
        const std::size_t room = std::min(out.size(), most);
        // zlib never writes to its input; its interface is older than const.
        m_stream.next_in =
            const_cast<Bytef*>(reinterpret_cast<const Bytef*>(m_file.data() + m_position));
        m_stream.avail_in = static_cast<uInt>(offered);
        m_stream.next_out = out.data();
        m_stream.avail_out = static_cast<uInt>(room);
        const int status = m_isUsable ? inflate(&m_stream, Z_NO_FLUSH) : Z_MEM_ERROR;
        m_position += offered - m_stream.avail_in;
        const std::size_t written = room - m_stream.avail_out;
        if (status == Z_STREAM_END)
            return finishMember(written);
        if (status != Z_OK || (written == 0 && m_stream.avail_in == 0))
            return damaged(status);
        return written;
    }

    // A gzip file may hold several members, one after the other; nothing else may follow.
    Result<std::size_t> finishMember(std::size_t written)
    {
        if (m_position == m_file.size()) {
            m_isFinished = true;
            return written;
        }
        const auto rest = m_file.subspan(m_position);
        if (rest.size() < 2 || rest[0] != std::byte{0x1F} || rest[1] != std::byte{0x8B})
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("%1 bytes that are not gzip follow the end of the gzip data"),
                         {std::to_string(rest.size())}},
                        where(), {PROPAGO_TEXT("the file is damaged: get it again"), {}});
        inflateReset(&m_stream);
        return written;
    }

    Failure damaged(int status) const
    {
        if (status == Z_MEM_ERROR)
            return fail(ErrorCode::OutOfMemory,
                        {PROPAGO_TEXT("no memory to expand the gzip data"), {}}, m_name);
        if (status == Z_OK || status == Z_BUF_ERROR)
            return fail(ErrorCode::BadInput, {PROPAGO_TEXT("the gzip data is cut off"), {}},
                        where(), {PROPAGO_TEXT("get the file again"), {}});
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the gzip data is damaged: %1"),
                     {m_stream.msg ? m_stream.msg : "unknown reason"}},
                    where(), {PROPAGO_TEXT("get the file again"), {}});
    }

    std::span<const std::byte> m_file;
    std::string m_name;
    std::size_t m_position = 0;
    z_stream m_stream{};
    bool m_isUsable = false;
    bool m_isFinished = false;
};

} // namespace

std::unique_ptr<ByteSource> makeByteSource(std::span<const std::byte> file, const std::string& name)
{
    const bool isGzip =
        file.size() >= 2 && file[0] == std::byte{0x1F} && file[1] == std::byte{0x8B};
    if (isGzip)
        return std::make_unique<GzipSource>(file, name);
    return std::make_unique<PlainSource>(file, name);
}

} // namespace propago
