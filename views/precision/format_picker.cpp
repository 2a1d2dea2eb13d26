#include "views/precision/format_picker.h"

#include "views/precision/precision_rows.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include <algorithm>

namespace propago {

FormatPicker::FormatPicker(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Formats to compare"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    for (const Format format : offeredFormats()) {
        auto* box = new QCheckBox(formatText(format));
        box->setObjectName(QStringLiteral("format-") + formatText(format));
        row->addWidget(box);
        m_boxes.push_back(box);
        connect(box, &QCheckBox::toggled, this, &FormatPicker::changed);
    }
    setChosen({Format::Fp32, Format::Bf16, Format::Int8});
}

std::vector<Format> FormatPicker::chosen() const
{
    std::vector<Format> formats;
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes[i]->isChecked())
            formats.push_back(offeredFormats()[i]);
    }
    return formats;
}

void FormatPicker::setChosen(const std::vector<Format>& formats)
{
    {
        const QSignalBlocker quiet(this);
        for (std::size_t i = 0; i < m_boxes.size(); ++i)
            m_boxes[i]->setChecked(std::find(formats.begin(), formats.end(), offeredFormats()[i])
                                   != formats.end());
    }
    emit changed();
}

} // namespace propago
