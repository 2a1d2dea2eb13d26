#include "views/common/type_scale.h"

namespace propago {

QFont scaled(const QFont& base, TypeSize size, bool isBold)
{
    constexpr double title = 1.45;
    constexpr double small = 0.85;
    QFont font = base;
    const double factor = size == TypeSize::Title ? title : size == TypeSize::Small ? small : 1.0;
    if (base.pixelSize() > 0)
        font.setPixelSize(qMax(8, qRound(base.pixelSize() * factor)));
    else
        font.setPointSizeF(base.pointSizeF() * factor);
    font.setWeight(isBold || size == TypeSize::Title ? QFont::DemiBold : QFont::Normal);
    return font;
}

} // namespace propago
