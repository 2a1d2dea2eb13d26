#pragma once
#include "core/base/result.h"
#include "core/capture/video_stream.h"

#include <functional>
#include <memory>
#include <optional>

namespace propago {

/// Reads a stream in a thread of its own and keeps the newest frame only: whoever takes frames
/// slowly misses some and never lags behind. A film that ends starts again.
class FrameReader {
public:
    /// Called once, in the thread.
    using Open = std::function<Result<std::unique_ptr<VideoStream>>()>;

    explicit FrameReader(Open open);
    /// Gives the thread half a second to release the device. A driver can block for ever: then the
    /// thread is left to itself. It owns all that it still needs, and ends with the call or the program.
    ~FrameReader();
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    /// The newest frame that was not taken yet.
    std::optional<VideoFrame> take();
    /// Opening is over and has succeeded.
    bool isOpen() const;
    /// No frame will come any more.
    bool hasEnded() const;
    /// Why it could not be opened, or what went wrong in reading it.
    std::optional<Error> failure() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace propago
