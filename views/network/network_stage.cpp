#include "views/network/network_stage.h"

#include "views/common/palette.h"
#include "views/common/type_scale.h"
#include "views/network/stage_selection.h"
#include "views/port/session_port.h"
#include "views/present/tensor_image.h"

#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <set>

namespace propago {

namespace {

constexpr int kWaveMilliseconds = 420;
constexpr double kLegendHeight = 30;
constexpr double kMargin = 22;
constexpr std::size_t kMostEdges = 32;

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

QString shapeText(const Shape& shape)
{
    return QString::fromStdString(shape.text()).replace(QLatin1Char('x'), QChar(0x00D7));
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
    m_frames.setInterval(16);
    connect(&m_frames, &QTimer::timeout, this, [this] {
        if (progress() >= 1)
            m_frames.stop();
        update();
    });
    connect(port, &SessionPort::factsChanged, this, &NetworkStage::adoptProgram);
    connect(port, &SessionPort::snapshotChanged, this, &NetworkStage::adoptSnapshot);
    connect(selection, &StageSelection::changed, this, [this] {
        announceInterest();
        update();
    });
    adoptProgram();
    adoptSnapshot();
}

void NetworkStage::adoptProgram()
{
    const auto program = m_port->facts()->program;
    if (program == m_program)
        return;
    m_program = program;
    m_snapshot.reset();
    m_looks.clear(); // the tiles of the network before fit no column of this one
    m_zoomed = -1;
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
    startAnimation(changesStep && !snapshot->isRunning);
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
    double values = 1e-12;
    double gradients = 1e-12;
    for (int i = 0; i < static_cast<int>(m_columns.size()); ++i) {
        m_looks.append(lookOf(i));
        double& shared = m_looks.back().state == ColumnState::Gradients ? gradients : values;
        shared = std::max(shared, m_looks.back().range);
    }
    const bool isDark = paletteOf(palette()).isDark();
    for (int i = 0; i < m_looks.size(); ++i) {
        ColumnLook& look = m_looks[i];
        const Tensor* shown = shownTensor(i, look.state);
        if (m_sharesScale)
            look.range = look.state == ColumnState::Gradients ? gradients : values;
        const bool isPicture = m_columns[static_cast<std::size_t>(i)].kind == ColumnKind::Picture
                               && look.state != ColumnState::Gradients;
        for (int t = 0; shown && t < m_places[i].tiles.size(); ++t)
            look.tiles.append(isPicture ? pictureImage(*shown)
                                        : planeImage(*shown, t, look.range, look.isSigned, isDark));
    }
}

QImage NetworkStage::tileImage(int column, int tile) const
{
    if (column < 0 || column >= m_looks.size() || tile < 0 || tile >= m_looks[column].tiles.size())
        return {};
    return m_looks[column].tiles[tile];
}

void NetworkStage::relayout()
{
    const double header = fontMetrics().height() * 3.1;
    bool hasSkips = false;
    for (int i = 0; i < static_cast<int>(m_columns.size()); ++i) {
        for (const int source : m_columns[static_cast<std::size_t>(i)].sources)
            hasSkips = hasSkips || source != i - 1;
    }
    const QRectF area = QRectF(rect()).adjusted(kMargin, 6, -kMargin, -kLegendHeight);
    m_places = layoutStage(m_columns, area, header, hasSkips ? 26 : 4, m_zoomed);
    if (m_snapshot)
        rebuildLooks();
    update();
}

void NetworkStage::setAnimated(bool animated)
{
    m_isAnimated = animated;
    m_frames.stop();
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

void NetworkStage::zoomTo(int column)
{
    m_zoomed = column;
    relayout();
}

int NetworkStage::activeColumn() const
{
    if (!m_snapshot || m_snapshot->lastStep < 0)
        return -1;
    const Step& step = m_program->steps()[static_cast<std::size_t>(m_snapshot->lastStep)];
    if (step.phase == Phase::Load)
        return 0;
    int node = step.node;
    if (step.kind == StepKind::InputGradient) // what is written is the gradient of the input
        node = m_program->graph()
                   .nodes[static_cast<std::size_t>(node)]
                   .inputs[static_cast<std::size_t>(step.index)];
    return node < 0 ? -1 : columnOf(m_columns, node);
}

void NetworkStage::startAnimation(bool changesStep)
{
    if (!m_isAnimated || !changesStep || !isVisible())
        return;
    m_clock.restart();
    m_frames.start();
}

double NetworkStage::progress() const
{
    if (!m_isAnimated || !m_frames.isActive())
        return 1;
    const double linear = static_cast<double>(m_clock.elapsed()) / kWaveMilliseconds;
    return std::clamp(linear * (2 - std::min(linear, 1.0)), 0.0, 1.0); // slows down towards its end
}

QColor NetworkStage::accentOf(const Palette& p) const
{
    const bool isBackward =
        m_snapshot && (m_snapshot->phase == Phase::Backward || m_snapshot->phase == Phase::Update);
    return isBackward ? p.backwardAccent : p.forwardAccent;
}

// ---- painting ------------------------------------------------------------------------------

void NetworkStage::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    if (!m_program || m_places.isEmpty()) {
        painter.setPen(p.mutedText);
        painter.drawText(rect(), Qt::AlignCenter, tr("Opening the demo…"));
        return;
    }
    paintSkips(painter, p);
    paintHeaders(painter, p);
    for (int i = 0; i < m_places.size(); ++i)
        paintColumn(painter, p, i);
    paintPulses(painter, p);
    paintContributions(painter, p);
    paintSelection(painter, p);
    paintLegend(painter, p);
}

void NetworkStage::paintHeaders(QPainter& painter, const Palette& p) const
{
    const QFont title = scaled(font(), TypeSize::Body, true);
    const QFont small = scaled(font(), TypeSize::Small);
    const QFontMetricsF titleMetrics(title);
    const QFontMetricsF smallMetrics(small);
    const int active = activeColumn();
    for (int i = 0; i < m_places.size(); ++i) {
        if (m_places[i].tiles.isEmpty())
            continue;
        const StageColumn& column = m_columns[static_cast<std::size_t>(i)];
        // A title may use the gap to its neighbour on the right, no more.
        const double next =
            i + 1 < m_places.size() && m_zoomed < 0 ? m_places[i + 1].header.left() : width() - 4.0;
        QRectF line = m_places[i].header;
        line.setRight(std::max(next - 4, line.left() + 14));
        line.setHeight(titleMetrics.height());
        painter.setFont(title);
        painter.setPen(i == active ? accentOf(p) : p.text);
        const QString name = QString::fromStdString(column.title);
        painter.drawText(line, Qt::AlignLeft,
                         titleMetrics.elidedText(name, Qt::ElideRight, line.width()));
        painter.setFont(small);
        painter.setPen(p.mutedText);
        const QString joined = QStringLiteral(" + ") + QString::fromStdString(column.following);
        const double used = titleMetrics.horizontalAdvance(name);
        if (!column.following.empty()
            && used + smallMetrics.horizontalAdvance(joined) <= line.width())
            painter.drawText(line.adjusted(used, 0, 0, -2), Qt::AlignLeft | Qt::AlignBottom,
                             joined);
        line.translate(0, titleMetrics.height());
        line.setHeight(smallMetrics.height());
        QString detail = shapeText(column.shape);
        if (m_places[i].hidden > 0)
            detail += tr(" (%1 shown)").arg(m_places[i].tiles.size());
        painter.drawText(line, Qt::AlignLeft,
                         smallMetrics.elidedText(detail, Qt::ElideRight, line.width()));
        if (i >= m_looks.size() || m_looks[i].state != ColumnState::Gradients)
            continue;
        // The size of the gradient as a bar on a logarithmic scale: 1e-6 is empty, 1 is full.
        const double share =
            std::clamp((std::log10(std::max(m_looks[i].norm, 1e-12)) + 6) / 6, 0.02, 1.0);
        const QRectF bar(line.left(), line.bottom() + 3, std::min(line.width(), 90.0), 4);
        painter.fillRect(bar, p.grid);
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()),
                         p.backwardAccent);
    }
}

