#include "views/training/run_tables.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace propago {

namespace {

using Cell = CsvTable::Cell;

// Beyond these a step hardly moves the weights, or throws them about.
constexpr double kVanishing = 1e-7;
constexpr double kExploding = 0.1;

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::RunTables", sentence);
}

Cell percent(double share)
{
    return {QLocale().toString(100 * share, 'f', 2), true};
}

Cell digits(double value, int count)
{
    return {QLocale().toString(value, 'f', count), true};
}

Cell significant(double value)
{
    return {QLocale().toString(value, 'g', 4), true};
}

QString parameterName(const Snapshot& snapshot, const TensorRef& ref)
{
    if (!snapshot.program)
        return QString::number(ref.node);
    const int slot = snapshot.program->slot(ref);
    return slot < 0 ? QString::number(ref.node)
                    : QString::fromStdString(
                        snapshot.program->allSlots()[static_cast<std::size_t>(slot)].name);
}

QString remark(double ratio)
{
    if (!std::isfinite(ratio))
        return say("not a number");
    if (ratio > kExploding)
        return say("exploding");
    return ratio < kVanishing ? say("vanishing") : QString();
}

} // namespace

CsvTable epochTable(const History& history)
{
    CsvTable table;
    table.header << say("Epoch") << say("Loss") << say("Acc.\n%") << say("Test\nloss")
                 << say("Test\n%") << say("Time\ns") << say("Images\nper s");
    for (auto epoch = history.epochs.rbegin(); epoch != history.epochs.rend(); ++epoch)
        table.rows.push_back({{QString::number(epoch->epoch), true},
                              digits(epoch->loss, 4),
                              percent(epoch->accuracy),
                              digits(epoch->testLoss, 4),
                              percent(epoch->testAccuracy),
                              digits(epoch->seconds, 1),
                              digits(epoch->imagesPerSecond, 0)});
    return table;
}

CsvTable layerTable(const Snapshot* snapshot)
{
    CsvTable table;
    table.header << say("Parameter") << say("|value|") << say("|gradient|") << say("lr·|g|/|v|")
                 << say("Remark");
    if (!snapshot)
        return table;
    for (const ParameterNorms& norms : snapshot->norms) {
        // Biases start at zero: their first steps are not out of the ordinary.
        const bool isMeasured = norms.parameter > 0;
        const double ratio =
            isMeasured ? snapshot->learningRate * norms.gradient / norms.parameter : 0;
        table.rows.push_back({CsvTable::words(parameterName(*snapshot, norms.ref)),
                              significant(norms.parameter), significant(norms.gradient),
                              isMeasured ? significant(ratio) : Cell{QStringLiteral("–"), true},
                              CsvTable::words(isMeasured ? remark(ratio) : QString())});
    }
    return table;
}

} // namespace propago
