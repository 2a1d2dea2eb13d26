#pragma once
#include <vector>

namespace propago {

/// Which value has the strongest colour in each column of the stage: the largest that it holds now,
/// or, kept, the largest since ranges are kept, so that colours of different moments compare.
class ValueRanges {
public:
    /// The largest magnitude of one column, of its values or of its gradients; 0: nothing is shown.
    struct Seen {
        double largest = 0;
        bool isGradient = false;
    };

    /// Starts or stops to keep; what was kept before is forgotten.
    void keep(bool keeps);
    bool keeps() const { return m_keeps; }
    /// Forgets what was kept: the columns are of another network.
    void clear();
    /// What the columns hold now, one for each.
    void adopt(const std::vector<Seen>& columns);
    /// Of one column; with `isShared` of all columns that show the same kind.
    double of(int column, bool isGradient, bool isShared) const;

private:
    struct Pair {
        double value = 0;
        double gradient = 0;
    };
    bool m_keeps = false;
    std::vector<Pair> m_ranges;
};

} // namespace propago
