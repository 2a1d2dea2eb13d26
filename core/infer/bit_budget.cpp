#include "core/infer/bit_budget.h"

#include "core/infer/even_part.h"
#include "core/infer/inference_plan.h"
#include "core/infer/judgement.h"
#include "core/infer/statistics.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace propago {

namespace {

constexpr std::int64_t kBatch = 64;
constexpr int kMostBits = 8;
constexpr int kFewerBits[] = {4, 2};

// A choice of bits with everything that was found out about it.
struct Trial {
    BitTrial figures;
    double loss = 0;
};

// Judges choices of bits, all on the same pictures and against the same fp32 network.
class Judge {
public:
    Judge(const Graph& graph, const Weights& weights, const QuantisationOptions& options,
          const Calibration& calibration, const JudgedData& data, ThreadPool& pool)
        : m_graph(graph)
        , m_weights(weights)
        , m_options(options)
        , m_calibration(calibration)
        , m_data(data)
        , m_pool(pool)
    {}

    Result<void> judgeFp32(const Progress& progress)
    {
        const auto judged = judgeWith(Format::Fp32, m_options, progress, m_fp32Bytes);
        if (!judged)
            return tl::unexpected(judged.error());
        m_fp32 = *judged;
        return {};
    }

    Result<Trial> tried(const std::vector<int>& layerBits, const Progress& progress) const
    {
        QuantisationOptions options = m_options;
        options.layerBits = layerBits;
        Trial trial;
        BitTrial& figures = trial.figures;
        const auto judged = judgeWith(Format::Int8, options, progress, figures.weightBytes);
        if (!judged)
            return tl::unexpected(judged.error());
        trial.loss = judged->loss;
        figures.layerBits = layerBits;
        figures.samples = m_data.pictures.size();
        figures.fp32Bytes = m_fp32Bytes;
        figures.accuracy = share(judged->right);
        figures.fp32Accuracy = share(m_fp32.right);
        std::tie(figures.accuracyLow, figures.accuracyHigh) =
            wilsonInterval(judged->right, figures.samples);
        figures.agreementWithFp32 = share(agreement(*judged));
        return trial;
    }

private:
    Result<Judgement> judgeWith(Format format, const QuantisationOptions& options,
                                const Progress& progress, std::int64_t& weightBytes) const
    {
        auto plan = planInference(m_graph, m_weights, {format, kBatch, false, false, options},
                                  &m_calibration, m_pool);
        if (!plan)
            return tl::unexpected(plan.error());
        weightBytes = (*plan)->weightBytes();
        return judge(**plan, m_graph, m_data, progress, m_pool);
    }

    double share(std::int64_t count) const
    {
        return static_cast<double>(count) / static_cast<double>(m_data.pictures.size());
    }

    std::int64_t agreement(const Judgement& judged) const
    {
        std::int64_t same = 0;
        for (std::size_t i = 0; i < judged.answers.size(); ++i)
            same += judged.answers[i] == m_fp32.answers[i] ? 1 : 0;
        return same;
    }

    const Graph& m_graph;
    const Weights& m_weights;
    const QuantisationOptions& m_options;
    const Calibration& m_calibration;
    const JudgedData& m_data;
    ThreadPool& m_pool;
    Judgement m_fp32;
    std::int64_t m_fp32Bytes = 0;
};

Result<void> requirePictures(const Dataset& data, std::int64_t samples)
{
    if (data.size() > 0 && samples > 0)
        return {};
    return fail(ErrorCode::BadInput, {PROPAGO_TEXT("there are no pictures to evaluate on"), {}},
                data.name(), {PROPAGO_TEXT("use at least one picture"), {}});
}

// One way to save bytes: a layer with fewer bits than it has.
struct Move {
    int node = -1;
    int bits = 0;
    double cost = std::numeric_limits<double>::infinity(); // loss for each byte
};

// Walks from 8 bits everywhere to 2 bits everywhere.
class CurveFinder {
public:
    /// `chooser` says what a layer with fewer bits costs, `judge` what the choices are worth.
    CurveFinder(const Judge& chooser, const Judge& judge, std::vector<int> layers,
                std::size_t nodes, const Progress& progress)
        : m_chooser(chooser)
        , m_judge(judge)
        , m_layers(std::move(layers))
        , m_bits(nodes, 0)
        , m_progress(progress)
    {
        for (const int layer : m_layers)
            bits(layer) = kMostBits;
    }

    Result<BitCurve> run()
    {
        auto first = tried(m_chooser, m_bits);
        const auto judged = first ? tried(m_judge, m_bits) : first;
        if (!judged)
            return tl::unexpected(judged.error());
        m_first = std::move(*first);
        m_curve.points.push_back(judged->figures);
        for (const int layer : m_layers) {
            if (const auto measured = measureAlone(layer); !measured)
                return tl::unexpected(measured.error());
        }
        for (Move move = cheapest(); move.node >= 0; move = cheapest()) {
            if (const auto taken = take(move); !taken)
                return tl::unexpected(taken.error());
        }
        return std::move(m_curve);
    }

private:
    int& bits(int layer) { return m_bits[static_cast<std::size_t>(layer)]; }

