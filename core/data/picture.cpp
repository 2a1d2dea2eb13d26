#include "core/data/picture.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace propago {

namespace {

void check(const Picture& picture, const Shape& network)
{
    const auto bytes = std::int64_t{picture.width} * picture.height * picture.channels;
    const bool isKnown = picture.channels == 1 || picture.channels == 3 || picture.channels == 4;
    if (picture.width < 1 || picture.height < 1 || !isKnown
        || static_cast<std::int64_t>(picture.interleaved.size()) != bytes)
        throw std::invalid_argument("a picture has pixels of 1, 3 or 4 bytes");
    if (network.rank() != 3 || (network[0] != 1 && network[0] != 3) || network.elements() < 1)
        throw std::invalid_argument("no picture can be made for " + network.text());
}

cv::Mat composited(const cv::Mat& rgba, const std::array<std::uint8_t, 3>& background)
{
    cv::Mat rgb(rgba.size(), CV_8UC3);
    for (int row = 0; row < rgba.rows; ++row) {
        for (int column = 0; column < rgba.cols; ++column) {
            const auto& from = rgba.at<cv::Vec4b>(row, column);
            auto& to = rgb.at<cv::Vec3b>(row, column);
            for (int c = 0; c < 3; ++c) {
                const int behind = background[static_cast<std::size_t>(c)];
                to[c] = static_cast<std::uint8_t>(
                    (from[c] * from[3] + behind * (255 - from[3]) + 127) / 255);
            }
        }
    }
    return rgb;
}

// The picture with as many channels as the network takes.
cv::Mat withChannels(const Picture& picture, int channels, const PictureOptions& options)
{
    // OpenCV only reads what this matrix wraps.
    cv::Mat pixels(picture.height, picture.width, CV_8UC(picture.channels),
                   const_cast<std::uint8_t*>(picture.interleaved.data()));
    if (picture.channels == 4)
        pixels = composited(pixels, options.background);
    cv::Mat result = pixels;
    if (channels == 1 && pixels.channels() == 3)
        cv::cvtColor(pixels, result, cv::COLOR_RGB2GRAY);
    else if (channels == 3 && pixels.channels() == 1)
        cv::cvtColor(pixels, result, cv::COLOR_GRAY2RGB);
    return result;
}

cv::Mat resized(const cv::Mat& picture, cv::Size size)
{
    if (picture.size() == size)
        return picture;
    const bool shrinks = size.width <= picture.cols && size.height <= picture.rows;
    cv::Mat result;
    cv::resize(picture, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
}

// The largest centred part with the proportions of `size`.
cv::Mat centrePart(const cv::Mat& picture, cv::Size size)
{
    const double scale = std::min(static_cast<double>(picture.cols) / size.width,
                                  static_cast<double>(picture.rows) / size.height);
    const int width =
        std::clamp(static_cast<int>(std::lround(size.width * scale)), 1, picture.cols);
    const int height =
        std::clamp(static_cast<int>(std::lround(size.height * scale)), 1, picture.rows);
    return picture(
        cv::Rect((picture.cols - width) / 2, (picture.rows - height) / 2, width, height));
}

cv::Scalar fillColour(int channels, const std::array<std::uint8_t, 3>& background)
{
    cv::Scalar rgb(background[0], background[1], background[2]);
    if (channels == 3)
        return rgb;
    return cv::Scalar(0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]);
}

cv::Mat letterboxed(const cv::Mat& picture, cv::Size size, const cv::Scalar& fill)
{
    const double scale = std::min(static_cast<double>(size.width) / picture.cols,
                                  static_cast<double>(size.height) / picture.rows);
    const int width =
        std::clamp(static_cast<int>(std::lround(picture.cols * scale)), 1, size.width);
    const int height =
        std::clamp(static_cast<int>(std::lround(picture.rows * scale)), 1, size.height);
    cv::Mat result(size, picture.type(), fill);
    const cv::Rect place((size.width - width) / 2, (size.height - height) / 2, width, height);
    resized(picture, place.size()).copyTo(result(place));
    return result;
}

cv::Mat fitted(const cv::Mat& picture, cv::Size size, const PictureOptions& options)
{
    if (options.fit == Fit::Crop)
        return resized(centrePart(picture, size), size);
    if (options.fit == Fit::Letterbox)
        return letterboxed(picture, size, fillColour(picture.channels(), options.background));
    return resized(picture, size);
}

// Mean brightness of the outermost pixels, 0..255.
double borderBrightness(const cv::Mat& picture)
{
    const auto mean = [](const cv::Mat& part) {
        const cv::Scalar sum = cv::mean(part);
        return part.channels() == 1 ? sum[0] : 0.299 * sum[0] + 0.587 * sum[1] + 0.114 * sum[2];
    };
    return (mean(picture.row(0)) + mean(picture.row(picture.rows - 1)) + mean(picture.col(0))
            + mean(picture.col(picture.cols - 1)))
           / 4.0;
}

bool wantsInversion(const cv::Mat& picture, Inversion inversion)
{
    if (inversion == Inversion::ToDarkBorder)
        return borderBrightness(picture) > 127.5;
    return inversion == Inversion::Always;
}

std::vector<std::uint8_t> planar(const cv::Mat& picture)
{
    const auto plane = static_cast<std::size_t>(picture.total());
    const auto channels = static_cast<std::size_t>(picture.channels());
    std::vector<std::uint8_t> chw(plane * channels);
    const cv::Mat whole = picture.isContinuous() ? picture : picture.clone();
    for (std::size_t at = 0; at < plane * channels; ++at)
        chw[at % channels * plane + at / channels] = whole.data[at];
    return chw;
}

} // namespace

PreparedPicture preparePicture(const Picture& picture, const Shape& network,
                               const PictureOptions& options)
{
    check(picture, network);
    cv::Mat pixels = withChannels(picture, static_cast<int>(network[0]), options);
    const bool inverts = wantsInversion(pixels, options.inversion);
    if (inverts)
        pixels = ~pixels;
    const cv::Size size(static_cast<int>(network[2]), static_cast<int>(network[1]));
    return {planar(fitted(pixels, size, options)), inverts};
}

} // namespace propago
