#include "views/training/augmentation_box.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLocale>

namespace propago {

AugmentationBox::AugmentationBox(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    const QStringList names{tr("shift"),  tr("flip"),   tr("rotate"), tr("scale"),
                            tr("colour"), tr("cutout"), tr("mixup")};
    const auto kinds = augmentationKinds();
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        auto* box = new QCheckBox(names.value(static_cast<qsizetype>(i)), this);
        box->setObjectName(QStringLiteral("augment_") + QLatin1String(kinds[i].name));
        box->setAccessibleName(tr("Augmentation: %1").arg(box->text()));
        connect(box, &QCheckBox::toggled, this, &AugmentationBox::changed);
        grid->addWidget(box, static_cast<int>(i / 2), static_cast<int>(i % 2));
        m_boxes.push_back(box);
    }
    setAugmentation({});
}

void AugmentationBox::setAugmentation(const Augmentation& augmentation)
{
    m_shown = augmentation;
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        m_boxes[i]->setChecked(augmentation.*(augmentationKinds()[i].strength) != 0);
        m_boxes[i]->setToolTip(explanation(i));
    }
}

Augmentation AugmentationBox::augmentation() const
{
    Augmentation result;
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes[i]->isChecked())
            result.*(augmentationKinds()[i].strength) = strength(i);
    }
    return result;
}

double AugmentationBox::strength(std::size_t kind) const
{
    const AugmentationKind& known = augmentationKinds()[kind];
    const double shown = m_shown.*(known.strength);
    return shown != 0 ? shown : known.usual;
}

QString AugmentationBox::explanation(std::size_t kind) const
{
    const QLocale locale;
    const QString number = locale.toString(strength(kind));
    const QString percent = locale.toString(100 * strength(kind));
    const QStringList texts{
        tr("Moves each picture by up to %1 pixels to each side").arg(number),
        tr("Exchanges left and right in %1 % of the pictures").arg(percent),
        tr("Turns each picture by up to %1° to each side").arg(number),
        tr("Makes each picture up to %1 % larger or smaller").arg(percent),
        tr("Changes brightness and contrast of each picture by up to %1 %").arg(percent),
        tr("Blackens a square of %1 × %1 pixels in each picture").arg(number),
        tr("Blends each picture and its ideal with another's; shares from Beta(%1, %1)")
            .arg(number)};
    return texts.value(static_cast<qsizetype>(kind));
}

} // namespace propago
