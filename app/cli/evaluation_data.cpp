#include "app/cli/evaluation_data.h"

#include "app/cli/options.h"
#include "core/data/catalog.h"

#include <filesystem>

namespace propago {

namespace {

namespace fs = std::filesystem;

// "t10k-images..." as "train-images...", if that is a file; else empty.
std::string trainingFile(const std::string& path)
{
    const fs::path file(path);
    const std::string name = file.filename().string();
    std::error_code ignored;
    if (!name.starts_with("t10k-"))
        return {};
    const fs::path other = file.parent_path() / ("train-" + name.substr(5));
    return fs::is_regular_file(other, ignored) ? other.string() : std::string();
}

// The pair that belongs to the pair of test files `details`, as a dataset's name; else empty.
std::string trainingPair(const std::string& details)
{
    const auto files = partsOf(details);
    if (files.size() != 2)
        return {};
    const std::string images = trainingFile(files[0]);
    const std::string labels = trainingFile(files[1]);
    return images.empty() || labels.empty() ? std::string() : "idx:" + images + "," + labels;
}

Result<EvaluationData> openSplit(const std::string& text)
{
    const auto data = openTrainingData(text);
    if (!data)
        return tl::unexpected(data.error());
    const auto whole = openDataset(text, Part::Test);
    if (whole && (*whole)->size() == data->training->size())
        return EvaluationData{data->training, data->test, {}};
    return EvaluationData{
        data->test,
        data->training,
        {"The network was judged by every sixth picture, the others set the int8 scales."}};
}

Result<EvaluationData> openPair(const std::string& text, const std::string& details,
                                bool isCalibrated)
{
    const std::string other = trainingPair(details);
    if (isCalibrated && other.empty())
        return openSplit(text);
    const auto judged = openDataset(text, Part::Test);
    if (!judged || !isCalibrated)
        return judged ? Result<EvaluationData>({*judged, *judged, {}})
                      : tl::unexpected(judged.error());
    const auto calibration = openDataset(other, Part::Train);
    if (!calibration)
        return tl::unexpected(calibration.error());
    return EvaluationData{*judged, *calibration, {}};
}

} // namespace

Result<EvaluationData> openEvaluationData(const std::string& text, bool isCalibrated)
{
    const DatasetName name = parseDatasetName(text);
    if (name.kind == "idx" && !name.part)
        return openPair(text, name.details, isCalibrated);
    const auto data = openTrainingData(text);
    if (!data)
        return tl::unexpected(data.error());
    // The named part comes as the training part; without a name the usual order holds.
    if (name.part)
        return EvaluationData{data->training, data->test, {}};
    return EvaluationData{data->test, data->training, {}};
}

} // namespace propago
