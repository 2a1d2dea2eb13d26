#pragma once
#include "core/train/settings.h"
#include "views/common/card.h"

#include <QStringList>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace propago {

class AugmentationBox;
struct SessionFacts;

/// The form of everything that decides a run. Asks; never decides.
class SettingsPanel : public Card {
    Q_OBJECT
public:
    explicit SettingsPanel(QWidget* parent = nullptr);

    /// Shows what is open. What the user has changed and not started stays.
    void setFacts(const SessionFacts& facts);
    /// While running only the learning rate can be changed.
    void setRunning(bool isRunning);

    TrainingSettings settings() const;
    QString model() const;
    QString data() const;
    /// Something in the form differs from what runs.
    bool isChanged() const;

signals:
    /// The learning rate alone, to be used from the next update on.
    void learningRateChosen(double learningRate);
    /// Begin anew with what the form says.
    void startOverRequested();

private:
    void setUpChoices();
    void setUpNumbers();
    void setUpForm();
    void setUpSignals();
    void show(const TrainingSettings& settings);
    void updateRows();
    void updateButton();
    void setRow(QWidget* field, bool isShown);
    void commitLearningRate();
    void takeUsualValues();
    QComboBox* choice(const QString& accessibleName, const QStringList& texts);
    QLineEdit* number(const QString& accessibleName, double low, double high);
    QSpinBox* count(const QString& accessibleName, int low, int high);

    TrainingSettings m_running; ///< what the open session uses
    QString m_runningModel, m_runningData;
    bool m_isRunning = false;
    OptimizerKind m_shownOptimizer = OptimizerKind::Sgd;
    QFormLayout* m_form;
    QComboBox* m_model;
    QComboBox* m_data;
    QComboBox* m_optimizer;
    QComboBox* m_schedule;
    QComboBox* m_loss;
    QComboBox* m_initialiser;
    QComboBox* m_format;
    QLineEdit* m_learningRate;
    QLineEdit* m_momentum;
    QLineEdit* m_alpha;
    QLineEdit* m_weightDecay;
    QLineEdit* m_clipNorm;
    QLineEdit* m_clipValue;
    QLineEdit* m_scheduleFactor;
    QLineEdit* m_labelSmoothing;
    QSpinBox* m_scheduleEpochs;
    QSpinBox* m_schedulePatience;
    QSpinBox* m_batch;
    QSpinBox* m_epochs;
    QSpinBox* m_seed;
    QCheckBox* m_shuffles;
    AugmentationBox* m_augmentation;
    QLabel* m_hint;
    QPushButton* m_startOver;
};

} // namespace propago