void NetworkStage::paintSkips(QPainter& painter, const Palette& p) const
{
    if (m_zoomed >= 0)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    int lane = 0;
    for (int i = 0; i < m_places.size(); ++i) {
        for (const int source : m_columns[static_cast<std::size_t>(i)].sources) {
            if (source < 0 || source == i - 1 || m_places[i].tiles.isEmpty())
                continue;
            const QRectF from = m_places[source].area;
            const QRectF to = m_places[i].area;
            const double y = height() - kLegendHeight - 6 - 6 * (lane++ % 3);
            QPainterPath path(QPointF(from.center().x(), from.bottom() + 4));
            path.lineTo(from.center().x(), y - 6);
            path.quadTo(from.center().x(), y, from.center().x() + 6, y);
            path.lineTo(to.center().x() - 6, y);
            path.quadTo(to.center().x(), y, to.center().x(), y - 6);
            path.lineTo(to.center().x(), to.bottom() + 4);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(p.mutedText, 1.5));
            painter.drawPath(path);
        }
    }
}

void NetworkStage::paintColumn(QPainter& painter, const Palette& p, int column) const
{
    const ColumnPlace& place = m_places[column];
    const bool hasLook = column < m_looks.size() && !m_looks[column].tiles.isEmpty();
    const bool isStale = hasLook && m_looks[column].state == ColumnState::Waiting;
    const bool isActive = column == activeColumn();
    const double revealed = isActive ? progress() * static_cast<double>(place.tiles.size()) : 1e9;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    for (int i = 0; i < place.tiles.size(); ++i) {
        const QRectF tile = place.tiles[i];
        if (hasLook && i < revealed) {
            painter.setOpacity(isStale ? 0.28 : 1);
            painter.drawImage(tile, m_looks[column].tiles[i]);
            painter.setOpacity(1);
        } else {
            painter.fillRect(tile, p.card);
        }
        if (tile.height() < 6)
            continue;
        painter.setPen(isActive ? accentOf(p) : p.border);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(tile.adjusted(-0.5, -0.5, 0.5, 0.5));
    }
}