    Result<Trial> tried(const Judge& judge, const std::vector<int>& layerBits)
    {
        const double steps = 2 + 4 * static_cast<double>(m_layers.size()); // at most
        const double from = m_trials++ / steps;
        return judge.tried(layerBits, partOf(m_progress, from, from + 1 / steps));
    }

    Result<void> measureAlone(int layer)
    {
        for (const int fewer : kFewerBits) {
            std::vector<int> alone = m_bits;
            alone[static_cast<std::size_t>(layer)] = fewer;
            const auto trial = tried(m_chooser, alone);
            if (!trial)
                return tl::unexpected(trial.error());
            const double increase = trial->loss - m_first.loss;
            m_curve.sensitivities.push_back(
                {layer, fewer, trial->figures.agreementWithFp32, increase});
            m_alone[{layer, fewer}] = {increase,
                                       m_first.figures.weightBytes - trial->figures.weightBytes};
        }
        m_alone[{layer, kMostBits}] = {0.0, 0};
        return {};
    }

    Move cheapest()
    {
        Move best;
        for (const int layer : m_layers) {
            for (const int fewer : kFewerBits) {
                if (fewer >= bits(layer))
                    continue;
                const auto [lossNow, savedNow] = m_alone.at({layer, bits(layer)});
                const auto [lossThen, savedThen] = m_alone.at({layer, fewer});
                const double bytes = std::max(0.5, static_cast<double>(savedThen - savedNow));
                const double cost = (lossThen - lossNow) / bytes;
                if (best.node < 0 || cost < best.cost)
                    best = {layer, fewer, cost};
            }
        }
        return best;
    }

    // A step that saves nothing, because the layer's weights fill no fewer bytes, is no point.
    Result<void> take(const Move& move)
    {
        bits(move.node) = move.bits;
        auto trial = tried(m_judge, m_bits);
        if (!trial)
            return tl::unexpected(trial.error());
        if (trial->figures.weightBytes < m_curve.points.back().weightBytes)
            m_curve.points.push_back(std::move(trial->figures));
        return {};
    }

    const Judge& m_chooser;
    const Judge& m_judge;
    std::vector<int> m_layers;
    std::vector<int> m_bits; // index = node
    const Progress& m_progress;
    double m_trials = 0;
    Trial m_first;                                                          // 8 bits everywhere
    std::map<std::pair<int, int>, std::pair<double, std::int64_t>> m_alone; // loss, bytes saved
    BitCurve m_curve;
};

} // namespace

std::vector<int> nodesWithBits(const Graph& graph)
{
    std::vector<int> nodes;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        const OperatorKind kind = graph.nodes[static_cast<std::size_t>(i)].kind;
        if (kind == OperatorKind::Conv2d || kind == OperatorKind::Linear)
            nodes.push_back(i);
    }
    return nodes;
}

Result<BitTrial> tryBits(const Graph& graph, const Weights& weights,
                         const QuantisationOptions& options, const Calibration& calibration,
                         const Dataset& data, const Normalisation& normalisation,
                         std::int64_t samples, ThreadPool& pool, const Progress& progress)
{
    if (const auto there = requirePictures(data, samples); !there)
        return tl::unexpected(there.error());
    const EvenPart part(data, samples);
    const JudgedData judged{part, normalisation};
    Judge judge(graph, weights, options, calibration, judged, pool);
    if (const auto fp32 = judge.judgeFp32(partOf(progress, 0, 0.5)); !fp32)
        return tl::unexpected(fp32.error());
    auto trial = judge.tried(options.layerBits, partOf(progress, 0.5, 1));
    if (!trial)
        return tl::unexpected(trial.error());
    return std::move(trial->figures);
}

Result<BitCurve> findBitCurve(const Graph& graph, const Weights& weights,
                              const QuantisationOptions& options, const Calibration& calibration,
                              const BitCurveData& data, const Normalisation& normalisation,
                              std::int64_t samples, ThreadPool& pool, const Progress& progress)
{
    for (const Dataset* each : {&data.choosing, &data.judged}) {
        if (const auto there = requirePictures(*each, samples); !there)
            return tl::unexpected(there.error());
    }
    const EvenPart choosingPart(data.choosing, samples), judgedPart(data.judged, samples);
    const JudgedData choosing{choosingPart, normalisation}, judged{judgedPart, normalisation};
    Judge chooser(graph, weights, options, calibration, choosing, pool);
    Judge judge(graph, weights, options, calibration, judged, pool);
    if (const auto fp32 = chooser.judgeFp32(partOf(progress, 0, 0.02)); !fp32)
        return tl::unexpected(fp32.error());
    if (const auto fp32 = judge.judgeFp32(partOf(progress, 0.02, 0.04)); !fp32)
        return tl::unexpected(fp32.error());
    const Progress rest = partOf(progress, 0.04, 1);
    return CurveFinder(chooser, judge, nodesWithBits(graph), graph.nodes.size(), rest).run();
}

} // namespace propago
