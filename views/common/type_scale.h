#pragma once
#include <QFont>

namespace propago {

/// Three sizes of type, no more; all follow the zoom of the window through the application's font.
enum class TypeSize { Title, Body, Small };

/// `base` in that size; titles are semibold.
QFont scaled(const QFont& base, TypeSize size, bool isBold = false);

} // namespace propago
