#include "core/capture/opencv_video.h"

#include "core/base/limits.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include <algorithm>
#include <memory>
#include <string>

#include <unistd.h>

namespace propago {

namespace {

constexpr double kUsualRate = 25; // frames a second, for films that do not say

// Reports success without a picture now and then; formats other than bytes are none of a camera.
bool convert(const cv::Mat& picture, VideoFrame& frame)
{
    if (picture.empty() || picture.depth() != CV_8U
        || picture.total() > static_cast<std::size_t>(limits::kPicturePixels))
        return false;
    frame.width = picture.cols;
    frame.height = picture.rows;
    frame.rgb.resize(picture.total() * 3);
    cv::Mat target(picture.rows, picture.cols, CV_8UC3, frame.rgb.data());
    switch (picture.channels()) {
    case 1: cv::cvtColor(picture, target, cv::COLOR_GRAY2RGB); return true;
    case 3: cv::cvtColor(picture, target, cv::COLOR_BGR2RGB); return true;
    case 4: cv::cvtColor(picture, target, cv::COLOR_BGRA2RGB); return true;
    default: return false;
    }
}

class DeviceStream final : public VideoStream {
public:
    explicit DeviceStream(int device) : m_file("/dev/video" + std::to_string(device))
    {
        m_capture.open(device, cv::CAP_V4L2);
        m_capture.set(cv::CAP_PROP_BUFFERSIZE, 1); // the newest frame, not one that has waited
    }
    bool isOpen() const { return m_capture.isOpened(); }
    // Unplugged, some drivers go on with the last frame: the file of the device is gone then.
    bool read(VideoFrame& frame) override
    try {
        return m_capture.read(m_picture) && access(m_file.c_str(), F_OK) == 0
               && convert(m_picture, frame);
    } catch (const cv::Exception&) {
        return false;
    }

private:
    std::string m_file;
    cv::VideoCapture m_capture;
    cv::Mat m_picture;
};

class FilmStream final : public VideoStream {
public:
    explicit FilmStream(std::string path) : m_path(std::move(path)) { m_capture.open(m_path); }
    bool isOpen() const { return m_capture.isOpened(); }
    bool read(VideoFrame& frame) override
    try {
        return m_capture.read(m_picture) && convert(m_picture, frame);
    } catch (const cv::Exception&) {
        return false;
    }
    // Opened anew: not every format can be wound back.
    bool rewind() override
    try {
        m_capture.release();
        return m_capture.open(m_path);
    } catch (const cv::Exception&) {
        return false;
    }
    double period() const override
    {
        const double rate = m_capture.get(cv::CAP_PROP_FPS);
        return 1 / (rate > 0 ? std::clamp(rate, 1.0, 120.0) : kUsualRate);
    }

private:
    std::string m_path;
    cv::VideoCapture m_capture;
    cv::Mat m_picture;
};

template<typename Stream> VideoStream* opened(std::unique_ptr<Stream> stream)
{
    return stream->isOpen() ? stream.release() : nullptr;
}

} // namespace

} // namespace propago

propago::VideoStream* propagoOpenVideo(int device, const char* path)
try {
    using namespace propago;
    // What goes wrong is said in the window.
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    return path ? opened(std::make_unique<FilmStream>(path))
                : opened(std::make_unique<DeviceStream>(device));
} catch (const cv::Exception&) {
    return nullptr;
}
