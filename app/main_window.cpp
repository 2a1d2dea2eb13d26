#include "app/main_window.h"

#include "app/languages.h"
#include "core/train/optimizers.h"
#include "views/classify/classify_view.h"
#include "views/common/type_scale.h"
#include "views/common/watch_list.h"
#include "views/frame/message_bar.h"
#include "views/frame/rail.h"
#include "views/frame/stop_dialog.h"
#include "views/frame/symbols.h"
#include "views/frame/transport_bar.h"
#include "views/frame/watch_strip.h"
#include "views/network/network_stage.h"
#include "views/network/network_view.h"
#include "views/port/session_port.h"
#include "views/precision/precision_view.h"
#include "views/training/training_view.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QTableWidget>
#include <QUndoCommand>
#include <QVBoxLayout>

#include <algorithm>

namespace propago {

namespace {

constexpr double kBasePixels = 14;

bool isPicture(const QString& path)
{
    static const QStringList endings{QStringLiteral("png"),  QStringLiteral("jpg"),
                                     QStringLiteral("jpeg"), QStringLiteral("webp"),
                                     QStringLiteral("tif"),  QStringLiteral("tiff"),
                                     QStringLiteral("bmp"),  QStringLiteral("gif")};
    return endings.contains(QFileInfo(path).suffix().toLower());
}

/// A change of the training settings that can be taken back.
class SettingsChange : public QUndoCommand {
public:
    SettingsChange(SessionPort* port, const TrainingSettings& before, const TrainingSettings& after)
        : m_port(port), m_before(before), m_after(after)
    {}
    void undo() override { m_port->applySettings(m_before); }
    void redo() override
    {
        // The first time the change has been made already.
        if (!std::exchange(m_isNew, false))
            m_port->applySettings(m_after);
    }

private:
    SessionPort* m_port;
    TrainingSettings m_before, m_after;
    bool m_isNew = true;
};

} // namespace

MainWindow::MainWindow(SessionPort* port, Languages* languages, QWidget* parent)
    : QMainWindow(parent)
    , m_port(port)
    , m_languages(languages)
    , m_actions(this)
    , m_rail(new Rail(this))
    , m_workspaces(new QStackedWidget(this))
    , m_title(new QLabel(this))
    , m_subtitle(new QLabel(this))
    , m_messages(new MessageBar(this))
    , m_watches(new WatchList(port, this))
{
    setAcceptDrops(true);
    setMinimumSize(960, 560);
    const QSize room = screen()->availableSize();
    resize(std::min(1360, room.width()),
           std::min(820, room.height() - 24)); // the frame needs some, too
    m_transport = new TransportBar(port,
                                   {m_actions["actionReset"], m_actions["actionStepBack"],
                                    m_actions["actionRunPause"], m_actions["actionStepForward"]},
                                   this);
    setUpWorkspaces();
    setUpMenus();
    setUpActions();
    setUpPort();
    setTheme(ThemeKind::Light);
    setZoom(1);
    retranslate();
    m_network->stage()->setFocus();
}

void MainWindow::setUpWorkspaces()
{
    m_rail->setObjectName(QStringLiteral("workspaceTabs"));
    for (const char* symbol : {"network", "training", "classify", "precision"})
        m_rail->add(QLatin1String(symbol), QString());
    makeViews();
    connect(m_rail, &Rail::currentChanged, this, &MainWindow::showWorkspace);
    auto* header = new QVBoxLayout;
    header->setContentsMargins(16, 10, 16, 2); // in line with the cards
    header->setSpacing(0);
    m_title->setTextFormat(Qt::PlainText);
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    header->addWidget(m_title);
    header->addWidget(m_subtitle);
    auto* right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_messages);
    right->addLayout(header);
    right->addWidget(m_workspaces, 1);
    right->addWidget(m_transport);
    right->addWidget(new WatchStrip(m_port, m_watches, this));
    auto* centre = new QWidget(this);
    auto* layout = new QHBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    layout->addLayout(right, 1);
    setCentralWidget(centre);
}

