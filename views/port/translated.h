#pragma once
#include "core/base/result.h"

#include <QString>

namespace propago {

/// The core's sentence in the user's language, its arguments in their places as plain text.
QString translated(const Text& text);

/// The failure as one sentence: what, where, what to do.
QString translated(const Error& error);

} // namespace propago
