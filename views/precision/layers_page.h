#pragma once
#include "core/infer/quantisation_options.h"
#include "core/tensor/tensor.h"

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace propago {

class LayerErrorsCanvas;
class RangeBars;
class Segmented;
class SessionPort;
class WeightCanvas;
struct Snapshot;

/// Where precision is lost: layer by layer against fp32, the weights of one layer under the grid of
/// integers, and the ranges that each method of calibration would choose for it.
class LayersPage : public QWidget {
    Q_OBJECT
public:
    explicit LayersPage(SessionPort* port, QWidget* parent = nullptr);
    /// What methods for ranges are compared with.
    void setOptions(const QuantisationOptions& options) { m_options = options; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeErrors();
    QWidget* makeWeights();
    QWidget* makeRanges();
    void connectPort();
    void showErrors();
    void showLayer();
    void askForWeights();
    void takeWeights();
    void showWeights();
    void showCost();
    void showRanges();
    void compareMethods();
    void setBusy(bool isBusy);
    int weightNode() const;
    bool hasWeights() const;
    bool isTooSoon(const Snapshot& snapshot) const;
    QString weightName() const;
    int bits() const;

    SessionPort* m_port;
    QuantisationOptions m_options;
    LayerErrorsCanvas* m_errors;
    QLabel* m_errorText;
    Segmented* m_bits;
    QSpinBox* m_filter;
    WeightCanvas* m_canvas;
    QLabel* m_weightTitle;
    QLabel* m_cost;
    QStackedWidget* m_weightStack;
    QLabel* m_rangeText;
    RangeBars* m_ranges;
    QPushButton* m_compare;
    QPushButton* m_cancel;
    QProgressBar* m_progress;
    Tensor m_weights;
    int m_weightsOf = -1; ///< node
    QElapsedTimer m_drawn;
};

} // namespace propago