void MainWindow::makeViews()
{
    m_network = new NetworkView(m_port, m_watches, m_workspaces);
    m_training = new TrainingView(m_port, m_workspaces);
    m_classify = new ClassifyView(m_port, m_workspaces);
    m_precision = new PrecisionView(m_port, m_workspaces);
    for (QWidget* view : {static_cast<QWidget*>(m_network), static_cast<QWidget*>(m_training),
                          static_cast<QWidget*>(m_classify), static_cast<QWidget*>(m_precision)})
        m_workspaces->addWidget(view);
    connect(m_actions["actionAnimations"], &QAction::toggled, m_network->stage(),
            &NetworkStage::setAnimated);
}

// Another language: views are cheap, and made anew they say everything in it.
void MainWindow::remakeViews()
{
    const int current = m_workspaces->currentIndex();
    const QVariantMap precision = m_precision->remembered();
    while (QWidget* view = m_workspaces->widget(0)) {
        m_workspaces->removeWidget(view);
        delete view;
    }
    makeViews();
    m_network->stage()->setAnimated(m_actions["actionAnimations"]->isChecked());
    m_precision->restore(precision);
    setCamera(m_camera);
    m_workspaces->setCurrentIndex(current);
    if (m_isRunning)
        emit m_port->runningChanged(true);
}

void MainWindow::setUpMenus()
{
    for (int place = 0; place < static_cast<int>(MenuPlace::None); ++place) {
        QMenu* menu = menuBar()->addMenu(QString());
        for (const ActionRow& row : actionRows()) {
            if (row.place == static_cast<MenuPlace>(place))
                menu->addAction(m_actions[row.id]);
        }
        m_menus.append(menu);
    }
    m_themeMenu = m_menus[static_cast<int>(MenuPlace::View)]->addMenu(QString());
    auto* themes = new QActionGroup(this);
    for (int kind = 0; kind < 3; ++kind) {
        QAction* action = themes->addAction(m_themeMenu->addAction(QString()));
        action->setCheckable(true);
        connect(action, &QAction::triggered, this,
                [this, kind] { setTheme(static_cast<ThemeKind>(kind)); });
    }
    m_languageMenu = m_menus[static_cast<int>(MenuPlace::View)]->addMenu(QString());
    auto* languages = new QActionGroup(this);
    // A language is always written in itself, so that whoever is lost finds it.
    const std::pair<QString, QString> choices[] = {
        {QStringLiteral("English"), QStringLiteral("en")},
        {QStringLiteral("한국어"), QStringLiteral("ko")}};
    for (const auto& [text, code] : choices) {
        QAction* action = languages->addAction(m_languageMenu->addAction(text));
        action->setCheckable(true);
        action->setData(code);
        connect(action, &QAction::triggered, this, [this, code = code] { m_languages->use(code); });
    }
}

