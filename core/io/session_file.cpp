#include "core/io/session_file.h"

#include "core/base/atomic_file.h"
#include "core/base/bounded_reader.h"
#include "core/base/limits.h"
#include "core/io/json_fields.h"
#include "core/io/json_text.h"
#include "core/io/safetensors.h"
#include "core/io/session_json.h"
#include "core/io/session_tensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <limits>

namespace propago {

namespace {

using nlohmann::json;
using Expected = std::map<std::string, ExpectedTensor>;

constexpr std::int64_t kVersion = 1;
constexpr const char* kSession = "propago"; // the field of the metadata that holds the session

Failure damaged(const std::string& where, Text what)
{
    return fail(ErrorCode::BadInput, std::move(what), where,
                {PROPAGO_TEXT("the file is damaged: use an older copy"), {}});
}

/// A tensor on its way into a file; the numbers belong to somebody else.
struct NamedView {
    std::string name;
    TensorView view;

    std::span<const std::byte> bytes() const
    {
        return {view.data, static_cast<std::size_t>(view.bytes())};
    }
};

// What the file will hold, in the order of its bytes. Fails for a tensor that the graph has no
// place for.
Result<std::vector<NamedView>> contents(const Session& session, const Expected& expected,
                                        const Tensor& batches)
{
    std::map<TensorRef, std::string> names;
    for (const auto& [name, known] : expected)
        names[known.ref] = name;
    std::vector<NamedView> result;
    for (const auto& [ref, tensor] : session.tensors) {
        const auto name = names.find(ref);
        if (name == names.end() || tensor.shape() != expected.at(name->second).shape)
            return fail(
                ErrorCode::BadInput,
                {PROPAGO_TEXT("the session holds a tensor %1 that its network has no place for"),
                 {tensor.shape().text()}},
                session.graph.name, {PROPAGO_TEXT("start the training again"), {}});
        result.push_back({name->second, tensor.view()});
    }
    if (batches.elements() > 0)
        result.push_back({kBatchHistory, batches.view()});
    return result;
}

SafetensorsHeader headerOf(const Session& session, const std::vector<NamedView>& tensors)
{
    SafetensorsHeader header;
    json description = jsonOf(session);
    description["formatVersion"] = kVersion;
    description["programVersion"] = PROPAGO_VERSION;
    description["checksums"] = json::object();
    std::int64_t end = 0;
    for (const NamedView& tensor : tensors) {
        const std::int64_t first = end;
        end += tensor.view.bytes();
        header.tensors.push_back({tensor.name, tensor.view.shape, tensor.view.format, first, end});
        description["checksums"][tensor.name] = checksumOf(tensor.bytes());
    }
    header.metadata[kSession] = dumpJson(description);
    return header;
}

Result<json> descriptionOf(const SafetensorsHeader& header, const std::string& path)
{
    const auto text = header.metadata.find(kSession);
    if (text == header.metadata.end())
        return fail(ErrorCode::BadInput,
                    {PROPAGO_TEXT("this safetensors file is not a Propago session"), {}}, path,
                    {PROPAGO_TEXT("open a .propago file that was saved here"), {}});
    auto description = parseJson(text->second);
    if (!description || !description->is_object())
        return damaged(
            path, {PROPAGO_TEXT("the description of the session is not a sound JSON object"), {}});
    return std::move(*description);
}

Result<void> checkVersion(const json& description, const std::string& path)
{
    JsonFields fields(description, "session");
    std::int64_t version = 0;
    std::string program;
    fields.read("formatVersion", version, 0, std::numeric_limits<std::int64_t>::max());
    fields.read("programVersion", program, 100);
    if (!fields.isGood())
        return damaged(path, {PROPAGO_TEXT("the session does not say which version made it"), {}});
    if (version == kVersion)
        return {};
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("the session was made by version %1 of Propago in format %2, this "
                              "program reads format %3"),
                 {displayable(program), std::to_string(version), std::to_string(kVersion)}},
                path, {PROPAGO_TEXT("open it with the version that made it"), {}});
}

bool isHistory(const PlacedTensor& placed)
{
    return placed.name == kBatchHistory && placed.format == Format::Fp64 && placed.shape.rank() == 2
           && placed.shape[1] == 3;
}

Result<void> checkFits(const PlacedTensor& placed, const Expected& expected,
                       const std::string& path)
{
    const std::string where = path + ", " + displayable(placed.name);
    const auto known = expected.find(placed.name);
    if (known == expected.end())
        return damaged(where, {PROPAGO_TEXT("the network has no such tensor"), {}});
    if (placed.shape != known->second.shape)
        return damaged(where, {PROPAGO_TEXT("its shape is %1 but the network needs %2"),
                               {placed.shape.text(), known->second.shape.text()}});
    if (placed.format != Format::Fp32 && placed.format != Format::Fp64)
        return damaged(where, {PROPAGO_TEXT("a session holds fp32 or fp64, not %1"),
                               {std::string(traits(placed.format).name)}});
    return {};
}

