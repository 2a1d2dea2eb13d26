#include "views/plot/plot_tickers.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

/// Powers of ten over wide ranges, 1-2-5 over narrow ones, even steps where that leaves too little.
class LogTicker final : public QCPAxisTicker {
protected:
    QVector<double> createTickVector(double step, const QCPRange& range) override
    {
        if (range.lower <= 0)
            return {};
        const int first = static_cast<int>(std::floor(std::log10(range.lower)));
        const int last = static_cast<int>(std::ceil(std::log10(range.upper)));
        const bool isWide = last - first > 3;
        const int stride = std::max(1, (last - first) / 6);
        QVector<double> ticks;
        for (int power = first; power <= last; power += isWide ? stride : 1) {
            for (const double mantissa :
                 isWide ? std::vector<double>{1} : std::vector<double>{1, 2, 5})
                ticks << mantissa * std::pow(10, power);
        }
        const auto seen = std::count_if(ticks.begin(), ticks.end(),
                                        [&](double tick) { return range.contains(tick); });
        return seen < 2 ? QCPAxisTicker::createTickVector(step, range) : ticks;
    }
    QString getTickLabel(double tick, const QLocale& locale, QChar, int) override
    {
        return locale.toString(tick, 'g', 4);
    }
    int getSubTickCount(double) override { return 0; }
};

class PercentTicker final : public QCPAxisTicker {
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar, int) override
    {
        return locale.toString(100 * tick, 'g', 4) + QStringLiteral(" %");
    }
};

} // namespace

QSharedPointer<QCPAxisTicker> categoryTicker(const QStringList& names)
{
    auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (qsizetype i = 0; i < names.size(); ++i)
        ticker->addTick(static_cast<double>(i), names[i]);
    return ticker;
}

QSharedPointer<QCPAxisTicker> tickerOf(const ChartAxis& axis)
{
    if (!axis.categories.isEmpty())
        return categoryTicker(axis.categories);
    if (axis.isLog)
        return QSharedPointer<LogTicker>::create();
    if (axis.isShare)
        return QSharedPointer<PercentTicker>::create();
    return QSharedPointer<QCPAxisTicker>::create();
}

} // namespace propago
