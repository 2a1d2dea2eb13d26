#include "views/common/palette.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cmath>

namespace propago {

namespace {

Palette makeLight()
{
    Palette p;
    p.kind = ThemeKind::Light;
    p.surface = QColor(0xF4F6FA);
    p.card = QColor(0xFFFFFF);
    p.border = QColor(0xD9E0EA);
    p.text = QColor(0x18212F);
    p.mutedText = QColor(0x566377);
    p.forwardAccent = QColor(0x1F5FA8);
    p.backwardAccent = QColor(0xB84E12);
    p.softAccent = QColor(0xE1EBF8);
    p.grid = QColor(0xE6EBF2);
    p.onAccent = QColor(0xFFFFFF);
    return p;
}

Palette makeDark()
{
    Palette p;
    p.kind = ThemeKind::Dark;
    p.surface = QColor(0x14181F);
    p.card = QColor(0x1C222C);
    p.border = QColor(0x343D4B);
    p.text = QColor(0xEEF2F8);
    p.mutedText = QColor(0xA3AFC0);
    p.forwardAccent = QColor(0x6DB3F5);
    p.backwardAccent = QColor(0xF0993E);
    p.softAccent = QColor(0x26374D);
    p.grid = QColor(0x2A323E);
    p.onAccent = QColor(0x0E1522);
    return p;
}

Palette makeHighContrast()
{
    Palette p;
    p.kind = ThemeKind::HighContrast;
    p.surface = QColor(0, 0, 0);
    p.card = QColor(0, 0, 0);
    p.border = QColor(0xFFFFFF);
    p.text = QColor(0xFFFFFF);
    p.mutedText = QColor(0xF0F0F0);
    p.forwardAccent = QColor(0x66C2FF);
    p.backwardAccent = QColor(0xFFB000);
    p.softAccent = QColor(0x003A66);
    p.grid = QColor(0x707070);
    p.onAccent = QColor(0, 0, 0);
    return p;
}

using Stops = std::array<QRgb, 5>;
// ColorBrewer's Blues and PuOr families are the model for the order of lightness.
constexpr Stops kSequentialLight{0xFFFBFCFE, 0xFFC6DBF0, 0xFF7FB0DC, 0xFF2F77B8, 0xFF0A2F63};
constexpr Stops kSequentialDark{0xFF171C24, 0xFF1F4064, 0xFF2F77B8, 0xFF7DBBEE, 0xFFEAF5FF};
constexpr Stops kDivergingLight{0xFFA84300, 0xFFEDA56A, 0xFFFAFAFA, 0xFF86B6DE, 0xFF11559C};
constexpr Stops kDivergingDark{0xFFFF9A3D, 0xFF8A4A14, 0xFF1B2028, 0xFF1F5C96, 0xFF62B4FF};

QRgb blend(const Stops& stops, double position)
{
    const double place = std::clamp(position, 0.0, 1.0) * (stops.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    const double share = place - static_cast<double>(below);
    const QRgb a = stops[below];
    const QRgb b = stops[below + 1];
    const auto mix = [share](int from, int to) {
        return static_cast<int>(std::lround(from + share * (to - from)));
    };
    return qRgb(mix(qRed(a), qRed(b)), mix(qGreen(a), qGreen(b)), mix(qBlue(a), qBlue(b)));
}

} // namespace

const Palette& paletteFor(ThemeKind kind)
{
    static const Palette light = makeLight();
    static const Palette dark = makeDark();
    static const Palette highContrast = makeHighContrast();
    return kind == ThemeKind::Light ? light : kind == ThemeKind::Dark ? dark : highContrast;
}

const Palette& paletteOf(const QPalette& palette)
{
    const QColor window = palette.color(QPalette::Window);
    if (window == paletteFor(ThemeKind::HighContrast).surface)
        return paletteFor(ThemeKind::HighContrast);
    return paletteFor(window.lightness() < 128 ? ThemeKind::Dark : ThemeKind::Light);
}

QPalette qtPalette(ThemeKind kind)
{
    const Palette& p = paletteFor(kind);
    QPalette q;
    q.setColor(QPalette::Window, p.surface);
    q.setColor(QPalette::Base, p.card);
    q.setColor(QPalette::AlternateBase, p.surface);
    q.setColor(QPalette::Button, p.card);
    q.setColor(QPalette::ToolTipBase, p.card);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        q.setColor(role, p.text);
    q.setColor(QPalette::PlaceholderText, p.mutedText);
    q.setColor(QPalette::Highlight, p.forwardAccent);
    q.setColor(QPalette::HighlightedText, p.onAccent);
    q.setColor(QPalette::Link, p.forwardAccent);
    q.setColor(QPalette::Mid, p.border);
    q.setColor(QPalette::Dark, p.border);
    q.setColor(QPalette::Light, p.card);
    q.setColor(QPalette::Shadow, p.border);
    QColor faded = p.mutedText;
    faded.setAlpha(150);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        q.setColor(QPalette::Disabled, role, faded);
    return q;
}

QString styleSheetFor(ThemeKind kind)
{
    const Palette& p = paletteFor(kind);
    QString sheet = QStringLiteral(
        "QToolTip { background: @card; color: @text; border: 1px solid @border; padding: 4px; }"
        "QPushButton, QToolButton { background: @card; color: @text; border: 1px solid @border;"
        " border-radius: 6px; padding: 5px 12px; }"
        "QToolButton::menu-indicator { image: none; }"
        "QFileDialog QToolButton { padding: 3px; }"
        "QPushButton:hover, QToolButton:hover { border-color: @forward; }"
        "QPushButton:focus, QToolButton:focus { border: 2px solid @forward; padding: 4px 11px; }"
        "QPushButton:disabled, QToolButton:disabled { color: @muted; background: @surface; }"
        "QPushButton[primary=\"true\"], QToolButton[primary=\"true\"] { background: @forward; "
        "color: @onAccent;"
        " border-color: @forward; font-weight: 600; }"
        "QPushButton[primary=\"true\"]:disabled { background: @border; color: @muted; "
        "border-color: @border; }"
        "QLineEdit { background: @card; color: @text; border: 1px solid @border; border-radius: "
        "6px;"
        " padding: 4px 8px; } QLineEdit:focus { border-color: @forward; }"
        "QPushButton:checked, QToolButton:checked { background: @soft; border-color: @forward; }"
        "QCheckBox { spacing: 7px; } QCheckBox::indicator { width: 14px; height: 14px;"
        " border: 1.5px solid @muted; border-radius: 4px; background: @card; }"
        "QCheckBox::indicator:hover, QCheckBox:focus::indicator { border-color: @forward; }"
        "QCheckBox::indicator:checked { background: @forward; border-color: @forward;"
        " image: url(:/icons/check-@tick.svg); }"
        "QTableView, QTableWidget, QListView { background: @card; color: @text; border: none;"
        " gridline-color: @grid; selection-background-color: @soft; selection-color: @text; }"
        "QTreeView { background: @card; color: @text; border: 1px solid @border; border-radius: 6px;"
        " selection-background-color: @soft; selection-color: @text; }"
        "QPlainTextEdit { background: @card; color: @text; border: none; }"
        "QTabWidget::pane { border: none; border-top: 1px solid @border; }"
        "QTabBar::tab { background: transparent; color: @muted; border: none; padding: 6px 10px;"
        " border-bottom: 2px solid transparent; }"
        "QTabBar::tab:selected { color: @forward; border-bottom-color: @forward; }"
        "QTabBar::tab:focus { color: @text; }"
        "QHeaderView { background: @card; border: none; }"
        "QHeaderView::section { background: @card; color: @muted; border: none;"
        " border-bottom: 1px solid @border; padding: 6px 8px; }"
        "QTableCornerButton::section { background: @card; border: none; }"
        "QScrollArea { border: none; background: transparent; }"
        "QScrollBar:vertical { background: transparent; width: 10px; }"
        "QScrollBar:horizontal { background: transparent; height: 10px; }"
        "QScrollBar::handle { background: @border; border-radius: 5px; min-height: 24px; "
        "min-width: 24px; }"
        "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
        "QSlider::groove:horizontal { height: 4px; background: @border; border-radius: 2px; }"
        "QSlider::sub-page:horizontal { background: @forward; border-radius: 2px; }"
        "QSlider::handle:horizontal { background: @forward; width: 14px; margin: -5px 0; "
        "border-radius: 7px; }"
        "QProgressBar { background: @grid; border: none; border-radius: 4px; text-align: center; "
        "color: @text; }"
        "QProgressBar::chunk { background: @forward; border-radius: 4px; }"
        "QMenuBar { background: @surface; color: @text; }"
        "QMenuBar::item:selected { background: @soft; }"
        "QMenu { background: @card; color: @text; border: 1px solid @border; }"
        "QMenu::item { padding: 5px 28px 5px 24px; } QMenu::item:selected { background: @soft; }"
        "QMenu::item:disabled { color: @muted; } QMenu::separator { height: 1px; background: "
        "@border; margin: 4px 0; }");
    const std::array<std::pair<const char*, QColor>, 9> roles{{{"@onAccent", p.onAccent},
                                                               {"@surface", p.surface},
                                                               {"@card", p.card},
                                                               {"@border", p.border},
                                                               {"@text", p.text},
                                                               {"@muted", p.mutedText},
                                                               {"@forward", p.forwardAccent},
                                                               {"@soft", p.softAccent},
                                                               {"@grid", p.grid}}};
    sheet.replace(QLatin1String("@tick"),
                  p.isDark() ? QStringLiteral("dark") : QStringLiteral("white"));
    for (const auto& [name, colour] : roles)
        sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

QRgb sequentialColour(double value, bool isDark)
{
    return blend(isDark ? kSequentialDark : kSequentialLight, std::isfinite(value) ? value : 0);
}

QRgb divergingColour(double value, bool isDark)
{
    return blend(isDark ? kDivergingDark : kDivergingLight,
                 0.5 + 0.5 * (std::isfinite(value) ? value : 0));
}

} // namespace propago
