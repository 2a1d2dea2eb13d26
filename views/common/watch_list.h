#pragma once
#include <QObject>

#include "core/trace/element_ref.h"

#include <vector>

namespace propago {

class SessionPort;

/// Which numbers are watched: views add to it and take away, the engine follows them. Empty again
/// with another network.
class WatchList : public QObject {
    Q_OBJECT
public:
    static constexpr int kMost = 8;
    explicit WatchList(SessionPort* port, QObject* parent = nullptr);
    const std::vector<ElementRef>& elements() const { return m_elements; }
    bool contains(const ElementRef& ref) const;
    bool isFull() const { return static_cast<int>(m_elements.size()) >= kMost; }
    /// Adds it, or takes it away when it is there.
    void toggle(const ElementRef& ref);

signals:
    void changed();

private:
    SessionPort* m_port;
    std::shared_ptr<const Program> m_program;
    std::vector<ElementRef> m_elements;
};

} // namespace propago
