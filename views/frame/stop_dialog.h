#pragma once
#include <QDialog>

#include "core/trace/stop_rules.h"

class QCheckBox;
class QDoubleSpinBox;
class QSpinBox;

namespace propago {

/// Asks when a run is to pause by itself.
class StopDialog : public QDialog {
    Q_OBJECT
public:
    explicit StopDialog(const StopRules& rules, QWidget* parent = nullptr);
    StopRules rules() const;

private:
    QCheckBox* m_hasLoss;
    QDoubleSpinBox* m_loss;
    QCheckBox* m_hasGradient;
    QDoubleSpinBox* m_gradient;
    QCheckBox* m_hasBatch;
    QSpinBox* m_batch;
    QCheckBox* m_onMistake;
};

} // namespace propago
