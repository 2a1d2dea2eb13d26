#include "views/plot/chart_theme.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"

#include <QApplication>
#include <QPalette>

#include <algorithm>
#include <cmath>

namespace propago {

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

/// Relative luminance as WCAG 2.1 defines it.
double luminance(const QColor& colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
           + 0.0722 * linear(colour.blueF());
}

QFont chartFont()
{
    return scaled(QApplication::font(), TypeSize::Small);
}

} // namespace

QColor ChartTheme::of(int index) const
{
    return series[static_cast<std::size_t>(std::max(index, 0)) % series.size()];
}

ChartTheme lightChartTheme()
{
    ChartTheme theme;
    theme.background = QColor(0xff, 0xff, 0xff);
    theme.text = QColor(0x1d, 0x27, 0x33);
    theme.quietText = QColor(0x5a, 0x67, 0x78);
    theme.grid = QColor(0xe6, 0xea, 0xf0);
    theme.axis = QColor(0xb4, 0xbe, 0xcb);
    theme.incident = QColor(0xb3, 0x26, 0x1e);
    theme.series = {QColor(0x21, 0x64, 0xab), QColor(0xc4, 0x50, 0x0c), QColor(0x12, 0x7a, 0x5b),
                    QColor(0x84, 0x48, 0xa8), QColor(0x7d, 0x65, 0x00), QColor(0xa8, 0x2d, 0x5e)};
    theme.cellLow = QColor(0xf7, 0xf9, 0xfc);
    theme.cellHigh = QColor(0x1b, 0x55, 0x93);
    theme.cellWrong = QColor(0xc4, 0x50, 0x0c);
    theme.font = chartFont();
    return theme;
}

ChartTheme darkChartTheme()
{
    ChartTheme theme;
    theme.background = QColor(0x1a, 0x1f, 0x28);
    theme.text = QColor(0xf0, 0xf3, 0xf7);
    theme.quietText = QColor(0xa2, 0xad, 0xbc);
    theme.grid = QColor(0x2a, 0x32, 0x3e);
    theme.axis = QColor(0x4a, 0x55, 0x65);
    theme.incident = QColor(0xff, 0x8a, 0x80);
    theme.series = {QColor(0x6c, 0xb2, 0xf2), QColor(0xf2, 0x9f, 0x3e), QColor(0x54, 0xcb, 0x9f),
                    QColor(0xc9, 0x9c, 0xee), QColor(0xe6, 0xd3, 0x58), QColor(0xff, 0x93, 0xb2)};
    theme.cellLow = QColor(0x20, 0x27, 0x32);
    theme.cellHigh = QColor(0x6c, 0xb2, 0xf2);
    theme.cellWrong = QColor(0xf2, 0x9f, 0x3e);
    theme.font = chartFont();
    return theme;
}

ChartTheme highContrastChartTheme()
{
    ChartTheme theme = darkChartTheme();
    theme.background = Qt::black;
    theme.text = theme.quietText = theme.axis = Qt::white;
    theme.grid = QColor(0x55, 0x55, 0x55);
    theme.series = {QColor(0x66, 0xcc, 0xff), QColor(0xff, 0xb0, 0x00), QColor(0x00, 0xe6, 0x9a),
                    QColor(0xe0, 0xb0, 0xff), QColor(0xff, 0xff, 0x66), QColor(0xff, 0x99, 0xbb)};
    theme.cellLow = Qt::black;
    theme.lineWidth = 3;
    return theme;
}

ChartTheme chartThemeFor(const QPalette& palette)
{
    const Palette& roles = paletteOf(palette);
    ChartTheme theme = roles.kind == ThemeKind::Light  ? lightChartTheme()
                       : roles.kind == ThemeKind::Dark ? darkChartTheme()
                                                       : highContrastChartTheme();
    theme.background = roles.card;
    theme.text = roles.text;
    theme.quietText = roles.mutedText;
    theme.grid = roles.grid;
    return theme;
}

QColor blended(const QColor& low, const QColor& high, double share)
{
    const auto part = static_cast<float>(std::clamp(share, 0.0, 1.0));
    const auto mix = [part](float a, float b) { return a + (b - a) * part; };
    return QColor::fromRgbF(mix(low.redF(), high.redF()), mix(low.greenF(), high.greenF()),
                            mix(low.blueF(), high.blueF()));
}

QColor readableOn(const QColor& background)
{
    // Where both contrasts (L1 + 0.05) / (L2 + 0.05) are equal.
    return luminance(background) > 0.179 ? QColor(Qt::black) : QColor(Qt::white);
}

} // namespace propago
