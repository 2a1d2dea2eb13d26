#include "app/cli/convert_command.h"

#include "app/cli/model_argument.h"
#include "core/base/limits.h"
#include "core/base/thread_pool.h"
#include "core/data/catalog.h"
#include "core/infer/quantised_training.h"
#include "core/io/onnx_writer.h"
#include "core/io/session_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <ostream>

namespace propago {

namespace {

bool endsWith(const std::string& text, const std::string& end)
{
    return text.size() >= end.size()
           && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

class ConvertCommand final : public Command {
public:
    const char* name() const override { return "convert"; }
    const char* help() const override { return "between .onnx and .propago files"; }

    void declare(Arguments& arguments) override
    {
        arguments.text("--model", m_model, "a .propago or .onnx file");
        arguments.required();
        arguments.text("-o,--output", m_output, "FILE.onnx or FILE.propago");
        arguments.required();
        arguments.text("--data", m_data,
                       "with --precision int8: pictures whose training part finds the ranges "
                       "(default: the session's own)");
        arguments.whole("--calibrate", m_calibrate, "how many of them (default 512)", 1);
    }

    Result<void> run(const Invocation& invocation) override
    {
        const auto format = targetFormat(invocation);
        if (!format)
            return tl::unexpected(format.error());
        auto model = openModel(m_model, {}, 0);
        if (!model)
            return tl::unexpected(model.error());
        for (const std::string& note : model->notes) {
            if (!invocation.common.isQuiet)
                invocation.messages << displayable(note, 1000) << "\n";
        }
        auto written = write(model->session, *format, invocation);
        if (!written)
            return tl::unexpected(written.error());
        tell(*written, invocation.report);
        return {};
    }

private:
    bool makesOnnx() const { return endsWith(m_output, ".onnx"); }

    Result<Format> targetFormat(const Invocation& invocation) const
    {
        if (isZooName(m_model))
            return usageError({PROPAGO_TEXT("convert takes a file with weights, not the name of a "
                                            "network"),
                               {}});
        if (!makesOnnx() && !endsWith(m_output, ".propago"))
            return usageError({PROPAGO_TEXT("the output %1 is neither .onnx nor .propago"),
                               {displayable(m_output)}},
                              {PROPAGO_TEXT("name it FILE.onnx or FILE.propago"), {}});
        const auto format = precisionNamed(invocation.common.precision);
        if (!format || *format == Format::Fp32 || (*format == Format::Int8 && makesOnnx()))
            return format;
        return usageError({PROPAGO_TEXT("files are written in fp32, ONNX files also in int8"), {}});
    }

    // The network as it was written.
    Result<Graph> write(Session& session, Format format, const Invocation& invocation) const
    {
        if (!makesOnnx()) {
            if (auto saved = saveSession(session, m_output); !saved)
                return tl::unexpected(saved.error());
            return session.graph;
        }
        QuantisedNetwork network{session.graph, parametersOf(session)};
        if (format == Format::Int8) {
            ThreadPool pool(static_cast<int>(invocation.common.threads));
            auto rounded = quantised(network, session, pool);
            if (!rounded)
                return tl::unexpected(rounded.error());
            network = std::move(*rounded);
        }
        if (auto done = writeOnnx(network.graph, network.weights, m_output); !done)
            return tl::unexpected(done.error());
        return std::move(network.graph);
    }

    static Weights parametersOf(const Session& session)
    {
        Weights weights;
        for (const auto& [ref, tensor] : session.tensors) {
            if (ref.kind != SlotKind::Parameter)
                continue;
            Tensor plain(tensor.shape(), Format::Fp32);
            convert(tensor.view(), plain.view());
            weights.emplace(ref, std::move(plain));
        }
        return weights;
    }

    // A network that was trained with rounding keeps its bits and ranges.
    Result<QuantisedNetwork> quantised(const QuantisedNetwork& network, const Session& session,
                                       ThreadPool& pool) const
    {
        const bool isRounded = std::ranges::any_of(network.graph.nodes, [](const Node& node) {
            return node.kind == OperatorKind::FakeQuantize;
        });
        if (isRounded)
            return network;
        const std::string& name = m_data.empty() ? session.data : m_data;
        if (name.empty())
            return usageError(
                {PROPAGO_TEXT("int8 needs pictures to find the ranges of its values"), {}},
                {PROPAGO_TEXT("give --data"), {}});
        const auto data = openTrainingData(name);
        if (!data)
            return tl::unexpected(data.error());
        QuantisedTrainingOptions options;
        options.calibrationSamples = m_calibrate;
        options.widensRanges = false; // the integers that evaluate judges
        return prepareForQuantisedTraining(network.graph, network.weights, *data->training,
                                           session.normalisation, options, pool);
    }

    void tell(const Graph& graph, Report& report) const
    {
        std::map<std::string, int> counts;
        for (const Node& node : graph.nodes)
            ++counts[operatorFor(node.kind).name()];
        report.fields()["operators"] = counts;
        report.fields()["file"] = m_output;
        report.text = displayable(m_output, 1000) + "\n";
        for (const auto& [kind, count] : counts)
            report.text += kind + " x " + std::to_string(count) + "\n";
    }

    std::string m_model, m_output, m_data;
    std::int64_t m_calibrate = 512;
};

} // namespace

std::unique_ptr<Command> makeConvertCommand()
{
    return std::make_unique<ConvertCommand>();
}

} // namespace propago
