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
{
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_exact->setTextFormat(Qt::PlainText);
    m_sentence->setObjectName(QStringLiteral("captionSentence"));
    m_exact->setObjectName(QStringLiteral("captionExact"));
    m_exact->setForegroundRole(QPalette::PlaceholderText);
    m_sharedScale->setObjectName(QStringLiteral("sharedScale"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_exact, 1);
    line->addWidget(m_sharedScale);
    body()->addWidget(m_sentence);
    body()->addLayout(line);
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
    m_sharedScale->setText(tr("One scale for all layers"));
    m_sharedScale->setToolTip(tr(
        "Each layer to its own largest value shows patterns; one scale for all shows true sizes."));
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
