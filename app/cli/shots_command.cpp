#include "app/cli/shots_command.h"

#include "app/cli/command.h"
#include "app/cli/demo_tour.h"
#include "app/cli/offscreen_application.h"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace propago {

namespace {

constexpr QSize kSize{1440, 900};

class ShotsCommand final : public Command {
public:
    const char* name() const override { return "shots"; }
    const char* help() const override { return "a picture of every workspace of the window"; }

    void declare(Arguments& arguments) override
    {
        arguments.text("--out", m_folder, "folder for the pictures");
        arguments.required();
        arguments.text("--lang", m_language, "en or ko (default en)");
        arguments.text("--theme", m_theme, "light, dark or contrast (default light)");
        arguments.number("--scale", m_scale, "pixels for each point (default 1)");
        arguments.text("--size", m_size, "WxH in points (default 1440x900)");
        arguments.text("--data", m_data,
                       "dataset of a network of the demo (default fashion-mnist)");
        arguments.text("--model", m_model, "network of the demo, or a session (default lenet)");
    }

    Result<void> run(const Invocation& invocation) override
    {
        TourOptions options;
        if (auto settled = settle(options); !settled)
            return settled;
        options.threads = static_cast<int>(invocation.common.threads);
        std::error_code failed;
        std::filesystem::create_directories(m_folder, failed);
        if (failed)
            return fail(ErrorCode::FileUnwritable,
                        {PROPAGO_TEXT("the folder cannot be made: %1"), {failed.message()}},
                        m_folder, {PROPAGO_TEXT("choose another folder"), {}});
        // The scale is read once, when the application starts.
        qputenv("QT_SCALE_FACTOR", QByteArray::number(m_scale));
        const OffscreenApplication application;
        const auto files = takeTour(options);
        if (!files)
            return tl::unexpected(files.error());
        invocation.report.fields()["files"] = *files;
        for (const std::string& file : *files)
            invocation.report.text += displayable(file, 1000) + "\n";
        return {};
    }

private:
    Result<void> settle(TourOptions& options) const
    {
        if (m_language != "en" && m_language != "ko")
            return usageError(
                {PROPAGO_TEXT("--lang takes en or ko, not %1"), {displayable(m_language)}});
        if (m_theme != "light" && m_theme != "dark" && m_theme != "contrast")
            return usageError({PROPAGO_TEXT("--theme takes light, dark or contrast, not %1"),
                               {displayable(m_theme)}});
        if (!(m_scale >= 0.5 && m_scale <= 4))
            return usageError({PROPAGO_TEXT("--scale takes a number from 0.5 to 4"), {}});
        options.size = kSize;
        if (!m_size.empty()) {
            const QStringList sides = QString::fromStdString(m_size).split(QLatin1Char('x'));
            options.size = sides.size() == 2 ? QSize(sides[0].toInt(), sides[1].toInt()) : QSize();
        }
        if (options.size.width() < 320 || options.size.height() < 240 || options.size.width() > 8000
            || options.size.height() > 8000)
            return usageError(
                {PROPAGO_TEXT("--size takes WIDTHxHEIGHT from 320x240 to 8000x8000"), {}});
        options.folder = m_folder;
        options.language = m_language;
        options.theme = m_theme == "dark"       ? ThemeKind::Dark
                        : m_theme == "contrast" ? ThemeKind::HighContrast
                                                : ThemeKind::Light;
        options.data = m_data;
        options.model = m_model;
        return {};
    }

    std::string m_folder, m_language = "en", m_theme = "light", m_size, m_data = "fashion-mnist",
                          m_model = "lenet";
    double m_scale = 1;
};

} // namespace

std::unique_ptr<Command> makeShotsCommand()
{
    return std::make_unique<ShotsCommand>();
}

} // namespace propago
