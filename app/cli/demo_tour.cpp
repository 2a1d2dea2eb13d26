#include "app/cli/demo_tour.h"

#include "app/engine_host.h"
#include "app/languages.h"
#include "app/main_window.h"
#include "core/base/atomic_file.h"
#include "views/classify/classify_view.h"
#include "views/classify/sample_pictures.h"
#include "views/network/builder_model.h"
#include "views/network/builder_view.h"
#include "views/network/microscope_canvas.h"
#include "views/network/microscope_view.h"
#include "views/network/network_stage.h"
#include "views/network/network_view.h"
#include "views/precision/precision_view.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <span>

namespace propago {

namespace {

constexpr qint64 kPatience = 300'000;    // milliseconds for any one thing
constexpr qint64 kMostTraining = 60'000; // a large network is shown before its first epoch ends
constexpr int kBeat = 20;
constexpr int kSettle = 400; // for animations and late repaints

// One walk through the window.
class Tour {
public:
    explicit Tour(const TourOptions& options)
        : m_options(options), m_host(options.threads), m_window(&m_host, &m_languages)
    {
        m_languages.use(QString::fromStdString(options.language));
        m_window.setTheme(options.theme);
        m_window.resize(options.size);
        QObject::connect(&m_host, &SessionPort::failed, &m_window,
                         [this](const QString& message) { m_failure = message; });
        QObject::connect(&m_host, &SessionPort::runningChanged, &m_window,
                         [this](bool running) { m_isRunning = running; });
        QObject::connect(&m_host, &SessionPort::classified, &m_window,
                         [this](const Classification&) { m_isClassified = true; });
        m_window.show();
    }

    Result<std::vector<std::string>> walk()
    {
        for (const auto part : {&Tour::open, &Tour::train, &Tour::network, &Tour::training,
                                &Tour::classify, &Tour::precision}) {
            if (auto done = (this->*part)(); !done)
                return tl::unexpected(done.error());
        }
        return m_files;
    }

private:
    Result<void> open()
    {
        const QString model = QString::fromStdString(m_options.model);
        if (std::error_code unknown; std::filesystem::is_regular_file(m_options.model, unknown))
            m_host.openFile(model);
        else
            m_host.openZoo(model, QString::fromStdString(m_options.data));
        return until([this] { return m_host.facts()->program && m_host.snapshot(); },
                     "the session to open");
    }

    // A session that was trained before needs no more.
    Result<void> train()
    {
        pass(kSettle);
        if (!m_host.history()->epochs.empty())
            return {};
        m_host.run();
        QElapsedTimer trained;
        trained.start();
        const auto isEnough = [&] {
            return !m_host.history()->epochs.empty() || trained.elapsed() > kMostTraining;
        };
        if (auto done = until(isEnough, "the first epoch"); !done)
            return done;
        m_host.pause();
        return until([this] { return !m_isRunning; }, "the run to pause");
    }

    Result<void> network()
    {
        m_window.showWorkspace(0);
        m_window.network()->stage()->setAnimated(false);
        if (auto done = stepInto(Phase::Forward, 4); !done)
            return done;
        if (auto done = shoot("network-forward"); !done)
            return done;
        if (auto done = microscope(MicroscopeView::Value, "microscope-value"); !done)
            return done;
        if (auto done = stepInto(Phase::Backward, 8); !done)
            return done;
        if (auto done = shoot("network-backward"); !done)
            return done;
        if (auto done = stepInto(Phase::Update, 1); !done)
            return done;
        m_host.stepBack(Grain::Op); // all gradients are there, and no weight has moved
        if (auto done = microscope(MicroscopeView::Gradient, "microscope-gradient"); !done)
            return done;
        if (auto done = microscope(MicroscopeView::WeightGradient, "microscope-weight"); !done)
            return done;
        if (auto done = microscope(MicroscopeView::WeightUpdate, "microscope-update"); !done)
            return done;
        return builder();
    }

    // A layer chosen in the middle, so that the form has something to show.
    Result<void> builder()
    {
        m_window.network()->openBuilder();
        BuilderModel* model = m_window.network()->builder()->model();
        model->select(static_cast<int>(model->graph().nodes.size()) / 3);
        const auto done = shoot("builder");
        emit m_window.network()->builder()->closed();
        return done;
    }

    // One number of the second layer that has windows or weights, the strongest of its map.
    Result<void> microscope(MicroscopeView::Kind kind, const char* name)
    {
        const auto& columns = m_window.network()->stage()->columns();
        int column = 0;
        for (int seen = 0; seen < 2 && column + 1 < static_cast<int>(columns.size());) {
            ++column;
            seen += columns[static_cast<std::size_t>(column)].title.starts_with("conv")
                            || columns[static_cast<std::size_t>(column)].title.starts_with("fc")
                        ? 1
                        : 0;
        }
        const StageColumn& shown = columns[static_cast<std::size_t>(column)];
        const auto& tensors = m_host.snapshot()->tensors;
        const auto values = tensors.find({SlotKind::Value, shown.node(), 0});
        MicroscopeView* view = m_window.network()->microscope();
        m_window.network()->openMicroscope(
            column, values == tensors.end() ? 0 : strongestElement(values->second, 1));
        view->chooseKind(kind);
        const auto isThere = [&] {
            const auto& content = view->canvas()->content();
            return content.ref == view->element() && !content.sheet.isEmpty();
        };
        if (auto done = until(isThere, "the arithmetic"); !done)
            return done;
        const auto done = shoot(name);
        view->close();
        return done;
    }

