#pragma once
#include <QWidget>

class QLabel;

namespace propago {

/// What stands where nothing is to be shown yet: a headline and a sentence that says what to do.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& headline, const QString& sentence, QWidget* parent = nullptr);
    void setTexts(const QString& headline, const QString& sentence);

private:
    QLabel* m_headline;
    QLabel* m_sentence;
};

} // namespace propago
