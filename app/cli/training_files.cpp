#include "app/cli/training_files.h"

#include "app/cli/chart_file.h"
#include "core/base/atomic_file.h"
#include "core/infer/weights.h"
#include "core/io/onnx_writer.h"
#include "core/io/session_file.h"

#include <filesystem>

namespace propago {

namespace {

Result<void> writeModel(const Session& session, const std::string& path)
{
    Weights weights;
    for (const auto& [ref, tensor] : session.tensors) {
        if (ref.kind != SlotKind::Parameter)
            continue;
        Tensor plain(tensor.shape(), Format::Fp32);
        convert(tensor.view(), plain.view());
        weights.emplace(ref, std::move(plain));
    }
    return writeOnnx(session.graph, weights, path);
}

Result<void> requireFolder(const std::string& path)
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    const fs::path folder = fs::path(path).parent_path();
    if (path.empty() || folder.empty() || fs::is_directory(folder, ignored))
        return {};
    return fail(ErrorCode::FileUnwritable,
                {PROPAGO_TEXT("the folder of the file does not exist"), {}}, path,
                {PROPAGO_TEXT("make the folder first"), {}});
}

} // namespace

std::string historyCsv(const History& history, std::int64_t batchesPerEpoch)
{
    std::string text = "step,epoch,loss,accuracy,lr\n";
    const auto add = [&](std::size_t i, const BatchMetrics& metrics) {
        const auto epoch = static_cast<std::int64_t>(i) / batchesPerEpoch + 1;
        text += std::to_string(i + 1) + "," + std::to_string(epoch) + "," + shortest(metrics.loss)
                + "," + shortest(metrics.accuracy) + "," + shortest(metrics.learningRate) + "\n";
    };
    history.batches.forEach(0, history.batches.size(), add);
    return text;
}

Result<void> checkTrainingFiles(const TrainOptions& options)
{
    for (const std::string* path : {&options.save, &options.onnx, &options.csv, &options.chart}) {
        if (auto there = requireFolder(*path); !there)
            return there;
    }
    return options.chart.empty() ? Result<void>() : checkChartName(options.chart);
}

Result<void> writeTrainingFiles(const TrainOptions& options, const Session& session,
                                std::int64_t batchesPerEpoch)
{
    if (!options.save.empty()) {
        if (auto done = saveSession(session, options.save); !done)
            return done;
    }
    if (!options.onnx.empty()) {
        if (auto done = writeModel(session, options.onnx); !done)
            return done;
    }
    if (!options.csv.empty()) {
        if (auto done =
                writeFileAtomically(options.csv, historyCsv(session.history, batchesPerEpoch));
            !done)
            return done;
    }
    return options.chart.empty() ? Result<void>()
                                 : writeLossChart(session.history, batchesPerEpoch, options.chart);
}

} // namespace propago
