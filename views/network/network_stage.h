#pragma once
#include <QElapsedTimer>
#include <QImage>
#include <QTimer>
#include <QWidget>

// Behind Qt's headers: moc of Qt 6.4 cannot read <compare> when it comes first.
#include "core/trace/snapshot.h"
#include "views/network/stage_layout.h"

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
    const QList<ColumnPlace>& places() const { return m_places; }
    int zoomedColumn() const { return m_zoomed; }
    bool isAnimated() const { return m_isAnimated; }
    bool sharesScale() const { return m_sharesScale; }
    /// The picture of one tile as painted; null when there is no value for it.
    QImage tileImage(int column, int tile) const;
    QSize minimumSizeHint() const override { return {480, 280}; }

public slots:
    void setAnimated(bool animated);
    /// One range for all layers instead of one for each.
    void setSharedScale(bool shares);
    void zoomTo(int column);
    /// The strongest number of what is selected goes under the microscope.
    void openSelected();

signals:
    void sharedScaleChanged(bool shares);
    /// Somebody wants to see how one number came about: element of the column's values.
    void elementOpened(int column, std::int64_t element);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct ColumnLook {
        ColumnState state = ColumnState::Waiting;
        double range = 1; ///< value of the strongest colour
        double norm = 0;  ///< of the gradient, when shown
        bool isSigned = false;
        QList<QImage> tiles;
    };
    void adoptProgram();
    void adoptSnapshot();
    void announceInterest();
    void relayout();
    void rebuildLooks();
    ColumnLook lookOf(int column) const;
    const Tensor* shownTensor(int column, ColumnState state) const;
    const Tensor* tensor(const TensorRef& ref) const;
    int activeColumn() const;
    void startAnimation(bool changesStep);
    double progress() const;

    void paintHeaders(QPainter& painter, const Palette& p) const;
    void paintSkips(QPainter& painter, const Palette& p) const;
    void paintColumn(QPainter& painter, const Palette& p, int column) const;
    void paintPulses(QPainter& painter, const Palette& p) const;
    void paintSelection(QPainter& painter, const Palette& p) const;
    void paintContributions(QPainter& painter, const Palette& p) const;
    void paintKernel(QPainter& painter, const Tensor& weight, std::int64_t filter,
                     std::int64_t channel, const QRectF& area) const;
    void paintLegend(QPainter& painter, const Palette& p) const;
    QColor accentOf(const Palette& p) const;
    std::pair<int, int> tileAt(const QPointF& position) const;
    /// Element of the column's values under `position`, which lies in tile `tile`.
    std::int64_t elementAt(int column, int tile, const QPointF& position) const;
    QString readOut(int column, int tile, const QPointF& position) const;
    void moveSelection(int columns, int channels);

    SessionPort* m_port;
    StageSelection* m_selection;
    std::shared_ptr<const Program> m_program;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::vector<StageColumn> m_columns;
    QList<ColumnPlace> m_places;
    QList<ColumnLook> m_looks;
    int m_zoomed = -1;
    bool m_isAnimated = true;
    bool m_sharesScale = false;
    QTimer m_frames;
    QElapsedTimer m_clock;
};

} // namespace propago
