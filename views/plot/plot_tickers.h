#pragma once
#include "views/plot/chart_data.h"

#include <QSharedPointer>

class QCPAxisTicker;

namespace propago {

/// Ticks at whole places that read as these names.
QSharedPointer<QCPAxisTicker> categoryTicker(const QStringList& names);

/// The ticks that fit the axis: names, powers of ten, percent or plain numbers.
QSharedPointer<QCPAxisTicker> tickerOf(const ChartAxis& axis);

} // namespace propago
