#pragma once
#include "core/trace/run_marks.h"

#include <QString>

#include <optional>
#include <span>
#include <vector>

namespace propago {

class Program;

/// A mark with its place on the line, in pixels.
struct PlacedMark {
    RunMark mark;
    double x = 0;
};

/// How batches lie on the line.
struct TimelineScale {
    double origin = 0;         ///< x of batch 0
    double pixelsPerBatch = 1; ///< above 0
    double at(std::int64_t batch) const
    {
        return origin + static_cast<double>(batch) * pixelsPerBatch;
    }
};

/// The marks in the order in which they are drawn, the weightiest last. Of keyframes only so many that
/// neighbours are `gap` pixels apart, the newest first; everything else is always there.
std::vector<PlacedMark> placedMarks(std::span<const RunMark> marks, const TimelineScale& scale,
                                    double gap);

/// What lies within `reach` of x: the weightiest, of equals the nearest; null if nothing does.
const PlacedMark* markAt(std::span<const PlacedMark> marks, double x, double reach);

/// The nearest mark behind (direction 1) or before (-1) batch `from`, keyframes left out.
std::optional<std::int64_t> nextMark(std::span<const RunMark> marks, std::int64_t from,
                                     int direction);

/// "Batch 37: the run paused at conv2", in the user's language. `program` may be null.
QString wordsOf(const RunMark& mark, const Program* program);

/// What is on the line, for those who hear it: "2 pauses, 1 divergence, 14 keyframes".
QString sentenceOf(std::span<const RunMark> marks);

} // namespace propago
