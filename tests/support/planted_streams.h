#pragma once
#include "core/capture/frame_reader.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace propago::test {

/// What a test sees of a stream, and how it steers it.
struct StreamTrack {
    std::atomic<int> opened{0}, read{0}, rewound{0}, destroyed{0};

    /// Lets a blocked stream go on with one frame.
    void release()
    {
        const std::lock_guard lock(mutex);
        isReleased = true;
        changed.notify_all();
    }
    void wait()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return isReleased; });
    }

    std::mutex mutex;
    std::condition_variable changed;
    bool isReleased = false;
};

/// Frames of 2 x 1 pixels: the number of the frame in the left one, red in the right one.
class NumberedStream final : public VideoStream {
public:
    /// `length` frames, or frames without end (-1).
    NumberedStream(std::shared_ptr<StreamTrack> track, int length, bool canRewind = false)
        : m_track(std::move(track)), m_length(length), m_canRewind(canRewind)
    {
        ++m_track->opened;
    }
    ~NumberedStream() override { ++m_track->destroyed; }
    bool read(VideoFrame& frame) override
    {
        if (m_at == m_length)
            return false;
        ++m_at;
        const int number = ++m_track->read;
        frame.width = 2;
        frame.height = 1;
        frame.rgb = {static_cast<std::uint8_t>(number >> 16),
                     static_cast<std::uint8_t>(number >> 8),
                     static_cast<std::uint8_t>(number),
                     255,
                     0,
                     0};
        return true;
    }
    bool rewind() override
    {
        m_at = 0;
        ++m_track->rewound;
        return m_canRewind;
    }

private:
    std::shared_ptr<StreamTrack> m_track;
    int m_at = 0, m_length;
    bool m_canRewind;
};

/// A driver that hangs: read() does not return before the track is released.
class BlockedStream final : public VideoStream {
public:
    explicit BlockedStream(std::shared_ptr<StreamTrack> track) : m_track(std::move(track)) {}
    ~BlockedStream() override { ++m_track->destroyed; }
    bool read(VideoFrame& frame) override
    {
        ++m_track->read;
        m_track->wait();
        frame = {1, 1, {0, 0, 255}};
        return true;
    }

private:
    std::shared_ptr<StreamTrack> m_track;
};

inline int numberOf(const VideoFrame& frame)
{
    return frame.rgb[0] << 16 | frame.rgb[1] << 8 | frame.rgb[2];
}

} // namespace propago::test
