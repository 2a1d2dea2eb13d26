#include "core/capture/frame_reader.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace propago {

namespace {

constexpr std::chrono::milliseconds kFarewell{500};
using Clock = std::chrono::steady_clock;

} // namespace

/// What thread and owner share; whoever lives longer keeps it.
struct FrameReader::State {
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::optional<VideoFrame> newest;
    std::optional<Error> failure;
    bool isOpen = false, hasEnded = false, isStopped = false;

    void run(const Open& open);
    void readAll(VideoStream& stream);
    bool put(VideoFrame frame);
    void pauseUntil(Clock::time_point moment);
};

void FrameReader::State::run(const Open& open)
{
    try {
        const auto stream = open();
        if (!stream) {
            const std::lock_guard lock(mutex);
            failure = stream.error();
        } else {
            readAll(**stream);
        }
    } catch (const std::exception& problem) {
        const std::lock_guard lock(mutex);
        failure =
            Error{ErrorCode::WorkerLost,
                  {PROPAGO_TEXT("the pictures cannot be read any more: %1"), {problem.what()}},
                  {},
                  {PROPAGO_TEXT("connect again"), {}}};
    } // the device is free again before anybody hears of the end
    const std::lock_guard lock(mutex);
    hasEnded = true;
    changed.notify_all();
}

void FrameReader::State::readAll(VideoStream& stream)
{
    {
        const std::lock_guard lock(mutex);
        isOpen = true;
    }
    const auto period =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(stream.period()));
    Clock::time_point next = Clock::now();
    while (true) {
        VideoFrame frame;
        if (!stream.read(frame) && !(stream.rewind() && stream.read(frame)))
            return;
        if (!put(std::move(frame)))
            return;
        next = std::max(next + period, Clock::now()); // what was late is not caught up with
        pauseUntil(next);
    }
}

// False when nobody wants frames any more.
bool FrameReader::State::put(VideoFrame frame)
{
    const std::lock_guard lock(mutex);
    newest = std::move(frame);
    return !isStopped;
}

void FrameReader::State::pauseUntil(Clock::time_point moment)
{
    std::unique_lock lock(mutex);
    changed.wait_until(lock, moment, [this] { return isStopped; });
}

FrameReader::FrameReader(Open open) : m_state(std::make_shared<State>())
{
    std::thread([state = m_state, open = std::move(open)] { state->run(open); }).detach();
}

FrameReader::~FrameReader()
{
    std::unique_lock lock(m_state->mutex);
    m_state->isStopped = true;
    m_state->changed.notify_all();
    m_state->changed.wait_for(lock, kFarewell, [this] { return m_state->hasEnded; });
}

std::optional<VideoFrame> FrameReader::take()
{
    const std::lock_guard lock(m_state->mutex);
    return std::exchange(m_state->newest, std::nullopt);
}

bool FrameReader::isOpen() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->isOpen;
}

bool FrameReader::hasEnded() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->hasEnded;
}

std::optional<Error> FrameReader::failure() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->failure;
}

} // namespace propago
