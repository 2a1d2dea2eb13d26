#include "views/network/builder_form.h"

#include "core/graph/graph_text.h"
#include "core/graph/operator.h"
#include "views/network/builder_model.h"
#include "views/network/builder_words.h"
#include "views/port/translated.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include <functional>

namespace propago {

namespace {

constexpr int kMostWhole = 1 << 20;
constexpr int kLeastField = 48; // four beside each other find room

QString labelOf(const Setting& setting)
{
    return translated(Text{setting.label, {}});
}

// "3x32x32" or "3 × 32 × 32"; rank 0 when it is none.
Shape shapeOf(const QString& text)
{
    static const QRegularExpression between(QStringLiteral("\\s*[x×*,]\\s*"));
    std::vector<std::int64_t> sizes;
    for (const QString& part : text.trimmed().split(between)) {
        bool isNumber = false;
        const int size = part.toInt(&isNumber);
        if (!isNumber || size < 1 || size > kMostWhole || sizes.size() == 4)
            return {};
        sizes.push_back(size);
    }
    return sizes.size() == 3   ? Shape{sizes[0], sizes[1], sizes[2]}
           : sizes.size() == 1 ? Shape{sizes[0]}
                               : Shape{};
}

QWidget* row(QWidget* parent, QHBoxLayout** layout)
{
    auto* holder = new QWidget(parent);
    *layout = new QHBoxLayout(holder);
    (*layout)->setContentsMargins(0, 0, 0, 0);
    (*layout)->setSpacing(4);
    return holder;
}

} // namespace

BuilderForm::BuilderForm(BuilderModel* model, QWidget* parent)
    : QWidget(parent), m_model(model), m_form(new QFormLayout(this))
{
    setObjectName(QStringLiteral("builderForm"));
    m_form->setContentsMargins(10, 10, 10, 10);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    connect(model, &BuilderModel::changed, this, &BuilderForm::refresh);
    connect(model, &BuilderModel::selectionChanged, this, &BuilderForm::refresh);
    rebuild();
}

const Node& BuilderForm::node() const
{
    return m_model->graph().nodes[static_cast<std::size_t>(m_model->selected())];
}

QString BuilderForm::identity() const
{
    if (m_model->selected() < 0)
        return {};
    return QStringLiteral("%1 %2 %3")
        .arg(m_model->selected())
        .arg(static_cast<int>(node().kind))
        .arg(node().inputs.size());
}

// Fields stay as long as they belong to the same layer, so that typing is not disturbed.
void BuilderForm::refresh()
{
    if (m_isRefreshing)
        return;
    m_isRefreshing = true;
    if (identity() != m_shown || m_shown.isEmpty())
        rebuild();
    for (const auto& each : m_refreshers)
        each();
    m_isRefreshing = false;
}

void BuilderForm::rebuild()
{
    while (m_form->rowCount() > 0) {
        // A field may be the one whose signal is being answered.
        const QFormLayout::TakeRowResult taken = m_form->takeRow(0);
        for (QLayoutItem* item : {taken.labelItem, taken.fieldItem}) {
            if (item && item->widget()) {
                item->widget()->hide();
                item->widget()->deleteLater();
            }
            delete item;
        }
    }
    m_refreshers.clear();
    m_shown = identity();
    if (m_model->selected() < 0) {
        auto* hint = new QLabel(tr("Choose a layer to set it up."), this);
        hint->setWordWrap(true);
        m_form->addRow(hint);
        return;
    }
    const QString purpose = purposeOf(node().kind);
    auto* title =
        new QLabel(QString::fromLatin1(operatorFor(node().kind).name())
                       + (purpose.isEmpty() ? QString() : QStringLiteral(" · ") + purpose),
                   this);
    title->setWordWrap(true);
    m_form->addRow(title);
    addName();
    if (node().kind == OperatorKind::Input)
        addInputShape();
    const bool isRounded = node().attributes.weightBits > 0;
    for (const Setting& setting : settingsOf(node().kind)) {
        if (isRounded || !setting.isForRounding)
            addSetting(setting);
    }
    addInputs();
}

template<typename Edit> void BuilderForm::change(Edit edit)
{
    if (m_isRefreshing || m_model->selected() < 0)
        return;
    Attributes attributes = node().attributes;
    edit(attributes);
    m_model->setAttributes(m_model->selected(), attributes);
}

void BuilderForm::addName()
{
    auto* name = new QLineEdit(this);
    name->setObjectName(QStringLiteral("layerName"));
    connect(name, &QLineEdit::editingFinished, this, [this, name] {
        if (!m_isRefreshing && m_model->selected() >= 0
            && name->text() != QString::fromStdString(node().name))
            m_model->rename(m_model->selected(), name->text());
    });
    m_refreshers.push_back([this, name] {
        if (!name->hasFocus() || !name->isModified())
            name->setText(QString::fromStdString(node().name));
    });
    m_form->addRow(tr("Name"), name);
}

void BuilderForm::addInputShape()
{
    auto* shape = new QLineEdit(this);
    shape->setObjectName(QStringLiteral("inputShape"));
    shape->setToolTip(tr("Channels, rows and columns: 1x28x28"));
    connect(shape, &QLineEdit::editingFinished, this, [this, shape] {
        const Shape chosen = shapeOf(shape->text());
        if (m_isRefreshing || m_model->selected() < 0 || chosen == node().inputShape)
            return;
        m_model->setInputShape(m_model->selected(), chosen);
    });
    m_refreshers.push_back([this, shape] { shape->setText(shapeText(node().inputShape)); });
    m_form->addRow(tr("Size of the picture"), shape);
}

// Any layer before this one may feed it; Concat takes more or fewer.
void BuilderForm::addInputs()
{
    const bool isFree = node().kind == OperatorKind::Concat;
    for (int i = 0; i < static_cast<int>(node().inputs.size()); ++i) {
        QHBoxLayout* line = nullptr;
        QWidget* holder = row(this, &line);
        auto* from = new QComboBox(holder);
        from->setObjectName(QStringLiteral("layerInput%1").arg(i));
        line->addWidget(from, 1);
        connect(from, &QComboBox::activated, this, [this, i](int source) {
            if (!m_isRefreshing && m_model->selected() >= 0)
                m_model->connectInput(source, m_model->selected(), i);
        });
        if (isFree && node().inputs.size() > 1) {
            auto* less = new QToolButton(holder);
            less->setText(QString(QChar(0x2212)));
            less->setAccessibleName(tr("One input less"));
            line->addWidget(less);
            connect(less, &QToolButton::clicked, this,
                    [this, i] { m_model->removeInput(m_model->selected(), i); });
        }
        m_refreshers.push_back([this, from, i] {
            from->clear();
            for (int each = 0; each < m_model->selected(); ++each)
                from->addItem(QString::fromStdString(
                    m_model->graph().nodes[static_cast<std::size_t>(each)].name));
            if (i < static_cast<int>(node().inputs.size()))
                from->setCurrentIndex(node().inputs[static_cast<std::size_t>(i)]);
        });
        m_form->addRow(node().inputs.size() == 1 ? tr("Reads") : tr("Reads (%1)").arg(i + 1),
                       holder);
    }
    if (!isFree)
        return;
    auto* more = new QToolButton(this);
    more->setText(tr("One input more"));
    connect(more, &QToolButton::clicked, this,
            [this] { m_model->addInput(node().inputs.back(), m_model->selected()); });
    m_form->addRow(QString(), more);
}

void BuilderForm::addSetting(const Setting& setting)
{
    QWidget* field = nullptr;
    switch (setting.type) {
    case SettingType::Count:
    case SettingType::Pair:
    case SettingType::Sides: field = wholeNumbers(setting); break;
    case SettingType::Number:
    case SettingType::NumberPair: field = realNumbers(setting); break;
    case SettingType::Switch: field = flag(setting); break;
    case SettingType::Choice: field = choices(setting); break;
    case SettingType::Sizes: {
        auto* text = new QLabel(this); // changed in the text
        m_refreshers.push_back([this, text] {
            text->setText(tr("%1 (edit it as text)").arg(shapeText(node().attributes.dims)));
        });
        field = text;
        break;
    }
    }
    m_form->addRow(labelOf(setting), field);
}

QWidget* BuilderForm::wholeNumbers(const Setting& setting)
{
    QHBoxLayout* line = nullptr;
    QWidget* holder = row(this, &line);
    static const char* const kSides[] = {QT_TR_NOOP("above"), QT_TR_NOOP("left"),
                                         QT_TR_NOOP("below"), QT_TR_NOOP("right")};
    for (int i = 0; i < setting.parts(); ++i) {
        const auto member = setting.whole[static_cast<std::size_t>(i)];
        auto* box = new QSpinBox(holder);
        box->setObjectName(QStringLiteral("setting_%1_%2").arg(QLatin1String(setting.key)).arg(i));
        box->setRange(static_cast<int>(setting.least), kMostWhole);
        box->setKeyboardTracking(false);
        box->setMinimumWidth(kLeastField);
        box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        box->setAccessibleName(labelOf(setting) + QLatin1Char(' ')
                               + (setting.type == SettingType::Sides ? tr(kSides[i])
                                  : setting.parts() == 1             ? QString()
                                  : i == 0                           ? tr("rows")
                                                                     : tr("columns")));
        box->setToolTip(box->accessibleName());
        line->addWidget(box, 1);
        connect(box, &QSpinBox::valueChanged, this,
                [this, member](int value) { change([&](Attributes& a) { a.*member = value; }); });
        m_refreshers.push_back(
            [this, box, member] { box->setValue(static_cast<int>(node().attributes.*member)); });
    }
    return holder;
}

QWidget* BuilderForm::realNumbers(const Setting& setting)
{
    QHBoxLayout* line = nullptr;
    QWidget* holder = row(this, &line);
    for (int i = 0; i < setting.parts(); ++i) {
        const auto member = setting.number[static_cast<std::size_t>(i)];
        auto* box = new QLineEdit(holder);
        box->setObjectName(QStringLiteral("setting_%1_%2").arg(QLatin1String(setting.key)).arg(i));
        box->setAccessibleName(labelOf(setting));
        line->addWidget(box, 1);
        connect(box, &QLineEdit::editingFinished, this, [this, box, member] {
            bool isNumber = false;
            const double value = box->text().toDouble(&isNumber);
            if (isNumber && value != node().attributes.*member)
                change([&](Attributes& a) { a.*member = value; });
            else if (!isNumber)
                box->setText(QString::number(node().attributes.*member));
        });
        m_refreshers.push_back(
            [this, box, member] { box->setText(QString::number(node().attributes.*member)); });
    }
    return holder;
}

QWidget* BuilderForm::flag(const Setting& setting)
{
    auto* box = new QCheckBox(this);
    box->setObjectName(QStringLiteral("setting_%1").arg(QLatin1String(setting.key)));
    box->setAccessibleName(labelOf(setting));
    connect(box, &QCheckBox::toggled, this, [this, member = setting.flag](bool on) {
        change([&](Attributes& a) { a.*member = on; });
    });
    m_refreshers.push_back(
        [this, box, member = setting.flag] { box->setChecked(node().attributes.*member); });
    return box;
}

QWidget* BuilderForm::choices(const Setting& setting)
{
    auto* box = new QComboBox(this);
    box->setObjectName(QStringLiteral("setting_%1").arg(QLatin1String(setting.key)));
    box->setAccessibleName(labelOf(setting));
    for (const char* each : setting.choices)
        box->addItem(QLatin1String(each));
    const auto member = setting.whole[0];
    connect(box, &QComboBox::activated, this,
            [this, member](int chosen) { change([&](Attributes& a) { a.*member = chosen; }); });
    m_refreshers.push_back(
        [this, box, member] { box->setCurrentIndex(static_cast<int>(node().attributes.*member)); });
    return box;
}

} // namespace propago
