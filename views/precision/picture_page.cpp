#include "views/precision/picture_page.h"

#include "views/common/camera_control.h"
#include "views/common/camera_notice.h"
#include "views/common/card.h"
#include "views/common/picture_reader.h"
#include "views/port/translated.h"
#include "views/precision/pieces.h"
#include "views/precision/precision_rows.h"
#include "views/precision/race_view.h"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <future>

namespace propago {

using precision::label;

namespace {

int winner(const RaceLane& lane)
{
    const auto most = std::max_element(lane.probabilities.begin(), lane.probabilities.end());
    return static_cast<int>(most - lane.probabilities.begin());
}

// 1 for the most probable.
int rankOf(int category, const RaceLane& lane)
{
    const float own = lane.probabilities[static_cast<std::size_t>(category)];
    return 1
           + static_cast<int>(std::count_if(lane.probabilities.begin(), lane.probabilities.end(),
                                            [own](float each) { return each > own; }));
}

} // namespace

/// A file that is decoded away from the window's thread: a large picture takes a while.
struct PicturePage::Reading {
    QString file;
    std::future<Result<LoadedPicture>> picture; ///< its end waits for the decoder
};

PicturePage::PicturePage(SessionPort* port, QWidget* parent)
    : QWidget(parent)
    , m_port(port)
    , m_camera(new CameraControl(QStringLiteral("raceCamera")))
    , m_race(new RaceView)
{
    setAcceptDrops(true);
    auto* card = new Card;
    card->body()->addWidget(m_race, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeHead());
    layout->addWidget(new CameraNotice(m_camera->camera(), QStringLiteral("raceCamera"),
                                       QBoxLayout::LeftToRight));
    layout->addWidget(card, 1);
    connectPort();
    m_question.heldOut = 0;
    showRace();
}

PicturePage::~PicturePage() = default;

QWidget* PicturePage::makeHead()
{
    auto* head = new QWidget;
    m_number = new QSpinBox;
    m_number->setObjectName(QStringLiteral("heldOutNumber"));
    m_number->setAccessibleName(tr("Number of the held-out picture"));
    m_number->setPrefix(tr("held-out picture "));
    m_number->setKeyboardTracking(false);
    auto* open = new QPushButton(tr("Open…"));
    open->setObjectName(QStringLiteral("openRacePicture"));
    auto* paste = new QPushButton(tr("Paste"));
    paste->setObjectName(QStringLiteral("pasteRacePicture"));
    m_words = label(TypeSize::Body, false);
    m_words->setObjectName(QStringLiteral("racePicture"));
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_number);
    row->addWidget(open);
    row->addWidget(paste);
    row->addWidget(m_camera);
    row->addSpacing(8);
    row->addWidget(m_words, 1);
    connect(m_number, &QSpinBox::valueChanged, this, [this](int value) { showHeldOut(value); });
    connect(open, &QPushButton::clicked, this, &PicturePage::askForFile);
    connect(paste, &QPushButton::clicked, this, &PicturePage::pasteImage);
    return head;
}

void PicturePage::connectPort()
{
    connect(m_port, &SessionPort::raceChanged, this, &PicturePage::finishRace);
    connect(m_camera->camera(), &Camera::frameArrived, this, &PicturePage::raceFrame);
    connect(m_port, &SessionPort::factsChanged, this, [this] {
        const auto facts = m_port->facts();
        m_isRacing = false;
        const QSignalBlocker quiet(m_number);
        m_number->setRange(0, static_cast<int>(std::max<std::int64_t>(facts->testSamples - 1, 0)));
        if (facts->program == m_program)
            return;
        m_program = facts->program;
        m_isAsked = false;
        showRace();
        if (isVisible())
            ask();
    });
    connect(m_port, &SessionPort::evaluationChanged, this, [this] { m_isAsked = false; });
    connect(m_race, &RaceView::pictureWanted, this, &PicturePage::showHeldOut);
    connect(m_race, &RaceView::elementChosen, this, &PicturePage::elementChosen);
    const auto facts = m_port->facts();
    m_program = facts->program;
    m_number->setRange(0, static_cast<int>(std::max<std::int64_t>(facts->testSamples - 1, 0)));
}

void PicturePage::setOptions(const EvaluationOptions& options)
{
    m_options = options;
    if (m_question.precisions != options.precisions
        || m_question.quantisation != options.quantisation)
        m_isAsked = false;
}

// The newest question counts: one that still waits is replaced by it.
void PicturePage::ask()
{
    if (!m_port->facts()->program)
        return;
    m_question.precisions = m_options.precisions;
    m_question.quantisation = m_options.quantisation;
    m_isAsked = true;
    m_isRacing = true;
    m_port->startRace(m_question);
}

void PicturePage::askAbout(const QImage& picture, const QString& name)
{
    m_question.heldOut = -1;
    m_question.picture = picture;
    m_question.name = name;
    ask();
}

