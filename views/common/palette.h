#pragma once
#include <QColor>
#include <QPalette>

namespace propago {

/// Which of the three looks the window has.
enum class ThemeKind { Light, Dark, HighContrast };

/// What a colour is for. Widgets never name colours, only roles.
struct Palette {
    ThemeKind kind = ThemeKind::Light;
    QColor surface; ///< behind everything
    QColor card;    ///< raised areas
    QColor border;
    QColor text;
    QColor mutedText;
    QColor forwardAccent;  ///< forward, selection, run
    QColor backwardAccent; ///< backward, warnings
    QColor softAccent;     ///< behind what is chosen
    QColor grid;
    QColor onAccent; ///< text on an accent
    bool isDark() const { return kind != ThemeKind::Light; }
};

/// The roles of a look.
const Palette& paletteFor(ThemeKind kind);

/// The roles that fit a widget's own QPalette, so that a widget follows the theme by being repainted.
const Palette& paletteOf(const QPalette& palette);

/// Qt's palette made of the roles.
QPalette qtPalette(ThemeKind kind);

/// Style sheet of the window made of the roles.
QString styleSheetFor(ThemeKind kind);

/// Activations: 0 is the background, 1 the strongest. Values outside are clamped.
QRgb sequentialColour(double value, bool isDark);

/// Weights and gradients: -1 orange, 0 the background, 1 blue; told apart by every common colour vision.
QRgb divergingColour(double value, bool isDark);

} // namespace propago
