#pragma once
#include "core/graph/explanation.h"
#include "core/program/program.h"
#include "core/trace/snapshot.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace propago {

/// What a product stands for.
enum class CellRole {
    Element,     ///< an element of the source
    Direct,      ///< past a normalisation's mean and deviation
    Mean,        ///< by way of the mean
    Deviation,   ///< by way of the deviation
    Actual,      ///< what the network said, in the gradient of the loss
    Ideal,       ///< what it should have said
    Rest,        ///< of very many
    Weight,      ///< what the weight is before its update
    Exponential, ///< of an output less the output that is asked about
    Picture,     ///< of the batch, in its mean loss
    Step,        ///< by how much the update moves it
};

/// One product of the sum that is under the microscope.
struct SheetCell {
    std::int64_t row = 0, column = 0;               ///< within its group
    std::int64_t sourceRow = -1, sourceColumn = -1; ///< within the source's map; -1: padding
    std::int64_t source = -1;                       ///< element of the source; -1: none
    std::int64_t weight = -1; ///< index of the weight that is the factor; -1: none
    double value = 0, factor = 1;
    CellRole role = CellRole::Element;
    bool isPadding = false;
    double product() const { return value * factor; }
};

/// Products that come from one map of one source.
struct SheetGroup {
    int node = -1;         ///< whose value or gradient the source is; -1: the loss
    std::int64_t map = -1; ///< of the source; -1: it has none
    std::int64_t rows = 0, columns = 0;
    std::vector<SheetCell> cells;
    double sum = 0;
};

/// What the microscope shows of one number: its products laid out as they lie in their maps.
struct MicroscopeSheet {
    bool isBackward = false;
    std::vector<SheetGroup> groups;
    double bias = 0;
    double sum = 0;
    double result = 0;
    bool isOutdated = false;
    bool isOfIntegers = false; ///< of an int8 layer: no number has a fraction
    std::vector<double> votes; ///< of each picture, for the gradient of a parameter
    bool isEmpty() const { return groups.empty() && votes.empty(); }
    /// The group that weighs most.
    std::size_t strongestGroup() const;
};

/// Lays `explanation` of `ref` out.
MicroscopeSheet sheetOf(const Program& program, const ElementRef& ref,
                        const Explanation& explanation);

/// The whole sum in full precision, as it can be pasted into a calculator: "0.5 * -1.25 + ... = ...".
QString calculationText(const MicroscopeSheet& sheet);

/// Products of the strongest groups, the rest and the bias, rounded for the eye so that what is
/// printed adds up to the sum that is printed.
QString sumText(const MicroscopeSheet& sheet, std::size_t mostGroups);

} // namespace propago