void MainWindow::setUpActions()
{
    const auto on = [this](const char* id, auto slot) {
        connect(m_actions[id], &QAction::triggered, this, slot);
    };
    on("actionOpen", &MainWindow::chooseFile);
    on("actionSave", &MainWindow::save);
    on("actionSaveAs", &MainWindow::saveAs);
    on("actionExportPicture", &MainWindow::savePicture);
    on("actionQuit", &QWidget::close);
    on("actionUndo", [this] {
        m_isReplaying = true;
        m_undo.undo();
    });
    on("actionRedo", [this] {
        m_isReplaying = true;
        m_undo.redo();
    });
    on("actionEditNetwork", [this] {
        showWorkspace(0);
        m_network->openBuilder();
    });
    on("actionStopWhen", [this] {
        StopDialog dialog(m_stopRules, this);
        if (dialog.exec() != QDialog::Accepted)
            return;
        m_stopRules = dialog.rules();
        m_port->setStopRules(m_stopRules);
    });
    on("actionRemember", [this] { m_port->rememberInstant(); });
    on("actionChanges", [this] {
        showWorkspace(0);
        m_network->openChanges();
    });
    on("actionPaste", [this] {
        if (m_workspaces->currentWidget() == m_precision)
            return m_precision->pasteImage();
        showWorkspace(2);
        m_classify->pasteImage();
    });
    on("actionRunPause", [this] { m_isRunning ? m_port->pause() : m_port->run(); });
    on("actionStepForward", [this] { m_port->stepForward(m_transport->grain()); });
    on("actionStepBack", [this] { m_port->stepBack(m_transport->grain()); });
    const std::pair<const char*, Grain> grains[] = {{"actionStepOp", Grain::Op},
                                                    {"actionStepLayer", Grain::Layer},
                                                    {"actionStepBatch", Grain::Batch},
                                                    {"actionStepEpoch", Grain::Epoch}};
    for (const auto& [id, grain] : grains)
        on(id, [this, grain = grain] { m_port->stepForward(grain); });
    on("actionReset", [this] { m_port->reset(); });
    const char* workspaces[] = {"actionNetwork", "actionTraining", "actionClassify",
                                "actionPrecision"};
    for (int i = 0; i < 4; ++i)
        on(workspaces[i], [this, i] { showWorkspace(i); });
    on("actionLarger", [this] { setZoom(m_zoom * 1.1); });
    on("actionSmaller", [this] { setZoom(m_zoom / 1.1); });
    on("actionNormalSize", [this] { setZoom(1); });
    on("actionShortcuts", &MainWindow::showShortcuts);
    on("actionAbout", &MainWindow::showAbout);
    connect(m_actions["actionPresenter"], &QAction::toggled, this, &MainWindow::setPresenter);
    m_actions["actionAnimations"]->setChecked(true);
    m_actions["actionUndo"]->setEnabled(false);
    m_actions["actionRedo"]->setEnabled(false);
    connect(&m_undo, &QUndoStack::canUndoChanged, m_actions["actionUndo"], &QAction::setEnabled);
    connect(&m_undo, &QUndoStack::canRedoChanged, m_actions["actionRedo"], &QAction::setEnabled);
}

void MainWindow::setUpPort()
{
    connect(m_port, &SessionPort::factsChanged, this, &MainWindow::refreshTitle);
    connect(m_port, &SessionPort::factsChanged, this, &MainWindow::noticeSettings);
    connect(m_port, &SessionPort::runningChanged, this, &MainWindow::showRunning);
    connect(m_port, &SessionPort::failed, m_messages, &MessageBar::showFailure);
    connect(m_port, &SessionPort::noted, m_messages, &MessageBar::showNote);
}

// Whoever changes settings goes through the port; what came of it can be taken back here.
void MainWindow::noticeSettings()
{
    const TrainingSettings now = m_port->facts()->settings;
    const bool isOpen = m_port->facts()->program != nullptr;
    const bool isNews = m_hasKnownSettings && isOpen && !(now == m_knownSettings);
    const bool isOther = m_port->facts()->title != m_knownTitle;
    m_knownTitle = m_port->facts()->title;
    // Undo and redo come back through here as well and must not count as new changes.
    if (isOther)
        m_undo.clear(); // what was changed in one session must not be put into the next
    else if (isNews && !std::exchange(m_isReplaying, false))
        m_undo.push(new SettingsChange(m_port, m_knownSettings, now));
    m_knownSettings = now;
    m_hasKnownSettings = isOpen;
}

void MainWindow::showWorkspace(int index)
{
    m_rail->setCurrent(index);
    m_workspaces->setCurrentIndex(index);
}

void MainWindow::setTheme(ThemeKind kind)
{
    m_theme = kind;
    const Palette& p = paletteFor(kind);
    QApplication::setPalette(qtPalette(kind));
    qApp->setStyleSheet(styleSheetFor(kind));
    m_actions.repaint(p.text, p.onAccent);
    showRunning(m_isRunning);
    m_themeMenu->actions().at(static_cast<int>(kind))->setChecked(true);
}

