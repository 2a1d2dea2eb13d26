#include "core/io/model_file.h"

#include "core/base/bounded_reader.h"
#include "core/graph/zoo.h"
#include "core/io/onnx_file.h"
#include "core/io/session_file.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace propago {

namespace {

constexpr std::size_t kBeginning = 512;

bool isZooName(const std::string& text)
{
    return std::ranges::find(zooNames(), text) != zooNames().end();
}

// The first bytes of a file that readFile() would accept; empty when it cannot be read.
std::string beginning(const std::string& path)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
        return {};
    std::ifstream file(path, std::ios::binary);
    std::string bytes(kBeginning, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

bool isText(const std::string& start)
{
    return !start.empty() && std::ranges::all_of(start, [](char c) {
        return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
    });
}

// What people take for a model by mistake; null when it is none of these.
const char* mistakenFor(const std::string& start)
{
    if (start.starts_with("PK\x03\x04"))
        return PROPAGO_TEXT("this is a zip archive, as torch.save writes it");
    if (start.size() > 1 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5)
        return PROPAGO_TEXT("this is a Python pickle, which is never opened here");
    if (start.starts_with("version https://git-lfs"))
        return PROPAGO_TEXT("this is a git-lfs pointer instead of the data");
    if (start.starts_with("<!DOCTYPE") || start.starts_with("<!doctype")
        || start.starts_with("<html") || start.starts_with("<HTML"))
        return PROPAGO_TEXT("this is a web page instead of the data");
    if (start.starts_with("graph("))
        return PROPAGO_TEXT("this is a printed graph instead of a model");
    return isText(start) ? PROPAGO_TEXT("this is a text instead of a model") : nullptr;
}

// A session starts with the length of its header and then the header's brace.
bool looksLikeSession(const std::string& start)
{
    return start.size() > 9 && start[8] == '{' && start[7] == '\0' && start[6] == '\0';
}

// Every exporter writes the IR version first.
bool looksLikeOnnx(const std::string& start)
{
    return start.starts_with('\x08');
}

// Both kinds of files are told apart by their content; a name that says something else is worth
// a note.
void noteExtension(const std::string& path, const char* extension, OpenedModel& opened)
{
    if (!path.ends_with(extension))
        opened.notes.push_back("the name does not end in " + std::string(extension)
                               + ", but the content does fit");
}

} // namespace

Result<OpenedModel> openModel(const std::string& text, const Shape& input, std::int64_t classes)
{
    OpenedModel opened;
    if (isZooName(text)) {
        auto graph = zooGraph(text, input, classes);
        if (!graph)
            return tl::unexpected(graph.error());
        opened.session.graph = std::move(*graph);
        return opened;
    }
    const std::string start = beginning(text);
    if (const char* mistake = mistakenFor(start))
        return fail(ErrorCode::BadInput, {mistake, {}}, text,
                    {PROPAGO_TEXT("give a .propago session or an .onnx model"), {}});
    if (looksLikeSession(start) || (text.ends_with(".propago") && !looksLikeOnnx(start))) {
        auto session = loadSession(text);
        if (!session)
            return tl::unexpected(session.error());
        opened.session = std::move(*session);
        noteExtension(text, ".propago", opened);
        return opened;
    }
    std::error_code ignored;
    if (start.empty() && !std::filesystem::exists(text, ignored)
        && text.find('.') == std::string::npos) {
        auto unknown =
            zooGraph(text, input, classes); // its error names the networks that there are
        return tl::unexpected(unknown.error());
    }
    auto model = readOnnx(text);
    if (!model)
        return tl::unexpected(model.error());
    opened.session.graph = std::move(model->graph);
    opened.session.tensors = std::move(model->weights);
    opened.notes = std::move(model->notes);
    noteExtension(text, ".onnx", opened);
    return opened;
}

} // namespace propago
