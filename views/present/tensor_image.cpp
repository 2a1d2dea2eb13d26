#include "views/present/tensor_image.h"

#include "views/common/palette.h"

#include <algorithm>
#include <cmath>

namespace propago {

QImage planeImage(const Tensor& tensor, std::int64_t channel, double range, bool isSigned,
                  bool isDark)
{
    const Shape& shape = tensor.shape();
    const int height = shape.rank() == 3 ? static_cast<int>(shape[1]) : 1;
    const int width = shape.rank() == 3 ? static_cast<int>(shape[2]) : 1;
    QImage image(width, height, QImage::Format_RGB32);
    const std::int64_t first = channel * height * width;
    for (int y = 0; y < height; ++y) {
        auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const double value = tensor.at(first + y * width + x) / range;
            row[x] = isSigned ? divergingColour(value, isDark) : sequentialColour(value, isDark);
        }
    }
    return image;
}

QImage pictureImage(const Tensor& tensor)
{
    const Shape& shape = tensor.shape();
    if (shape.rank() != 3)
        return {};
    const std::int64_t plane = shape[1] * shape[2];
    const bool isColour = shape[0] >= 3;
    QImage image(static_cast<int>(shape[2]), static_cast<int>(shape[1]), QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const auto byte = [&](int channel) {
                const double value =
                    tensor.at((isColour ? channel : 0) * plane + y * image.width() + x);
                return static_cast<int>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
            };
            row[x] = qRgb(byte(0), byte(1), byte(2));
        }
    }
    return image;
}

} // namespace propago
