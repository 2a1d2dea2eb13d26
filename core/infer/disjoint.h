#pragma once
#include "core/base/result.h"
#include "core/base/text.h"
#include "core/data/dataset.h"
#include "core/infer/progress.h"

#include <cstdint>
#include <optional>

namespace propago {

class ThreadPool;

/// Whether the pictures that set integer scales are others than those that judge. Refuses with BadInput
/// the same object, a dataset of the same name (which names its part too), and pictures of which more
/// than one in a hundred is among the judged ones, byte by byte: the same file under another name. A few
/// shared pictures, as some published datasets have them between their own parts, come back as a
/// sentence. Fails with Interrupted when `progress` cancels.
Result<std::optional<Text>> requireDisjoint(const Dataset& judged, const Dataset& calibration,
                                            std::int64_t calibrationSamples, ThreadPool& pool,
                                            const Progress& progress);

/// How many of the first-named pictures, `samples` taken evenly, are also among the others; nothing
/// when `progress` cancels. By a 64-bit hash of the bytes.
std::optional<std::int64_t> sharedPictures(const Dataset& some, std::int64_t samples,
                                           const Dataset& others, ThreadPool& pool,
                                           const Progress& progress);

} // namespace propago
