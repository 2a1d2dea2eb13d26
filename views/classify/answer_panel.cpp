#include "views/classify/answer_panel.h"

#include "views/classify/pieces.h"
#include "views/classify/prediction_bars.h"
#include "views/classify/results_model.h"
#include "views/common/segmented.h"
#include "views/plot/table_model.h"

#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTableView>

namespace propago {

AnswerPanel::AnswerPanel(QWidget* parent)
    : Card(tr("What comes out"), parent)
    , m_answer(classify::label(TypeSize::Title, false))
    , m_latency(classify::label(TypeSize::Small, true))
    , m_bars(new PredictionBars)
    , m_topFive(new TableModel({}, this))
{
    m_answer->setObjectName(QStringLiteral("answer"));
    m_bars->setObjectName(QStringLiteral("predictionBars"));
    body()->addWidget(m_answer);
    body()->addWidget(m_latency);
    setUpChoice();
}

void AnswerPanel::setUpChoice()
{
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(m_bars);
    scroll->viewport()->setAutoFillBackground(false);
    m_bars->setAutoFillBackground(false);
    QTableView* five = classify::plainTable(m_topFive, tr("The five likeliest"));
    five->setObjectName(QStringLiteral("topFive"));
    auto* choice = new Segmented({tr("all"), tr("top 5")});
    auto* stack = new QStackedLayout;
    header()->addWidget(choice);
    body()->addLayout(stack, 1); // first: a stack shows its first page, as a window if it is loose
    stack->addWidget(scroll);
    stack->addWidget(five);
    connect(choice, &Segmented::currentChanged, stack, &QStackedLayout::setCurrentIndex);
}

void AnswerPanel::showNothing(const QStringList& classNames)
{
    m_answer->setText(tr("No picture yet"));
    m_latency->setText(tr("Open one, drop it here, take a sample or draw."));
    m_bars->setProbabilities({}, classNames);
    m_topFive->setTable({});
}

void AnswerPanel::showError(const QString& sentence, const QStringList& classNames)
{
    showNothing(classNames);
    m_answer->setText(tr("This picture could not be classified"));
    m_latency->setText(sentence);
}

void AnswerPanel::showAnswer(const Classification& answer, const QStringList& classNames)
{
    m_bars->setProbabilities(answer.probabilities, classNames);
    const int top = m_bars->top();
    const double share = top < 0 ? 0 : answer.probabilities[static_cast<std::size_t>(top)];
    m_answer->setText(tr("%1, %2 %")
                          .arg(classNames.value(top, QString::number(top)),
                               QLocale().toString(100 * share, 'f', 1)));
    m_latency->setText(
        tr("%1 · this inference took %2 µs")
            .arg(answer.name, QLocale().toString(answer.latencyMicroseconds, 'f', 1)));
    showTopFive(answer, classNames);
}

void AnswerPanel::showTopFive(const Classification& answer, const QStringList& classNames)
{
    CsvTable table;
    table.header << tr("Category") << tr("Probability");
    for (const int index : likeliest(answer.probabilities, 5)) {
        const double share = answer.probabilities[static_cast<std::size_t>(index)];
        table.rows.push_back(
            {CsvTable::words(classNames.value(index, QString::number(index))),
             {QLocale().toString(100 * share, 'f', 3) + QStringLiteral(" %"), true}});
    }
    m_topFive->setTable(table);
}

} // namespace propago
