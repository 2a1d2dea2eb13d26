#pragma once
#include "core/tensor/format.h"

#include <QWidget>

#include <vector>

class QCheckBox;

namespace propago {

/// A box for each format that can be compared.
class FormatPicker : public QWidget {
    Q_OBJECT
public:
    explicit FormatPicker(QWidget* parent = nullptr);
    /// From the most bits to the fewest.
    std::vector<Format> chosen() const;
    void setChosen(const std::vector<Format>& formats);

signals:
    void changed();

private:
    std::vector<QCheckBox*> m_boxes; ///< in the order of offeredFormats()
};

} // namespace propago
