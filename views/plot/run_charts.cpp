#include "views/plot/chart_builders.h"

#include <QCoreApplication>

#include <functional>

namespace propago {

namespace {

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::Chart", sentence);
}

using OfBatch = double BatchMetrics::*;
using OfEpoch = std::function<double(const EpochMetrics&)>;

// Updates are counted from 1.
ChartSeries batchSeries(const QString& name, const Envelope& curve)
{
    ChartSeries series;
    series.name = name;
    series.canSmooth = true;
    for (const Envelope::Point& point : curve.points()) {
        series.x.push_back(static_cast<double>(point.at + 1));
        series.y.push_back(point.value);
    }
    return series;
}

void putEveryValue(ChartSeries& series, const BatchHistory& batches, OfBatch value)
{
    series.x.clear();
    series.y.clear();
    batches.forEach(0, batches.size(), [&](std::size_t index, const BatchMetrics& batch) {
        series.x.push_back(static_cast<double>(index + 1));
        series.y.push_back(batch.*value);
    });
}

// The first series shows `curve`; files of numbers get `value` of every batch instead.
void offerEveryValue(ChartData& chart, const BatchHistory& batches, const Envelope& curve,
                     OfBatch value)
{
    if (curve.isWhole())
        return;
    chart.exact = [thinned = chart, batches, value] {
        ChartData every = thinned;
        putEveryValue(every.series.front(), batches, value);
        return every;
    };
}

ChartSeries epochSeries(const QString& name, int colour, const History& history,
                        std::int64_t batchesPerEpoch, const OfEpoch& value)
{
    ChartSeries series;
    series.name = name;
    series.colour = colour;
    series.hasPoints = true;
    for (const EpochMetrics& epoch : history.epochs) {
        series.x.push_back(static_cast<double>(epoch.epoch * batchesPerEpoch));
        series.y.push_back(value(epoch));
    }
    return series;
}

ChartData byUpdate(const QString& title, const QString& quantity, const History& history,
                   std::int64_t batchesPerEpoch)
{
    ChartData chart;
    chart.title = title;
    chart.emptyText = say("nothing measured yet: press Space to train");
    chart.x.label = say("update");
    chart.y.label = quantity;
    for (const EpochMetrics& epoch : history.epochs)
        chart.markers.push_back({static_cast<double>(epoch.epoch * batchesPerEpoch),
                                 say("epoch %1").arg(epoch.epoch), false});
    return chart;
}

void markDivergence(ChartData& chart, const History& history)
{
    const std::int64_t first = history.batches.loss().firstNotFinite();
    if (first >= 0)
        chart.markers.push_back(
            {static_cast<double>(first + 1), say("loss is not a number"), true});
}

bool isWeight(const ParameterNorms& norms)
{
    return norms.ref.index == 0;
}

QString layerName(const Snapshot& snapshot, const ParameterNorms& norms)
{
    if (!snapshot.program)
        return QString::number(norms.ref.node);
    return QString::fromStdString(
        snapshot.program->graph().nodes[static_cast<std::size_t>(norms.ref.node)].name);
}

ChartData byLayer(const QString& title, const QString& quantity, const Snapshot* snapshot,
                  const std::function<double(const ParameterNorms&)>& value)
{
    ChartData chart;
    chart.title = title;
    chart.x.label = say("layer");
    chart.y.label = quantity;
    chart.y.isLog = true;
    chart.emptyText = say("no gradient yet: it is there after the first backward pass");
    if (!snapshot)
        return chart;
    ChartSeries series;
    series.name = quantity;
    series.style = SeriesStyle::Bars;
    for (const ParameterNorms& norms : snapshot->norms) {
        if (!isWeight(norms))
            continue;
        series.x.push_back(static_cast<double>(chart.x.categories.size()));
        series.y.push_back(value(norms));
        chart.x.categories << layerName(*snapshot, norms);
    }
    chart.series.push_back(std::move(series));
    return chart;
}

} // namespace

ChartData lossChart(const History& history, std::int64_t batchesPerEpoch)
{
    ChartData chart = byUpdate(say("Loss"), say("loss"), history, batchesPerEpoch);
    chart.series = {batchSeries(say("each batch"), history.batches.loss()),
                    epochSeries(say("epoch mean"), 1, history, batchesPerEpoch,
                                [](const EpochMetrics& m) { return m.loss; }),
                    epochSeries(say("held-out"), 2, history, batchesPerEpoch,
                                [](const EpochMetrics& m) { return m.testLoss; })};
    markDivergence(chart, history);
    offerEveryValue(chart, history.batches, history.batches.loss(), &BatchMetrics::loss);
    return chart;
}

ChartData accuracyChart(const History& history, std::int64_t batchesPerEpoch)
{
    ChartData chart = byUpdate(say("Accuracy"), say("accuracy"), history, batchesPerEpoch);
    chart.y.isShare = true;
    chart.series = {batchSeries(say("each batch"), history.batches.accuracy()),
                    epochSeries(say("epoch mean"), 1, history, batchesPerEpoch,
                                [](const EpochMetrics& m) { return m.accuracy; }),
                    epochSeries(say("held-out"), 2, history, batchesPerEpoch,
                                [](const EpochMetrics& m) { return m.testAccuracy; })};
    offerEveryValue(chart, history.batches, history.batches.accuracy(), &BatchMetrics::accuracy);
    return chart;
}

ChartData learningRateChart(const History& history, std::int64_t batchesPerEpoch)
{
    ChartData chart =
        byUpdate(say("Learning rate"), say("learning rate"), history, batchesPerEpoch);
    chart.series = {batchSeries(say("learning rate"), history.batches.learningRate())};
    chart.series.front().canSmooth = false;
    offerEveryValue(chart, history.batches, history.batches.learningRate(),
                    &BatchMetrics::learningRate);
    return chart;
}

ChartData gradientChart(const Snapshot* snapshot)
{
    return byLayer(say("Gradient of each layer"), say("gradient norm"), snapshot,
                   [](const ParameterNorms& norms) { return norms.gradient; });
}

ChartData updateRatioChart(const Snapshot* snapshot)
{
    const double rate = snapshot ? snapshot->learningRate : 0;
    ChartData chart =
        byLayer(say("Step against weights"), say("lr · |gradient| / |weights|"), snapshot,
                [rate](const ParameterNorms& norms) {
                    return norms.parameter > 0 ? rate * norms.gradient / norms.parameter : 0;
                });
    chart.note = say("one plain step, before momentum or Adam reshape it; near 0.001 is healthy");
    return chart;
}

} // namespace propago
