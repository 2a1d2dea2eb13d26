#pragma once
#include <QColor>
#include <QFont>

#include <vector>

class QPalette;

namespace propago {

/// The colours of one way to look at a chart. Series differ in lightness as well as in hue, so that
/// they stay apart for colour-blind eyes and in grey print.
struct ChartTheme {
    QColor background, text, quietText, grid, axis, incident;
    std::vector<QColor> series;
    QColor cellLow, cellHigh; ///< ends of the sequential palette of grids
    QColor cellWrong;         ///< its upper end where a count means an error
    QFont font;
    double lineWidth = 2;

    QColor of(int series) const;
};

ChartTheme lightChartTheme();
ChartTheme darkChartTheme();
ChartTheme highContrastChartTheme();
/// The theme that goes with the window: dark on a dark palette, light else, strongest contrast where
/// the palette itself is black and white.
ChartTheme chartThemeFor(const QPalette& palette);

/// `low` to `high` by `share` within 0..1, in the order of lightness.
QColor blended(const QColor& low, const QColor& high, double share);
/// Black or white, whichever reads better on `background`.
QColor readableOn(const QColor& background);

} // namespace propago
