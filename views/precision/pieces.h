#pragma once
#include "views/common/type_scale.h"

class QLabel;
class QScrollArea;

/// Small parts that the pages of this workspace share.
namespace propago::precision {

/// A wrapping label for plain text that keeps its size of type when the style changes.
QLabel* label(TypeSize size, bool isQuiet, bool isBold = false);

/// What lies behind a scrolled widget stays to be seen.
void letThrough(QScrollArea& scroll);

} // namespace propago::precision
