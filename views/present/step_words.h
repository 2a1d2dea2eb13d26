#pragma once
#include "core/trace/snapshot.h"

#include <QString>

namespace propago {

/// "epoch 2 · batch 37/938 · backward · conv2: gradient of the weights", in the user's language.
QString whereWeAre(const Snapshot& snapshot);

/// The sentence for the step that ran last, in the user's language; an invitation before the first.
QString whatHappened(const Snapshot& snapshot);

/// The step that ran last in numbers: shapes and multiply-adds, or what is being moved by how much.
QString inNumbers(const Snapshot& snapshot);

/// The phase as a word.
QString phaseName(Phase phase);

} // namespace propago
