#include "core/io/onnx_file.h"

#include "core/base/bounded_reader.h"
#include "core/base/limits.h"
#include "core/io/onnx_build.h"
#include "core/io/onnx_parse.h"
#include "core/io/onnx_validate.h"

namespace propago {

Result<ImportedModel> readOnnx(const std::string& path)
{
    const auto bytes = readFile(path, limits::kOnnxBytes);
    return bytes ? parseOnnxModel(*bytes, path) : tl::unexpected(bytes.error());
}

Result<ImportedModel> parseOnnxModel(std::span<const std::byte> bytes, const std::string& path)
{
    auto description = parseOnnx(bytes, path);
    if (!description)
        return tl::unexpected(description.error());
    if (auto named = checkOnnxNames(*description, path); !named)
        return tl::unexpected(named.error());
    std::vector<std::string> notes;
    if (auto sorted = sortOnnxNodes(*description, path, notes); !sorted)
        return tl::unexpected(sorted.error());
    auto model = buildOnnx(std::move(*description), path);
    if (model)
        model->notes.insert(model->notes.begin(), notes.begin(), notes.end());
    return model;
}

} // namespace propago
