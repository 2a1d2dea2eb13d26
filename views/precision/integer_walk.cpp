#include "views/precision/integer_walk.h"

#include "views/common/empty_state.h"
#include "views/common/type_scale.h"
#include "views/precision/walk_canvas.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace propago {

namespace {

constexpr int kBeatMilliseconds = 250;
constexpr int kMostBeats = 60; // for the products of one sum, however many they are
constexpr int kStride = 10;

} // namespace

IntegerWalk::IntegerWalk(QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedLayout(this))
    , m_empty(new EmptyState({}, {}, this))
    , m_title(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_scales(new QLabel(this))
    , m_back(new QToolButton(this))
    , m_play(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_copy(new QToolButton(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_canvas(new WalkCanvas(this))
{
    setObjectName(QStringLiteral("integerWalk"));
    setFocusPolicy(Qt::StrongFocus);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makePage());
    m_beat.setInterval(kBeatMilliseconds);
    connect(&m_beat, &QTimer::timeout, this, &IntegerWalk::advance);
    connect(m_back, &QToolButton::clicked, this, [this] { setStep(step() - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { setStep(step() + 1); });
    connect(m_play, &QToolButton::clicked, this, &IntegerWalk::setPlaying);
    connect(m_copy, &QToolButton::clicked, this, &IntegerWalk::copyText);
    connect(m_slider, &QSlider::valueChanged, this, &IntegerWalk::setStep);
    connect(m_canvas, &WalkCanvas::stepChosen, this, &IntegerWalk::setStep);
    retranslate();
}

QWidget* IntegerWalk::makePage()
{
    auto* page = new QWidget;
    m_title->setObjectName(QStringLiteral("walkTitle"));
    m_sentence->setObjectName(QStringLiteral("walkSentence"));
    m_sentence->setWordWrap(true);
    m_scales->setObjectName(QStringLiteral("walkScales"));
    m_scales->setForegroundRole(QPalette::PlaceholderText);
    m_scales->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_back->setObjectName(QStringLiteral("walkBack"));
    m_back->setText(QString(QChar(0x25C0)));
    m_play->setObjectName(QStringLiteral("walkPlay"));
    m_play->setCheckable(true);
    m_next->setObjectName(QStringLiteral("walkNext"));
    m_next->setText(QString(QChar(0x25B6)));
    m_copy->setObjectName(QStringLiteral("walkCopy"));
    m_slider->setObjectName(QStringLiteral("walkSlider"));
    m_slider->setMinimumWidth(160);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_slider, m_back, m_play, m_next, m_copy})
        head->addWidget(each);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(head);
    layout->addWidget(m_sentence);
    layout->addWidget(m_scales);
    layout->addWidget(m_canvas, 1);
    return page;
}

void IntegerWalk::setExplanations(const QString& title, const Explanation& integers,
                                  const Explanation& reals, const IntegerWalkFacts& facts)
{
    setPlaying(false);
    const IntegerWalkModel walk(integers, reals, facts);
    if (walk.isEmpty()) {
        clear();
        return;
    }
    m_title->setText(title);
    m_canvas->show(walk);
    {
        const QSignalBlocker blocker(m_slider);
        m_slider->setRange(0, walk.steps());
        m_slider->setPageStep(kStride);
    }
    m_stack->setCurrentIndex(1);
    setStep(walk.steps());
}

void IntegerWalk::clear(const QString& sentence)
{
    setPlaying(false);
    m_why = sentence;
    m_canvas->show({});
    m_stack->setCurrentIndex(0);
    retranslate();
}

int IntegerWalk::step() const
{
    return m_canvas->step();
}

void IntegerWalk::setStep(int step)
{
    m_canvas->setStep(step);
    refresh();
}

void IntegerWalk::refresh()
{
    const QSignalBlocker blocker(m_slider);
    m_slider->setValue(step());
    m_sentence->setText(walkSentence(m_canvas->walk(), step()));
    m_scales->setText(scaleWords(m_canvas->walk()));
    m_scales->setToolTip(m_scales->text());
    m_back->setEnabled(step() > 0);
    m_next->setEnabled(step() < m_canvas->walk().steps());
    setAccessibleDescription(m_sentence->text());
}

void IntegerWalk::setPlaying(bool plays)
{
    if (plays && step() >= m_canvas->walk().steps())
        setStep(0);
    m_play->setChecked(plays);
    plays ? m_beat.start() : m_beat.stop();
}

// Long sums go in strides; the stations behind them are taken one by one.
void IntegerWalk::advance()
{
    const auto terms = static_cast<int>(m_canvas->walk().terms().size());
    const int stride = std::max(terms / kMostBeats, 1);
    setStep(step() < terms ? std::min(step() + stride, terms) : step() + 1);
    if (step() >= m_canvas->walk().steps())
        setPlaying(false);
}

void IntegerWalk::copyText() const
{
    QApplication::clipboard()->setText(m_canvas->walk().text());
}

bool IntegerWalk::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Left: setStep(step() - 1); return true;
    case Qt::Key_Right: setStep(step() + 1); return true;
    case Qt::Key_Up: setStep(step() - kStride); return true;
    case Qt::Key_Down: setStep(step() + kStride); return true;
    case Qt::Key_Home: setStep(0); return true;
    case Qt::Key_End: setStep(m_canvas->walk().steps()); return true;
    case Qt::Key_Space: setPlaying(!isPlaying()); return true;
    default: return false;
    }
}

void IntegerWalk::keyPressEvent(QKeyEvent* event)
{
    if (event->modifiers() != Qt::NoModifier || !handleKey(event->key()))
        QWidget::keyPressEvent(event);
}

bool IntegerWalk::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && hasFocus()) {
        static constexpr std::array kOurs{Qt::Key_Left, Qt::Key_Right, Qt::Key_Up,   Qt::Key_Down,
                                          Qt::Key_Home, Qt::Key_End,   Qt::Key_Space};
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier
            && std::find(kOurs.begin(), kOurs.end(), key->key()) != kOurs.end()) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void IntegerWalk::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
}

void IntegerWalk::retranslate()
{
    setAccessibleName(tr("One multiply-add in int8"));
    m_empty->setTexts(
        tr("One multiply-add in int8"),
        m_why.isEmpty() ? tr("Choose an element of a convolution or a fully connected layer in the "
                             "race: its integers are followed here from the bytes to the byte.")
                        : m_why);
    m_title->setFont(scaled(QApplication::font(), TypeSize::Title));
    m_sentence->setFont(QApplication::font());
    m_scales->setFont(scaled(QApplication::font(), TypeSize::Small));
    m_back->setToolTip(tr("One step back (Left)"));
    m_back->setAccessibleName(m_back->toolTip());
    m_next->setToolTip(tr("One step on (Right)"));
    m_next->setAccessibleName(m_next->toolTip());
    m_play->setText(tr("Play"));
    m_play->setToolTip(tr("Play the sum from product to product (Space)"));
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the whole calculation in full precision"));
    m_slider->setAccessibleName(tr("Step of the calculation"));
    refresh();
}

} // namespace propago
