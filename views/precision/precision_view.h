#pragma once
#include "core/base/result.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;

namespace propago {

class ChartWidget;
class PrecisionModel;
class SessionPort;

/// The Precision workspace: the same pictures through the same network in several number formats.
class PrecisionView : public QWidget {
    Q_OBJECT
public:
    explicit PrecisionView(SessionPort* port, QWidget* parent = nullptr);
    /// Writes the table with exact values as CSV.
    Result<void> exportTable(const QString& path) const;

private:
    QWidget* makeHead();
    QWidget* makeTable();
    QWidget* makeInvitation();
    QWidget* makeCharts();
    void connectPort();
    void showEvaluation();
    void showNotes();
    void describeCell(int row, int column);
    void start();
    void setBusy(bool isBusy);
    void askForTableFile();

    SessionPort* m_port;
    PrecisionModel* m_model;
    QLabel* m_subtitle;
    QLabel* m_notes;
    QLabel* m_cell;
    QPushButton* m_run;
    QPushButton* m_cancel;
    QPushButton* m_export;
    QProgressBar* m_progress;
    QStackedLayout* m_stack;
    ChartWidget* m_pareto;
    ChartWidget* m_latency;
    ChartWidget* m_confusion;
};

} // namespace propago
