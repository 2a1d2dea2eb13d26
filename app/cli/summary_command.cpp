#include "app/cli/summary_command.h"

#include "app/cli/command.h"
#include "app/cli/json_output.h"
#include "app/cli/model_argument.h"
#include "app/cli/text_table.h"
#include "core/data/catalog.h"
#include "core/graph/summary.h"

#include <nlohmann/json.hpp>

namespace propago {

namespace {

using Json = nlohmann::ordered_json;

Json countsOf(const SummaryRow& row)
{
    return {{"parameters", row.parameters},
            {"macs", row.macs},
            {"parameter_bytes", row.parameterBytes},
            {"activation_bytes", row.activationBytes},
            {"bytes", row.parameterBytes + row.activationBytes}};
}

Json layerObject(const SummaryRow& row)
{
    Json object{{"name", row.name}, {"kind", row.kind}, {"output", jsonShape(row.output)}};
    object.update(countsOf(row));
    return object;
}

std::vector<std::string> cells(const SummaryRow& row, const std::string& shape)
{
    return {row.name,
            row.kind,
            shape,
            grouped(row.parameters),
            grouped(row.macs),
            grouped(row.parameterBytes),
            grouped(row.activationBytes)};
}

class SummaryCommand final : public Command {
public:
    const char* name() const override { return "summary"; }
    const char* help() const override { return "the layer table of a network"; }

    void declare(Arguments& arguments) override
    {
        arguments.text("--model", m_model, "a zoo name, a .propago or an .onnx file");
        arguments.required();
        arguments.text("--data", m_data,
                       "pictures that decide a zoo network's input and categories");
    }

    Result<void> run(const Invocation& invocation) override
    {
        const auto model = load(static_cast<std::uint64_t>(invocation.common.seed));
        if (!model)
            return tl::unexpected(model.error());
        const auto summary = summarise(model->session.graph);
        if (!summary)
            return tl::unexpected(summary.error());
        Json& fields = invocation.report.fields();
        fields["model"] = model->session.graph.name;
        fields["layers"] = Json::array();
        TextTable table({"layer", "kind", "output", "parameters", "MACs", "parameter bytes",
                         "activation bytes"});
        for (const SummaryRow& row : summary->rows) {
            fields["layers"].push_back(layerObject(row));
            table.add(cells(row, row.output.text()));
        }
        table.addLine();
        SummaryRow total = summary->total;
        total.name = "total";
        total.kind.clear();
        table.add(cells(total, ""));
        fields["totals"] = countsOf(total);
        invocation.report.text = table.text() + "Counts are for one picture, bytes are of fp32.\n";
        return {};
    }

private:
    Result<LoadedModel> load(std::uint64_t seed) const
    {
        if (m_data.empty())
            return loadModel(m_model, seed);
        const auto data = openDataset(m_data, Part::Test);
        if (!data)
            return tl::unexpected(data.error());
        return loadModel(m_model, (*data)->sampleShape(),
                         static_cast<std::int64_t>((*data)->classNames().size()), seed);
    }

    std::string m_model, m_data;
};

} // namespace

std::unique_ptr<Command> makeSummaryCommand()
{
    return std::make_unique<SummaryCommand>();
}

} // namespace propago
