#pragma once
#include "views/common/card.h"
#include "views/port/session_port.h"

#include <QStringList>

class QLabel;

namespace propago {

class PredictionBars;
class TableModel;

/// What the network answers: the winner in words, the probability of every category, the five
/// likeliest, and how long it took.
class AnswerPanel : public Card {
    Q_OBJECT
public:
    explicit AnswerPanel(QWidget* parent = nullptr);
    void showNothing(const QStringList& classNames);
    void showError(const QString& sentence, const QStringList& classNames);
    void showAnswer(const Classification& answer, const QStringList& classNames);

private:
    void setUpChoice();
    void showTopFive(const Classification& answer, const QStringList& classNames);

    QLabel* m_answer;
    QLabel* m_latency;
    PredictionBars* m_bars;
    TableModel* m_topFive;
};

} // namespace propago
