#include "app/cli/classify_command.h"

#include "app/cli/calibration_data.h"
#include "app/cli/command.h"
#include "app/cli/json_output.h"
#include "app/cli/labels_file.h"
#include "app/cli/offscreen_application.h"
#include "app/cli/text_table.h"
#include "app/picture_bridge.h"
#include "core/base/bounded_reader.h"
#include "core/data/catalog.h"
#include "core/graph/shapes.h"
#include "core/infer/classifier.h"
#include "views/common/picture_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;

class ClassifyCommand final : public Command {
public:
    const char* name() const override { return "classify"; }
    const char* help() const override { return "says what is on pictures"; }

    void declare(Arguments& arguments) override
    {
        arguments.text("--model", m_model, "a .propago or .onnx file");
        arguments.required();
        arguments.text("--labels", m_labels, "names of the categories, one in each line");
        arguments.whole("--top", m_top, "how many answers for each picture (default 5)", 1);
        arguments.text("--fit", m_fit,
                       "crop, letterbox or stretch to the network's size (default letterbox)");
        arguments.text(
            "--invert", m_invert,
            "never, always or auto: exchange bright and dark; auto when the border is bright");
        arguments.text("--mean", m_mean, "as in train; default: the session's own");
        arguments.text("--std", m_deviation, "as in train; default: the session's own");
        arguments.text("--data", m_data, "training pictures that set the scales of integers");
        arguments.rest("PICTURE", m_pictures, "PNG, JPEG, WebP, TIFF, BMP or GIF files");
        arguments.required();
    }

    Result<void> run(const Invocation& invocation) override
    {
        const auto model = loadModel(m_model, static_cast<std::uint64_t>(invocation.common.seed));
        if (!model)
            return tl::unexpected(model.error());
        const auto options = pictureOptions(model->session);
        if (!options)
            return tl::unexpected(options.error());
        const auto normalisation =
            normalisationFrom(m_mean, m_deviation, model->session.normalisation,
                              networkInput(model->session.graph)[0]);
        if (!normalisation)
            return tl::unexpected(normalisation.error());
        ThreadPool pool(static_cast<int>(invocation.common.threads));
        const auto format = precisionNamed(invocation.common.precision);
        const auto calibration = calibrationFor(*model, *format, m_data, pool);
        if (!calibration)
            return tl::unexpected(calibration.error());
        auto classifier =
            Classifier::make(model->session.graph, model->weights, *format, &*calibration, pool);
        if (!classifier)
            return tl::unexpected(classifier.error());
        return classifyAll(*classifier, *model, *options, *normalisation, invocation.report);
    }

private:
    Result<PictureOptions> pictureOptions(const Session& session) const
    {
        PictureOptions options;
        if (m_fit != "crop" && m_fit != "letterbox" && m_fit != "stretch")
            return usageError({PROPAGO_TEXT("--fit takes crop, letterbox or stretch, not %1"),
                               {displayable(m_fit)}});
        options.fit = m_fit == "crop"      ? Fit::Crop
                      : m_fit == "stretch" ? Fit::Stretch
                                           : Fit::Letterbox;
        const std::map<std::string, Inversion> inversions{{"", usualInversion(session.data)},
                                                          {"never", Inversion::Never},
                                                          {"always", Inversion::Always},
                                                          {"auto", Inversion::ToDarkBorder}};
        const auto inversion = inversions.find(m_invert);
        if (inversion == inversions.end())
            return usageError({PROPAGO_TEXT("--invert takes never, always or auto, not %1"),
                               {displayable(m_invert)}});
        options.inversion = inversion->second;
        return options;
    }

    Result<std::vector<std::string>> categoryNames(const LoadedModel& model) const
    {
        const Graph& graph = model.session.graph;
        const auto shapes = inferShapes(graph);
        if (!shapes)
            return tl::unexpected(shapes.error());
        const std::int64_t count = (*shapes)[static_cast<std::size_t>(graph.output)].elements();
        if (!m_labels.empty())
            return readLabels(m_labels, count);
        std::vector<std::string> names = model.session.classNames;
        for (auto i = static_cast<std::int64_t>(names.size()); i < count; ++i)
            names.push_back(std::to_string(i));
        return names;
    }

    // A picture that cannot be read does not keep the others from being told.
    Result<void> classifyAll(Classifier& classifier, const LoadedModel& model,
                             const PictureOptions& options, const Normalisation& normalisation,
                             Report& report) const
    {
        const auto names = categoryNames(model);
        if (!names)
            return tl::unexpected(names.error());
        const OffscreenApplication application;
        const Shape shape = networkInput(model.session.graph);
        std::optional<Error> failure;
        Json pictures = Json::array();
        for (const std::string& file : m_pictures) {
            const auto loaded = read(file);
            if (!loaded) {
                failure = failure ? failure : loaded.error();
                continue;
            }
            const PreparedPicture prepared =
                preparePicture(pictureOf(loaded->image), shape, options);
            const Tensor x = inputOf(prepared.chw, shape, normalisation);
            if (pictures.empty())
                classifier.probabilities(x.view()); // caches are cold the first time
            pictures.push_back(answer(classifier, x, *names, file, report));
            for (const QString& note : loaded->notes)
                pictures.back()["notes"].push_back(note.toStdString());
            pictures.back()["inverted"] = prepared.isInverted;
        }
        if (!pictures.empty())
            report.fields()["pictures"] = std::move(pictures);
        for (const std::string& note : model.notes) {
            report.fields()["notes"].push_back(note);
            report.text += note + "\n";
        }
        return failure ? tl::unexpected(*failure) : Result<void>();
    }

    // By bytes: a file name need not be text, as Qt's own functions want it.
    static Result<LoadedPicture> read(const std::string& file)
    {
        const auto bytes = readFile(file, kMostBytes);
        if (!bytes)
            return tl::unexpected(bytes.error());
        return readPicture(QByteArray(reinterpret_cast<const char*>(bytes->data()),
                                      static_cast<qsizetype>(bytes->size())),
                           QString::fromStdString(displayable(file, 1000)));
    }

    Json answer(Classifier& classifier, const Tensor& x, const std::vector<std::string>& names,
                const std::string& file, Report& report) const
    {
        const std::vector<double> shares = classifier.probabilities(x.view());
        std::vector<std::size_t> order(shares.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(
            order, [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
        order.resize(std::min(order.size(), static_cast<std::size_t>(m_top)));
        Json top = Json::array();
        report.text += displayable(file, 1000) + "\n";
        for (const std::size_t i : order) {
            top.push_back(
                {{"class", i}, {"label", names[i]}, {"probability", numberJson(shares[i])}});
            report.text += "  " + percent(shares[i]) + "  " + displayable(names[i]) + "\n";
        }
        return {{"file", file},
                {"top", top},
                {"latency_us", numberJson(classifier.latencyMicroseconds())}};
    }

    std::string m_model, m_labels, m_fit = "letterbox", m_invert, m_mean, m_deviation, m_data;
    std::int64_t m_top = 5;
    std::vector<std::string> m_pictures;
};

} // namespace

std::unique_ptr<Command> makeClassifyCommand()
{
    return std::make_unique<ClassifyCommand>();
}

} // namespace propago
