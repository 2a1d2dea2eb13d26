#include "views/present/timeline_marks.h"

#include "core/program/program.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("TimelineMarks", text);
}

QString nodeName(const Program* program, int node)
{
    if (!program || node < 0 || node >= static_cast<int>(program->graph().nodes.size()))
        return {};
    return QString::fromStdString(program->graph().nodes[static_cast<std::size_t>(node)].name);
}

int countOf(std::span<const RunMark> marks, MarkKind kind)
{
    return static_cast<int>(std::ranges::count(marks, kind, &RunMark::kind));
}

} // namespace

std::vector<PlacedMark> placedMarks(std::span<const RunMark> marks, const TimelineScale& scale,
                                    double gap)
{
    std::vector<RunMark> sorted(marks.begin(), marks.end());
    // From the newest on, so that what is kept does not wander while the run goes on.
    std::ranges::stable_sort(sorted, std::ranges::greater(), &RunMark::batch);
    std::vector<PlacedMark> placed;
    std::optional<double> last;
    for (const RunMark& mark : sorted) {
        const double x = scale.at(mark.batch);
        if (mark.kind == MarkKind::Keyframe) {
            if (last && *last - x < gap)
                continue;
            last = x;
        }
        placed.push_back({mark, x});
    }
    std::ranges::stable_sort(placed, {}, [](const PlacedMark& each) { return each.mark.kind; });
    return placed;
}

const PlacedMark* markAt(std::span<const PlacedMark> marks, double x, double reach)
{
    const PlacedMark* best = nullptr;
    for (const PlacedMark& each : marks) {
        if (std::abs(each.x - x) > reach)
            continue;
        const bool isWeightier = best && each.mark.kind > best->mark.kind;
        const bool isNearer = best && each.mark.kind == best->mark.kind
                              && std::abs(each.x - x) < std::abs(best->x - x);
        if (!best || isWeightier || isNearer)
            best = &each;
    }
    return best;
}

std::optional<std::int64_t> nextMark(std::span<const RunMark> marks, std::int64_t from,
                                     int direction)
{
    std::optional<std::int64_t> best;
    for (const RunMark& mark : marks) {
        const std::int64_t distance = (mark.batch - from) * direction;
        if (mark.kind == MarkKind::Keyframe || distance <= 0)
            continue;
        if (!best || distance < (*best - from) * direction)
            best = mark.batch;
    }
    return best;
}

QString wordsOf(const RunMark& mark, const Program* program)
{
    const QString batch = QLocale().toString(static_cast<qlonglong>(mark.batch));
    switch (mark.kind) {
    case MarkKind::Keyframe:
        return words(QT_TRANSLATE_NOOP("TimelineMarks",
                                       "Batch %1: kept whole, going back is immediate here"))
            .arg(batch);
    case MarkKind::Remembered:
        return words(QT_TRANSLATE_NOOP("TimelineMarks", "Batch %1: the remembered moment"))
            .arg(batch);
    case MarkKind::Planned:
        return words(QT_TRANSLATE_NOOP("TimelineMarks", "Batch %1: a run pauses here")).arg(batch);
    case MarkKind::Condition:
        return words(QT_TRANSLATE_NOOP("TimelineMarks", "Batch %1: a condition paused the run"))
            .arg(batch);
    case MarkKind::Breakpoint:
        return words(QT_TRANSLATE_NOOP("TimelineMarks", "Batch %1: the run paused at %2"))
            .arg(batch, nodeName(program, mark.node));
    case MarkKind::Divergence:
        return words(QT_TRANSLATE_NOOP("TimelineMarks",
                                       "Batch %1: the training diverged, the step was taken back"))
            .arg(batch);
    }
    return {};
}

QString sentenceOf(std::span<const RunMark> marks)
{
    const int pauses = countOf(marks, MarkKind::Condition) + countOf(marks, MarkKind::Breakpoint);
    const int divergences = countOf(marks, MarkKind::Divergence);
    const int keyframes = countOf(marks, MarkKind::Keyframe);
    QStringList parts;
    if (pauses > 0)
        parts << QCoreApplication::translate("TimelineMarks", "%n pause(s)", nullptr, pauses);
    if (divergences > 0)
        parts << QCoreApplication::translate("TimelineMarks", "%n divergence(s)", nullptr,
                                             divergences);
    if (keyframes > 0)
        parts << QCoreApplication::translate("TimelineMarks", "%n keyframe(s)", nullptr, keyframes);
    return parts.join(QStringLiteral(", "));
}

} // namespace propago
