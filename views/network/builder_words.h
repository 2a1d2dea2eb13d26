#pragma once
#include "core/graph/graph.h"

#include <QString>

namespace propago {

/// What a kind of layer is for, in one short phrase of the user's language; empty for functions whose
/// name says it.
QString purposeOf(OperatorKind kind);

/// "6×28×28"
QString shapeText(const Shape& shape);

/// "416,520" with the separators of the user's language.
QString countText(std::int64_t value);

/// "241 kB"
QString bytesText(std::int64_t bytes);

} // namespace propago
