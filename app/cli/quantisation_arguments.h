#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/infer/quantisation_options.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace propago {

class Arguments;

/// How integers are made, as options of a verb.
class QuantisationArguments {
public:
    void declare(Arguments& arguments);

    /// What was asked for. A usage error names the choices, or the layers of `graph`.
    Result<QuantisationOptions> options(const Graph& graph) const;

private:
    std::string m_ranges = "min-max";
    double m_percentile = QuantisationOptions{}.percentile;
    bool m_isPerTensor = false;
    bool m_isSymmetric = false;
    bool m_equalises = false;
    bool m_correctsBias = false;
    std::string m_layerBits;
};

/// "min-max", "percentile", "mse" or "entropy".
const char* nameOf(RangeMethod method);

/// {"ranges", "per_channel", ...}; layers with bits of their own by name.
nlohmann::ordered_json quantisationJson(const QuantisationOptions& options, const Graph& graph);

} // namespace propago
