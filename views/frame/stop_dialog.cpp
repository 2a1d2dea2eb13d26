#include "views/frame/stop_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QSpinBox>

namespace propago {

namespace {

QDoubleSpinBox* number(const char* name, double value, QWidget* parent)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setDecimals(3);
    box->setRange(0, 1e6);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    box->setValue(value);
    return box;
}

} // namespace

StopDialog::StopDialog(const StopRules& rules, QWidget* parent)
    : QDialog(parent)
    , m_hasLoss(new QCheckBox(tr("the &loss of a batch is above"), this))
    , m_loss(number("stopLoss", rules.lossAbove.value_or(3), this))
    , m_hasGradient(new QCheckBox(tr("the norm of all &gradients is above"), this))
    , m_gradient(number("stopGradient", rules.gradientAbove.value_or(10), this))
    , m_hasBatch(new QCheckBox(tr("so many &batches are complete"), this))
    , m_batch(new QSpinBox(this))
    , m_onMistake(new QCheckBox(tr("the picture that is shown is &mistaken"), this))
{
    setObjectName(QStringLiteral("stopDialog"));
    setWindowTitle(tr("Pause a run when…"));
    m_batch->setObjectName(QStringLiteral("stopBatch"));
    m_batch->setRange(1, 1'000'000'000);
    m_batch->setValue(static_cast<int>(rules.batch.value_or(100)));
    m_hasLoss->setChecked(rules.lossAbove.has_value());
    m_hasGradient->setChecked(rules.gradientAbove.has_value());
    m_hasBatch->setChecked(rules.batch.has_value());
    m_onMistake->setObjectName(QStringLiteral("stopMistake"));
    m_onMistake->setChecked(rules.onMistake);
    auto* grid = new QGridLayout(this);
    grid->setHorizontalSpacing(16);
    int row = 0;
    const auto add = [&](QCheckBox* box, QAbstractSpinBox* value) {
        grid->addWidget(box, row, 0);
        grid->addWidget(value, row++, 1);
        value->setEnabled(box->isChecked());
        value->setAccessibleName(box->text().remove(QLatin1Char('&')));
        connect(box, &QCheckBox::toggled, value, &QWidget::setEnabled);
    };
    add(m_hasLoss, m_loss);
    add(m_hasGradient, m_gradient);
    add(m_hasBatch, m_batch);
    m_hasLoss->setObjectName(QStringLiteral("stopHasLoss"));
    m_hasGradient->setObjectName(QStringLiteral("stopHasGradient"));
    m_hasBatch->setObjectName(QStringLiteral("stopHasBatch"));
    grid->addWidget(m_onMistake, row++, 0, 1, 2);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    grid->addWidget(buttons, row, 0, 1, 2);
}

StopRules StopDialog::rules() const
{
    StopRules rules;
    if (m_hasLoss->isChecked())
        rules.lossAbove = m_loss->value();
    if (m_hasGradient->isChecked())
        rules.gradientAbove = m_gradient->value();
    if (m_hasBatch->isChecked())
        rules.batch = m_batch->value();
    rules.onMistake = m_onMistake->isChecked();
    return rules;
}

} // namespace propago