void MainWindow::setZoom(double zoom)
{
    m_zoom = zoom > 0 ? std::clamp(zoom, 0.7, 2.5) : 1; // nonsense, NaN too, is no wish
    QFont font = QApplication::font();
    font.setPixelSize(
        qRound(kBasePixels * m_zoom * (m_actions["actionPresenter"]->isChecked() ? 1.3 : 1)));
    const bool isOther = font != QApplication::font();
    QApplication::setFont(font);
    // Under a style sheet only windows hear of it; set again, the sheet hands the font on to all.
    if (isOther)
        qApp->setStyleSheet(qApp->styleSheet());
    m_title->setFont(scaled(font, TypeSize::Title));
    m_subtitle->setFont(scaled(font, TypeSize::Small));
}

void MainWindow::setPresenter(bool presents)
{
    menuBar()->setVisible(!presents);
    m_network->setSideVisible(true);
    setZoom(m_zoom);
    setWindowState(presents ? windowState() | Qt::WindowFullScreen
                            : windowState() & ~Qt::WindowFullScreen);
}

void MainWindow::showRunning(bool running)
{
    m_isRunning = running;
    m_actions.repaint(paletteFor(m_theme).text, paletteFor(m_theme).onAccent);
    if (running)
        m_actions["actionRunPause"]->setIcon(
            symbolIcon(QStringLiteral("pause"), paletteFor(m_theme).onAccent));
}

void MainWindow::retranslate()
{
    m_actions.retranslate();
    const QString menus[] = {tr("&File"), tr("&Edit"), tr("&Run"), tr("&View"), tr("&Help")};
    for (int i = 0; i < m_menus.size(); ++i)
        m_menus[i]->setTitle(menus[i]);
    const QString names[] = {tr("Network"), tr("Training"), tr("Classify"), tr("Precision")};
    for (int i = 0; i < 4; ++i)
        m_rail->setName(i, names[i]);
    m_themeMenu->setTitle(tr("&Theme"));
    const QString themes[] = {tr("Light"), tr("Dark"), tr("High contrast")};
    for (int i = 0; i < 3; ++i)
        m_themeMenu->actions().at(i)->setText(themes[i]);
    m_languageMenu->setTitle(tr("Lan&guage"));
    for (QAction* action : m_languageMenu->actions())
        action->setChecked(action->data().toString() == m_languages->current());
    refreshTitle();
}

void MainWindow::refreshTitle()
{
    const auto facts = m_port->facts();
    const QString title = facts->program ? facts->title : tr("Propago");
    setWindowTitle(title + QStringLiteral("[*]")
                   + (facts->program ? QStringLiteral(" — Propago") : QString()));
    setWindowModified(facts->isModified && facts->program);
    m_title->setText(title);
    if (!facts->program)
        return;
    const QLocale locale;
    const TrainingSettings& s = facts->settings;
    const QString optimizer = QString::fromLatin1(makeOptimizer(s)->name());
    m_subtitle->setText(
        tr("%1 parameters · %2 multiply-adds · batch %3 · %4, learning rate %5 · %6")
            .arg(locale.toString(static_cast<qlonglong>(facts->summary.total.parameters)),
                 locale.toString(static_cast<qlonglong>(facts->summary.total.macs)))
            .arg(s.batch)
            .arg(optimizer)
            .arg(s.learningRate)
            .arg(QString::fromLatin1(traits(s.format).name.data(),
                                     static_cast<qsizetype>(traits(s.format).name.size()))));
}

void MainWindow::chooseFile()
{
    const QStringList paths = QFileDialog::getOpenFileNames(
        this, tr("Open"), QString(),
        tr("Sessions, models and pictures (*.propago *.onnx *.png *.jpg *.jpeg *.webp *.tif *.tiff "
           "*.bmp *.gif);;All files (*)"));
    openPaths(paths);
}