Result<void> readTensor(const PlacedTensor& placed, std::span<const std::byte> bytes,
                        const json& checksums, const Expected& expected, Session& session,
                        const std::string& path)
{
    const bool isBatches = isHistory(placed);
    if (const auto fits = isBatches ? Result<void>() : checkFits(placed, expected, path); !fits)
        return fits;
    const auto sum = checksums.find(placed.name);
    if (sum == checksums.end() || *sum != checksumOf(bytes))
        return damaged(path + ", " + displayable(placed.name),
                       {PROPAGO_TEXT("its checksum does not match"), {}});
    Tensor tensor(placed.shape, placed.format);
    std::memcpy(tensor.view().data, bytes.data(), bytes.size());
    if (isBatches)
        readBatchHistory(tensor, session.history);
    else
        session.tensors.emplace(expected.at(placed.name).ref, std::move(tensor));
    return {};
}

Result<void> readTensors(const SafetensorsHeader& header, BoundedReader& reader,
                         const json& description, Session& session)
{
    const auto expected = expectedTensors(session.graph);
    if (!expected)
        return tl::unexpected(expected.error());
    const auto checksums = description.find("checksums");
    if (checksums == description.end() || !checksums->is_object())
        return damaged(reader.name(), {PROPAGO_TEXT("the list of checksums is missing"), {}});
    for (const PlacedTensor& placed : header.tensors) {
        const auto bytes = reader.take(placed.last - placed.first, "a tensor");
        if (!bytes)
            return tl::unexpected(bytes.error());
        if (auto read = readTensor(placed, *bytes, *checksums, *expected, session, reader.name());
            !read)
            return read;
    }
    return checkComplete(session, *expected, reader.name());
}

// What cannot be read again must not be written.
Result<void> checkReadable(const std::string& header, const std::string& path)
{
    if (static_cast<std::int64_t>(header.size()) > limits::kJsonHeaderBytes)
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT(
                 "the session's description has %1 bytes, more than the %2 a file may hold"),
             {std::to_string(header.size()), std::to_string(limits::kJsonHeaderBytes)}},
            path, {PROPAGO_TEXT("shorten its notes"), {}});
    const auto object = json::parse(header.substr(8), nullptr, false);
    Session again;
    return readJson(
        json::parse(object["__metadata__"][kSession].get<std::string>(), nullptr, false), again,
        path);
}

} // namespace

Result<void> saveSession(const Session& session, const std::string& path)
{
    const auto expected = expectedTensors(session.graph);
    if (!expected)
        return tl::unexpected(expected.error());
    const Tensor batches = batchHistory(session.history);
    const auto tensors = contents(session, *expected, batches);
    if (!tensors)
        return tl::unexpected(tensors.error());
    const std::string header = safetensorsBytes(headerOf(session, *tensors));
    if (auto readable = checkReadable(header, path); !readable)
        return readable;
    std::size_t fileBytes = header.size();
    for (const NamedView& tensor : *tensors)
        fileBytes += tensor.bytes().size();
    std::vector<std::byte> file;
    file.reserve(fileBytes);
    const auto append = [&file](std::span<const std::byte> bytes) {
        file.insert(file.end(), bytes.begin(), bytes.end());
    };
    append(std::as_bytes(std::span(header)));
    for (const NamedView& tensor : *tensors)
        append(tensor.bytes());
    return writeFileAtomically(path, file);
}

Result<Session> loadSession(const std::string& path)
{
    const auto bytes = readFile(path, std::numeric_limits<std::int64_t>::max());
    return bytes ? parseSession(*bytes, path) : tl::unexpected(bytes.error());
}

Result<Session> parseSession(std::span<const std::byte> bytes, const std::string& path)
{
    BoundedReader reader(bytes, path);
    const auto header = takeSafetensorsHeader(reader);
    if (!header)
        return tl::unexpected(header.error());
    const auto description = descriptionOf(*header, path);
    if (!description)
        return tl::unexpected(description.error());
    if (const auto version = checkVersion(*description, path); !version)
        return tl::unexpected(version.error());
    if (!hasIntactHeader(bytes))
        return damaged(path, {PROPAGO_TEXT("the checksum of the header does not match"), {}});
    Session session;
    if (const auto read = readJson(*description, session, path); !read)
        return tl::unexpected(read.error());
    if (const auto read = readTensors(*header, reader, *description, session); !read)
        return tl::unexpected(read.error());
    return session;
}

} // namespace propago
