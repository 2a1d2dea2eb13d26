#pragma once
#include <QWidget>

class QLabel;
class QStackedLayout;
class QTableView;

namespace propago {

class ChartWidget;
class Segmented;
class SessionPort;
class SettingsPanel;
class TableModel;

/// The Training workspace: curves, what goes on in the layers, and the settings of the run.
class TrainingView : public QWidget {
    Q_OBJECT
public:
    explicit TrainingView(SessionPort* port, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeBanner();
    QWidget* makeCurves();
    QWidget* makeDetails();
    QWidget* makeTables();
    QWidget* makeSettings();
    void connectPort();
    void connectChart(ChartWidget* chart);
    void showFacts();
    void showSnapshot();
    void showHistory();
    void changeLearningRate(double learningRate);
    void startOver();

    SessionPort* m_port;
    QLabel* m_banner;
    ChartWidget* m_loss;
    ChartWidget* m_accuracy;
    QStackedLayout* m_details;
    ChartWidget* m_gradient;
    ChartWidget* m_ratio;
    ChartWidget* m_rate;
    TableModel* m_epochs;
    TableModel* m_layers;
    SettingsPanel* m_settings;
    bool m_isRunning = false;
};

} // namespace propago
