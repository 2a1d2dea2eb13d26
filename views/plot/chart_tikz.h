#pragma once
#include "views/plot/chart_data.h"

#include <QByteArray>

namespace propago {

/// The chart for LaTeX: a tikzpicture for the package pgfplots, its text set by LaTeX, every value in it.
QByteArray tikzOf(const ChartData& chart);

/// `text` with the characters that LaTeX reads as commands escaped.
QString texText(const QString& text);

} // namespace propago
