#include "views/network/network_stage.h"

#include "views/common/palette.h"
#include "views/network/stage_selection.h"
#include "views/port/session_port.h"
#include "views/present/tensor_image.h"

#include <QEvent>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace propago {

namespace {

constexpr int kFrameMilliseconds = 16;
constexpr int kWaveMilliseconds = 420;
constexpr int kShortestWave = 90; // steps that follow faster are shown without one
constexpr int kMoveMilliseconds = 260;
constexpr double kMargin = 22;

double normOf(const Tensor& tensor)
{
    double sum = 0;
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        sum += tensor.at(i) * tensor.at(i);
    return std::sqrt(sum);
}

bool hasNegative(const Tensor& tensor)
{
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        if (tensor.at(i) < 0)
            return true;
    }
    return false;
}

} // namespace

NetworkStage::NetworkStage(SessionPort* port, StageSelection* selection, QWidget* parent)
    : QWidget(parent), m_port(port), m_selection(selection)
{
    setObjectName(QStringLiteral("networkStage"));
    setAccessibleName(tr("Network stage"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_frames.setInterval(kFrameMilliseconds);
    m_frames.setTimerType(Qt::PreciseTimer);
    connect(&m_frames, &QTimer::timeout, this, [this] {
        if (progress() >= 1 && move() >= 1) {
            m_frames.stop();
            m_waveMilliseconds = 0;
            m_moveClock.invalidate();
        }
        update();
    });
    connect(port, &SessionPort::factsChanged, this, &NetworkStage::adoptProgram);
    connect(port, &SessionPort::snapshotChanged, this, &NetworkStage::adoptSnapshot);
    connect(port, &SessionPort::pulseChanged, this, &NetworkStage::adoptPulse);
    connect(selection, &StageSelection::changed, this, [this] {
        announceInterest();
        followSelection();
        update();
    });
    adoptProgram();
    adoptSnapshot();
    adoptPulse();
}

void NetworkStage::adoptProgram()
{
    const auto program = m_port->facts()->program;
    if (program == m_program)
        return;
    m_program = program;
    m_snapshot.reset();
    m_passages.clear();
    m_looks.clear(); // the tiles of the network before fit no column of this one
    m_zoomed = -1;
    m_breakpoints.clear();
    m_port->setBreakpoints({});
    m_ranges.clear();
    m_camera.reset();
    m_waveMilliseconds = 0;
    m_moveClock.invalidate();
    m_columns = program ? stageColumns(*program) : std::vector<StageColumn>{};
    m_selection->clear();
    relayout();
    announceInterest();
}

void NetworkStage::announceInterest()
{
    std::set<TensorRef> refs{
        {SlotKind::Probabilities, -1, 0}, {SlotKind::Target, -1, 0}, {SlotKind::SampleLoss, -1, 0}};
    for (const StageColumn& column : m_columns) {
        for (const int node : column.nodes)
            refs.insert({SlotKind::Value, node, 0});
        refs.insert({SlotKind::Gradient, column.node(), 0});
    }
    if (m_program && !m_selection->isEmpty()) {
        const StageColumn& column = m_columns[static_cast<std::size_t>(m_selection->column())];
        for (const int input :
             m_program->graph().nodes[static_cast<std::size_t>(column.nodes.front())].inputs)
            refs.insert({SlotKind::Value, input, 0});
        for (const int node : column.nodes) {
            for (int i = 0; i < 2; ++i) {
                refs.insert({SlotKind::Parameter, node, i});
                refs.insert({SlotKind::ParameterGradient, node, i});
            }
        }
    }
    Interest interest;
    interest.tensors.assign(refs.begin(), refs.end());
    m_asked = m_program ? linkQuestion() : LinkQuestion{};
    if (m_asked.place.node >= 0)
        interest.links = {m_asked};
    m_port->setInterest(QStringLiteral("network"), interest);
}

void NetworkStage::adoptSnapshot()
{
    const auto snapshot = m_port->snapshot();
    if (!snapshot || snapshot->program != m_program)
        return;
    const bool changesStep = !m_snapshot || snapshot->lastStep != m_snapshot->lastStep
                             || snapshot->position != m_snapshot->position;
    m_snapshot = snapshot;
    rebuildLooks();
    startAnimation(changesStep);
    if (!m_snapshot->isRunning && linkQuestion() != m_asked)
        announceInterest(); // the strongest number is another one now
    update();
}

const Tensor* NetworkStage::tensor(const TensorRef& ref) const
{
    if (!m_snapshot)
        return nullptr;
    const auto found = m_snapshot->tensors.find(ref);
    return found == m_snapshot->tensors.end() ? nullptr : &found->second;
}

const Tensor* NetworkStage::shownTensor(int column, ColumnState state) const
{
    const SlotKind kind = state == ColumnState::Gradients ? SlotKind::Gradient : SlotKind::Value;
    return tensor({kind, m_columns[static_cast<std::size_t>(column)].node(), 0});
}

NetworkStage::ColumnLook NetworkStage::lookOf(int index) const
{
    const StageColumn& column = m_columns[static_cast<std::size_t>(index)];
    ColumnLook look;
    look.state = stateOf(*m_program, column, m_snapshot->lastStep);
    const Tensor* shown = shownTensor(index, look.state);
    if (!shown)
        return look;
    const bool isGradient = look.state == ColumnState::Gradients;
    look.range = largestMagnitude(*shown);
    look.norm = isGradient ? normOf(*shown) : 0;
    look.isSigned = isGradient || (column.kind != ColumnKind::Picture && hasNegative(*shown));
    return look;
}

void NetworkStage::rebuildLooks()
{
    m_looks.clear();
    std::vector<ValueRanges::Seen> seen;
    for (int i = 0; i < static_cast<int>(m_columns.size()); ++i) {
        m_looks.append(lookOf(i));
        const bool isGradient = m_looks.back().state == ColumnState::Gradients;
        seen.push_back({m_looks.back().range, isGradient});
    }
    m_ranges.adopt(seen);
    const bool isDark = paletteOf(palette()).isDark();
    for (int i = 0; i < m_looks.size(); ++i) {
        ColumnLook& look = m_looks[i];
        const Tensor* shown = shownTensor(i, look.state);
        look.range = m_ranges.of(i, look.state == ColumnState::Gradients, m_sharesScale);
        const bool isPicture = m_columns[static_cast<std::size_t>(i)].kind == ColumnKind::Picture
                               && look.state != ColumnState::Gradients;
        const auto first = static_cast<int>(m_places[i].first);
        for (int t = 0; shown && t < m_places[i].tiles.size(); ++t)
            look.tiles.append(
                isPicture ? pictureImage(*shown)
                          : planeImage(*shown, first + t, look.range, look.isSigned, isDark));
    }
}

QImage NetworkStage::tileImage(int column, int tile) const
{
    if (column < 0 || column >= m_looks.size() || tile < 0 || tile >= m_looks[column].tiles.size())
        return {};
    return m_looks[column].tiles[tile];
}

double NetworkStage::headerHeight() const
{
    return fontMetrics().height() * 3.7;
}

void NetworkStage::relayout()
{
    bool hasSkips = false;
    for (int i = 0; i < static_cast<int>(m_columns.size()); ++i) {
        for (const int source : m_columns[static_cast<std::size_t>(i)].sources)
            hasSkips = hasSkips || source != i - 1;
    }
    const QRectF room = QRectF(rect()).adjusted(kMargin, 6, -kMargin, -kStageLegend);
    m_camera.setRoom(room);
    const auto sameTiles = [](const ColumnPlace& a, const ColumnPlace& b) {
        return a.first == b.first && a.tiles.size() == b.tiles.size();
    };
    const QList<ColumnPlace> old =
        std::exchange(m_places, layoutStage(m_columns, m_zoomed >= 0 ? room : m_camera.world(),
                                            headerHeight(), hasSkips ? 26 : 4, m_zoomed, m_page));
    const bool hasSameTiles =
        std::equal(old.begin(), old.end(), m_places.begin(), m_places.end(), sameTiles);
    if (m_snapshot && (!hasSameTiles || m_looks.size() != m_places.size()))
        rebuildLooks();
    update();
}

// What the keyboard chooses comes into sight.
void NetworkStage::followSelection()
{
    if (m_camera.isWhole() || m_zoomed >= 0 || m_selection->isEmpty())
        return;
    const QPointF centre = tileOf(m_places, m_selection->column(), m_selection->channel()).center();
    const QRectF world = m_camera.world();
    if (m_camera.room().adjusted(0, headerHeight(), 0, 0).contains(centre) || centre.isNull())
        return;
    m_camera.lookAt(
        {(centre.x() - world.left()) / world.width(), (centre.y() - world.top()) / world.height()});
    moveCamera();
}

// The new layout, and a smooth way there.
void NetworkStage::moveCamera()
{
    const QList<ColumnPlace> from = between(m_before, m_places, move());
    relayout();
    if (!m_isAnimated || !isVisible())
        return;
    m_before = from;
    m_moveClock.start();
    m_frames.start();
}

double NetworkStage::move() const
{
    if (!m_isAnimated || !m_moveClock.isValid())
        return 1;
    const double linear =
        std::min(1.0, static_cast<double>(m_moveClock.elapsed()) / kMoveMilliseconds);
    return linear * linear * (3 - 2 * linear);
}

void NetworkStage::setAnimated(bool animated)
{
    m_isAnimated = animated;
    m_frames.stop();
    m_waveMilliseconds = 0;
    m_moveClock.invalidate();
    update();
}

void NetworkStage::setSharedScale(bool shares)
{
    if (shares == m_sharesScale)
        return;
    m_sharesScale = shares;
    if (m_snapshot)
        rebuildLooks();
    update();
    emit sharedScaleChanged(shares);
}

void NetworkStage::setKeptRanges(bool keeps)
{
    if (keeps == m_ranges.keeps())
        return;
    m_ranges.keep(keeps);
    if (m_snapshot)
        rebuildLooks();
    update();
    emit keptRangesChanged(keeps);
}

void NetworkStage::setDimmedRest(bool dims)
{
    if (dims == m_dimsRest)
        return;
    m_dimsRest = dims;
    update();
    emit dimmedRestChanged(dims);
}

double NetworkStage::rangeOf(int column) const
{
    return column >= 0 && column < m_looks.size() ? m_looks[column].range : 0;
}

bool NetworkStage::isDimmed(int column) const
{
    return m_dimsRest && m_snapshot && column != activeColumn()
           && !isOfPhase(*m_program, m_columns[static_cast<std::size_t>(column)],
                         m_snapshot->lastStep);
}

void NetworkStage::zoomTo(int column)
{
    m_zoomed = column;
    m_page = column >= 0 && m_selection->column() == column
                 ? static_cast<int>(m_selection->channel() / kTilesOfPage)
                 : 0;
    moveCamera();
}

void NetworkStage::zoomBy(double factor)
{
    if (m_zoomed >= 0)
        return;
    QPointF anchor = m_camera.room().center();
    const QRectF chosen = tileOf(m_places, m_selection->column(), m_selection->channel());
    if (!m_selection->isEmpty() && m_camera.room().contains(chosen.center()))
        anchor = chosen.center();
    m_camera.zoomAt(anchor, factor);
    moveCamera();
}

void NetworkStage::showAll()
{
    m_zoomed = -1;
    m_camera.reset();
    moveCamera();
}

void NetworkStage::toggleBreakpoint(int column)
{
    if (column < 0 || column >= static_cast<int>(m_columns.size()))
        return;
    if (!m_breakpoints.remove(column))
        m_breakpoints.insert(column);
    std::vector<int> nodes;
    for (const int each : m_breakpoints)
        nodes.push_back(m_columns[static_cast<std::size_t>(each)].node());
    std::ranges::sort(nodes);
    m_port->setBreakpoints(nodes);
    update();
}

void NetworkStage::turnPage(int pages)
{
    if (m_zoomed < 0)
        return;
    const std::int64_t units = unitsOf(m_columns[static_cast<std::size_t>(m_zoomed)]);
    const int last = static_cast<int>((units - 1) / kTilesOfPage);
    const int page = std::clamp(m_page + pages, 0, last);
    if (page == m_page)
        return;
    m_page = page;
    relayout();
}

int NetworkStage::activeColumn() const
{
    return m_snapshot ? columnAtWork(*m_program, m_columns, m_snapshot->lastStep) : -1;
}

// A wave lasts no longer than until the next step, so that a slow run flows without a jump.
void NetworkStage::startAnimation(bool changesStep)
{
    if (!changesStep)
        return;
    const qint64 since = m_sinceStep.isValid() ? m_sinceStep.elapsed() : kWaveMilliseconds;
    m_sinceStep.start();
    if (!m_passages.empty()) { // flat out the line moves; a wave in every batch would flicker
        m_waveMilliseconds = 0;
        return;
    }
    if (!m_isAnimated || !isVisible())
        return;
    const int wave =
        m_snapshot->isRunning
            ? static_cast<int>(std::min<qint64>(std::max<qint64>(since, 0), kWaveMilliseconds))
            : kWaveMilliseconds;
    m_waveMilliseconds = wave >= kShortestWave ? wave : 0;
    if (m_waveMilliseconds == 0)
        return;
    m_clock.restart();
    m_frames.start();
}

double NetworkStage::progress() const
{
    if (!m_isAnimated || m_waveMilliseconds == 0)
        return 1;
    const double linear = static_cast<double>(m_clock.elapsed()) / m_waveMilliseconds;
    return std::clamp(linear * (2 - std::min(linear, 1.0)), 0.0, 1.0); // slows down towards its end
}

QColor NetworkStage::accentOf(const Palette& p) const
{
    const bool isBackward =
        m_snapshot && (m_snapshot->phase == Phase::Backward || m_snapshot->phase == Phase::Update);
    return isBackward ? p.backwardAccent : p.forwardAccent;
}

void NetworkStage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    relayout();
}

void NetworkStage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        relayout();
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Network stage"));
}

} // namespace propago
