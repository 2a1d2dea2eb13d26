#include "views/common/watch_list.h"

#include "views/port/session_port.h"

#include <algorithm>

namespace propago {

WatchList::WatchList(SessionPort* port, QObject* parent)
    : QObject(parent), m_port(port), m_program(port->facts()->program)
{
    connect(port, &SessionPort::factsChanged, this, [this] {
        if (m_port->facts()->program == m_program)
            return;
        m_program = m_port->facts()->program;
        m_elements.clear();
        emit changed();
    });
}

bool WatchList::contains(const ElementRef& ref) const
{
    return std::ranges::find(m_elements, ref) != m_elements.end();
}

void WatchList::toggle(const ElementRef& ref)
{
    if (std::erase(m_elements, ref) == 0) {
        if (isFull())
            return;
        m_elements.push_back(ref);
    }
    m_port->setWatches(m_elements);
    emit changed();
}

} // namespace propago
