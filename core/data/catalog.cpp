#include "core/data/catalog.h"

#include "core/data/idx.h"
#include "core/data/shapes.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>

namespace propago {

namespace {

namespace fs = std::filesystem;

using Opened = Result<std::shared_ptr<const Dataset>>;

constexpr std::int64_t kShapes = 10'000; // pictures to learn from, unless the user says otherwise
constexpr std::int64_t kMostShapes = 10'000'000;
constexpr std::int64_t kTestShare = 5; // one test picture for so many to learn from
constexpr std::int64_t kHeldOut = 6;   // every sixth picture, as 10,000 of MNIST's 70,000

const char* wordFor(Part part)
{
    return part == Part::Train ? "train" : "test";
}

bool removeSuffix(std::string& text, const std::string& suffix)
{
    if (!text.ends_with(suffix))
        return false;
    text.resize(text.size() - suffix.size());
    return true;
}

bool isFile(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

// Names of the files as MNIST's authors gave them; gzip or not.
std::string partFile(const fs::path& folder, Part part, const char* ending)
{
    const std::string name = (part == Part::Train ? "train-" : "t10k-") + std::string(ending);
    const fs::path packed = folder / (name + ".gz");
    return isFile(packed) ? packed.string() : (folder / name).string();
}

Opened openFolder(const fs::path& folder, const std::string& name, Part part,
                  std::vector<std::string> classNames)
{
    return readIdx(partFile(folder, part, "images-idx3-ubyte"),
                   partFile(folder, part, "labels-idx1-ubyte"), name, std::move(classNames));
}

// Empty when no folder holds the dataset.
fs::path findFolder(const std::vector<std::string>& folders, const std::string& name)
{
    for (const std::string& folder : folders) {
        fs::path path = fs::path(folder) / name;
        if (!folder.empty() && isFile(partFile(path, Part::Train, "images-idx3-ubyte")))
            return path;
    }
    return {};
}

Failure notInstalled(const std::string& name)
{
    return fail(ErrorCode::FileMissing,
                {PROPAGO_TEXT("the files of the dataset \"%1\" are not where they were looked for"),
                 {name}},
                datasetFolders().front(),
                {PROPAGO_TEXT("name the folder of bundled datasets in PROPAGO_DATA_DIR"), {}});
}

std::vector<std::string> searchFolders(const CatalogOptions& options)
{
    return options.folder.empty() ? datasetFolders() : std::vector<std::string>{options.folder};
}

Opened openDigits(Part part, const CatalogOptions& options)
{
    const fs::path folder = findFolder(searchFolders(options), "digits");
    if (folder.empty())
        return notInstalled("digits");
    return openFolder(folder, std::string("digits:") + wordFor(part), part,
                      {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
}

// The whole of it from Debian's package; a part of it is bundled for where that is not installed.
Opened openFashion(Part part, const CatalogOptions& options)
{
    const std::vector<std::string> classes{"T-shirt/top", "Trouser",   "Pullover", "Dress",
                                           "Coat",        "Sandal",    "Shirt",    "Sneaker",
                                           "Bag",         "Ankle boot"};
    const std::string suffix = std::string(":") + wordFor(part);
    const bool isFixed = !options.folder.empty() || std::getenv("PROPAGO_DATA_DIR");
    const fs::path whole = findFolder({"/usr/share/datasets"}, "fashion-mnist");
    if (!isFixed && !whole.empty())
        return openFolder(whole, "fashion-mnist" + suffix, part, classes);
    const fs::path folder = findFolder(searchFolders(options), "fashion-mnist");
    if (folder.empty())
        return notInstalled("fashion-mnist");
    return openFolder(folder, "fashion-mnist (bundled part)" + suffix, part, classes);
}

Opened openShapes(const DatasetName& name, Part part, const CatalogOptions& options)
{
    std::int64_t count = kShapes;
    if (!name.details.empty()) {
        const char* end = name.details.data() + name.details.size();
        const auto [stop, error] = std::from_chars(name.details.data(), end, count);
        if (error != std::errc() || stop != end || count < 1 || count > kMostShapes)
            return fail(
                ErrorCode::Usage,
                {PROPAGO_TEXT("\"shapes\" takes a number of pictures from 1 to %1, not \"%2\""),
                 {std::to_string(kMostShapes), displayable(name.details)}},
                {}, {PROPAGO_TEXT("write for example shapes:10000"), {}});
    }
    const std::int64_t size =
        part == Part::Train ? count : std::max<std::int64_t>(count / kTestShare, 1);
    return std::make_shared<ShapesDataset>(size, part, options.seed);
}

struct FilePair {
    std::string images;
    std::string labels;
};

// File names may hold commas: the right one is that with a file on either side.
Result<FilePair> splitPair(const std::string& details)
{
    std::optional<FilePair> first;
    for (auto at = details.find(','); at != std::string::npos; at = details.find(',', at + 1)) {
        FilePair pair{details.substr(0, at), details.substr(at + 1)};
        if (isFile(pair.images) && isFile(pair.labels))
            return pair;
        if (!first)
            first = std::move(pair);
    }
    if (!first || first->images.empty() || first->labels.empty())
        return fail(ErrorCode::Usage, {PROPAGO_TEXT("\"idx\" takes two files"), {}}, details,
                    {PROPAGO_TEXT("write idx:IMAGES,LABELS"), {}});
    return *first;
}

// The name of the t10k- file that belongs to a train- file; empty if there is none.
std::string sibling(const std::string& path)
{
    const fs::path file(path);
    const std::string name = file.filename().string();
    if (!name.starts_with("train-"))
        return {};
    const fs::path other = file.parent_path() / ("t10k-" + name.substr(6));
    return isFile(other) ? other.string() : std::string();
}

std::optional<FilePair> siblings(const FilePair& pair)
{
    FilePair other{sibling(pair.images), sibling(pair.labels)};
    if (other.images.empty() || other.labels.empty())
        return std::nullopt;
    return other;
}

Opened openPair(const FilePair& pair, const std::string& suffix)
{
    return readIdx(pair.images, pair.labels, fs::path(pair.images).filename().string() + suffix);
}

// Every sixth picture for the test, the others to learn from.
std::shared_ptr<const Dataset> heldOut(const Dataset& whole, Part part)
{
    DatasetFacts facts{
        whole.name() + ":" + wordFor(part), whole.sampleShape(), whole.classNames(), {}};
    const auto size = static_cast<std::size_t>(whole.sampleShape().elements());
    std::vector<std::uint8_t> pixels;
    for (std::int64_t i = 0; i < whole.size(); ++i) {
        if ((i % kHeldOut == kHeldOut - 1) != (part == Part::Test))
            continue;
        facts.labels.push_back(whole.label(i));
        pixels.resize(pixels.size() + size);
        whole.pixels(i, std::span(pixels).last(size));
    }
    return std::make_shared<MemoryDataset>(std::move(facts), std::move(pixels));
}

Result<TrainingData> splitWhole(const Dataset& whole)
{
    if (whole.size() < kHeldOut)
        return fail(
            ErrorCode::BadInput,
            {PROPAGO_TEXT("%1 pictures are too few to learn from some and test with others"),
             {std::to_string(whole.size())}},
            whole.name(), {PROPAGO_TEXT("use a larger dataset"), {}});
    return TrainingData{heldOut(whole, Part::Train), heldOut(whole, Part::Test)};
}

// As if the name ended in no part.
Result<TrainingData> openPairForTraining(const DatasetName& name)
{
    const auto pair = splitPair(name.details);
    if (!pair)
        return tl::unexpected(pair.error());
    const auto whole = openPair(*pair, "");
    if (!whole)
        return tl::unexpected(whole.error());
    const auto other = siblings(*pair);
    if (!other)
        return splitWhole(**whole);
    const auto test = openPair(*other, "");
    if (!test)
        return tl::unexpected(test.error());
    return TrainingData{*whole, *test};
}

Opened openIdx(const DatasetName& name)
{
    if (name.part) {
        const auto both = openPairForTraining(name);
        if (!both)
            return tl::unexpected(both.error());
        return *name.part == Part::Train ? both->training : both->test;
    }
    const auto pair = splitPair(name.details);
    if (!pair)
        return tl::unexpected(pair.error());
    return openPair(*pair, "");
}

bool namesFolder(std::string text)
{
    std::error_code ignored;
    if (fs::is_directory(text, ignored))
        return true;
    return (removeSuffix(text, ":train") || removeSuffix(text, ":test"))
           && fs::is_directory(text, ignored);
}

Failure unknownKind(const std::string& text, const DatasetName& name)
{
    const Text known{PROPAGO_TEXT("use fashion-mnist, digits, shapes[:N] or idx:IMAGES,LABELS"),
                     {}};
    const bool isComing = name.kind == "cifar10" || name.kind == "cifar100" || namesFolder(text);
    if (isComing)
        return fail(
            ErrorCode::Unsupported,
            {PROPAGO_TEXT("CIFAR files and folders of pictures are not supported by this version"),
             {}},
            text, known);
    return fail(ErrorCode::BadInput, {PROPAGO_TEXT("there is no dataset of this name"), {}}, text,
                known);
}

Opened openPart(const DatasetName& name, const std::string& text, Part part,
                const CatalogOptions& options)
{
    if (name.kind == "shapes")
        return openShapes(name, part, options);
    if (name.kind == "fashion-mnist" && name.details.empty())
        return openFashion(part, options);
    if (name.kind == "digits" && name.details.empty())
        return openDigits(part, options);
    return unknownKind(text, name);
}

Result<TrainingData> openParts(const DatasetName& name, const std::string& text,
                               const CatalogOptions& options)
{
    auto training = openPart(name, text, Part::Train, options);
    if (!training)
        return tl::unexpected(training.error());
    auto test = openPart(name, text, Part::Test, options);
    if (!test)
        return tl::unexpected(test.error());
    return TrainingData{std::move(*training), std::move(*test)};
}

} // namespace

Inversion usualInversion(const std::string& data)
{
    const std::string kind = parseDatasetName(data).kind;
    const bool isWhiteOnBlack = kind == "digits" || kind == "fashion-mnist";
    return isWhiteOnBlack ? Inversion::ToDarkBorder : Inversion::Never;
}

DatasetName parseDatasetName(const std::string& text)
{
    DatasetName name;
    std::string rest = text;
    if (removeSuffix(rest, ":train"))
        name.part = Part::Train;
    else if (removeSuffix(rest, ":test"))
        name.part = Part::Test;
    const auto colon = rest.find(':');
    name.kind = rest.substr(0, colon);
    if (colon != std::string::npos)
        name.details = rest.substr(colon + 1);
    return name;
}

Result<std::shared_ptr<const Dataset>> openDataset(const std::string& text, Part part,
                                                   const CatalogOptions& options)
{
    const DatasetName name = parseDatasetName(text);
    if (name.kind == "idx")
        return openIdx(name);
    return openPart(name, text, name.part.value_or(part), options);
}

Result<TrainingData> openTrainingData(const std::string& text, const CatalogOptions& options)
{
    const DatasetName name = parseDatasetName(text);
    auto data = name.kind == "idx" ? openPairForTraining(name) : openParts(name, text, options);
    if (data && name.part == Part::Test)
        std::swap(data->training, data->test);
    return data;
}

std::vector<std::string> datasetFolders()
{
    if (const char* chosen = std::getenv("PROPAGO_DATA_DIR"))
        return {chosen};
    std::vector<std::string> folders;
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed);
    if (!failed)
        folders.push_back((program.parent_path() / "datasets").string());
    folders.emplace_back(PROPAGO_DATASETS);
    folders.emplace_back("/usr/share/propago/datasets");
    return folders;
}

} // namespace propago
