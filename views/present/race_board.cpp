#include "views/present/race_board.h"

#include "views/common/palette.h"
#include "views/present/number_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <span>

namespace propago {

namespace {

QString say(const char* sentence)
{
    return QCoreApplication::translate("propago::RaceBoard", sentence);
}

const Tensor* valueOf(const Race& race, std::size_t lane, int node)
{
    const auto& values = race.lanes[lane].values;
    const auto at = static_cast<std::size_t>(node);
    return at < values.size() && !values[at].isEmpty() ? &values[at] : nullptr;
}

RaceColumn columnOf(const Tensor& values, int node, const Graph& graph)
{
    RaceColumn column;
    column.node = node;
    column.name = QString::fromStdString(graph.nodes[static_cast<std::size_t>(node)].name);
    column.elements = values.elements();
    const Shape& shape = values.shape();
    column.isVector = shape.rank() != 4;
    if (column.isVector) { // folded into something like a square
        column.width = static_cast<std::int64_t>(
            std::ceil(std::sqrt(static_cast<double>(column.elements) * 0.6)));
        column.width = std::max<std::int64_t>(column.width, 1);
        column.height = (column.elements + column.width - 1) / column.width;
    } else {
        column.maps = shape[1];
        column.height = shape[2];
        column.width = shape[3];
    }
    for (const float each : values.span<float>()) {
        const auto value = static_cast<double>(each);
        column.low = std::min(column.low, value);
        column.high = std::max(column.high, value);
    }
    column.isSigned = column.low < 0;
    column.largest = std::max({column.high, -column.low, 1e-30});
    return column;
}

QRgb mixed(QRgb a, QRgb b, double share)
{
    const auto mix = [share](int from, int to) {
        return static_cast<int>(std::lround(from + share * (to - from)));
    };
    return qRgb(mix(qRed(a), qRed(b)), mix(qGreen(a), qGreen(b)), mix(qBlue(a), qBlue(b)));
}

QRgb valueColour(double value, const RaceColumn& column, bool isDark)
{
    return column.isSigned ? divergingColour(value / column.largest, isDark)
                           : sequentialColour(value / column.largest, isDark);
}

QRgb greyColour(double value, const RaceColumn& column, bool isDark)
{
    const int grey = qGray(sequentialColour(std::abs(value) / column.largest, isDark));
    return mixed(qRgb(grey, grey, grey), divergingColour(0, isDark), 0.55);
}

QRgb glowing(QRgb base, double glow, bool isDark)
{
    return mixed(base, divergingColour(glow < 0 ? -1 : 1, isDark), std::abs(glow));
}

/// The element of a block of pixels that tells most.
std::int64_t strongest(const RaceColumn& column, std::int64_t map, QRect block,
                       std::span<const float> values, std::span<const float> reference)
{
    const bool isReference = values.data() == reference.data();
    std::int64_t best = -1;
    float most = -1;
    for (int y = block.top(); y <= block.bottom(); ++y) {
        for (int x = block.left(); x <= block.right(); ++x) {
            const std::int64_t at = (map * column.height + y) * column.width + x;
            if (at >= column.elements)
                continue;
            const auto i = static_cast<std::size_t>(at);
            const float size = std::abs(isReference ? values[i] : values[i] - reference[i]);
            if (size > most) {
                most = size;
                best = at;
            }
        }
    }
    return best;
}

template<typename Colour>
QImage tile(const Race& race, std::size_t lane, const RaceColumn& column, std::int64_t map,
            int most, Colour colour)
{
    const Tensor* reference = valueOf(race, 0, column.node);
    const Tensor* values = valueOf(race, lane, column.node);
    if (!reference || !values)
        return {};
    const auto wide = static_cast<int>(column.width), tall = static_cast<int>(column.height);
    QImage image(std::min(wide, most), std::min(tall, most), QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    for (int y = 0; y < image.height(); ++y) {
        const int top = y * tall / image.height();
        const int bottom = std::max((y + 1) * tall / image.height() - 1, top);
        for (int x = 0; x < image.width(); ++x) {
            const int left = x * wide / image.width();
            const int right = std::max((x + 1) * wide / image.width() - 1, left);
            const std::int64_t at =
                strongest(column, map, QRect(QPoint(left, top), QPoint(right, bottom)),
                          values->span<float>(), reference->span<float>());
            if (at >= 0)
                image.setPixel(x, y, colour(values->at(at), reference->at(at)));
        }
    }
    return image;
}

} // namespace

std::vector<RaceColumn> raceColumns(const Race& race, const Graph& graph)
{
    std::vector<RaceColumn> columns;
    for (int node = 0; node < static_cast<int>(graph.nodes.size()); ++node) {
        bool isEverywhere = !race.lanes.empty();
        for (std::size_t lane = 0; lane < race.lanes.size(); ++lane)
            isEverywhere = isEverywhere && valueOf(race, lane, node);
        if (isEverywhere)
            columns.push_back(columnOf(*valueOf(race, 0, node), node, graph));
    }
    return columns;
}

double glowOf(double difference, double range)
{
    const double strength = std::min(std::abs(difference) / (kFullGlow * range), 1.0);
    return std::copysign(std::sqrt(strength), difference);
}

QImage raceTile(const Race& race, std::size_t lane, const RaceColumn& column, std::int64_t map,
                int most, bool isDark)
{
    return tile(race, lane, column, map, most, [&](double value, double reference) {
        if (lane == 0)
            return valueColour(value, column, isDark);
        return glowing(greyColour(value, column, isDark), glowOf(value - reference, column.range()),
                       isDark);
    });
}

QImage differenceTile(const Race& race, std::size_t lane, const RaceColumn& column,
                      std::int64_t map, int most, bool isDark)
{
    return tile(race, lane, column, map, most, [&](double value, double reference) {
        return divergingColour(glowOf(value - reference, column.range()), isDark);
    });
}

std::int64_t mapThatDiffersMost(const Race& race, std::size_t lane, const RaceColumn& column)
{
    const auto reference = valueOf(race, 0, column.node)->span<float>();
    const auto values = valueOf(race, lane, column.node)->span<float>();
    const std::int64_t plane = std::max<std::int64_t>(column.elements / column.maps, 1);
    float most = 0;
    std::int64_t map = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float difference = std::abs(values[i] - reference[i]);
        if (difference > most) {
            most = difference;
            map = static_cast<std::int64_t>(i) / plane;
        }
    }
    return column.isVector ? 0 : map;
}

std::int64_t elementThatDiffersMost(const Race& race, std::size_t lane, const RaceColumn& column,
                                    std::int64_t map)
{
    const auto reference = valueOf(race, 0, column.node)->span<float>();
    const auto values = valueOf(race, lane, column.node)->span<float>();
    const QRect all(0, 0, static_cast<int>(column.width), static_cast<int>(column.height));
    const std::int64_t found = strongest(column, map, all, values, reference);
    const auto at = static_cast<std::size_t>(std::max<std::int64_t>(found, 0));
    const bool differs = found >= 0 && std::abs(values[at] - reference[at]) > 0;
    return differs ? found : strongest(column, map, all, reference, reference);
}

double laneProgress(const Race& race, std::size_t lane, double share)
{
    double slowest = 0;
    for (const RaceLane& each : race.lanes)
        slowest = std::max(slowest, each.microseconds);
    const double own = race.lanes[lane].microseconds;
    return own > 0 ? std::clamp(share * slowest / own, 0.0, 1.0) : std::clamp(share, 0.0, 1.0);
}

int laneRank(const Race& race, std::size_t lane)
{
    const double own = race.lanes[lane].microseconds;
    return 1 + static_cast<int>(std::ranges::count_if(race.lanes, [own](const RaceLane& each) {
               return each.microseconds < own;
           }));
}

int winnerOf(const RaceLane& lane)
{
    if (lane.probabilities.empty())
        return -1;
    return static_cast<int>(std::ranges::max_element(lane.probabilities)
                            - lane.probabilities.begin());
}

std::vector<int> shownCategories(const Race& race, std::size_t most, int truth)
{
    if (race.lanes.empty())
        return {};
    const auto& probabilities = race.lanes.front().probabilities;
    std::vector<int> all(probabilities.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<int>(i);
    const auto byProbability = [&](int a, int b) {
        return probabilities[static_cast<std::size_t>(a)]
               > probabilities[static_cast<std::size_t>(b)];
    };
    std::ranges::stable_sort(all, byProbability);
    std::vector<int> shown;
    const auto take = [&](int category) {
        if (category >= 0 && shown.size() < most
            && std::ranges::find(shown, category) == shown.end())
            shown.push_back(category);
    };
    for (const RaceLane& lane : race.lanes)
        take(winnerOf(lane));
    take(truth);
    for (const int category : all)
        take(category);
    std::ranges::stable_sort(shown, byProbability);
    return shown;
}

QString categoryName(int category, const QStringList& classNames)
{
    return category >= 0 && category < classNames.size() ? classNames[category]
                                                         : QString::number(category);
}

QString flipWords(const Race& race, std::size_t lane, const Graph& graph,
                  const QStringList& classNames)
{
    const RaceLane& own = race.lanes[lane];
    if (lane == 0 || own.flipsAt < 0 || own.flipsAt >= static_cast<int>(graph.nodes.size()))
        return {};
    const QString node =
        QString::fromStdString(graph.nodes[static_cast<std::size_t>(own.flipsAt)].name);
    const int winner = winnerOf(own);
    // Later layers may lead back to the answer of fp32.
    if (winner == winnerOf(race.lanes.front()))
        return say("%1 in %2: its values alone would change the answer; what follows changes it "
                   "back")
            .arg(node, formatName(own.precision));
    return say("%1 in %2: from here on the answer would be %3")
        .arg(node, formatName(own.precision), categoryName(winner, classNames));
}

QString raceWords(const Race& race, const Graph& graph, const QStringList& classNames, int truth)
{
    if (race.lanes.empty())
        return {};
    QStringList sentences;
    const int winner = winnerOf(race.lanes.front());
    const bool areEqual = std::ranges::all_of(
        race.lanes, [winner](const RaceLane& each) { return winnerOf(each) == winner; });
    for (std::size_t lane = 1; lane < race.lanes.size(); ++lane) {
        if (const QString words = flipWords(race, lane, graph, classNames); !words.isEmpty())
            sentences << words;
    }
    if (areEqual)
        sentences.prepend(say("Every precision answers %1").arg(categoryName(winner, classNames)));
    else if (sentences.isEmpty())
        sentences << say("The precisions do not agree: fp32 answers %1")
                         .arg(categoryName(winner, classNames));
    if (truth >= 0)
        sentences << (truth == winner ? say("%1 is right") : say("the truth is %1"))
                         .arg(categoryName(truth, classNames));
    for (std::size_t lane = 0; lane < race.lanes.size(); ++lane) {
        if (race.lanes[lane].microseconds > 0 && laneRank(race, lane) == 1)
            sentences << say("%1 arrives first").arg(formatName(race.lanes[lane].precision));
    }
    return sentences.join(QStringLiteral(" · "));
}

QString sqnrText(double decibel)
{
    if (std::isnan(decibel))
        return QString(QChar(0x2013));
    if (std::isinf(decibel))
        return decibel > 0 ? say("equal") : QString(QChar(0x2013));
    return QStringLiteral("%1 dB").arg(decibel, 0, 'f', 0).replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace propago
