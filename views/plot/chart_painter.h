#pragma once
#include "views/plot/chart_data.h"
#include "views/plot/chart_theme.h"

class QCustomPlot;

namespace propago {

/// How a chart is drawn, beside what is in it.
struct ChartLook {
    ChartTheme theme;
    double smoothing = 0;     ///< weight of the moving average; 0: none
    bool showsTitle = true;   ///< title and note inside the picture
    bool keepsRanges = false; ///< leave the axes where the user put them
};

/// Puts the chart into `plot`, replacing what was there; does not repaint.
void drawChart(QCustomPlot& plot, const ChartData& chart, const ChartLook& look);

/// How many values a log axis cannot show because they are zero or below.
int valuesBelowLog(const ChartData& chart);

} // namespace propago
