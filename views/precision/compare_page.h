#pragma once
#include "core/base/result.h"
#include "core/infer/evaluation.h"

#include <QVariantMap>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace propago {

class ChartWidget;
class DisagreementGallery;
class FormatPicker;
class PrecisionModel;
class QuantisationPanel;
class Segmented;
class SessionPort;

/// All formats side by side: the table, what the integers are made with, and charts.
class ComparePage : public QWidget {
    Q_OBJECT
public:
    explicit ComparePage(SessionPort* port, QWidget* parent = nullptr);
    /// What is ticked and set: what the next comparison measures.
    EvaluationOptions options() const;
    /// Writes the table with exact values as CSV.
    Result<void> exportTable(const QString& path) const;
    QVariantMap remembered() const;
    void restore(const QVariantMap& remembered);

signals:
    void optionsChanged();
    /// A picture of the held-out dataset is to be looked at closely.
    void pictureChosen(qint64 picture);

public slots:
    void showEvaluation();

private:
    QWidget* makeTable();
    void setUpTableHeader(QWidget* card);
    QWidget* makeTableView();
    QWidget* makeResults();
    QWidget* makeDetails();
    QWidget* makeConfusion();
    QWidget* makeGallery();
    QWidget* makeNotes();
    ChartWidget* chart(const char* name);
    void fitTable();
    void describeRow();
    void showOptions();
    void showConfusion();
    void showNotes();
    void fillConfusionFormats();
    void describeCell(int row, int column);
    void askForTableFile();

    SessionPort* m_port;
    PrecisionModel* m_model;
    FormatPicker* m_formats;
    QuantisationPanel* m_panel;
    QToolButton* m_settings;
    QTableView* m_table;
    QLabel* m_details;
    QLabel* m_made;
    QPushButton* m_export;
    QStackedWidget* m_lower;
    Segmented* m_choice;
    QStackedWidget* m_stack;
    ChartWidget* m_pareto;
    ChartWidget* m_latency;
    ChartWidget* m_batches;
    ChartWidget* m_confusion;
    QComboBox* m_confusionFormat;
    QCheckBox* m_isDifference;
    QLabel* m_cell;
    DisagreementGallery* m_gallery;
    QLabel* m_galleryText;
    QLabel* m_notes;
};

} // namespace propago
