#pragma once
#include "core/infer/quantisation_options.h"

#include <QVariantMap>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace propago {

/// How integers are to be made: the method for ranges, the scales of weights, and what is done before
/// anything is rounded.
class QuantisationPanel : public QWidget {
    Q_OBJECT
public:
    explicit QuantisationPanel(QWidget* parent = nullptr);
    QuantisationOptions options() const;
    /// Pictures that calibration looks at.
    std::int64_t samples() const;
    void setOptions(const QuantisationOptions& options, std::int64_t samples);

    /// For the next start.
    QVariantMap remembered() const;
    void restore(const QVariantMap& remembered);

signals:
    void changed();

private:
    QWidget* makeRanges();
    QWidget* makeChoices();
    QCheckBox* choice(const char* name, const QString& text, const QString& toolTip);
    void notice();

    QComboBox* m_method;
    QDoubleSpinBox* m_percentile;
    QSpinBox* m_samples;
    QComboBox* m_scales;
    QCheckBox* m_symmetric;
    QCheckBox* m_equalises;
    QCheckBox* m_correctsBias;
};

} // namespace propago
