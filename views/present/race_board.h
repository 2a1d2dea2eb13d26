#pragma once
#include "core/infer/race.h"

#include <QImage>
#include <QStringList>

#include <vector>

namespace propago {

/// A layer of the race: one column of the board.
struct RaceColumn {
    int node = -1;
    QString name;
    std::int64_t maps = 1, height = 1,
                 width = 1; ///< values without maps: 1 x height x width, folded
    std::int64_t elements = 0;
    bool isVector = false;
    bool isSigned = false;    ///< fp32 has values below zero
    double low = 0, high = 0; ///< of the fp32 values
    double largest = 0;       ///< magnitude of them
    double range() const { return high > low ? high - low : 1; }
};

/// The layers that left values behind in every lane, in the network's order.
std::vector<RaceColumn> raceColumns(const Race& race, const Graph& graph);

/// A difference of this share of a layer's range, or more, glows as strongly as it can.
inline constexpr double kFullGlow = 0.05;

/// -1..1: how a difference from fp32 glows. The square root makes small ones visible.
double glowOf(double difference, double range);

/// A map of a column in lane `lane` with at most `most` pixels to a side. fp32 in the palette of its
/// values; others grey, with a glow where they differ: blue above, orange below. Of several elements
/// that share a pixel, the one that differs most is shown.
QImage raceTile(const Race& race, std::size_t lane, const RaceColumn& column, std::int64_t map,
                int most, bool isDark);
/// The difference alone.
QImage differenceTile(const Race& race, std::size_t lane, const RaceColumn& column,
                      std::int64_t map, int most, bool isDark);

/// The map of a column in which `lane` differs most from fp32; 0 for fp32 itself.
std::int64_t mapThatDiffersMost(const Race& race, std::size_t lane, const RaceColumn& column);

/// The element of a map in which `lane` differs most from fp32, or, where it does not, the largest.
std::int64_t elementThatDiffersMost(const Race& race, std::size_t lane, const RaceColumn& column,
                                    std::int64_t map);

/// How far a lane has come, 0..1, when `share` of the race is over: the slowest arrives at its end.
double laneProgress(const Race& race, std::size_t lane, double share);
/// 1 for the fastest; equal times share a place.
int laneRank(const Race& race, std::size_t lane);

/// The category with the highest probability; -1 without any.
int winnerOf(const RaceLane& lane);

/// The categories worth showing, most probable first: every lane's winner is among them, and the
/// truth if it is known (-1: not).
std::vector<int> shownCategories(const Race& race, std::size_t most, int truth);

/// "conv2 in int8: from here on the answer would be Shirt"; empty when the lane never flips.
QString flipWords(const Race& race, std::size_t lane, const Graph& graph,
                  const QStringList& classNames);

/// The race in a few sentences: answers, flips, times.
QString raceWords(const Race& race, const Graph& graph, const QStringList& classNames, int truth);

/// Name of a category, or its number.
QString categoryName(int category, const QStringList& classNames);

/// "38 dB"; an infinite ratio means no difference at all.
QString sqnrText(double decibel);

} // namespace propago