void NetworkStage::paintPulses(QPainter& painter, const Palette& p) const
{
    const double share = progress();
    const int active = activeColumn();
    if (share >= 1 || active < 0 || m_zoomed >= 0 || m_snapshot->phase == Phase::Update)
        return;
    const bool isBackward = m_snapshot->phase == Phase::Backward;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accentOf(p));
    // Forward they come from what feeds the column, backward from what it feeds.
    for (int i = 0; i < m_places.size(); ++i) {
        const auto& sources = m_columns[static_cast<std::size_t>(isBackward ? i : active)].sources;
        const int other = isBackward ? active : i;
        if (std::ranges::find(sources, other) == sources.end() || m_places[i].tiles.isEmpty())
            continue;
        const QRectF from = m_places[i].area;
        const QRectF to = m_places[active].area;
        const double startX = isBackward ? from.left() : from.right();
        const double endX = isBackward ? to.right() : to.left();
        for (int k = 0; k < 7; ++k) {
            const double position = (k + 0.5) / 7;
            const double x = startX + share * (endX - startX);
            const double startY = from.top() + position * from.height();
            const double endY = to.top() + position * to.height();
            painter.drawEllipse(QPointF(x, startY + share * (endY - startY)), 3, 3);
        }
    }
}

void NetworkStage::paintSelection(QPainter& painter, const Palette& p) const
{
    if (m_selection->isEmpty() || m_selection->column() >= m_places.size())
        return;
    const auto& tiles = m_places[m_selection->column()].tiles;
    if (m_selection->channel() >= tiles.size())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(accentOf(p), 2.5));
    painter.drawRoundedRect(tiles[m_selection->channel()].adjusted(-2, -2, 2, 2), 2, 2);
}

