#include "app/picture_bridge.h"

#include <cstring>

namespace propago {

Picture pictureOf(const QImage& image)
{
    const bool isGrey =
        image.format() == QImage::Format_Grayscale8 || image.format() == QImage::Format_Grayscale16;
    const QImage plain =
        image.convertToFormat(isGrey ? QImage::Format_Grayscale8 : QImage::Format_RGBA8888);
    Picture picture;
    picture.width = plain.width();
    picture.height = plain.height();
    picture.channels = isGrey ? 1 : 4;
    const auto row =
        static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.channels);
    picture.interleaved.resize(row * static_cast<std::size_t>(picture.height));
    for (int y = 0; y < picture.height; ++y)
        std::memcpy(picture.interleaved.data() + static_cast<std::size_t>(y) * row,
                    plain.constScanLine(y), row);
    return picture;
}

QImage imageOf(std::span<const std::uint8_t> chw, const Shape& shape)
{
    const int height = static_cast<int>(shape[1]);
    const int width = static_cast<int>(shape[2]);
    const auto plane = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    const bool isGrey = shape[0] == 1;
    QImage image(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width)
                            + static_cast<std::size_t>(x);
            const auto value = [&](std::size_t channel) {
                return chw[(isGrey ? 0 : channel) * plane + at];
            };
            image.setPixel(x, y, qRgb(value(0), value(1), value(2)));
        }
    }
    return image;
}

Tensor inputOf(std::span<const std::uint8_t> chw, const Shape& shape,
               const Normalisation& normalisation)
{
    Tensor tensor(shape.batched(1), Format::Fp32);
    const std::int64_t plane = shape[1] * shape[2];
    for (std::int64_t c = 0; c < shape[0]; ++c) {
        const auto table = normalisedBytes(normalisation, c);
        for (std::int64_t i = c * plane; i < (c + 1) * plane; ++i)
            tensor.span<float>()[static_cast<std::size_t>(i)] =
                table[chw[static_cast<std::size_t>(i)]];
    }
    return tensor;
}

} // namespace propago
