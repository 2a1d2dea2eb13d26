#pragma once
#include <QColor>
#include <QDir>
#include <QImage>
#include <QList>

namespace propago::test {

/// Writes one picture for each colour, img_00.png and so on, and returns the pattern that a film
/// reader takes for them. The left quarter is black, so that right and left can be told apart.
inline QString writeSequence(const QString& folder, const QList<QColor>& colours,
                             const QSize& size = {64, 48})
{
    const QDir place(folder);
    for (int i = 0; i < colours.size(); ++i) {
        QImage image(size, QImage::Format_RGB32);
        image.fill(colours[i]);
        for (int y = 0; y < size.height(); ++y)
            for (int x = 0; x < size.width() / 4; ++x)
                image.setPixelColor(x, y, Qt::black);
        image.save(place.filePath(QStringLiteral("img_%1.png").arg(i, 2, 10, QLatin1Char('0'))));
    }
    return place.filePath(QStringLiteral("img_%02d.png"));
}

/// JPEG and colour spaces of films move colours a little.
inline bool areClose(const QColor& one, const QColor& other, int tolerance = 16)
{
    return std::abs(one.red() - other.red()) <= tolerance
           && std::abs(one.green() - other.green()) <= tolerance
           && std::abs(one.blue() - other.blue()) <= tolerance;
}

} // namespace propago::test
