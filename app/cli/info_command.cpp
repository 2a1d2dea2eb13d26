#include "app/cli/info_command.h"

#include "app/cli/command.h"
#include "app/cli/verbs.h"
#include "core/base/memory.h"
#include "core/base/thread_pool.h"
#include "core/data/catalog.h"
#include "core/graph/zoo.h"
#include "core/infer/inference_plan.h"
#include "core/kernels/isa.h"

#include <QLibraryInfo>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSystemFolder = "/usr/share/datasets";

std::vector<std::string> foldersFound()
{
    std::vector<std::string> found;
    std::vector<std::string> candidates = datasetFolders();
    candidates.emplace_back(kSystemFolder);
    for (const std::string& folder : candidates) {
        std::error_code ignored;
        if (std::filesystem::is_directory(folder, ignored))
            found.push_back(folder);
    }
    return found;
}

std::string valueText(const Json& value)
{
    if (!value.is_array())
        return value.is_string() ? value.get<std::string>() : value.dump();
    std::vector<std::string> words;
    for (const Json& entry : value)
        words.push_back(valueText(entry));
    return listed(words);
}

class InfoCommand final : public Command {
public:
    const char* name() const override { return "info"; }
    const char* help() const override
    {
        return "versions, processor features, kernels and folders";
    }
    void declare(Arguments&) override {}

    Result<void> run(const Invocation& invocation) override
    {
        const ThreadPool pool(static_cast<int>(invocation.common.threads));
        Json& fields = invocation.report.fields();
        fields["version"] = PROPAGO_VERSION;
        fields["compiler"] = __VERSION__;
        fields["qt"] = QLibraryInfo::version().toString().toStdString();
        fields["isa"] = propago::name(chosenIsa());
        fields["widest_isa"] = propago::name(widestIsa());
        if (!isaNote().empty())
            fields["isa_note"] = isaNote();
        fields["features"] = processorFeatures();
        fields["native_bf16"] = nativeBf16();
        fields["native_int8"] = nativeInt8Dot();
        fields["threads"] = pool.threads();
        fields["free_memory_bytes"] = availableMemory();
        fields["models"] = zooNames();
        for (const Format format : inferenceFormats())
            fields["precisions"].push_back(std::string(traits(format).name));
        fields["data_folders"] = foldersFound();
        for (const auto& [key, value] : fields.items())
            invocation.report.text += key
                                      + std::string(20 - std::min<std::size_t>(key.size(), 19), ' ')
                                      + valueText(value) + "\n";
        return {};
    }
};

} // namespace

std::unique_ptr<Command> makeInfoCommand()
{
    return std::make_unique<InfoCommand>();
}

} // namespace propago
