#include "views/precision/race_view.h"

#include "views/common/empty_state.h"
#include "views/common/type_scale.h"
#include "views/precision/map_trio.h"
#include "views/precision/race_canvas.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace propago {

namespace {

constexpr int kRaceMilliseconds = 4000; // until the slowest has arrived
constexpr int kBeatMilliseconds = 16;
constexpr int kSteps = 1000;

} // namespace

RaceView::RaceView(QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedLayout(this))
    , m_empty(new EmptyState({}, {}, this))
    , m_words(new QLabel(this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_start(new QToolButton(this))
    , m_scrubber(new QSlider(Qt::Horizontal, this))
    , m_canvas(new RaceCanvas(this))
    , m_trio(new MapTrio(this))
{
    setObjectName(QStringLiteral("raceView"));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeBoard());
    m_beat.setInterval(kBeatMilliseconds);
    connect(&m_beat, &QTimer::timeout, this,
            [this] { setShare(static_cast<double>(m_clock.elapsed()) / kRaceMilliseconds); });
    connect(m_canvas, &RaceCanvas::choiceChanged, this, &RaceView::showChoice);
    connect(m_canvas, &RaceCanvas::opened, this, [this] {
        const auto column = static_cast<std::size_t>(m_canvas->chosenColumn());
        emit elementChosen(m_canvas->columns()[column].node, m_trio->element());
    });
    connect(m_trio, &MapTrio::elementChosen, this, &RaceView::elementChosen);
    connect(m_start, &QToolButton::clicked, this, &RaceView::startRace);
    connect(m_previous, &QToolButton::clicked, this, [this] { emit pictureWanted(m_picture - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit pictureWanted(m_picture + 1); });
    connect(m_scrubber, &QSlider::valueChanged, this, [this](int value) {
        m_beat.stop();
        m_canvas->setShare(static_cast<double>(value) / kSteps);
    });
    setPicture(0, 0);
    retranslate();
}

QWidget* RaceView::makeBoard()
{
    auto* board = new QWidget;
    m_words->setObjectName(QStringLiteral("raceWords"));
    m_words->setWordWrap(true);
    m_previous->setObjectName(QStringLiteral("racePrevious"));
    m_next->setObjectName(QStringLiteral("raceNext"));
    m_start->setObjectName(QStringLiteral("raceStart"));
    m_start->setProperty("primary", true);
    m_scrubber->setObjectName(QStringLiteral("raceScrubber"));
    m_scrubber->setRange(0, kSteps);
    m_scrubber->setValue(kSteps);
    m_scrubber->setFixedWidth(150);
    auto* head = new QHBoxLayout;
    head->addWidget(m_words, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_previous, m_next, m_scrubber, m_start})
        head->addWidget(each);
    auto* scroll = new QScrollArea;
    scroll->setWidget(m_canvas);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    m_canvas->setAutoFillBackground(false);
    auto* layout = new QVBoxLayout(board);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(scroll, 3);
    layout->addWidget(m_trio, 1);
    return board;
}

void RaceView::setRace(std::shared_ptr<const Race> race, const Graph& graph,
                       const QStringList& classNames, int truth)
{
    m_beat.stop();
    m_race = std::move(race);
    m_graph = graph;
    m_classNames = classNames;
    m_truth = truth;
    setShare(1);
    m_canvas->show(m_race, graph, classNames, truth);
    const bool hasRace = m_race && !m_canvas->columns().empty();
    m_stack->setCurrentIndex(hasRace ? 1 : 0);
    showWords();
}

void RaceView::showWords()
{
    m_words->setText(m_race ? raceWords(*m_race, m_graph, m_classNames, m_truth) : QString());
}

void RaceView::setPicture(qint64 index, qint64 count)
{
    m_picture = index;
    m_pictures = count;
    m_previous->setVisible(count > 1);
    m_next->setVisible(count > 1);
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < count);
}

void RaceView::setEmptyTexts(const QString& headline, const QString& sentence)
{
    m_empty->setTexts(headline, sentence);
}

double RaceView::share() const
{
    return m_canvas->share();
}

void RaceView::setShare(double share)
{
    const QSignalBlocker blocker(m_scrubber);
    m_scrubber->setValue(static_cast<int>(share * kSteps));
    m_canvas->setShare(share);
    if (share >= 1)
        m_beat.stop();
}

void RaceView::startRace()
{
    if (!m_race)
        return;
    setShare(m_isAnimated ? 0 : 1);
    m_clock.start();
    if (m_isAnimated)
        m_beat.start();
}

void RaceView::showChoice()
{
    const auto column = static_cast<std::size_t>(m_canvas->chosenColumn());
    if (!m_race || column >= m_canvas->columns().size())
        return;
    // fp32 has nothing to be compared with but the others.
    const auto lane = static_cast<std::size_t>(m_canvas->chosenLane());
    m_trio->show(m_race, lane > 0 ? lane : m_race->lanes.size() - 1, m_canvas->columns()[column],
                 m_canvas->chosenMap());
}

void RaceView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
}

void RaceView::retranslate()
{
    setAccessibleName(tr("Race of the precisions"));
    m_empty->setTexts(tr("One picture, every precision"),
                      tr("A picture goes through the network in fp32 and in the chosen formats at "
                         "once: see where their numbers part, and whether the answer stays."));
    m_previous->setText(QString(QChar(0x25C0)));
    m_previous->setToolTip(tr("The picture before"));
    m_next->setText(QString(QChar(0x25B6)));
    m_next->setToolTip(tr("The next picture"));
    for (QToolButton* each : {m_previous, m_next})
        each->setAccessibleName(each->toolTip());
    m_start->setText(tr("Race"));
    m_start->setToolTip(tr("Let the lanes run, each as fast as it was measured"));
    m_scrubber->setToolTip(tr("How much of the race is over"));
    m_scrubber->setAccessibleName(m_scrubber->toolTip());
    m_words->setFont(scaled(QApplication::font(), TypeSize::Body, true));
    showWords();
}

} // namespace propago
