#include "core/io/npy.h"

#include "core/base/atomic_file.h"
#include "core/base/bounded_reader.h"
#include "core/base/limits.h"
#include "core/tensor/half.h"
#include "core/io/npy_header.h"

#include <cstring>

namespace propago {

namespace {

constexpr std::int64_t kHeaderBytes = 1 << 16;
constexpr std::int64_t kFileBytes = limits::kElements * 8 + kHeaderBytes + 12;
constexpr std::size_t kMagicBytes = 6;
constexpr char kMagic[] = "\x93NUMPY";
constexpr const char* kHalf = "<f2";

/// How numpy names the formats.
struct NpyType {
    const char* name;
    Format format;
};

constexpr NpyType kTypes[] = {
    {"<f4", Format::Fp32},  {"<f8", Format::Fp64},  {"|i1", Format::Int8},  {"|u1", Format::Uint8},
    {"<i2", Format::Int16}, {"<i4", Format::Int32}, {"<i8", Format::Int64}, {"|b1", Format::Uint8}};

Failure refused(const BoundedReader& reader, Text what, Text remedy)
{
    return fail(ErrorCode::BadInput, std::move(what), reader.where(), std::move(remedy));
}

Failure damaged(const BoundedReader& reader, Text what)
{
    return refused(reader, std::move(what),
                   {PROPAGO_TEXT("write the array again with numpy.save"), {}});
}

std::optional<Format> formatOf(const std::string& type)
{
    for (const NpyType& row : kTypes) {
        if (type == row.name)
            return row.format;
    }
    return std::nullopt;
}

const char* typeOf(Format format)
{
    for (const NpyType& row : kTypes) {
        if (format == row.format)
            return row.name;
    }
    return nullptr;
}

Result<std::string_view> takeHeaderText(BoundedReader& reader)
{
    const auto start = reader.take(kMagicBytes + 2, "the start of the array file");
    if (!start)
        return tl::unexpected(start.error());
    const int major = static_cast<int>((*start)[kMagicBytes]);
    if (std::memcmp(start->data(), kMagic, kMagicBytes) != 0 || major < 1 || major > 3)
        return damaged(reader, {PROPAGO_TEXT("this is not a .npy file of version 1 to 3"), {}});
    const auto size = reader.take(major == 1 ? 2 : 4, "the length of the header");
    if (!size)
        return tl::unexpected(size.error());
    std::int64_t length = 0;
    for (std::size_t i = size->size(); i-- > 0;)
        length = length * 256 + static_cast<std::int64_t>((*size)[i]);
    if (length > kHeaderBytes)
        return damaged(reader, {PROPAGO_TEXT("the header would have %1 bytes, more than %2"),
                                {std::to_string(length), std::to_string(kHeaderBytes)}});
    const auto header = reader.take(length, "the header");
    if (!header)
        return tl::unexpected(header.error());
    return std::string_view(reinterpret_cast<const char*>(header->data()), header->size());
}

Result<NpyHeader> takeHeader(BoundedReader& reader)
{
    const auto text = takeHeaderText(reader);
    if (!text)
        return tl::unexpected(text.error());
    auto header = parseNpyHeader(*text);
    if (!header)
        return damaged(reader, {PROPAGO_TEXT("the header of the array is not understood"), {}});
    if (!formatOf(header->type) && header->type != kHalf)
        return refused(
            reader,
            {PROPAGO_TEXT("numbers of type %1 are not read here"), {displayable(header->type)}},
            {PROPAGO_TEXT("convert the array with astype('<f4') or astype('<i8')"), {}});
    if (header->isFortran && header->dimensions.size() > 1)
        return refused(reader, {PROPAGO_TEXT("the array is in Fortran order"), {}},
                       {PROPAGO_TEXT("write it with numpy.ascontiguousarray"), {}});
    return std::move(*header);
}

Tensor widened(std::span<const std::byte> halves, const Shape& shape)
{
    Tensor tensor(shape, Format::Fp32);
    for (std::size_t i = 0; i < tensor.span<float>().size(); ++i) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, halves.data() + 2 * i, sizeof bits);
        tensor.span<float>()[i] = fromHalf(bits);
    }
    return tensor;
}

} // namespace

Result<Tensor> readNpy(const std::string& path)
{
    const auto bytes = readFile(path, kFileBytes);
    return bytes ? parseNpy(*bytes, path) : tl::unexpected(bytes.error());
}

Result<Tensor> parseNpy(std::span<const std::byte> bytes, const std::string& path)
{
    BoundedReader reader(bytes, path);
    const auto header = takeHeader(reader);
    if (!header)
        return tl::unexpected(header.error());
    const auto shape = boundedShape(header->dimensions);
    if (!shape)
        return damaged(reader, {PROPAGO_TEXT("the shape of the array is beyond the limits"), {}});
    const Format format = formatOf(header->type).value_or(Format::Fp16);
    const auto data = reader.take(bytesFor(format, shape->elements()), "the array");
    if (!data)
        return tl::unexpected(data.error());
    if (reader.remaining() != 0)
        return damaged(
            reader, {PROPAGO_TEXT("%1 bytes are left over"), {std::to_string(reader.remaining())}});
    if (format == Format::Fp16)
        return widened(*data, *shape);
    Tensor tensor(*shape, format);
    std::memcpy(tensor.view().data, data->data(), data->size());
    return tensor;
}

Result<void> writeNpy(const TensorView& tensor, const std::string& path)
{
    const char* type = typeOf(tensor.format);
    if (!type)
        return fail(ErrorCode::Unsupported,
                    {PROPAGO_TEXT("%1 has no place in a .npy file"),
                     {std::string(traits(tensor.format).name)}},
                    path, {PROPAGO_TEXT("convert it to fp32 first"), {}});
    std::string header = npyHeaderText(type, tensor.shape);
    // Data starts at a multiple of 64 bytes; the header ends in a newline.
    constexpr std::size_t before = kMagicBytes + 4;
    header.append(63 - (before + header.size()) % 64, ' ');
    header += '\n';
    std::string file = std::string(kMagic, kMagicBytes) + '\1' + '\0';
    file += static_cast<char>(header.size() & 0xFF);
    file += static_cast<char>(header.size() >> 8);
    file += header;
    file.append(reinterpret_cast<const char*>(tensor.data),
                static_cast<std::size_t>(tensor.bytes()));
    return writeFileAtomically(path, file);
}

} // namespace propago
