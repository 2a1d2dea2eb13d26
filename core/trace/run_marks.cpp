#include "core/trace/run_marks.h"

#include <algorithm>

namespace propago {

void Incidents::add(const RunMark& mark)
{
    if (std::ranges::find(m_marks, mark) != m_marks.end())
        return;
    if (m_marks.size() == kMost)
        m_marks.erase(std::ranges::min_element(m_marks, {}, &RunMark::kind));
    m_marks.insert(std::ranges::upper_bound(m_marks, mark.batch, {}, &RunMark::batch), mark);
}

void Incidents::forgetAfter(std::int64_t batch)
{
    std::erase_if(m_marks, [batch](const RunMark& mark) { return mark.batch > batch; });
}

} // namespace propago
