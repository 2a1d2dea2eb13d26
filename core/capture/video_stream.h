#pragma once
#include <cstdint>
#include <vector>

namespace propago {

/// One picture of a camera or of a film: rows from the top, three bytes for a pixel.
struct VideoFrame {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
};

/// Where frames come from. Made, read and destroyed in one thread, as drivers want it.
class VideoStream {
public:
    virtual ~VideoStream() = default;
    /// Waits for the next frame; false when there is none any more. A driver may block here for ever.
    virtual bool read(VideoFrame& frame) = 0;
    /// Back to the first frame; false for what has no beginning.
    virtual bool rewind() { return false; }
    /// Seconds between two frames; 0 for a device, which sets the pace itself.
    virtual double period() const { return 0; }
};

} // namespace propago
