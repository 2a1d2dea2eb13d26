#pragma once
#include "core/data/augmentation.h"

#include <QWidget>

#include <vector>

class QCheckBox;

namespace propago {

/// Which kinds of augmentation are on, a box for each. A kind that is switched on here gets its usual
/// strength; one that came with another strength keeps it.
class AugmentationBox : public QWidget {
    Q_OBJECT
public:
    explicit AugmentationBox(QWidget* parent = nullptr);

    void setAugmentation(const Augmentation& augmentation);
    Augmentation augmentation() const;

signals:
    void changed();

private:
    QString explanation(std::size_t kind) const;
    double strength(std::size_t kind) const;

    std::vector<QCheckBox*> m_boxes; ///< in the order of augmentationKinds()
    Augmentation m_shown;
};

} // namespace propago
