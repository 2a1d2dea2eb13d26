#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace propago {

/// A value that is made in a thread of its own, for which nobody ever waits: for calls into drivers,
/// which may take any time.
template<typename T> class Detached {
public:
    explicit Detached(std::function<T()> make) : m_place(std::make_shared<Place>())
    {
        std::thread([place = m_place, make = std::move(make)] {
            T made = make();
            const std::lock_guard lock(place->mutex);
            place->value = std::move(made);
        }).detach();
    }
    /// Once, when it is there.
    std::optional<T> take()
    {
        const std::lock_guard lock(m_place->mutex);
        return std::exchange(m_place->value, std::nullopt);
    }

private:
    struct Place {
        std::mutex mutex;
        std::optional<T> value;
    };
    std::shared_ptr<Place> m_place; ///< the thread may live longer
};

} // namespace propago
