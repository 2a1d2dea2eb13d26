#include "core/capture/video_devices.h"

#include <cstring>
#include <optional>

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace propago {

namespace {

constexpr int kDevices = 4;

// A camera often has a second file, for what is known about its pictures: that one is left out.
std::optional<std::string> cameraName(int file)
{
    v4l2_capability facts{};
    if (ioctl(file, VIDIOC_QUERYCAP, &facts) != 0)
        return std::nullopt;
    const auto abilities =
        (facts.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? facts.device_caps : facts.capabilities;
    if ((abilities & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)) == 0)
        return std::nullopt;
    const auto* name = reinterpret_cast<const char*>(facts.card);
    return std::string(name, strnlen(name, sizeof facts.card));
}

} // namespace

std::string videoDeviceFile(int index, const std::string& folder)
{
    return folder + "/video" + std::to_string(index);
}

std::vector<VideoDevice> findVideoDevices(const std::string& folder)
{
    std::vector<VideoDevice> found;
    for (int index = 0; index < kDevices; ++index) {
        const int file =
            open(videoDeviceFile(index, folder).c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (file < 0)
            continue;
        if (auto name = cameraName(file))
            found.push_back({index, std::move(*name)});
        close(file);
    }
    return found;
}

} // namespace propago
