#include "views/precision/number_lens.h"

#include "core/base/text.h"
#include "views/common/type_scale.h"
#include "views/precision/bit_canvas.h"
#include "views/precision/range_ruler.h"
#include "views/present/number_words.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace propago {

namespace {

struct Preset {
    const char* typed; ///< as it could be typed
    const char* shown;
};

constexpr Preset kPresets[] = {{"0.1", "0.1"},
                               {"1/3", "1/3"},
                               {"pi", "\u03C0"},
                               {"65504", "65504"},
                               {"65536", "65536"},
                               {"1e-8", "1e\u22128"},
                               {"16777217", "2\u00B2\u2074+1"},
                               {"inf", "\u221E"},
                               {"nan", "NaN"}};

QDoubleSpinBox* limit(const char* name, double least, double most, QWidget* parent)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setDecimals(4);
    box->setRange(least, most);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    box->setLocale(QLocale::c());
    return box;
}

} // namespace

NumberLens::NumberLens(QWidget* parent)
    : QWidget(parent)
    , m_input(new QLineEdit(this))
    , m_caption(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_outcome(new QLabel(this))
    , m_formula(new QLabel(this))
    , m_rangeCaption(new QLabel(this))
    , m_to(new QLabel(this))
    , m_restore(new QToolButton(this))
    , m_low(limit("lensLow", -1e6, 0, this))
    , m_high(limit("lensHigh", 0.0001, 1e6, this))
    , m_bits(new BitCanvas(this))
    , m_ruler(new RangeRuler(this))
{
    setObjectName(QStringLiteral("numberLens"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(makeInput());
    layout->addWidget(m_hint);
    layout->addWidget(m_outcome);
    layout->addWidget(m_bits, 5);
    layout->addLayout(makeRange());
    layout->addWidget(m_ruler, 3);
    m_outcome->setObjectName(QStringLiteral("lensOutcome"));
    m_outcome->hide();
    m_formula->setObjectName(QStringLiteral("lensFormula"));
    m_formula->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_formula->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_formula->setTextFormat(Qt::PlainText);
    connect(m_bits, &BitCanvas::bitFlipped, this, [this](Format format, int bit) {
        NumberLensModel flipped = m_model;
        flipped.flip(format, bit);
        pick(flipped);
    });
    connect(m_bits, &BitCanvas::choiceChanged, this, &NumberLens::refreshFormula);
    setRange(m_model.low(), m_model.high());
    retranslate();
    setValue(0.1);
}

QHBoxLayout* NumberLens::makeInput()
{
    auto* row = new QHBoxLayout;
    m_input->setObjectName(QStringLiteral("lensInput"));
    m_input->setMinimumWidth(150);
    m_caption->setBuddy(m_input);
    connect(m_input, &QLineEdit::returnPressed, this, &NumberLens::takeTyped);
    connect(m_input, &QLineEdit::editingFinished, this, &NumberLens::takeTyped);
    row->addWidget(m_caption);
    row->addWidget(m_input);
    for (const Preset& preset : kPresets) {
        auto* button = new QToolButton(this);
        button->setObjectName(QStringLiteral("lensPreset"));
        button->setText(QString::fromUtf8(preset.shown));
        connect(button, &QToolButton::clicked, this, [this, preset] {
            m_input->setText(QLatin1String(preset.typed));
            takeTyped();
        });
        row->addWidget(button);
    }
    m_restore->setObjectName(QStringLiteral("lensRestore"));
    connect(m_restore, &QToolButton::clicked, this, [this] {
        NumberLensModel restored = m_model;
        restored.setValue(m_original);
        pick(restored);
    });
    row->addWidget(m_restore);
    row->addStretch(1);
    m_hint->setObjectName(QStringLiteral("lensHint"));
    m_hint->setWordWrap(true);
    m_hint->hide();
    return row;
}

QHBoxLayout* NumberLens::makeRange()
{
    auto* row = new QHBoxLayout;
    row->addWidget(m_formula, 1);
    row->addWidget(m_rangeCaption);
    row->addWidget(m_low);
    row->addWidget(m_to);
    row->addWidget(m_high);
    for (QDoubleSpinBox* box : {m_low, m_high}) {
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] {
            m_model.setRange(m_low->value(), m_high->value());
            refresh();
        });
    }
    return row;
}

void NumberLens::setValue(double value, const QString& name)
{
    m_name = name;
    m_original = value;
    m_model.setValue(value);
    setOutcome({});
    refresh();
}

void NumberLens::setRange(double low, double high)
{
    const QSignalBlocker lowBlocker(m_low), highBlocker(m_high);
    m_low->setValue(low);
    m_high->setValue(high);
    m_model.setRange(m_low->value(), m_high->value());
    refresh();
}

void NumberLens::setOutcome(const QString& words)
{
    m_outcome->setText(words);
    m_outcome->setVisible(!words.isEmpty());
}

void NumberLens::takeTyped()
{
    if (m_input->text() == shownValue())
        return;
    const auto typed = typedNumber(m_input->text());
    if (!typed) {
        m_hint->setText(tr("Type a number such as 0.1, 1/3, 2^-14, nan, inf, or bits such as "
                           "bf16 0x3DCD"));
        m_hint->show();
        return;
    }
    NumberLensModel next = m_model;
    if (typed->format) {
        next.setBits(*typed->format, typed->bits);
        m_bits->choose(*typed->format, traits(*typed->format).bits - 1);
    } else {
        next.setValue(typed->value);
    }
    pick(next);
}

QString NumberLens::shownValue() const
{
    return QString::fromStdString(shortest(value()));
}

void NumberLens::pick(const NumberLensModel& model)
{
    m_model = model;
    refresh();
    emit valuePicked(value());
    if (!m_name.isEmpty())
        emit weightChanged(value());
}

void NumberLens::refresh()
{
    m_input->setText(shownValue());
    m_input->setCursorPosition(0);
    m_hint->hide();
    m_caption->setText(m_name.isEmpty() ? tr("Number") : m_name);
    m_restore->setVisible(!m_name.isEmpty());
    m_restore->setEnabled(value() != m_original);
    m_bits->show(m_model);
    refreshFormula();
}

void NumberLens::refreshFormula()
{
    const Format format = m_bits->chosenFormat();
    m_formula->setText(rowFormula(m_model.row(format)));
    m_formula->setToolTip(m_formula->text());
    m_ruler->show(m_model, format);
}

void NumberLens::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        retranslate();
}

void NumberLens::retranslate()
{
    setAccessibleName(tr("Number lens"));
    m_input->setAccessibleName(tr("Number under the lens"));
    m_input->setToolTip(tr("0.1, 1/3, 2^-14, nan, inf, or bits: 0x3DCCCCCD, bf16 0x3DCD"));
    m_restore->setText(tr("As in the network"));
    m_restore->setToolTip(tr("Back to the value that the network has"));
    m_rangeCaption->setText(tr("Integers cover"));
    m_to->setText(tr("to"));
    m_low->setAccessibleName(tr("Least number of the integer formats"));
    m_high->setAccessibleName(tr("Largest number of the integer formats"));
    m_formula->setFont(scaled(QApplication::font(), TypeSize::Body, true));
    m_outcome->setFont(scaled(QApplication::font(), TypeSize::Body, true));
    refresh();
}

} // namespace propago
