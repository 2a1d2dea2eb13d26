#pragma once
#include "views/present/bit_game.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace propago {

class BitRowsCanvas;
class ChartWidget;
struct ChartData;

/// The bit-budget game: bits for each layer, size live, accuracy when tried, and the goal of keeping
/// 99 % of fp32's accuracy with the fewest bytes.
class BitBudgetView : public QWidget {
    Q_OBJECT
public:
    explicit BitBudgetView(QWidget* parent = nullptr);
    /// Another network, or the same one with other weights: starts anew. `nodes` as nodesWithBits()
    /// gives them.
    void setNetwork(const Graph& graph, const std::vector<int>& nodes);
    /// What a trial that was wanted has given. Ends the measuring.
    void setTrial(const BitTrial& trial);
    /// What the search that was wanted has given. Ends the measuring.
    void setCurve(const BitCurve& curve);
    /// 0..1 while something is measured; below 0: nothing is.
    void setProgress(double progress);
    /// What kept a measurement from being made, in the user's language; ends the measuring.
    void setFailure(const QString& sentence);
    const BitGame& game() const { return m_game; }
    BitRowsCanvas* rows() const { return m_rows; }

signals:
    /// Judge this choice: index = node, as QuantisationOptions::layerBits.
    void trialWanted(const std::vector<int>& layerBits);
    void curveWanted();
    void cancelWanted();
    /// Train the network so that it can do with `bits`.
    void trainingWanted(int bits);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeTools();
    QPushButton* tool(const char* name);
    void chooseAll(int bits);
    void undo();
    void tryIt();
    void refresh();
    void refreshTools();
    int bitsToRecover() const;
    ChartData chart() const;
    void retranslate();

    BitGame m_game;
    double m_progress = -1;
    QString m_failure;
    BitRowsCanvas* m_rows;
    ChartWidget* m_chart;
    QLabel* m_present;
    QLabel* m_best;
    QLabel* m_enough;
    QProgressBar* m_bar;
    QPushButton* m_try;
    QPushButton* m_cancel;
    QPushButton* m_find;
    QPushButton* m_recover;
    QPushButton* m_undo;
    QPushButton* m_all[3];
};

} // namespace propago
