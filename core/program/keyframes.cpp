#include "core/program/keyframes.h"

#include "core/program/workspace.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace propago {

namespace {

// Close enough that replay stays under a second for small networks, far enough to cost little.
constexpr std::int64_t kSpacing = 16;
constexpr std::size_t kFewest = 3;
constexpr std::size_t kMost = 128;

std::vector<int> persistentSlots(const Program& program)
{
    std::vector<int> slots;
    for (int i = 0; i < static_cast<int>(program.allSlots().size()); ++i) {
        if (program.allSlots()[static_cast<std::size_t>(i)].isPersistent)
            slots.push_back(i);
    }
    return slots;
}

} // namespace

Keyframes::Frame Keyframes::copy(const Workspace& workspace) const
{
    Frame frame;
    for (const int slot : persistentSlots(workspace.program()))
        frame.push_back(copyOf(workspace.view(slot)));
    return frame;
}

void Keyframes::offer(std::int64_t batch, const Workspace& workspace)
{
    if (batch % kSpacing != 0 || m_frames.contains(batch))
        return;
    Frame frame = copy(workspace);
    std::int64_t bytes = 0;
    for (const Tensor& tensor : frame)
        bytes += tensor.bytes();
    m_frames.emplace(batch, std::move(frame));
    thin(std::max<std::int64_t>(bytes, 1));
}

void Keyframes::pin(std::int64_t batch, const Workspace& workspace)
{
    m_frames.insert_or_assign(batch, copy(workspace));
    m_pinned = batch;
}

void Keyframes::thin(std::int64_t frameBytes)
{
    const auto room = static_cast<std::size_t>(m_budget / frameBytes);
    const std::size_t most = std::clamp(room, kFewest, kMost);
    while (m_frames.size() > most) {
        // The frame goes whose loss leaves the smallest gap in relation to its age.
        const double now = static_cast<double>(m_frames.rbegin()->first) + kSpacing;
        auto victim = m_frames.end();
        double smallest = 0;
        for (auto it = std::next(m_frames.begin()); std::next(it) != m_frames.end(); ++it) {
            const auto gap = static_cast<double>(std::next(it)->first - std::prev(it)->first);
            const double ratio = gap / (now - static_cast<double>(it->first));
            if (it->first != m_pinned && (victim == m_frames.end() || ratio < smallest)) {
                victim = it;
                smallest = ratio;
            }
        }
        if (victim == m_frames.end())
            return;
        m_frames.erase(victim);
    }
}

std::int64_t Keyframes::before(std::int64_t batch) const
{
    const auto after = m_frames.upper_bound(batch);
    return after == m_frames.begin() ? -1 : std::prev(after)->first;
}

void Keyframes::restore(std::int64_t batch, Workspace& workspace) const
{
    const auto found = m_frames.find(batch);
    if (found == m_frames.end())
        throw std::out_of_range("no keyframe at this batch");
    const auto slots = persistentSlots(workspace.program());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const Tensor& tensor = found->second[i];
        std::memcpy(workspace.view(slots[i]).data, tensor.view().data,
                    static_cast<std::size_t>(tensor.bytes()));
    }
}

void Keyframes::forgetAfter(std::int64_t batch)
{
    m_frames.erase(m_frames.upper_bound(batch), m_frames.end());
}

void Keyframes::clear()
{
    m_frames.clear();
    m_pinned = -1;
}

std::vector<std::int64_t> Keyframes::boundaries() const
{
    std::vector<std::int64_t> result;
    for (const auto& [batch, frame] : m_frames)
        result.push_back(batch);
    return result;
}

} // namespace propago
