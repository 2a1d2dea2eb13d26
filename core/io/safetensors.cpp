#include "core/io/safetensors.h"

#include "core/base/limits.h"
#include "core/io/json_text.h"

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace propago {

namespace {

using nlohmann::json;

constexpr const char* kMetadata = "__metadata__";
constexpr std::size_t kChecksumDigits = 8;

Failure damaged(std::string where, Text what)
{
    return fail(ErrorCode::BadInput, std::move(what), std::move(where),
                {PROPAGO_TEXT("the file is damaged: use an older copy"), {}});
}

std::string hexadecimal(std::uint32_t value)
{
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%08x", static_cast<unsigned>(value));
    return buffer.data();
}

// Where the digits of the checksum start. Quotes inside of JSON texts are escaped, so the field's
// name with bare quotes occurs once only.
std::size_t checksumPlace(std::string_view text)
{
    const std::string start = std::string("\"") + kHeaderChecksum + "\":\"";
    const auto found = text.find(start);
    if (found == std::string_view::npos || text.size() - found < start.size() + kChecksumDigits)
        return std::string_view::npos;
    return found + start.size();
}

std::uint32_t checksumOf(std::string_view text)
{
    return propago::checksumOf(std::as_bytes(std::span(text)));
}

std::optional<Format> formatOf(const json& type)
{
    if (!type.is_string())
        return std::nullopt;
    for (const FormatTraits& row : kFormats) {
        if (!row.safetensors.empty() && row.safetensors == type.get_ref<const std::string&>())
            return row.format;
    }
    return std::nullopt;
}

std::optional<std::vector<std::int64_t>> counts(const json& entry, const char* key,
                                                std::size_t most)
{
    const auto found = entry.find(key);
    if (found == entry.end() || !found->is_array() || found->size() > most)
        return std::nullopt;
    std::vector<std::int64_t> result;
    for (const json& item : *found) {
        if (!item.is_number_unsigned() || item.get<std::uint64_t>() > (std::uint64_t{1} << 48))
            return std::nullopt;
        result.push_back(item.get<std::int64_t>());
    }
    return result;
}

Result<PlacedTensor> placedTensor(const std::string& name, const json& entry,
                                  const std::string& path)
{
    const std::string where = path + ", " + displayable(name);
    if (!entry.is_object() || !entry.contains("dtype"))
        return damaged(where, {PROPAGO_TEXT("its entry in the header makes no sense"), {}});
    const auto format = formatOf(entry["dtype"]);
    const auto dimensions = counts(entry, "shape", limits::kRank);
    const auto offsets = counts(entry, "data_offsets", 2);
    if (!format || !dimensions || !offsets || offsets->size() != 2)
        return damaged(where, {PROPAGO_TEXT("its type, shape or place makes no sense"), {}});
    const auto shape = boundedShape(*dimensions);
    if (!shape)
        return damaged(where, {PROPAGO_TEXT("its shape is beyond the limits"), {}});
    const std::int64_t size = bytesFor(*format, shape->elements());
    if ((*offsets)[1] - (*offsets)[0] != size)
        return damaged(where, {PROPAGO_TEXT("its shape %1 needs %2 bytes but its place holds %3"),
                               {shape->text(), std::to_string(size),
                                std::to_string((*offsets)[1] - (*offsets)[0])}});
    return PlacedTensor{name, *shape, *format, (*offsets)[0], (*offsets)[1]};
}

Result<void> readMetadata(const json& object, SafetensorsHeader& header, const std::string& path)
{
    if (!object.is_object())
        return damaged(path, {PROPAGO_TEXT("the metadata is not a JSON object"), {}});
    for (const auto& [key, value] : object.items()) {
        if (!value.is_string())
            return damaged(path, {PROPAGO_TEXT("the metadata holds something that is not text: %1"),
                                  {displayable(key)}});
        header.metadata[key] = value.get<std::string>();
    }
    return {};
}

// Tensors lie one behind the other and fill the rest of the file.
Result<void> checkPlaces(const SafetensorsHeader& header, std::int64_t size,
                         const std::string& path)
{
    std::int64_t end = 0;
    for (const PlacedTensor& tensor : header.tensors) {
        if (tensor.first != end)
            return damaged(path + ", " + displayable(tensor.name),
                           {PROPAGO_TEXT("it starts at byte %1 of the data instead of %2: tensors "
                                         "overlap or leave a gap"),
                            {std::to_string(tensor.first), std::to_string(end)}});
        end = tensor.last;
    }
    if (end == size)
        return {};
    return damaged(path, {PROPAGO_TEXT("the tensors need %1 bytes but the file holds %2"),
                          {std::to_string(end), std::to_string(size)}});
}

Result<SafetensorsHeader> headerOf(const json& object, const std::string& path)
{
    SafetensorsHeader header;
    if (static_cast<std::int64_t>(object.size()) > limits::kTensors)
        return damaged(path, {PROPAGO_TEXT("the header lists %1 tensors, more than %2"),
                              {std::to_string(object.size()), std::to_string(limits::kTensors)}});
    for (const auto& [key, value] : object.items()) {
        if (key == kMetadata) {
            if (auto read = readMetadata(value, header, path); !read)
                return tl::unexpected(read.error());
            continue;
        }
        auto tensor = placedTensor(key, value, path);
        if (!tensor)
            return tl::unexpected(tensor.error());
        header.tensors.push_back(std::move(*tensor));
    }
    std::ranges::sort(header.tensors, {},
                      [](const PlacedTensor& t) { return std::pair(t.first, t.last); });
    return header;
}

Result<std::string_view> takeText(BoundedReader& reader)
{
    const std::string where = reader.where();
    const auto length = reader.takeLittleEndian64("the length of the header");
    if (!length)
        return tl::unexpected(length.error());
    if (*length < 2 || *length > static_cast<std::uint64_t>(limits::kJsonHeaderBytes))
        return damaged(
            where, {PROPAGO_TEXT("the header would have %1 bytes, which is not between 2 and %2"),
                    {std::to_string(*length), std::to_string(limits::kJsonHeaderBytes)}});
    const auto bytes = reader.take(static_cast<std::int64_t>(*length), "the header");
    if (!bytes)
        return tl::unexpected(bytes.error());
    return std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

} // namespace

std::uint32_t checksumOf(std::span<const std::byte> bytes)
{
    // zlib counts in 32 bits.
    constexpr std::size_t portion = std::size_t{1} << 30;
    uLong value = crc32(0, nullptr, 0);
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(portion, bytes.size()));
        value = crc32(value, reinterpret_cast<const Bytef*>(part.data()),
                      static_cast<uInt>(part.size()));
        bytes = bytes.subspan(part.size());
    }
    return static_cast<std::uint32_t>(value);
}

