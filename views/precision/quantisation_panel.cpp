#include "views/precision/quantisation_panel.h"

#include "views/precision/precision_words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace propago {

namespace {

constexpr int kMethods = 4;
constexpr int kUsualSamples = 512;

QLabel* nameOf(const QString& text, QWidget* buddy)
{
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(buddy);
    buddy->setAccessibleName(text);
    return label;
}

} // namespace

QuantisationPanel::QuantisationPanel(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(makeRanges());
    column->addWidget(makeChoices());
    setOptions({}, kUsualSamples);
    connect(m_method, &QComboBox::currentIndexChanged, this, &QuantisationPanel::notice);
    connect(m_scales, &QComboBox::currentIndexChanged, this, &QuantisationPanel::notice);
    connect(m_percentile, &QDoubleSpinBox::valueChanged, this, &QuantisationPanel::notice);
    connect(m_samples, &QSpinBox::valueChanged, this, &QuantisationPanel::notice);
    for (QCheckBox* box : {m_symmetric, m_equalises, m_correctsBias})
        connect(box, &QCheckBox::toggled, this, &QuantisationPanel::notice);
}

QWidget* QuantisationPanel::makeRanges()
{
    auto* row = new QWidget;
    m_method = new QComboBox;
    m_method->setObjectName(QStringLiteral("rangeMethod"));
    for (int i = 0; i < kMethods; ++i)
        m_method->addItem(methodName(static_cast<RangeMethod>(i)));
    m_percentile = new QDoubleSpinBox;
    m_percentile->setObjectName(QStringLiteral("percentile"));
    m_percentile->setRange(90, 100);
    m_percentile->setDecimals(3);
    m_percentile->setSingleStep(0.01);
    m_percentile->setSuffix(QStringLiteral(" %"));
    m_percentile->setAccessibleName(tr("Share of the values that stays inside"));
    m_samples = new QSpinBox;
    m_samples->setObjectName(QStringLiteral("calibrationSamples"));
    m_samples->setRange(16, 10'000);
    m_samples->setSingleStep(64);
    m_scales = new QComboBox;
    m_scales->setObjectName(QStringLiteral("weightScales"));
    m_scales->addItems({tr("one for each filter"), tr("one for a layer")});
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(nameOf(tr("Ranges of activations"), m_method));
    line->addWidget(m_method);
    line->addWidget(m_percentile);
    line->addSpacing(10);
    line->addWidget(nameOf(tr("from training pictures"), m_samples));
    line->addWidget(m_samples);
    line->addSpacing(10);
    line->addWidget(nameOf(tr("Scale of weights"), m_scales));
    line->addWidget(m_scales);
    line->addStretch(1);
    return row;
}

QCheckBox* QuantisationPanel::choice(const char* name, const QString& text, const QString& toolTip)
{
    auto* box = new QCheckBox(text);
    box->setObjectName(QLatin1String(name));
    box->setToolTip(toolTip);
    return box;
}

QWidget* QuantisationPanel::makeChoices()
{
    auto* row = new QWidget;
    m_symmetric =
        choice("symmetricActivations", tr("Symmetric activations"),
               tr("The zero point is fixed: simpler arithmetic, half the levels may lie idle."));
    m_equalises = choice("equalises", tr("Equalise layers"),
                         tr("Shifts scale between neighbouring layers, so that no filter is much "
                            "smaller than the others."));
    m_correctsBias =
        choice("correctsBias", tr("Correct the bias"),
               tr("Takes out of the bias by how much rounded weights shift a layer's mean."));
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(18);
    for (QCheckBox* box : {m_symmetric, m_equalises, m_correctsBias})
        line->addWidget(box);
    line->addStretch(1);
    return row;
}

QuantisationOptions QuantisationPanel::options() const
{
    QuantisationOptions options;
    options.ranges = static_cast<RangeMethod>(std::max(0, m_method->currentIndex()));
    options.percentile = m_percentile->value();
    options.perChannel = m_scales->currentIndex() == 0;
    options.symmetricActivations = m_symmetric->isChecked();
    options.equalises = m_equalises->isChecked();
    options.correctsBias = m_correctsBias->isChecked();
    return options;
}

std::int64_t QuantisationPanel::samples() const
{
    return m_samples->value();
}

void QuantisationPanel::setOptions(const QuantisationOptions& options, std::int64_t samples)
{
    {
        const QSignalBlocker quiet(this);
        m_method->setCurrentIndex(static_cast<int>(options.ranges));
        m_percentile->setValue(options.percentile);
        m_scales->setCurrentIndex(options.perChannel ? 0 : 1);
        m_symmetric->setChecked(options.symmetricActivations);
        m_equalises->setChecked(options.equalises);
        m_correctsBias->setChecked(options.correctsBias);
        m_samples->setValue(static_cast<int>(std::min<std::int64_t>(samples, 10'000)));
    }
    notice();
}

void QuantisationPanel::notice()
{
    m_percentile->setVisible(options().ranges == RangeMethod::Percentile);
    emit changed();
}

QVariantMap QuantisationPanel::remembered() const
{
    const QuantisationOptions now = options();
    return {{QStringLiteral("method"), static_cast<int>(now.ranges)},
            {QStringLiteral("percentile"), now.percentile},
            {QStringLiteral("perChannel"), now.perChannel},
            {QStringLiteral("symmetric"), now.symmetricActivations},
            {QStringLiteral("equalises"), now.equalises},
            {QStringLiteral("correctsBias"), now.correctsBias},
            {QStringLiteral("samples"), static_cast<qlonglong>(samples())}};
}

void QuantisationPanel::restore(const QVariantMap& remembered)
{
    const QuantisationOptions usual;
    const auto value = [&](const char* key, const QVariant& otherwise) {
        return remembered.value(QLatin1String(key), otherwise);
    };
    QuantisationOptions options;
    options.ranges =
        static_cast<RangeMethod>(std::clamp(value("method", 0).toInt(), 0, kMethods - 1));
    options.percentile = value("percentile", usual.percentile).toDouble();
    options.perChannel = value("perChannel", usual.perChannel).toBool();
    options.symmetricActivations = value("symmetric", false).toBool();
    options.equalises = value("equalises", false).toBool();
    options.correctsBias = value("correctsBias", false).toBool();
    setOptions(options, value("samples", kUsualSamples).toLongLong());
}

} // namespace propago
