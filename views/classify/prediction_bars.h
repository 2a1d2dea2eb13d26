#pragma once
#include <QStringList>
#include <QWidget>

#include <vector>

namespace propago {

/// The probability of each category as a bar with its number; the likeliest stands out. Scrolls inside
/// a scroll area when there are many.
class PredictionBars : public QWidget {
    Q_OBJECT
public:
    explicit PredictionBars(QWidget* parent = nullptr);
    /// `probabilities` has an entry for each of `names`, or is empty: nothing to show.
    void setProbabilities(const std::vector<double>& probabilities, const QStringList& names);
    const std::vector<double>& probabilities() const { return m_probabilities; }
    int top() const { return m_top; }
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int rowHeight() const;
    int nameWidth() const;
    void paintRow(QPainter& painter, int row, const QRect& area) const;

    std::vector<double> m_probabilities;
    QStringList m_names;
    int m_top = -1;
};

} // namespace propago
