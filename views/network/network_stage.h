#pragma once
#include <QElapsedTimer>
#include <QImage>
#include <QSet>
#include <QTimer>
#include <QWidget>

// Behind Qt's headers: moc of Qt 6.4 cannot read <compare> when it comes first.
#include "core/trace/snapshot.h"
#include "views/network/stage_camera.h"
#include "views/network/stage_layout.h"
#include "views/present/value_ranges.h"

#include <memory>

namespace propago {

struct Palette;
class SessionPort;
class StageSelection;

/// The network as columns of real values, from the picture to the answer. What it paints is a
/// function of the snapshot, the selection and the clock of the running animation, nothing else.
class NetworkStage : public QWidget {
    Q_OBJECT
public:
    NetworkStage(SessionPort* port, StageSelection* selection, QWidget* parent = nullptr);

    const std::vector<StageColumn>& columns() const { return m_columns; }
    /// Where everything is once the camera rests.
    const QList<ColumnPlace>& places() const { return m_places; }
    const StageCamera& camera() const { return m_camera; }
    /// Where the small picture of the whole network lies; empty while all of it is seen anyway.
    QRectF minimap() const;
    int zoomedColumn() const { return m_zoomed; }
    bool isAnimated() const { return m_isAnimated; }
    bool sharesScale() const { return m_sharesScale; }
    bool keepsRanges() const { return m_ranges.keeps(); }
    bool dimsRest() const { return m_dimsRest; }
    /// The value that has the strongest colour in a column.
    double rangeOf(int column) const;
    /// Whether a column is drawn faintly, because it has no part in the phase under way.
    bool isDimmed(int column) const;
    /// A run pauses when it comes to this column, forward and backward.
    bool hasBreakpoint(int column) const { return m_breakpoints.contains(column); }
    /// Where a click sets or takes away a column's breakpoint.
    QRectF breakpointMark(int column) const;
    /// The line above a column's tiles that says how far the batch under way has come in it, in whole
    /// pixels; empty where the column is not shown.
    QRect passageMark(int column) const;
    /// How many values the strongest number of what is selected is made of, and goes into; empty while
    /// that is not known.
    QString linkWords() const;
    /// The picture of one tile as painted; null when there is no value for it.
    QImage tileImage(int column, int tile) const;
    QSize minimumSizeHint() const override { return {480, 280}; }

public slots:
    void setAnimated(bool animated);
    /// One range for all layers instead of one for each.
    void setSharedScale(bool shares);
    /// Ranges that grow with the largest value of the run, but never shrink.
    void setKeptRanges(bool keeps);
    /// Only what takes part in the phase under way in full colours.
    void setDimmedRest(bool dims);
    /// One layer as large as it goes, -1: the network again.
    void zoomTo(int column);
    /// Closer to what is selected, or to the middle; below 1 further away.
    void zoomBy(double factor);
    /// The whole network.
    void showAll();
    void toggleBreakpoint(int column);
    /// Other maps of a layer that has more than find room at a time.
    void turnPage(int pages);
    /// The strongest number of what is selected goes under the microscope.
    void openSelected();

signals:
    void sharedScaleChanged(bool shares);
    void keptRangesChanged(bool keeps);
    void dimmedRestChanged(bool dims);
    /// Somebody wants to see how one number came about: element of the column's values.
    void elementOpened(int column, std::int64_t element);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct ColumnLook {
        ColumnState state = ColumnState::Waiting;
        double range = 0; ///< value of the strongest colour; 0 as long as there is none
        double norm = 0;  ///< of the gradient, when shown
        bool isSigned = false;
        QList<QImage> tiles;
    };
    void adoptProgram();
    void adoptSnapshot();
    void adoptPulse();
    void announceInterest();
    void relayout();
    void moveCamera();
    void followSelection();
    void rebuildLooks();
    ColumnLook lookOf(int column) const;
    const Tensor* shownTensor(int column, ColumnState state) const;
    const Tensor* tensor(const TensorRef& ref) const;
    int activeColumn() const;
    void startAnimation(bool changesStep);
    /// How far the wave of the step shown has come; 1 when it has arrived.
    double progress() const;
    /// How far the camera has come from where it was.
    double move() const;
    double headerHeight() const;
    int passageLineTop() const;
    int passageLineBottom() const;
    QRect legendArea() const;

