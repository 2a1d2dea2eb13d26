#pragma once
#include <string>
#include <vector>

namespace propago {

/// A camera that is plugged in.
struct VideoDevice {
    int index = 0;    ///< of /dev/video0 and so on
    std::string name; ///< as its driver calls it
};

/// The cameras among video0 to video3 of `folder`. Asks the drivers without taking a picture, so that
/// no lamp lights up and none is busy afterwards. A driver may take its time.
std::vector<VideoDevice> findVideoDevices(const std::string& folder = "/dev");

/// The file behind a device's number.
std::string videoDeviceFile(int index, const std::string& folder = "/dev");

} // namespace propago
