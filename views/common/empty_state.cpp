#include "views/common/empty_state.h"

#include "views/common/type_scale.h"

#include <QApplication>
#include <QLabel>
#include <QVBoxLayout>

namespace propago {

EmptyState::EmptyState(const QString& headline, const QString& sentence, QWidget* parent)
    : QWidget(parent), m_headline(new QLabel(this)), m_sentence(new QLabel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->addStretch();
    for (QLabel* label : {m_headline, m_sentence}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    layout->addStretch();
    m_headline->setFont(scaled(QApplication::font(), TypeSize::Title));
    setTexts(headline, sentence);
}

void EmptyState::setTexts(const QString& headline, const QString& sentence)
{
    m_headline->setText(headline);
    m_sentence->setText(sentence);
    setAccessibleName(headline);
    setAccessibleDescription(sentence);
}

} // namespace propago