    void paintHeaders(QPainter& painter, const Palette& p) const;
    void paintBreakpoints(QPainter& painter, const Palette& p) const;
    void paintPassages(QPainter& painter, const Palette& p) const;
    void paintPassageLegend(QPainter& painter, const Palette& p, double x) const;
    int markAt(const QPointF& position) const;
    void paintSkips(QPainter& painter, const Palette& p) const;
    void paintBody(QPainter& painter, const Palette& p, const QRectF& sight) const;
    void paintColumn(QPainter& painter, const Palette& p, int column, const QRectF& sight) const;
    void paintPulses(QPainter& painter, const Palette& p) const;
    void paintSelection(QPainter& painter, const Palette& p) const;
    void paintContributions(QPainter& painter, const Palette& p) const;
    /// The strongest number of what is selected; no node: there is none.
    LinkQuestion linkQuestion() const;
    const Links* links() const;
    QRectF areaOf(const QList<ColumnPlace>& places, const ValuePlace& place) const;
    QList<QRectF> linkedAreas(const std::vector<ValuePlace>& places) const;
    void paintLinks(QPainter& painter, const Palette& p) const;
    void paintKernel(QPainter& painter, const Tensor& weight, std::int64_t filter,
                     std::int64_t channel, const QRectF& area) const;
    void paintMinimap(QPainter& painter, const Palette& p) const;
    void paintLegend(QPainter& painter, const Palette& p) const;
    QString rangeText(int column) const;
    QString rangeWords() const;
    QColor accentOf(const Palette& p) const;
    struct Unit {
        int column = -1;
        std::int64_t channel = 0; ///< map or neuron
        bool isNothing() const { return column < 0; }
    };
    Unit unitAt(const QPointF& position) const;
    /// Where a map or neuron is; empty when it is not shown.
    QRectF tileOf(const QList<ColumnPlace>& places, int column, std::int64_t channel) const;
    /// Element of the column's values under `position`, which lies in the tile of `unit`.
    std::int64_t elementAt(const Unit& unit, const QPointF& position) const;
    QString readOut(const Unit& unit, const QPointF& position) const;
    void moveSelection(int columns, std::int64_t channels);
    void lookAtMinimap(const QPointF& position);

    SessionPort* m_port;
    StageSelection* m_selection;
    std::shared_ptr<const Program> m_program;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::vector<StageColumn> m_columns;
    StageCamera m_camera;
    QList<ColumnPlace> m_places;
    QList<ColumnPlace> m_shown;  ///< on the way to m_places
    QList<ColumnPlace> m_before; ///< where the way began
    QList<ColumnLook> m_looks;
    std::vector<ColumnPassage> m_passages; ///< empty: no pulse says where the run is
    QSet<int> m_breakpoints;
    int m_marked = -1; ///< column whose breakpoint lies under the pointer
    int m_zoomed = -1;
    int m_page = 0; ///< of the layer that has the stage to itself
    bool m_isAnimated = true;
    LinkQuestion m_asked; ///< whose links were asked for last
    bool m_sharesScale = false;
    bool m_dimsRest = false;
    ValueRanges m_ranges;
    enum class Drag { None, Pan, Minimap };
    Drag m_drag = Drag::None;
    QPointF m_dragged; ///< where the pointer was last
    QTimer m_frames;
    QElapsedTimer m_clock;     ///< of the wave
    QElapsedTimer m_moveClock; ///< of the camera; invalid while it rests
    QElapsedTimer m_sinceStep;
    int m_waveMilliseconds = 0; ///< 0: there is no wave
};

} // namespace propago
