#pragma once
#include "core/base/result.h"
#include "views/common/card.h"
#include "views/plot/chart_data.h"

#include <QPoint>
#include <QSize>

#include <optional>

class QAction;
class QCustomPlot;
class QLabel;
class QMenu;
class QSlider;
class QStackedLayout;
class QTimer;
class QToolButton;

namespace propago {

/// A chart on the screen: values under the pointer, zoom and pan, log axis, smoothing, copies, files,
/// and the same as a table and as a sentence.
class ChartWidget : public Card {
    Q_OBJECT
public:
    explicit ChartWidget(QWidget* parent = nullptr);

    /// Shows these values from the next frame on; zoom, log axis and smoothing stay as they are.
    void setChart(const ChartData& chart);
    const ChartData& chart() const { return m_chart; }
    /// Weight of the moving average, 0..0.99.
    double smoothing() const;
    void setSmoothing(double weight);
    void setLogAxis(bool isLog);
    bool hasLogAxis() const;
    bool isZoomed() const { return m_isZoomed; }
    /// Writes the chart as it is shown; PNG in `scale` times its size.
    Result<void> exportTo(const QString& path, double scale = 2) const;
    QCustomPlot* plot() const { return m_plot; }

public slots:
    void resetZoom();
    void copyPicture();
    void copyValues();
    void showAsTable();

signals:
    /// A cell of a grid was clicked.
    void cellClicked(int row, int column);
    /// One sentence in the user's language.
    void failed(const QString& message);
    void noted(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUpHeader();
    void setUpPlot();
    void setUpMenu();
    void askForFile(const QString& suffix, double scale);
    void redraw();
    void drawCursor();
    void updateNote();
    void updateTools();
    void pointAt(const QPoint& place);
    void moveCursor(int direction);
    void leave();
    bool handleKey(int key);
    void zoom(double factor);
    bool canZoom() const;
    ChartData shownChart() const;
    QSize pictureSize() const;

    ChartData m_chart;
    QCustomPlot* m_plot;
    QStackedLayout* m_stack;
    QLabel* m_empty;
    QLabel* m_note;
    QLabel* m_head;
    QSlider* m_smoothing;
    QLabel* m_smoothingLabel;
    QToolButton* m_log;
    QToolButton* m_resetZoom;
    QToolButton* m_more;
    QMenu* m_menu;
    QTimer* m_redraw;
    std::optional<double> m_cursor; ///< x of the read-out
    QString m_readOut;
    bool m_isZoomed = false;
    bool m_isDrawing = false;
    bool m_isStale = true;
    bool m_isLog = false;
    bool m_wasLogSet = false;
};

} // namespace propago