std::string safetensorsBytes(const SafetensorsHeader& header)
{
    json object = json::object();
    for (const PlacedTensor& tensor : header.tensors) {
        const auto dimensions = tensor.shape.dimensions();
        object[tensor.name] = {
            {"dtype", std::string(traits(tensor.format).safetensors)},
            {"shape", std::vector<std::int64_t>(dimensions.begin(), dimensions.end())},
            {"data_offsets", {tensor.first, tensor.last}}};
    }
    object[kMetadata] = header.metadata;
    object[kMetadata][kHeaderChecksum] = std::string(kChecksumDigits, '0');
    std::string text = dumpJson(object);
    text.append((8 - text.size() % 8) % 8, ' ');
    text.replace(checksumPlace(text), kChecksumDigits, hexadecimal(checksumOf(text)));
    std::string result;
    for (int i = 0; i < 8; ++i)
        result += static_cast<char>(std::uint64_t{text.size()} >> (8 * i) & 0xFF);
    return result + text;
}

Result<SafetensorsHeader> takeSafetensorsHeader(BoundedReader& reader)
{
    const auto text = takeText(reader);
    if (!text)
        return tl::unexpected(text.error());
    const auto object = parseJson(*text);
    if (!object || !object->is_object())
        return damaged(reader.name(), {PROPAGO_TEXT("the header is not a sound JSON object"), {}});
    auto header = headerOf(*object, reader.name());
    if (!header)
        return header;
    if (auto placed = checkPlaces(*header, reader.remaining(), reader.name()); !placed)
        return tl::unexpected(placed.error());
    return header;
}

bool hasIntactHeader(std::span<const std::byte> file)
{
    BoundedReader reader(file, {});
    const auto taken = takeText(reader);
    if (!taken)
        return false;
    std::string text(*taken);
    const std::size_t place = checksumPlace(text);
    if (place == std::string::npos)
        return false;
    const std::string stored = text.substr(place, kChecksumDigits);
    text.replace(place, kChecksumDigits, kChecksumDigits, '0');
    return stored == hexadecimal(checksumOf(text));
}

} // namespace propago
