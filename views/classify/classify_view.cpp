#include "views/classify/classify_view.h"

#include "views/classify/answer_panel.h"
#include "views/classify/drawing_canvas.h"
#include "views/classify/live_pictures.h"
#include "views/classify/picture_label.h"
#include "views/classify/pieces.h"
#include "views/classify/results_card.h"
#include "views/classify/sample_pictures.h"
#include "views/common/camera_control.h"
#include "views/common/camera_notice.h"
#include "views/common/card.h"
#include "views/common/picture_reader.h"
#include "views/port/translated.h"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <future>

namespace propago {

using classify::label;

namespace {

constexpr int kDrawingPause = 80; // milliseconds; the answer follows the stroke
constexpr int kSampleColumns = 5;
constexpr int kThumbnail = 36;

QString sizeText(const QImage& image)
{
    return QStringLiteral("%1 × %2").arg(image.width()).arg(image.height());
}

} // namespace

/// A file that is decoded away from the window's thread: a large picture takes a while.
struct ClassifyView::Reading {
    QString file;
    std::future<Result<LoadedPicture>> picture; ///< its end waits for the decoder
};

ClassifyView::ClassifyView(SessionPort* port, QWidget* parent)
    : QWidget(parent)
    , m_port(port)
    , m_live(new LivePictures(port, this))
    , m_drawingTimer(new QTimer(this))
{
    setAcceptDrops(true);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(12);
    upper->addWidget(makeSource());
    upper->addWidget(makeInput(), 3);
    m_answer = new AnswerPanel;
    upper->addWidget(m_answer, 5);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 6, 16, 12);
    layout->setSpacing(12);
    layout->addLayout(upper, 3);
    m_results = new ResultsCard(port);
    layout->addWidget(m_results, 2);
    m_drawingTimer->setSingleShot(true);
    m_drawingTimer->setInterval(kDrawingPause);
    connect(m_drawingTimer, &QTimer::timeout, this, &ClassifyView::classifyDrawing);
    connectCamera();
    // Queued: an answer given inside classify() would come before its number is known.
    connect(m_port, &SessionPort::classified, this, &ClassifyView::receive, Qt::QueuedConnection);
    connect(m_port, &SessionPort::factsChanged, this, &ClassifyView::showSamples);
    showSamples();
    showNothing();
}

