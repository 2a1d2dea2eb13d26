#include "views/network/network_stage.h"
#include "views/network/stage_selection.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

// What mouse and keys do on the stage.
namespace propago {

namespace {

constexpr double kZoomStep = 1.4;

} // namespace

NetworkStage::Unit NetworkStage::unitAt(const QPointF& position) const
{
    const bool isCovered = m_zoomed < 0 && !m_camera.isWhole()
                           && (position.y() < m_camera.room().top() + headerHeight()
                               || position.y() > m_camera.room().bottom());
    if (isCovered || minimap().contains(position))
        return {};
    for (int i = 0; i < m_places.size(); ++i) {
        const ColumnPlace& place = m_places[i];
        if (!place.area.adjusted(-3, -3, 3, 3).contains(position))
            continue;
        for (int t = 0; t < place.tiles.size(); ++t) {
            if (place.tiles[t].adjusted(-0.5, -0.5, 1, 1).contains(position))
                return {i, place.first + t};
        }
    }
    return {};
}

QRectF NetworkStage::tileOf(const QList<ColumnPlace>& places, int column,
                            std::int64_t channel) const
{
    if (column < 0 || column >= places.size())
        return {};
    return places[column].tiles.value(static_cast<qsizetype>(channel - places[column].first));
}

std::int64_t NetworkStage::elementAt(const Unit& unit, const QPointF& position) const
{
    const StageColumn& place = m_columns[static_cast<std::size_t>(unit.column)];
    if (place.kind == ColumnKind::Neurons)
        return unit.channel;
    const QRectF area = tileOf(m_places, unit.column, unit.channel);
    const auto along = [](double offset, double extent, std::int64_t count) {
        return std::clamp(static_cast<std::int64_t>(offset / extent * static_cast<double>(count)),
                          std::int64_t{0}, count - 1);
    };
    const std::int64_t row = along(position.y() - area.top(), area.height(), place.shape[1]);
    const std::int64_t at = along(position.x() - area.left(), area.width(), place.shape[2]);
    return (unit.channel * place.shape[1] + row) * place.shape[2] + at;
}

// The strongest number of the selected map, which says more than its corner.
void NetworkStage::openSelected()
{
    if (m_selection->isEmpty() || m_selection->column() >= m_looks.size())
        return;
    const Tensor* shown = shownTensor(m_selection->column(), ColumnState::Values);
    if (shown)
        emit elementOpened(m_selection->column(), strongestElement(*shown, m_selection->channel()));
}

QString NetworkStage::readOut(const Unit& unit, const QPointF& position) const
{
    const int column = unit.column;
    if (column >= m_looks.size())
        return {};
    const Tensor* shown = shownTensor(column, m_looks[column].state);
    const StageColumn& place = m_columns[static_cast<std::size_t>(column)];
    if (!shown)
        return {};
    const QString what =
        m_looks[column].state == ColumnState::Gradients ? tr("gradient") : tr("value");
    const QString title = QString::fromStdString(place.title);
    if (place.kind == ColumnKind::Neurons)
        return tr("%1, neuron %2: %3 %4")
            .arg(title)
            .arg(unit.channel)
            .arg(what)
            .arg(shown->at(unit.channel), 0, 'g', 6);
    const std::int64_t element = elementAt(unit, position);
    const std::int64_t row = element / place.shape[2] % place.shape[1];
    const std::int64_t at = element % place.shape[2];
    const auto valueOf = [&](std::int64_t map) {
        return QString::number(shown->at((map * place.shape[1] + row) * place.shape[2] + at), 'g',
                               6);
    };
    QString value = valueOf(unit.channel);
    for (std::int64_t map = 1; place.kind == ColumnKind::Picture && map < place.shape[0]; ++map)
        value += QStringLiteral(" ") + valueOf(map); // a tile of the picture holds all its colours
    return tr("%1, map %2, row %3, column %4: %5 %6")
        .arg(title)
        .arg(unit.channel)
        .arg(row)
        .arg(at)
        .arg(what)
        .arg(value);
}

int NetworkStage::markAt(const QPointF& position) const
{
    for (int i = 0; i < m_places.size(); ++i) {
        if (breakpointMark(i).adjusted(-2, -2, 2, 2).contains(position))
            return i;
    }
    return -1;
}

void NetworkStage::mousePressEvent(QMouseEvent* event)
{
    m_dragged = event->position();
    if (minimap().contains(event->position())) {
        m_drag = Drag::Minimap;
        lookAtMinimap(event->position());
        return;
    }
    if (const int mark = markAt(event->position()); mark >= 0)
        return toggleBreakpoint(mark);
    m_drag = m_camera.isWhole() || m_zoomed >= 0 ? Drag::None : Drag::Pan;
    const Unit unit = unitAt(event->position());
    if (!unit.isNothing())
        m_selection->choose(unit.column, unit.channel);
    else if (m_drag == Drag::None)
        m_selection->clear();
}

void NetworkStage::mouseReleaseEvent(QMouseEvent* event)
{
    m_drag = Drag::None;
    QWidget::mouseReleaseEvent(event);
}

void NetworkStage::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Unit unit = unitAt(event->position());
    // Whole network, one layer, one number: each double click goes one level deeper.
    if (m_zoomed >= 0 && !unit.isNothing())
        emit elementOpened(unit.column, elementAt(unit, event->position()));
    else
        zoomTo(m_zoomed >= 0 ? -1 : unit.column);
}