    Result<void> training()
    {
        m_window.showWorkspace(1);
        return shoot("training");
    }

    Result<void> classify()
    {
        m_window.showWorkspace(2);
        const QStringList samples = samplePictures(QString::fromStdString(m_options.data));
        if (samples.isEmpty())
            return fail(ErrorCode::FileMissing,
                        {PROPAGO_TEXT("the sample pictures are not installed"), {}}, {},
                        {PROPAGO_TEXT("run the program from its build folder"), {}});
        m_window.classify()->openImages({samples.front()});
        if (auto done = until([this] { return m_isClassified; }, "the picture to be classified");
            !done)
            return done;
        return shoot("classify");
    }

    Result<void> precision()
    {
        m_window.showWorkspace(3);
        m_host.evaluate({});
        if (auto done = until([this] { return m_host.evaluation() != nullptr; }, "the precisions");
            !done)
            return done;
        if (auto done = shoot("precision"); !done)
            return done;
        for (const auto part : {&Tour::layers, &Tour::onePicture, &Tour::numbers, &Tour::bits}) {
            if (auto done = (this->*part)(); !done)
                return done;
        }
        return {};
    }

    Result<void> layers()
    {
        m_window.precision()->showPage(PrecisionView::Layers);
        m_host.compareRangeMethods(Format::Int8, {});
        if (auto done = until([this] { return m_host.rangeComparison() != nullptr; },
                              "the methods for ranges");
            !done)
            return done;
        return shoot("precision-layers");
    }

    // One that the formats disagree on, if there is any.
    Result<void> onePicture()
    {
        m_window.precision()->showPage(PrecisionView::Picture);
        const auto& disputed = m_host.evaluation()->disagreements;
        const std::int64_t picture = disputed.empty() ? 0 : disputed.front().picture;
        m_window.precision()->showHeldOut(picture);
        const auto isThere = [this, picture] {
            return m_host.race() && m_host.race()->question.heldOut == picture;
        };
        if (auto done = until(isThere, "the race"); !done)
            return done;
        return shoot("precision-picture");
    }

    Result<void> numbers()
    {
        m_window.precision()->showPage(PrecisionView::Numbers);
        return shoot("precision-numbers");
    }

    Result<void> bits()
    {
        m_window.precision()->showPage(PrecisionView::Bits);
        m_host.findBitCurve({});
        if (auto done = until([this] { return m_host.bitCurve() != nullptr; }, "the curve of bits");
            !done)
            return done;
        return shoot("precision-bits");
    }

    // Operation by operation until `count` of them in this phase are done.
    Result<void> stepInto(Phase phase, int count)
    {
        int inPhase = 0;
        while (inPhase < count) {
            const std::uint64_t before = m_host.snapshot()->number;
            m_host.stepForward(Grain::Op);
            if (auto done = until([&] { return m_host.snapshot()->number > before; }, "a step");
                !done)
                return done;
            inPhase += m_host.snapshot()->phase == phase ? 1 : 0;
        }
        return {};
    }

    // What went wrong is a sentence already; the command line ends it again.
    Failure failure() const
    {
        QString sentence = m_failure;
        while (sentence.endsWith(QLatin1Char('.')))
            sentence.chop(1);
        return fail(ErrorCode::WorkerLost, {PROPAGO_TEXT("%1"), {sentence.toStdString()}});
    }

    Result<void> until(const std::function<bool()>& holds, const char* what)
    {
        QElapsedTimer waited;
        waited.start();
        while (!holds()) {
            if (!m_failure.isEmpty())
                return failure();
            if (waited.elapsed() > kPatience)
                return fail(ErrorCode::WorkerLost,
                            {PROPAGO_TEXT("waiting for %1 took too long"), {what}});
            pass(kBeat);
        }
        return {};
    }

    static void pass(int milliseconds)
    {
        QEventLoop loop;
        QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
        loop.exec();
    }

    Result<void> shoot(const char* name)
    {
        pass(kSettle);
        QByteArray bytes;
        QBuffer buffer(&bytes);
        const std::string path =
            (std::filesystem::path(m_options.folder) / (std::string(name) + ".png")).string();
        if (!buffer.open(QIODevice::WriteOnly) || !m_window.grab().save(&buffer, "PNG"))
            return fail(ErrorCode::FileUnwritable,
                        {PROPAGO_TEXT("the picture could not be made"), {}}, path);
        m_files.push_back(path);
        return writeFileAtomically(
            path,
            std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    }

    TourOptions m_options;
    Languages m_languages;
    EngineHost m_host;
    MainWindow m_window;
    QString m_failure;
    bool m_isRunning = false;
    bool m_isClassified = false;
    std::vector<std::string> m_files;
};

} // namespace

Result<std::vector<std::string>> takeTour(const TourOptions& options)
{
    Tour tour(options);
    return tour.walk();
}

} // namespace propago