void NetworkStage::paintContributions(QPainter& painter, const Palette& p) const
{
    if (m_selection->isEmpty() || m_zoomed >= 0 || !m_snapshot)
        return;
    const int index = m_selection->column();
    const StageColumn& column = m_columns[static_cast<std::size_t>(index)];
    const int nodeIndex = column.nodes.front();
    const Node& node = m_program->graph().nodes[static_cast<std::size_t>(nodeIndex)];
    const Tensor* weight = tensor({SlotKind::Parameter, nodeIndex, 0});
    const Tensor* value = tensor({SlotKind::Value, nodeIndex, 0});
    const Tensor* input =
        node.inputs.empty() ? nullptr : tensor({SlotKind::Value, node.inputs.front(), 0});
    const bool weighs = node.kind == OperatorKind::Conv2d || node.kind == OperatorKind::Linear;
    if (!weighs || !weight || !value || !input || column.sources.empty()
        || column.sources.front() < 0)
        return;
    const ColumnPlace& from = m_places[column.sources.front()];
    const QRectF target =
        m_places[index].tiles.value(static_cast<qsizetype>(m_selection->channel()));
    const Tensor* answer = tensor({SlotKind::Value, column.node(), 0}); // after activation
    const std::int64_t element =
        strongestElement(answer ? *answer : *value, m_selection->channel());
    Breakdown parts = breakdown(node, *input, *weight, nullptr, value->shape(), element);
    const Shape& source = m_columns[static_cast<std::size_t>(column.sources.front())].shape;
    const bool flattens = node.kind == OperatorKind::Linear && source.rank() == 3;
    if (flattens) { // the values of one map together
        std::vector<Contribution> maps(static_cast<std::size_t>(source[0]));
        for (const Contribution& part : parts.contributions)
            maps[static_cast<std::size_t>(part.source / (source[1] * source[2]))].value +=
                part.value;
        for (std::size_t i = 0; i < maps.size(); ++i)
            maps[i].source = static_cast<int>(i);
        parts.contributions = maps;
    }
    auto& list = parts.contributions;
    std::ranges::sort(list, [](const Contribution& a, const Contribution& b) {
        return std::abs(a.value) > std::abs(b.value);
    });
    list.resize(std::min(list.size(), kMostEdges));
    if (list.empty() || list.front().value == 0)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const double largest = std::abs(list.front().value);
    // Edges meet in front of the column and reach the tile through the gap above it, so that they
    // cross no other tile.
    const QPointF gate(m_places[index].area.left() - 8, target.top() - m_places[index].gap / 2);
    const bool hasRoom = m_places[index].area.left() - from.area.right() > 44;
    for (auto it = list.rbegin(); it != list.rend(); ++it) {
        if (it->source >= from.tiles.size())
            continue;
        const QRectF tile = from.tiles[it->source];
        const QPointF start(from.area.right() + 1, tile.center().y());
        QPainterPath path(QPointF(tile.right() + 1, tile.center().y()));
        path.lineTo(start);
        const double bend = (gate.x() - start.x()) / 2;
        path.cubicTo(start + QPointF(bend, 0), gate - QPointF(bend, 0), gate);
        QColor colour = QColor(divergingColour(it->value > 0 ? 0.85 : -0.85, p.isDark()));
        colour.setAlpha(200);
        painter.setPen(
            QPen(colour, 0.8 + 6 * std::abs(it->value) / largest, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(path);
    }
    painter.setPen(QPen(accentOf(p), 2));
    QPainterPath hook(gate);
    hook.lineTo(target.left() + 4, gate.y());
    hook.lineTo(target.left() + 4, target.top());
    painter.drawPath(hook);
    const bool hasKernel =
        node.kind == OperatorKind::Conv2d && node.attributes.kernelH * node.attributes.kernelW > 1;
    for (const Contribution& part : list) {
        if (!hasKernel || !hasRoom || part.source >= from.tiles.size()
            || from.tiles[part.source].height() < 16)
            continue;
        const double side = std::min(20.0, from.tiles[part.source].height() - 2);
        const QRectF area(from.area.right() + 12, from.tiles[part.source].center().y() - side / 2,
                          side, side);
        paintKernel(painter, *weight, m_selection->channel(), part.source % weight->shape()[1],
                    area);
    }
}

void NetworkStage::paintKernel(QPainter& painter, const Tensor& weight, std::int64_t filter,
                               std::int64_t channel, const QRectF& area) const
{
    const Palette& p = paletteOf(palette());
    const std::int64_t rows = weight.shape()[2];
    const std::int64_t columns = weight.shape()[3];
    const double range = largestMagnitude(weight);
    QImage image(static_cast<int>(columns), static_cast<int>(rows), QImage::Format_RGB32);
    for (std::int64_t i = 0; i < rows * columns; ++i) {
        const double value = weight.at((filter * weight.shape()[1] + channel) * rows * columns + i);
        image.setPixel(static_cast<int>(i % columns), static_cast<int>(i / columns),
                       divergingColour(value / range, p.isDark()));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawImage(area, image);
    painter.setPen(p.border);
    painter.drawRect(area);
    painter.setRenderHint(QPainter::Antialiasing);
}

void NetworkStage::paintLegend(QPainter& painter, const Palette& p) const
{
    const QFont small = scaled(font(), TypeSize::Small);
    const QFontMetricsF metrics(small);
    painter.setFont(small);
    double x = kMargin;
    const double y = height() - kLegendHeight + 10;
    const auto bar = [&](const QString& left, const QString& right, const QString& name,
                         bool isSigned) {
        painter.setPen(p.mutedText);
        painter.drawText(QPointF(x, y + metrics.ascent() - 3), left);
        x += metrics.horizontalAdvance(left) + 5;
        for (int i = 0; i < 64; ++i) {
            const QRgb colour = isSigned ? divergingColour(i / 31.5 - 1, p.isDark())
                                         : sequentialColour(i / 63.0, p.isDark());
            painter.fillRect(QRectF(x + i, y, 1.2, 8), QColor(colour));
        }
        x += 69;
        const QString tail = right + QStringLiteral("  ") + name;
        painter.drawText(QPointF(x, y + metrics.ascent() - 3), tail);
        x += metrics.horizontalAdvance(tail) + 26;
    };
    const bool isShared = m_sharesScale;
    bar(QStringLiteral("0"), isShared ? tr("largest of all layers") : tr("largest of its layer"),
        tr("activations"), false);
    bar(QString(QChar(0x2212)), QStringLiteral("+"), tr("weights, gradients, contributions"), true);
}

// ---- input ---------------------------------------------------------------------------------

std::pair<int, int> NetworkStage::tileAt(const QPointF& position) const
{
    for (int i = 0; i < m_places.size(); ++i) {
        if (!m_places[i].area.adjusted(-3, -3, 3, 3).contains(position))
            continue;
        for (int t = 0; t < m_places[i].tiles.size(); ++t) {
            if (m_places[i].tiles[t].adjusted(-0.5, -0.5, 1, 1).contains(position))
                return {i, t};
        }
    }
    return {-1, -1};
}

std::int64_t NetworkStage::elementAt(int column, int tile, const QPointF& position) const
{
    const StageColumn& place = m_columns[static_cast<std::size_t>(column)];
    if (place.kind == ColumnKind::Neurons)
        return tile;
    const QRectF area = m_places[column].tiles[tile];
    const auto along = [](double offset, double extent, std::int64_t count) {
        return std::clamp(static_cast<std::int64_t>(offset / extent * static_cast<double>(count)),
                          std::int64_t{0}, count - 1);
    };
    const std::int64_t row = along(position.y() - area.top(), area.height(), place.shape[1]);
    const std::int64_t at = along(position.x() - area.left(), area.width(), place.shape[2]);
    return (tile * place.shape[1] + row) * place.shape[2] + at;
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

QString NetworkStage::readOut(int column, int tile, const QPointF& position) const
{
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
            .arg(tile)
            .arg(what)
            .arg(shown->at(tile), 0, 'g', 6);
    const std::int64_t element = elementAt(column, tile, position);
    const std::int64_t row = element / place.shape[2] % place.shape[1];
    const std::int64_t at = element % place.shape[2];
    const auto valueOf = [&](std::int64_t map) {
        return QString::number(shown->at((map * place.shape[1] + row) * place.shape[2] + at), 'g',
                               6);
    };
    QString value = valueOf(tile);
    for (std::int64_t map = 1; place.kind == ColumnKind::Picture && map < place.shape[0]; ++map)
        value += QStringLiteral(" ") + valueOf(map); // a tile of the picture holds all its colours
    return tr("%1, map %2, row %3, column %4: %5 %6")
        .arg(title)
        .arg(tile)
        .arg(row)
        .arg(at)
        .arg(what)
        .arg(value);
}

void NetworkStage::mousePressEvent(QMouseEvent* event)
{
    const auto [column, tile] = tileAt(event->position());
    if (column >= 0)
        m_selection->choose(column, tile);
    else
        m_selection->clear();
}

void NetworkStage::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto [column, tile] = tileAt(event->position());
    // Whole network, one layer, one number: each double click goes one level deeper.
    if (m_zoomed >= 0 && column >= 0)
        emit elementOpened(column, elementAt(column, tile, event->position()));
    else
        zoomTo(m_zoomed >= 0 ? -1 : column);
}

void NetworkStage::mouseMoveEvent(QMouseEvent* event)
{
    const auto [column, tile] = tileAt(event->position());
    setCursor(column >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const QString text =
        column >= 0 && m_snapshot ? readOut(column, tile, event->position()) : QString();
    QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 12), text, this);
}

void NetworkStage::moveSelection(int columns, int channels)
{
    if (m_columns.empty())
        return;
    const int last = static_cast<int>(m_columns.size()) - 1;
    const int column =
        m_selection->isEmpty() ? 0 : std::clamp(m_selection->column() + columns, 0, last);
    const auto most = static_cast<std::int64_t>(m_places[column].tiles.size()) - 1;
    m_selection->choose(column, std::clamp<std::int64_t>(m_selection->channel() + channels, 0,
                                                         std::max<std::int64_t>(most, 0)));
}

void NetworkStage::keyPressEvent(QKeyEvent* event)
{
    const bool moves = event->modifiers().testFlag(Qt::AltModifier);
    if (event->key() == Qt::Key_Escape) {
        if (m_zoomed >= 0)
            zoomTo(-1);
        else
            m_selection->clear();
    } else if (event->key() == Qt::Key_Return && !m_selection->isEmpty()) {
        m_zoomed >= 0 ? openSelected() : zoomTo(m_selection->column());
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