void NetworkStage::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF delta = event->position() - std::exchange(m_dragged, event->position());
    if (m_drag == Drag::Minimap && (event->buttons() & Qt::LeftButton))
        return lookAtMinimap(event->position());
    if (m_drag == Drag::Pan && (event->buttons() & Qt::LeftButton)) {
        setCursor(Qt::ClosedHandCursor);
        m_camera.pan(delta);
        return relayout();
    }
    if (const int mark = markAt(event->position()); mark != m_marked) {
        m_marked = mark;
        update();
    }
    const Unit unit = unitAt(event->position());
    const bool opens = m_marked >= 0 || !unit.isNothing() || minimap().contains(event->position());
    setCursor(opens                ? Qt::PointingHandCursor
              : m_camera.isWhole() ? Qt::ArrowCursor
                                   : Qt::OpenHandCursor);
    const QString text =
        m_marked >= 0 ? (hasBreakpoint(m_marked) ? tr("A run pauses here. Click to let it pass (B)")
                                                 : tr("Click to make a run pause here (B)"))
        : !unit.isNothing() && m_snapshot ? readOut(unit, event->position())
                                          : QString();
    QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 12), text, this);
}

void NetworkStage::lookAtMinimap(const QPointF& position)
{
    const QRectF map = minimap();
    m_camera.lookAt(
        {(position.x() - map.left()) / map.width(), (position.y() - map.top()) / map.height()});
    relayout();
}

// The wheel goes closer and further; sideways, or with Shift, it moves along the network.
void NetworkStage::wheelEvent(QWheelEvent* event)
{
    const QPoint turned = event->angleDelta();
    if (m_zoomed >= 0) {
        turnPage(turned.y() > 0 ? -1 : 1);
        return event->accept();
    }
    if (turned.x() != 0)
        m_camera.pan(QPointF(turned.x(), 0));
    else if (event->modifiers().testFlag(Qt::ShiftModifier))
        m_camera.pan(QPointF(turned.y(), 0));
    else
        m_camera.zoomAt(event->position(), std::pow(1.0015, turned.y()));
    relayout();
    event->accept();
}

void NetworkStage::moveSelection(int columns, std::int64_t channels)
{
    if (m_columns.empty())
        return;
    const int last = static_cast<int>(m_columns.size()) - 1;
    const int column =
        m_selection->isEmpty() ? 0 : std::clamp(m_selection->column() + columns, 0, last);
    const std::int64_t most = unitsOf(m_columns[static_cast<std::size_t>(column)]) - 1;
    m_selection->choose(column,
                        std::clamp<std::int64_t>(m_selection->channel() + channels, 0, most));
    if (m_zoomed == column)
        turnPage(static_cast<int>(m_selection->channel() / kTilesOfPage) - m_page);
}

void NetworkStage::keyPressEvent(QKeyEvent* event)
{
    const bool moves = event->modifiers().testFlag(Qt::AltModifier);
    if (event->key() == Qt::Key_Escape) {
        if (m_zoomed >= 0)
            zoomTo(-1);
        else if (!m_camera.isWhole())
            showAll();
        else
            m_selection->clear();
    } else if (event->key() == Qt::Key_Return && !m_selection->isEmpty()) {
        m_zoomed >= 0 ? openSelected() : zoomTo(m_selection->column());
    } else if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal) {
        zoomBy(kZoomStep);
    } else if (event->key() == Qt::Key_Minus) {
        zoomBy(1 / kZoomStep);
    } else if (event->key() == Qt::Key_0) {
        showAll();
    } else if (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown) {
        turnPage(event->key() == Qt::Key_PageUp ? -1 : 1);
    } else if (event->key() == Qt::Key_B) {
        toggleBreakpoint(m_selection->isEmpty() ? activeColumn() : m_selection->column());
    } else if (event->key() == Qt::Key_D) {
        setDimmedRest(!m_dimsRest);
    } else if (event->key() == Qt::Key_K) {
        setKeptRanges(!m_ranges.keeps());
    } else if (event->key() == Qt::Key_S) {
        setSharedScale(!m_sharesScale);
    } else if (event->key() == Qt::Key_M) {
        openSelected();
    } else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
        moveSelection(0, event->key() == Qt::Key_Up ? -1 : 1);
    } else if (moves && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        moveSelection(event->key() == Qt::Key_Left ? -1 : 1, 0);
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace propago
