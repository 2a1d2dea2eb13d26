#include "views/network/caption_card.h"

#include "views/common/type_scale.h"
#include "views/port/session_port.h"
#include "views/present/step_words.h"

#include <QApplication>
#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

namespace propago {

CaptionCard::CaptionCard(SessionPort* port, QWidget* parent)
    : Card({}, parent)
    , m_port(port)
    , m_sentence(new QLabel(this))
    , m_exact(new QLabel(this))
    , m_sharedScale(new QCheckBox(this))
    , m_keptRanges(new QCheckBox(this))
    , m_dimmedRest(new QCheckBox(this))
{
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_exact->setTextFormat(Qt::PlainText);
    m_sentence->setObjectName(QStringLiteral("captionSentence"));
    m_exact->setObjectName(QStringLiteral("captionExact"));
    m_exact->setForegroundRole(QPalette::PlaceholderText);
    m_sharedScale->setObjectName(QStringLiteral("sharedScale"));
    m_keptRanges->setObjectName(QStringLiteral("keptRanges"));
    m_dimmedRest->setObjectName(QStringLiteral("dimmedRest"));
    auto* words = new QVBoxLayout;
    words->addWidget(m_sentence);
    words->addWidget(m_exact);
    auto* switches = new QVBoxLayout;
    switches->setSpacing(4);
    for (QCheckBox* box : {m_dimmedRest, m_keptRanges, m_sharedScale})
        switches->addWidget(box);
    switches->addStretch();
    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addLayout(words, 1);
    columns->addLayout(switches);
    body()->addLayout(columns);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(port, &SessionPort::snapshotChanged, this, &CaptionCard::refresh);
    retranslate();
}

void CaptionCard::retranslate()
{
    m_sentence->setFont(scaled(QApplication::font(), TypeSize::Title));
    m_exact->setFont(QApplication::font());
    // Room for two lines at all times: the stage must not jump when a sentence is long.
    m_sentence->setFixedHeight(2 * QFontMetrics(m_sentence->font()).lineSpacing() + 2);
    m_sentence->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_dimmedRest->setText(tr("Only this phase"));
    m_dimmedRest->setToolTip(
        tr("Draws faintly what has no part in the phase that is under way (D on the stage)."));
    m_keptRanges->setText(tr("Keep ranges"));
    m_keptRanges->setToolTip(
        tr("Colours stand for the same values from step to step: a range grows with the largest "
           "value of the run, but never shrinks (K on the stage)."));
    m_sharedScale->setText(tr("One scale for all layers"));
    m_sharedScale->setToolTip(tr("Each layer to its own largest value shows patterns; one scale "
                                 "for all shows true sizes (S on the stage)."));
    refresh();
}

void CaptionCard::refresh()
{
    const auto snapshot = m_port->snapshot();
    if (!snapshot)
        return;
    m_sentence->setText(whatHappened(*snapshot));
    m_exact->setText(inNumbers(*snapshot));
}

void CaptionCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
}

} // namespace propago
