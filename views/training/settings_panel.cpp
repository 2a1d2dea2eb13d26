#include "views/training/settings_panel.h"

#include "core/graph/zoo.h"
#include "views/common/type_scale.h"
#include "views/port/session_port.h"
#include "views/training/augmentation_box.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleValidator>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>

#include <algorithm>

namespace propago {

namespace {

QString numberText(double value)
{
    return QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest);
}

double numberOf(const QLineEdit* field, double otherwise)
{
    bool isNumber = false;
    const double value = QLocale::c().toDouble(field->text(), &isNumber);
    return isNumber && field->hasAcceptableInput() ? value : otherwise;
}

/// Adds the entry when a file brought a name that the list does not have.
void select(QComboBox* box, const QString& text)
{
    if (!text.isEmpty() && box->findText(text) < 0)
        box->addItem(text);
    box->setCurrentText(text);
}

QString graphName(const SessionFacts& facts)
{
    return facts.program ? QString::fromStdString(facts.program->graph().name) : QString();
}

/// In the order of the list.
constexpr Format kTrainingFormats[] = {Format::Fp32, Format::Bf16, Format::Fp64};

int placeOf(Format format)
{
    const auto* found = std::ranges::find(kTrainingFormats, format);
    return found == std::end(kTrainingFormats) ? 0 : static_cast<int>(found - kTrainingFormats);
}

} // namespace

SettingsPanel::SettingsPanel(QWidget* parent)
    : Card(tr("Settings"), parent)
    , m_form(new QFormLayout)
    , m_hint(new QLabel)
    , m_startOver(new QPushButton(tr("Start over with these settings")))
{
    setUpChoices();
    setUpNumbers();
    setUpForm();
    setUpSignals();
    show(m_running);
}

QComboBox* SettingsPanel::choice(const QString& accessibleName, const QStringList& texts)
{
    auto* box = new QComboBox(this);
    box->addItems(texts);
    box->setAccessibleName(accessibleName);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(12);
    return box;
}

QLineEdit* SettingsPanel::number(const QString& accessibleName, double low, double high)
{
    auto* field = new QLineEdit(this);
    auto* validator = new QDoubleValidator(low, high, 12, field);
    validator->setLocale(QLocale::c());
    field->setValidator(validator);
    field->setAccessibleName(accessibleName);
    field->setAlignment(Qt::AlignRight);
    return field;
}

QSpinBox* SettingsPanel::count(const QString& accessibleName, int low, int high)
{
    auto* box = new QSpinBox(this);
    box->setRange(low, high);
    box->setAccessibleName(accessibleName);
    box->setAlignment(Qt::AlignRight);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    return box;
}

void SettingsPanel::setUpChoices()
{
    QStringList models;
    for (const std::string& name : zooNames())
        models << QString::fromStdString(name);
    m_model = choice(tr("Network"), models);
    m_model->setObjectName(QStringLiteral("settingModel"));
    m_data = choice(tr("Pictures"), {QStringLiteral("fashion-mnist"), QStringLiteral("digits"),
                                     QStringLiteral("shapes")});
    m_data->setObjectName(QStringLiteral("settingData"));
    m_optimizer = choice(tr("Optimizer"), {tr("SGD with momentum"), tr("Nesterov"), tr("RMSprop"),
                                           tr("Adagrad"), tr("Adam"), tr("AdamW")});
    m_optimizer->setObjectName(QStringLiteral("settingOptimizer"));
    m_schedule = choice(tr("Schedule"),
                        {tr("constant"), tr("step"), tr("cosine"), tr("one-cycle"), tr("plateau")});
    m_schedule->setObjectName(QStringLiteral("settingSchedule"));
    m_loss = choice(tr("Loss"),
                    {tr("cross-entropy"), tr("mean squared error"), tr("sum of differences (L1)")});
    m_loss->setObjectName(QStringLiteral("settingLoss"));
    m_initialiser =
        choice(tr("Starting weights"), {tr("default"), tr("Xavier, uniform"), tr("Xavier, normal"),
                                        tr("Kaiming, uniform"), tr("Kaiming, normal")});
    m_initialiser->setObjectName(QStringLiteral("settingInitialiser"));
    m_format = choice(tr("Numbers"), {tr("fp32"), tr("bf16 products, fp32 sums"), tr("fp64")});
    m_format->setObjectName(QStringLiteral("settingFormat"));
}

