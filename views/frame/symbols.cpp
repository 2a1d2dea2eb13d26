#include "views/frame/symbols.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace propago {

namespace {

// Symbols are drawn in a square of 24 units.
using Draw = void (*)(QPainter&);

void drawNetwork(QPainter& painter)
{
    const QPointF left[] = {{5, 6}, {5, 12}, {5, 18}};
    const QPointF right[] = {{19, 9}, {19, 15}};
    for (const QPointF& a : left) {
        for (const QPointF& b : right)
            painter.drawLine(a, b);
    }
    const QBrush fill(painter.pen().color());
    painter.setBrush(fill);
    for (const QPointF& a : left)
        painter.drawEllipse(a, 1.8, 1.8);
    for (const QPointF& b : right)
        painter.drawEllipse(b, 1.8, 1.8);
}

void drawTraining(QPainter& painter)
{
    painter.drawPolyline(QPolygonF{{4, 4}, {4, 20}, {20, 20}});
    QPainterPath curve(QPointF(6, 6));
    curve.cubicTo(8, 15, 11, 16.5, 20, 17);
    painter.drawPath(curve);
}

void drawClassify(QPainter& painter)
{
    painter.drawRoundedRect(QRectF(4, 5, 16, 14), 2, 2);
    painter.drawEllipse(QPointF(9, 10), 1.6, 1.6);
    painter.drawPolyline(QPolygonF{{5, 18}, {10.5, 13}, {13.5, 16}, {16, 13.5}, {19, 17}});
}

void drawPrecision(QPainter& painter)
{
    const double widths[] = {16, 11, 7};
    for (int i = 0; i < 3; ++i)
        painter.drawRoundedRect(QRectF(4, 5 + 5.4 * i, widths[i], 3), 1, 1);
}

void drawTriangle(QPainter& painter, const QPolygonF& points)
{
    painter.setBrush(painter.pen().color());
    painter.drawPolygon(points);
}

void drawRun(QPainter& painter)
{
    drawTriangle(painter, {{8, 5}, {19, 12}, {8, 19}});
}

void drawPause(QPainter& painter)
{
    painter.setBrush(painter.pen().color());
    painter.drawRect(QRectF(7, 6, 3.2, 12));
    painter.drawRect(QRectF(13.8, 6, 3.2, 12));
}

void drawForward(QPainter& painter)
{
    drawTriangle(painter, {{6, 6}, {15, 12}, {6, 18}});
    painter.drawLine(QPointF(18, 6), QPointF(18, 18));
}

void drawBack(QPainter& painter)
{
    drawTriangle(painter, {{18, 6}, {9, 12}, {18, 18}});
    painter.drawLine(QPointF(6, 6), QPointF(6, 18));
}

void drawReset(QPainter& painter)
{
    painter.drawArc(QRectF(5, 5, 14, 14), 60 * 16, 290 * 16);
    drawTriangle(painter, {{15.5, 2.5}, {17.5, 8}, {11.8, 6.8}});
}

Draw drawingOf(const QString& name)
{
    const std::pair<const char*, Draw> table[] = {
        {"network", drawNetwork},     {"training", drawTraining}, {"classify", drawClassify},
        {"precision", drawPrecision}, {"run", drawRun},           {"pause", drawPause},
        {"forward", drawForward},     {"back", drawBack},         {"reset", drawReset}};
    for (const auto& [key, draw] : table) {
        if (name == QLatin1String(key))
            return draw;
    }
    return drawNetwork;
}

} // namespace

void drawSymbol(QPainter& painter, const QString& name, const QRectF& area, const QColor& colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(area.topLeft());
    painter.scale(area.width() / 24, area.height() / 24);
    painter.setPen(QPen(colour, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    drawingOf(name)(painter);
    painter.restore();
}

QIcon symbolIcon(const QString& name, const QColor& colour)
{
    QIcon icon;
    for (const int side : {24, 48, 96}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        drawSymbol(painter, name, QRectF(0, 0, side, side), colour);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace propago