void PicturePage::setCamera(const VideoSource& source)
{
    m_camera->setSource(source);
}

void PicturePage::raceFrame(const QImage& frame)
{
    if (!m_isRacing)
        askAbout(frame, tr("camera"));
}

// A race that came to nothing would do so with every frame, and say it each time.
void PicturePage::finishRace()
{
    const auto answer = m_port->race();
    m_isRacing = false;
    if (!answer || answer->question.picture.cacheKey() != m_question.picture.cacheKey())
        m_camera->turnOff();
    showRace();
}

void PicturePage::showHeldOut(qint64 picture)
{
    m_camera->turnOff();
    m_question.heldOut = std::clamp<qint64>(picture, 0, m_number->maximum());
    m_question.picture = {};
    m_question.name.clear();
    {
        const QSignalBlocker quiet(m_number);
        m_number->setValue(static_cast<int>(m_question.heldOut));
    }
    ask();
}

void PicturePage::openImage(const QString& file)
{
    if (m_reading)
        return; // one at a time
    m_reading = std::make_unique<Reading>();
    m_reading->file = file;
    m_reading->picture = std::async(std::launch::async, [this, file] {
        Result<LoadedPicture> picture = readPicture(file);
        QMetaObject::invokeMethod(this, "takeRead", Qt::QueuedConnection);
        return picture;
    });
}

void PicturePage::takeRead()
{
    const std::unique_ptr<Reading> done = std::move(m_reading);
    take(done->picture.get(), QFileInfo(done->file).fileName());
}

void PicturePage::take(const Result<LoadedPicture>& picture, const QString& name)
{
    if (!picture) {
        emit m_port->failed(translated(picture.error()));
        return;
    }
    for (const QString& note : picture->notes)
        emit m_port->noted(note);
    m_camera->turnOff();
    askAbout(picture->image, name);
}

void PicturePage::askForFile()
{
    auto* dialog = new QFileDialog(window(), tr("Open picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &PicturePage::openImage);
    dialog->open();
}

void PicturePage::pasteImage()
{
    const QMimeData* content = QApplication::clipboard()->mimeData();
    if (content && content->hasUrls() && content->urls().first().isLocalFile())
        return openImage(content->urls().first().toLocalFile());
    take(acceptPicture(QApplication::clipboard()->image(), tr("clipboard")), tr("clipboard"));
}

QStringList PicturePage::classNames() const
{
    QStringList names;
    for (const std::string& name : m_port->facts()->classNames)
        names << QString::fromStdString(name);
    return names;
}

void PicturePage::showRace()
{
    const auto answer = m_port->race();
    const auto facts = m_port->facts();
    const bool fits = answer && answer->race && facts->program && m_isAsked;
    m_race->setRace(fits ? answer->race : nullptr,
                    facts->program ? facts->program->graph() : Graph(), classNames(),
                    fits ? answer->truth : -1);
    m_race->setPicture(fits && answer->question.heldOut >= 0 ? answer->question.heldOut : 0,
                       fits && answer->question.heldOut >= 0 ? facts->testSamples : 0);
    m_words->setText(fits ? describe(*answer) : QString());
}

// What it is, and where the answer of fp32 stands in the formats that answer otherwise.
QString PicturePage::describe(const PictureRace& answer) const
{
    const QStringList names = classNames();
    const auto name = [&](int category) {
        return names.value(category, QString::number(category));
    };
    QStringList parts;
    if (answer.truth >= 0)
        parts << tr("is: %1").arg(name(answer.truth));
    else if (!answer.question.name.isEmpty())
        parts << answer.question.name;
    const auto& lanes = answer.race->lanes;
    for (std::size_t i = 1; i < lanes.size(); ++i) {
        const int parent = winner(lanes.front());
        if (winner(lanes[i]) != parent)
            parts << tr("%1 says %2; fp32's %3 is its number %4")
                         .arg(formatText(lanes[i].precision), name(winner(lanes[i])), name(parent))
                         .arg(rankOf(parent, lanes[i]));
    }
    return parts.join(QStringLiteral(" · "));
}

void PicturePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_isAsked)
        ask();
}

void PicturePage::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasImage())
        event->acceptProposedAction();
}

void PicturePage::dropEvent(QDropEvent* event)
{
    const QMimeData* content = event->mimeData();
    event->acceptProposedAction();
    if (content->hasUrls() && content->urls().first().isLocalFile())
        openImage(content->urls().first().toLocalFile());
    else if (content->hasUrls())
        emit m_port->failed(tr("Nothing is fetched from the network: save the picture first, then "
                               "drop the file."));
    else if (content->hasImage())
        take(acceptPicture(qvariant_cast<QImage>(content->imageData()), tr("dropped picture")),
             tr("dropped picture"));
}

void PicturePage::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Paste))
        pasteImage();
    else
        QWidget::keyPressEvent(event);
}

} // namespace propago
