#pragma once
#include "views/present/number_lens_model.h"

#include <QWidget>

class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace propago {

class BitCanvas;
class RangeRuler;

/// One number under the lens: typed, picked, or a weight of the network, in every number format, with
/// bits that can be flipped.
class NumberLens : public QWidget {
    Q_OBJECT
public:
    explicit NumberLens(QWidget* parent = nullptr);
    double value() const { return m_model.value(); }
    /// Puts a number of the network under the lens; `name` says which ("conv1.weight [31]"). Without
    /// a name it is just a number.
    void setValue(double value, const QString& name = {});
    /// What the integer formats cover.
    void setRange(double low, double high);
    const NumberLensModel& model() const { return m_model; }

public slots:
    /// What the network says with the number as it is now; empty hides the line.
    void setOutcome(const QString& words);

signals:
    /// The user has chosen another number, in whatever way.
    void valuePicked(double value);
    /// The user has changed the weight that is under the lens.
    void weightChanged(double value);

protected:
    void changeEvent(QEvent* event) override;

private:
    QHBoxLayout* makeInput();
    QHBoxLayout* makeRange();
    void takeTyped();
    QString shownValue() const;
    void pick(const NumberLensModel& model);
    void refresh();
    void refreshFormula();
    void retranslate();

    NumberLensModel m_model;
    QString m_name;
    double m_original = 0; ///< what the weight is in the network
    QLineEdit* m_input;
    QLabel* m_caption;
    QLabel* m_hint;
    QLabel* m_outcome;
    QLabel* m_formula;
    QLabel* m_rangeCaption;
    QLabel* m_to;
    QToolButton* m_restore;
    QDoubleSpinBox* m_low;
    QDoubleSpinBox* m_high;
    BitCanvas* m_bits;
    RangeRuler* m_ruler;
};

} // namespace propago
