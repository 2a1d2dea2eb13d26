#include "views/frame/transport_bar.h"

#include "views/common/palette.h"
#include "views/common/segmented.h"
#include "views/common/type_scale.h"
#include "views/frame/timeline.h"
#include "views/port/session_port.h"
#include "views/present/step_words.h"

#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QSlider>
#include <QToolButton>

#include <cmath>

namespace propago {

double speedAt(int position)
{
    if (position >= 100)
        return 0;
    return 0.5 * std::pow(2000.0, position / 99.0); // one in two seconds to a thousand a second
}

TransportBar::TransportBar(SessionPort* port, const TransportActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_port(port)
    , m_grain(new Segmented({}, this))
    , m_timeline(new Timeline(this))
    , m_speed(new QSlider(Qt::Horizontal, this))
    , m_speedName(new QLabel(this))
    , m_speedValue(new QLabel(this))
    , m_throughput(new QLabel(this))
    , m_where(new QLabel(this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->setHorizontalSpacing(14);
    layout->setVerticalSpacing(2);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    layout->addLayout(buttons, 0, 0);
    for (QAction* action : {actions.reset, actions.back, actions.runPause, actions.forward}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setFocusPolicy(Qt::TabFocus);
        button->setProperty("primary", action == actions.runPause);
        buttons->addWidget(button);
        m_buttons.append(button);
    }
    layout->addWidget(m_grain, 0, 1);
    layout->addWidget(m_timeline, 0, 2);
    layout->setColumnStretch(2, 1);
    auto* speed = new QGridLayout;
    speed->setSpacing(4);
    speed->addWidget(m_speedName, 0, 0);
    speed->addWidget(m_speed, 0, 1);
    speed->addWidget(m_speedValue, 1, 0);
    speed->addWidget(m_throughput, 1, 1, Qt::AlignRight);
    layout->addLayout(speed, 0, 3);
    layout->addWidget(m_where, 1, 0, 1, 4);
    m_grain->setObjectName(QStringLiteral("grainChoice"));
    m_where->setObjectName(QStringLiteral("whereWeAre"));
    m_where->setTextFormat(Qt::PlainText);
    m_where->setForegroundRole(QPalette::PlaceholderText);
    m_speed->setObjectName(QStringLiteral("speedSlider"));
    m_speed->setRange(0, 100);
    m_speed->setValue(100);
    m_speed->setMinimumWidth(110);
    m_speed->setFocusPolicy(Qt::TabFocus);
    connect(m_speed, &QSlider::valueChanged, this, &TransportBar::changeSpeed);
    connect(m_timeline, &Timeline::sought, this, [this](qint64 batch) {
        m_port->seek({batch, 0});
    });
    connect(port, &SessionPort::snapshotChanged, this, &TransportBar::refresh);
    connect(port, &SessionPort::factsChanged, this, &TransportBar::refresh);
    retranslate();
    m_grain->setCurrent(static_cast<int>(Grain::Layer));
}

Grain TransportBar::grain() const
{
    return static_cast<Grain>(m_grain->current());
}

void TransportBar::setGrain(Grain grain)
{
    m_grain->setCurrent(static_cast<int>(grain));
}

void TransportBar::changeSpeed(int position)
{
    const double speed = speedAt(position);
    m_port->setSpeed(speed);
    m_speedValue->setText(speed <= 0 ? tr("flat out") : tr("%1 steps/s").arg(speed, 0, 'g', 3));
}

void TransportBar::refresh()
{
    const auto snapshot = m_port->snapshot();
    if (!snapshot)
        return;
    m_timeline->show(*snapshot, m_port->facts()->settings.epochs,
                     static_cast<std::int64_t>(m_port->history()->batches.size()));
    m_where->setText(whereWeAre(*snapshot));
    const bool isMeasured = snapshot->isRunning && snapshot->imagesPerSecond > 0;
    m_throughput->setText(
        isMeasured
            ? tr("%1 pictures/s").arg(QLocale().toString(qRound64(snapshot->imagesPerSecond)))
            : QString());
}

void TransportBar::retranslate()
{
    m_grain->setChoices({tr("op"), tr("layer"), tr("phase"), tr("batch"), tr("epoch")});
    m_grain->setAccessibleName(tr("How far a step goes"));
    m_grain->setToolTip(tr("How far a step goes"));
    m_speedName->setText(tr("speed"));
    m_speed->setAccessibleName(tr("Speed of a run"));
    for (QLabel* label : {m_speedName, m_speedValue, m_throughput, m_where})
        label->setFont(scaled(QApplication::font(), TypeSize::Small));
    m_speedValue->setFont(scaled(QApplication::font(), TypeSize::Small, true));
    const int side = QFontMetrics(QApplication::font()).height() + 6;
    for (QToolButton* button : m_buttons)
        button->setIconSize({side, side});
    m_speedValue->setMinimumWidth(
        QFontMetrics(m_speedValue->font())
            .horizontalAdvance(tr("%1 steps/s").arg(QStringLiteral("99.99"))));
    m_throughput->setMinimumWidth(
        QFontMetrics(m_throughput->font())
            .horizontalAdvance(tr("%1 pictures/s").arg(QStringLiteral("99,999"))));
    const double speed = speedAt(m_speed->value());
    m_speedValue->setText(speed <= 0 ? tr("flat out") : tr("%1 steps/s").arg(speed, 0, 'g', 3));
    refresh();
}

void TransportBar::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), p.card);
    painter.fillRect(QRect(0, 0, width(), 1), p.border);
}

void TransportBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
}

} // namespace propago