QWidget* ClassifyView::makeSource()
{
    auto* card = new Card(tr("Choose a picture"));
    auto* open = new QPushButton(tr("Open…"));
    open->setObjectName(QStringLiteral("openImage"));
    open->setProperty("primary", true);
    auto* paste = new QPushButton(tr("Paste"));
    paste->setObjectName(QStringLiteral("pasteImage"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(open, 1);
    buttons->addWidget(paste, 1);
    m_hint = label(TypeSize::Small, true);
    m_hint->setText(tr("or drop pictures anywhere here"));
    auto* camera = new QHBoxLayout;
    camera->addWidget(m_live->control(), 1);
    camera->addWidget(m_hint, 1); // one or the other
    camera->addWidget(m_live->shot(), 1);
    m_sampleColumn = new QVBoxLayout;
    card->body()->addLayout(buttons);
    card->body()->addLayout(camera);
    card->body()->addLayout(m_sampleColumn);
    card->body()->addWidget(makeDrawing(), 1);
    card->setFixedWidth(292);
    connect(open, &QPushButton::clicked, this, &ClassifyView::askForFiles);
    connect(paste, &QPushButton::clicked, this, &ClassifyView::pasteImage);
    return card;
}

void ClassifyView::setCamera(const VideoSource& source)
{
    m_live->control()->setSource(source);
}

void ClassifyView::connectCamera()
{
    connect(m_live, &LivePictures::turned, this, [this](bool isOn) {
        m_notes.clear();
        m_hint->setVisible(!isOn);
    });
    // What is wrong stands where the picture was.
    connect(m_live->camera(), &Camera::stateChanged, this, [this] {
        m_loaded->setVisible(m_live->camera()->problem().isEmpty());
        m_loadedText->setVisible(m_live->camera()->problem().isEmpty());
    });
    connect(m_live, &LivePictures::frameShown, m_loaded, &PictureLabel::setPicture);
    connect(m_live, &LivePictures::answered, this, &ClassifyView::showAnswer);
    connect(m_live, &LivePictures::kept, this,
            [this](const Classification& picture) { m_results->add(picture, classNames(), 1); });
    connect(m_results, &ResultsCard::chosen, m_live, &LivePictures::turnOff);
    connect(m_results, &ResultsCard::chosen, this, &ClassifyView::showAnswer);
}

QWidget* ClassifyView::makeDrawing()
{
    auto* drawing = new QWidget;
    m_canvas = new DrawingCanvas;
    m_canvas->setObjectName(QStringLiteral("drawingCanvas"));
    auto* brush = new QSlider(Qt::Horizontal);
    brush->setRange(6, 48);
    brush->setValue(22);
    brush->setAccessibleName(tr("Brush width"));
    brush->setToolTip(tr("Brush width"));
    auto* clear = new QPushButton(tr("Clear"));
    clear->setObjectName(QStringLiteral("clearDrawing"));
    auto* tools = new QHBoxLayout;
    QLabel* brushText = label(TypeSize::Small, true);
    brushText->setText(tr("brush"));
    brushText->setWordWrap(false);
    tools->addWidget(brushText);
    tools->addWidget(brush, 1);
    tools->addWidget(clear);
    auto* column = new QVBoxLayout(drawing);
    column->setContentsMargins(0, 4, 0, 0);
    column->addWidget(m_canvas, 1);
    column->addLayout(tools);
    connect(brush, &QSlider::valueChanged, m_canvas, &DrawingCanvas::setBrush);
    connect(clear, &QPushButton::clicked, m_canvas, &DrawingCanvas::clear);
    connect(m_canvas, &DrawingCanvas::drawn, m_drawingTimer, [this] {
        if (!m_drawingTimer->isActive())
            m_drawingTimer->start();
    });
    return drawing;
}

QWidget* ClassifyView::makeInput()
{
    auto* card = new Card(tr("What goes in"));
    m_loaded = new PictureLabel(tr("As loaded"));
    m_seen = new PictureLabel(tr("As the network sees it"));
    m_loadedText = label(TypeSize::Small, true);
    m_seenText = label(TypeSize::Small, true);
    m_note = label(TypeSize::Small, false);
    m_note->setObjectName(QStringLiteral("pictureNote"));
    card->body()->addWidget(new CameraNotice(m_live->camera(), QStringLiteral("classifyCamera"),
                                             QBoxLayout::TopToBottom),
                            1);
    card->body()->addWidget(m_loadedText);
    card->body()->addWidget(m_loaded, 1);
    card->body()->addWidget(m_seenText);
    card->body()->addWidget(m_seen, 1);
    card->body()->addWidget(m_note);
    return card;
}

QStringList ClassifyView::classNames() const
{
    QStringList names;
    for (const std::string& name : m_port->facts()->classNames)
        names << QString::fromStdString(name);
    return names;
}

void ClassifyView::showSamples()
{
    const QString dataName = m_port->facts()->dataName;
    if (m_samples && dataName == m_samplesOf)
        return;
    m_samplesOf = dataName;
    delete m_samples;
    m_samples = new QWidget;
    auto* grid = new QGridLayout(m_samples);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    int place = 0;
    for (const QString& file : samplePictures(dataName)) {
        if (place == 2 * kSampleColumns)
            break;
        auto* button = new QToolButton;
        button->setIcon(QIcon(file));
        button->setIconSize({kThumbnail, kThumbnail});
        button->setStyleSheet(QStringLiteral("padding: 1px"));
        button->setAccessibleName(tr("Sample %1").arg(QFileInfo(file).completeBaseName()));
        button->setToolTip(QFileInfo(file).completeBaseName());
        connect(button, &QToolButton::clicked, this, [this, file] { openImages({file}); });
        grid->addWidget(button, place / kSampleColumns, place % kSampleColumns);
        ++place;
    }
    grid->setColumnStretch(kSampleColumns, 1);
    m_sampleColumn->addWidget(m_samples);
    showNothing();
}

void ClassifyView::askForFiles()
{
    auto* dialog = new QFileDialog(window(), tr("Open pictures"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &ClassifyView::openImages);
    dialog->open();
}

void ClassifyView::openImages(const QStringList& files)
{
    m_live->turnOff();
    m_waiting << files;
    next();
}

// One picture at a time: the engine answers in order, and memory holds one decoded picture.
void ClassifyView::next()
{
    if (m_reading || m_request || m_waiting.isEmpty())
        return;
    m_reading = std::make_unique<Reading>();
    m_reading->file = m_waiting.takeFirst();
    m_reading->picture = std::async(std::launch::async, [this, file = m_reading->file] {
        Result<LoadedPicture> picture = readPicture(file);
        QMetaObject::invokeMethod(this, "takeRead", Qt::QueuedConnection);
        return picture;
    });
}

void ClassifyView::takeRead()
{
    const std::unique_ptr<Reading> done = std::move(m_reading);
    take(done->picture.get(), QFileInfo(done->file).fileName());
}

// Off before anything goes: its end is heard here.
ClassifyView::~ClassifyView()
{
    m_live->turnOff();
}

void ClassifyView::take(const Result<LoadedPicture>& picture, const QString& name)
{
    m_live->turnOff();
    if (picture) {
        send(*picture, name);
        return;
    }
    Classification refused;
    refused.name = name;
    refused.error = translated(picture.error());
    emit m_port->failed(refused.error);
    showAnswer(refused);
    m_results->add(refused, classNames(), 2);
    next();
}

void ClassifyView::send(const LoadedPicture& picture, const QString& name)
{
    m_notes = picture.notes;
    m_request = m_port->classify(picture.image, name);
}

void ClassifyView::pasteImage()
{
    const QMimeData* content = QApplication::clipboard()->mimeData();
    if (content && content->hasUrls() && content->urls().first().isLocalFile()) {
        QStringList files;
        for (const QUrl& url : content->urls())
            files << url.toLocalFile();
        openImages(files);
        return;
    }
    take(acceptPicture(QApplication::clipboard()->image(), tr("clipboard")), tr("clipboard"));
}

void ClassifyView::classifyDrawing()
{
    if (m_canvas->isBlank())
        return;
    m_live->turnOff();
    m_notes.clear();
    m_drawingRequest = m_port->classify(m_canvas->drawing(), tr("drawing"));
}

void ClassifyView::receive(const Classification& answer)
{
    if (m_live->receive(answer))
        return;
    const bool isDrawing = answer.request == m_drawingRequest;
    const bool isFile = m_request == answer.request;
    if (!isDrawing && !isFile)
        return; // somebody else asked, or a newer stroke came meanwhile
    showAnswer(answer);
    if (!isFile)
        return;
    m_request.reset();
    m_results->add(answer, classNames(), 2);
    next();
}

void ClassifyView::showNothing()
{
    m_answer->showNothing(classNames());
    showInput({}, {});
}

void ClassifyView::showInput(const QImage& loaded, const QImage& seen)
{
    m_loaded->setPicture(loaded);
    m_seen->setPicture(seen);
    m_loadedText->setText(loaded.isNull() ? tr("as loaded")
                                          : tr("as loaded, %1").arg(sizeText(loaded)));
    m_seenText->setText(seen.isNull() ? tr("as the network sees it")
                                      : tr("as the network sees it, %1").arg(sizeText(seen)));
    m_note->setText(m_notes.join(QLatin1Char(' ')));
    m_note->setVisible(!m_notes.isEmpty() && !loaded.isNull());
}

void ClassifyView::showAnswer(const Classification& answer)
{
    if (!answer.error.isEmpty())
        m_answer->showError(answer.error, classNames());
    else
        m_answer->showAnswer(answer, classNames());
    showInput(answer.loaded, answer.seen);
}

void ClassifyView::dragEnterEvent(QDragEnterEvent* event)
{
    const QMimeData* content = event->mimeData();
    if (content->hasUrls() || content->hasImage())
        event->acceptProposedAction();
}

void ClassifyView::dropEvent(QDropEvent* event)
{
    const QMimeData* content = event->mimeData();
    QStringList files;
    for (const QUrl& url : content->urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
        else
            emit m_port->failed(tr("Nothing is fetched from the network: save the picture first, "
                                   "then drop the file."));
    }
    event->acceptProposedAction();
    if (!files.isEmpty())
        openImages(files);
    else if (content->hasImage())
        take(acceptPicture(qvariant_cast<QImage>(content->imageData()), tr("dropped picture")),
             tr("dropped picture"));
}

// Space runs the network elsewhere; with a camera it takes a picture.
bool ClassifyView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && m_live->isOn()
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space)
        event->accept();
    return QWidget::event(event);
}

void ClassifyView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Paste))
        pasteImage();
    else if (event->key() == Qt::Key_Space && m_live->isOn())
        m_live->keep();
    else
        QWidget::keyPressEvent(event);
}

} // namespace propago
