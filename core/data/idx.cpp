#include "core/data/idx.h"

#include "core/base/checked.h"
#include "core/base/memory.h"
#include "core/data/byte_source.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace propago {

namespace {

constexpr std::uint8_t kUnsignedBytes = 0x08;
constexpr std::int64_t kFileBytes = limits::kElements + 64;

Text getAgain()
{
    return {PROPAGO_TEXT("get the file again"), {}};
}

std::string hexadecimal(std::span<const std::uint8_t> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += text.empty() ? "" : " ";
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

bool startsWith(std::span<const std::byte> file, std::string_view start)
{
    return file.size() >= start.size()
           && std::equal(start.begin(), start.end(), file.begin(), [](char letter, std::byte byte) {
                  return static_cast<std::byte>(letter) == byte;
              });
}

// What people often have in place of the data they meant to download.
Result<void> refuseStandIns(std::span<const std::byte> file, const std::string& name)
{
    if (startsWith(file, "version https://git-lfs"))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("this is a Git LFS pointer, not the data itself"), {}}, name,
                    {PROPAGO_TEXT("fetch the data with \"git lfs pull\""), {}});
    if (startsWith(file, "<!DOCTYPE") || startsWith(file, "<!doctype") || startsWith(file, "<html"))
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("this is a web page, not the data itself"), {}}, name,
                    {PROPAGO_TEXT("download the file again from its own address"), {}});
    return {};
}

Result<void> readMagic(ByteSource& source, const std::string& name, int rank)
{
    std::array<std::uint8_t, 4> found{};
    if (auto read = source.read(found, "the IDX magic number"); !read)
        return read;
    const std::array<std::uint8_t, 4> expected{0, 0, kUnsignedBytes,
                                               static_cast<std::uint8_t>(rank)};
    if (found == expected)
        return {};
    const bool isIdx = found[0] == 0 && found[1] == 0 && found[2] == kUnsignedBytes;
    const bool isSwapped = isIdx && (found[3] == 1 || found[3] == 3);
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("the IDX magic number should be %1 but is %2"),
                 {hexadecimal(expected), hexadecimal(found)}},
                name + ", byte 0",
                isSwapped ? Text{PROPAGO_TEXT("pictures and labels seem to be exchanged"), {}}
                          : Text{PROPAGO_TEXT("choose an IDX file of unsigned bytes"), {}});
}

Result<std::int64_t> readDimension(ByteSource& source)
{
    std::array<std::uint8_t, 4> bytes{};
    if (auto read = source.read(bytes, "an IDX dimension"); !read)
        return tl::unexpected(read.error());
    std::int64_t value = 0;
    for (const std::uint8_t byte : bytes)
        value = value << 8 | byte;
    return value;
}

Result<Shape> acceptedShape(std::span<const std::int64_t> dimensions, const std::string& name)
{
    if (std::ranges::count(dimensions, 0) > 0)
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("the IDX header promises no data at all"), {}}, name, getAgain());
    const auto shape = boundedShape(dimensions);
    if (!shape)
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("the IDX header promises more than the %1 values that are accepted"),
             {std::to_string(limits::kElements)}},
            name, getAgain());
    const double budget = limits::kMemoryShare * static_cast<double>(availableMemory());
    if (static_cast<double>(shape->elements()) > budget)
        return fail(ErrorCode::OutOfMemory,
                    {PROPAGO_TEXT("the data needs %1 bytes, more than half of the free memory"),
                     {std::to_string(shape->elements())}},
                    name, {PROPAGO_TEXT("close other programs or use a smaller file"), {}});
    return *shape;
}

// Room grows with what is really there: a header of a few bytes cannot ask for gigabytes.
Result<std::vector<std::uint8_t>> readValues(ByteSource& source, std::int64_t count)
{
    constexpr std::int64_t piece = std::int64_t{1} << 20;
    std::vector<std::uint8_t> values;
    for (std::int64_t done = 0; done < count; done += piece) {
        const auto next = static_cast<std::size_t>(std::min(piece, count - done));
        values.resize(values.size() + next);
        const auto room = std::span(values).last(next);
        if (auto read = source.read(room, "the IDX data"); !read)
            return tl::unexpected(read.error());
    }
    return values;
}

Result<IdxArray> readArray(const std::string& path, int rank, const IdxOptions& options)
{
    const auto file = readFile(path, kFileBytes);
    if (!file)
        return tl::unexpected(file.error());
    return parseIdx(*file, path, rank, options);
}

std::vector<std::string> numberNames(std::int64_t count)
{
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < count; ++i)
        names.push_back(std::to_string(i));
    return names;
}

Result<void> checkLabels(std::span<const std::uint8_t> labels, std::size_t classes,
                         const std::string& path)
{
    const auto wrong =
        std::ranges::find_if(labels, [&](std::uint8_t label) { return label >= classes; });
    if (wrong == labels.end())
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("label %1 is beyond the %2 classes"),
                 {std::to_string(*wrong), std::to_string(classes)}},
                path + ", record " + std::to_string(wrong - labels.begin()),
                {PROPAGO_TEXT("use the label file that belongs to these pictures"), {}});
}

} // namespace

Result<IdxArray> parseIdx(std::span<const std::byte> file, const std::string& name, int rank,
                          const IdxOptions& options)
{
    if (auto real = refuseStandIns(file, name); !real)
        return tl::unexpected(real.error());
    const auto source = makeByteSource(file, name);
    if (auto magic = readMagic(*source, name, rank); !magic)
        return tl::unexpected(magic.error());
    IdxArray array;
    for (int axis = 0; axis < rank; ++axis) {
        const auto dimension = readDimension(*source);
        if (!dimension)
            return tl::unexpected(dimension.error());
        array.dimensions.push_back(*dimension);
    }
    const auto shape = acceptedShape(array.dimensions, name);
    if (!shape)
        return tl::unexpected(shape.error());
    auto values = readValues(*source, shape->elements());
    if (!values)
        return tl::unexpected(values.error());
    array.values = std::move(*values);
    if (options.ignoresExtraBytes)
        return array;
    if (auto end = source->expectEnd(); !end)
        return tl::unexpected(end.error());
    return array;
}

Result<std::shared_ptr<const Dataset>>
readIdx(const std::string& imagesPath, const std::string& labelsPath, const std::string& name,
        std::vector<std::string> classNames, const IdxOptions& options)
{
    auto images = readArray(imagesPath, 3, options);
    if (!images)
        return tl::unexpected(images.error());
    const auto labels = readArray(labelsPath, 1, options);
    if (!labels)
        return tl::unexpected(labels.error());
    if (images->dimensions[0] != labels->dimensions[0])
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("there are %1 pictures but %2 labels"),
             {std::to_string(images->dimensions[0]), std::to_string(labels->dimensions[0])}},
            imagesPath + ", " + labelsPath,
            {PROPAGO_TEXT("use two files that belong together"), {}});
    if (classNames.empty())
        classNames = numberNames(1 + *std::ranges::max_element(labels->values));
    if (auto named = checkLabels(labels->values, classNames.size(), labelsPath); !named)
        return tl::unexpected(named.error());
    DatasetFacts facts{name,
                       Shape{1, images->dimensions[1], images->dimensions[2]},
                       std::move(classNames),
                       {labels->values.begin(), labels->values.end()}};
    return std::make_shared<MemoryDataset>(std::move(facts), std::move(images->values));
}

} // namespace propago
