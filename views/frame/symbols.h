#pragma once
#include <QColor>
#include <QIcon>
#include <QString>

class QPainter;
class QRectF;

namespace propago {

/// Draws the symbol called `name` with lines of `colour` into `area`: the workspaces ("network",
/// "training", "classify", "precision") and the transport ("reset", "back", "run", "pause", "forward").
void drawSymbol(QPainter& painter, const QString& name, const QRectF& area, const QColor& colour);

/// The same as an icon.
QIcon symbolIcon(const QString& name, const QColor& colour);

} // namespace propago