void SettingsPanel::setUpNumbers()
{
    m_learningRate = number(tr("Learning rate"), 0, 1000);
    m_learningRate->setObjectName(QStringLiteral("settingLearningRate"));
    m_momentum = number(tr("Momentum"), 0, 1);
    m_alpha = number(tr("Alpha"), 0, 1);
    m_alpha->setObjectName(QStringLiteral("settingAlpha"));
    m_weightDecay = number(tr("Weight decay"), 0, 10);
    m_clipNorm = number(tr("Clip norm"), 0, 1e6);
    m_clipNorm->setObjectName(QStringLiteral("settingClipNorm"));
    m_clipValue = number(tr("Clip values"), 0, 1e6);
    m_clipValue->setObjectName(QStringLiteral("settingClipValue"));
    m_labelSmoothing = number(tr("Label smoothing"), 0, 1);
    m_labelSmoothing->setObjectName(QStringLiteral("settingLabelSmoothing"));
    m_scheduleFactor = number(tr("Cut to"), 0, 1);
    m_scheduleEpochs = count(tr("Epochs between two cuts"), 1, 10'000);
    m_schedulePatience = count(tr("Patience in epochs"), 0, 10'000);
    m_schedulePatience->setObjectName(QStringLiteral("settingSchedulePatience"));
    m_batch = count(tr("Batch"), 1, 65'536);
    m_batch->setObjectName(QStringLiteral("settingBatch"));
    m_epochs = count(tr("Epochs"), 1, 100'000);
    m_epochs->setObjectName(QStringLiteral("settingEpochs"));
    m_seed = count(tr("Seed"), 0, 2'147'483'647);
    m_seed->setObjectName(QStringLiteral("settingSeed"));
    m_shuffles = new QCheckBox(tr("shuffle each epoch"));
    m_augmentation = new AugmentationBox;
    m_augmentation->setObjectName(QStringLiteral("settingAugmentation"));
}

void SettingsPanel::setUpForm()
{
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(6);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_form->addRow(tr("Network"), m_model);
    m_form->addRow(tr("Pictures"), m_data);
    m_form->addRow(tr("Optimizer"), m_optimizer);
    m_form->addRow(tr("Learning rate"), m_learningRate);
    m_form->addRow(tr("Momentum"), m_momentum);
    m_form->addRow(tr("Alpha"), m_alpha);
    m_form->addRow(tr("Schedule"), m_schedule);
    m_form->addRow(tr("Cut after epochs"), m_scheduleEpochs);
    m_form->addRow(tr("Patience in epochs"), m_schedulePatience);
    m_form->addRow(tr("Cut to"), m_scheduleFactor);
    m_form->addRow(tr("Batch"), m_batch);
    m_form->addRow(tr("Epochs"), m_epochs);
    m_form->addRow(tr("Loss"), m_loss);
    m_form->addRow(tr("Label smoothing"), m_labelSmoothing);
    m_form->addRow(tr("Starting weights"), m_initialiser);
    m_form->addRow(tr("Numbers"), m_format);
    m_form->addRow(tr("Weight decay"), m_weightDecay);
    m_form->addRow(tr("Clip norm"), m_clipNorm);
    m_form->addRow(tr("Clip values"), m_clipValue);
    m_form->addRow(tr("Augmentation"), m_augmentation);
    m_form->addRow(tr("Seed"), m_seed);
    m_form->addRow(QString(), m_shuffles);
    for (int row = 0; row < m_form->rowCount(); ++row) {
        if (auto* item = m_form->itemAt(row, QFormLayout::LabelRole))
            item->widget()->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::MinimumExpanding);
    }
    m_hint->setWordWrap(true);
    m_hint->setFont(scaled(QApplication::font(), TypeSize::Small));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_startOver->setObjectName(QStringLiteral("startOver"));
    m_startOver->setProperty("primary", true);
    // The rows may be more than fit; what makes them count stays in sight.
    auto* rows = new QWidget;
    rows->setLayout(m_form);
    m_form->setContentsMargins(0, 0, 12, 0);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(rows);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->viewport()->setAutoFillBackground(false);
    rows->setAutoFillBackground(false);
    scroll->setMinimumWidth(rows->sizeHint().width() + 12);
    body()->addWidget(scroll, 1);
    body()->addWidget(m_hint);
    body()->addWidget(m_startOver);
}

void SettingsPanel::setUpSignals()
{
    for (QComboBox* box :
         {m_model, m_data, m_optimizer, m_schedule, m_loss, m_initialiser, m_format})
        connect(box, &QComboBox::currentIndexChanged, this, &SettingsPanel::updateRows);
    for (QSpinBox* box : {m_scheduleEpochs, m_schedulePatience, m_batch, m_epochs, m_seed})
        connect(box, &QSpinBox::valueChanged, this, &SettingsPanel::updateButton);
    for (QLineEdit* field : {m_learningRate, m_momentum, m_alpha, m_weightDecay, m_clipNorm,
                             m_clipValue, m_scheduleFactor, m_labelSmoothing})
        connect(field, &QLineEdit::textChanged, this, &SettingsPanel::updateButton);
    connect(m_optimizer, &QComboBox::activated, this, &SettingsPanel::takeUsualValues);
    connect(m_shuffles, &QCheckBox::toggled, this, &SettingsPanel::updateButton);
    connect(m_augmentation, &AugmentationBox::changed, this, &SettingsPanel::updateButton);
    connect(m_learningRate, &QLineEdit::editingFinished, this, &SettingsPanel::commitLearningRate);
    connect(m_startOver, &QPushButton::clicked, this, &SettingsPanel::startOverRequested);
}

// What the person has set stays; what was only the former optimizer's default follows the choice.
void SettingsPanel::takeUsualValues()
{
    const auto former = m_shownOptimizer;
    m_shownOptimizer = static_cast<OptimizerKind>(m_optimizer->currentIndex());
    if (numberOf(m_learningRate, -1) == usualLearningRate(former))
        m_learningRate->setText(numberText(usualLearningRate(m_shownOptimizer)));
    if (numberOf(m_weightDecay, -1) == usualWeightDecay(former))
        m_weightDecay->setText(numberText(usualWeightDecay(m_shownOptimizer)));
}

void SettingsPanel::commitLearningRate()
{
    const double wished = numberOf(m_learningRate, m_running.learningRate);
    if (wished != m_running.learningRate)
        emit learningRateChosen(wished);
}

void SettingsPanel::setFacts(const SessionFacts& facts)
{
    const bool isSameRun = facts.settings == m_running && graphName(facts) == m_runningModel
                           && facts.dataName == m_runningData;
    if (isSameRun)
        return;
    m_running = facts.settings;
    m_runningModel = graphName(facts);
    m_runningData = facts.dataName;
    select(m_model, m_runningModel);
    select(m_data, m_runningData);
    show(m_running);
}

void SettingsPanel::show(const TrainingSettings& settings)
{
    m_optimizer->setCurrentIndex(static_cast<int>(settings.optimizer));
    m_shownOptimizer = settings.optimizer;
    m_schedule->setCurrentIndex(static_cast<int>(settings.schedule));
    m_format->setCurrentIndex(placeOf(settings.format));
    m_loss->setCurrentIndex(static_cast<int>(settings.loss));
    m_initialiser->setCurrentIndex(static_cast<int>(settings.initialiser));
    m_learningRate->setText(numberText(settings.learningRate));
    m_momentum->setText(numberText(settings.momentum));
    m_alpha->setText(numberText(settings.alpha));
    m_weightDecay->setText(numberText(settings.weightDecay));
    m_clipNorm->setText(numberText(settings.gradClipNorm));
    m_clipValue->setText(numberText(settings.gradClipValue));
    m_labelSmoothing->setText(numberText(settings.labelSmoothing));
    m_scheduleFactor->setText(numberText(settings.scheduleFactor));
    m_scheduleEpochs->setValue(static_cast<int>(settings.scheduleEpochs));
    m_schedulePatience->setValue(static_cast<int>(settings.schedulePatience));
    m_batch->setValue(static_cast<int>(settings.batch));
    m_epochs->setValue(static_cast<int>(settings.epochs));
    m_seed->setValue(static_cast<int>(settings.seed));
    m_shuffles->setChecked(settings.shuffles);
    m_augmentation->setAugmentation(settings.augmentation);
    updateRows();
}

TrainingSettings SettingsPanel::settings() const
{
    TrainingSettings wished = m_running;
    wished.optimizer = static_cast<OptimizerKind>(m_optimizer->currentIndex());
    wished.schedule = static_cast<ScheduleKind>(m_schedule->currentIndex());
    wished.loss = static_cast<LossKind>(m_loss->currentIndex());
    wished.initialiser = static_cast<InitialiserKind>(m_initialiser->currentIndex());
    wished.format = kTrainingFormats[static_cast<std::size_t>(m_format->currentIndex())];
    wished.learningRate = numberOf(m_learningRate, m_running.learningRate);
    wished.momentum = numberOf(m_momentum, m_running.momentum);
    wished.alpha = numberOf(m_alpha, m_running.alpha);
    wished.weightDecay = numberOf(m_weightDecay, m_running.weightDecay);
    wished.gradClipNorm = numberOf(m_clipNorm, m_running.gradClipNorm);
    wished.gradClipValue = numberOf(m_clipValue, m_running.gradClipValue);
    wished.labelSmoothing = numberOf(m_labelSmoothing, m_running.labelSmoothing);
    wished.scheduleFactor = numberOf(m_scheduleFactor, m_running.scheduleFactor);
    wished.scheduleEpochs = m_scheduleEpochs->value();
    wished.schedulePatience = m_schedulePatience->value();
    wished.batch = m_batch->value();
    wished.epochs = m_epochs->value();
    // A seed beyond the field's range came from the command line and stays until it is edited.
    if (m_seed->value() != static_cast<int>(m_running.seed))
        wished.seed = static_cast<std::uint64_t>(m_seed->value());
    wished.shuffles = m_shuffles->isChecked();
    wished.augmentation = m_augmentation->augmentation();
    return wished;
}

QString SettingsPanel::model() const
{
    return m_model->currentText();
}

QString SettingsPanel::data() const
{
    return m_data->currentText();
}

bool SettingsPanel::isChanged() const
{
    return settings() != m_running || model() != m_runningModel || data() != m_runningData;
}

void SettingsPanel::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    const QString why =
        isRunning ? tr("Cannot change while training runs: pause first") : QString();
    for (int row = 0; row < m_form->rowCount(); ++row) {
        QWidget* field = m_form->itemAt(row, QFormLayout::FieldRole)->widget();
        field->setEnabled(!isRunning || field == m_learningRate);
        field->setToolTip(field == m_learningRate
                              ? tr("Used from the next update on, also while training runs")
                              : why);
    }
    updateButton();
}

void SettingsPanel::updateRows()
{
    const auto optimizer = static_cast<OptimizerKind>(m_optimizer->currentIndex());
    const auto schedule = static_cast<ScheduleKind>(m_schedule->currentIndex());
    setRow(m_momentum, optimizer == OptimizerKind::Sgd || optimizer == OptimizerKind::Nesterov);
    setRow(m_alpha, optimizer == OptimizerKind::RmsProp);
    setRow(m_scheduleEpochs, schedule == ScheduleKind::Step);
    setRow(m_schedulePatience, schedule == ScheduleKind::Plateau);
    setRow(m_scheduleFactor, schedule == ScheduleKind::Step || schedule == ScheduleKind::Plateau);
    setRow(m_labelSmoothing, m_loss->currentIndex() == static_cast<int>(LossKind::CrossEntropy));
    updateButton();
}

void SettingsPanel::setRow(QWidget* field, bool isShown)
{
    field->setVisible(isShown);
    m_form->labelForField(field)->setVisible(isShown);
}

void SettingsPanel::updateButton()
{
    m_startOver->setEnabled(!m_isRunning);
    m_startOver->setToolTip(m_isRunning ? tr("Cannot change while training runs: pause first")
                                        : QString());
    m_hint->setText(m_isRunning   ? tr("While training runs only the learning rate can be changed.")
                    : isChanged() ? tr("Changed: takes effect when you start over.")
                                  : tr("These are the settings of the open run."));
}

} // namespace propago
