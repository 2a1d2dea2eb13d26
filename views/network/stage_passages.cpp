#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/network_stage.h"
#include "views/port/session_port.h"

#include <QPainter>
#include <QRegion>

#include <algorithm>

// Where the run is between two snapshots: a line above the columns, and nothing else of the stage.
namespace propago {

namespace {

constexpr int kClearance = 4; // below the line: frames and hooks of the tiles reach above them
constexpr double kPassed = 0.36;

QColor colourOf(ColumnPassage passage, const Palette& p)
{
    QColor forward = p.forwardAccent, backward = p.backwardAccent;
    switch (passage) {
    case ColumnPassage::Ahead: return Qt::transparent;
    case ColumnPassage::GoesForward: return forward;
    case ColumnPassage::GoesBack: return backward;
    case ColumnPassage::WentForward: forward.setAlphaF(kPassed); return forward;
    case ColumnPassage::WentBack: backward.setAlphaF(kPassed); return backward;
    }
    return {};
}

} // namespace

void NetworkStage::adoptPulse()
{
    const auto pulse = m_port->pulse();
    std::vector<ColumnPassage> passages;
    if (pulse && pulse->program == m_program)
        passages = passagesOf(*m_program, m_columns, pulse->lastStep);
    const bool comesOrGoes = passages.size() != m_passages.size();
    QRegion changed;
    for (int i = 0; i < static_cast<int>(m_columns.size()); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (comesOrGoes || (!passages.empty() && passages[at] != m_passages[at]))
            changed += passageMark(i);
    }
    if (comesOrGoes)
        changed += legendArea();
    m_passages = std::move(passages);
    update(changed);
}

int NetworkStage::passageLineBottom() const
{
    return static_cast<int>(m_camera.room().top() + headerHeight()) - kClearance;
}

int NetworkStage::passageLineTop() const
{
    return passageLineBottom() - std::max(2, qRound(fontMetrics().height() * 0.17));
}

QRect NetworkStage::passageMark(int column) const
{
    const QList<ColumnPlace>& places = m_shown.size() == m_places.size() ? m_shown : m_places;
    if (column < 0 || column >= places.size() || places[column].tiles.isEmpty())
        return {};
    const QRectF& area = places[column].area;
    const int left = qRound(area.left());
    const int right = std::max(left + 2, qRound(area.right()));
    return {left, passageLineTop(), right - left, passageLineBottom() - passageLineTop()};
}

void NetworkStage::paintPassages(QPainter& painter, const Palette& p) const
{
    for (int i = 0; i < static_cast<int>(m_passages.size()) && i < m_shown.size(); ++i) {
        painter.setOpacity(m_shown[i].opacity);
        painter.fillRect(passageMark(i), colourOf(m_passages[static_cast<std::size_t>(i)], p));
    }
    painter.setOpacity(1);
}

// Only where there is room for all of it.
void NetworkStage::paintPassageLegend(QPainter& painter, const Palette& p, double x) const
{
    if (m_passages.empty())
        return;
    const QFont small = scaled(font(), TypeSize::Small);
    const QFontMetricsF metrics(small);
    const QString words = tr("where the batch is");
    const double part = 16, thick = passageLineBottom() - passageLineTop();
    if (x + 4 * part + 5 + metrics.horizontalAdvance(words) > width())
        return;
    const double y = legendArea().top() + 10;
    for (const ColumnPassage passage : {ColumnPassage::WentForward, ColumnPassage::GoesForward,
                                        ColumnPassage::GoesBack, ColumnPassage::WentBack}) {
        painter.fillRect(QRectF(x, y + 4 - thick / 2, part - 2, thick), colourOf(passage, p));
        x += part;
    }
    painter.setFont(small);
    painter.setPen(p.mutedText);
    painter.drawText(QPointF(x + 3, y + metrics.ascent() - 3), words);
}

} // namespace propago
