#pragma once
#include "core/base/result.h"
#include "core/capture/video_stream.h"

#include <memory>
#include <string>

namespace propago {

/// A camera by its number, or whatever else OpenCV reads.
struct VideoSource {
    int device = 0;
    std::string
        path; ///< not empty: a film, a numbered sequence (img_%02d.png) or an address instead
};

/// What it is called in sentences: "/dev/video0", or the path.
std::string describe(const VideoSource& source);

/// Opens a camera or a film. Slow, and may block: for a thread of its own. OpenCV's part for video
/// brings two hundred libraries along, so that it is loaded only here, from propago_camera.so.
Result<std::unique_ptr<VideoStream>> openVideo(const VideoSource& source);

} // namespace propago