void MainWindow::openPaths(const QStringList& paths)
{
    QStringList pictures;
    for (const QString& path : paths) {
        if (isPicture(path))
            pictures.append(path);
        else
            m_port->openFile(path);
    }
    if (pictures.isEmpty())
        return;
    showWorkspace(2);
    m_classify->openImages(pictures);
}

void MainWindow::save()
{
    const QString path = m_port->facts()->fileName;
    if (path.endsWith(QStringLiteral(".propago")))
        m_port->save(path);
    else
        saveAs();
}

void MainWindow::saveAs()
{
    QString path = QFileDialog::getSaveFileName(this, tr("Save the session"),
                                                QStringLiteral("session.propago"),
                                                tr("Propago sessions (*.propago)"));
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += QStringLiteral(".propago");
    m_port->save(path);
}

void MainWindow::savePicture()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the picture"), QStringLiteral("propago.png"), tr("PNG pictures (*.png)"));
    if (path.isEmpty())
        return;
    if (m_workspaces->grab().save(path, "PNG"))
        m_messages->showNote(tr("Saved: %1").arg(path));
    else
        m_messages->showFailure(
            tr("The picture could not be written (%1); choose another place.").arg(path));
}

void MainWindow::showShortcuts()
{
    QDialog dialog(this);
    dialog.setWindowTitle(tr("Keyboard shortcuts"));
    auto* table = new QTableWidget(0, 2, &dialog);
    table->setHorizontalHeaderLabels({tr("Command"), tr("Keys")});
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (const ActionRow& row : actionRows()) {
        const QAction* action = m_actions[row.id];
        if (action->shortcuts().isEmpty())
            continue;
        const int at = table->rowCount();
        table->insertRow(at);
        QString text = action->text();
        text.remove(QLatin1Char('&'));
        table->setItem(at, 0, new QTableWidgetItem(text));
        table->setItem(at, 1,
                       new QTableWidgetItem(QKeySequence::listToString(action->shortcuts(),
                                                                       QKeySequence::NativeText)));
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto* layout = new QVBoxLayout(&dialog);
    layout->addWidget(table);
    layout->addWidget(buttons);
    dialog.resize(520, 600);
    dialog.exec();
}

void MainWindow::showAbout()
{
    QMessageBox box(this);
    box.setWindowTitle(tr("About Propago"));
    box.setTextFormat(Qt::PlainText);
    box.setText(tr("Propago %1").arg(QStringLiteral(PROPAGO_VERSION)));
    box.setInformativeText(
        tr("Watch a convolutional network learn, step by step, and then use it. Free software "
           "under the GNU General Public License, version 3 or later."));
    box.exec();
}

void MainWindow::rememberSettings()
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/theme"), static_cast<int>(m_theme));
    settings.setValue(QStringLiteral("window/zoom"), m_zoom);
    settings.setValue(QStringLiteral("window/language"), m_languages->current());
    settings.setValue(QStringLiteral("window/animations"),
                      m_actions["actionAnimations"]->isChecked());
    settings.setValue(QStringLiteral("precision"), m_precision->remembered());
}

void MainWindow::restoreSettings()
{
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    setTheme(static_cast<ThemeKind>(
        std::clamp(settings.value(QStringLiteral("window/theme"), 0).toInt(), 0, 2)));
    setZoom(settings.value(QStringLiteral("window/zoom"), 1.0).toDouble());
    m_actions["actionAnimations"]->setChecked(
        settings.value(QStringLiteral("window/animations"), true).toBool());
    m_precision->restore(settings.value(QStringLiteral("precision")).toMap());
}

void MainWindow::setCamera(const VideoSource& source)
{
    m_camera = source;
    m_classify->setCamera(source);
    m_precision->setCamera(source);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_remembers)
        rememberSettings();
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        remakeViews();
    }
    QMainWindow::changeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
        else
            m_messages->showFailure(
                tr("Addresses on the web are not fetched; save the file first and drop that."));
    }
    openPaths(paths);
    event->acceptProposedAction();
}

} // namespace propago
