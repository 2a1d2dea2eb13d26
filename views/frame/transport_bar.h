#pragma once
#include "core/program/program.h"

#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QSlider;
class QToolButton;

namespace propago {

class Segmented;
class SessionPort;
class Timeline;

/// The actions that the bar shows as buttons; owned by the window.
struct TransportActions {
    QAction* reset = nullptr;
    QAction* back = nullptr;
    QAction* runPause = nullptr;
    QAction* forward = nullptr;
};

/// Reads like a video player's: back, run, forward, how far a step goes, where we are, how fast.
class TransportBar : public QWidget {
    Q_OBJECT
public:
    TransportBar(SessionPort* port, const TransportActions& actions, QWidget* parent = nullptr);
    Grain grain() const;
    void setGrain(Grain grain);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void retranslate();
    void changeSpeed(int position);
    SessionPort* m_port;
    QList<QToolButton*> m_buttons;
    Segmented* m_grain;
    Timeline* m_timeline;
    QSlider* m_speed;
    QLabel* m_speedName;
    QLabel* m_speedValue;
    QLabel* m_throughput;
    QLabel* m_where;
};

/// Operations per second at a position 0..100 of the speed slider: 0.5 at its left end, rising by
/// factors; 0 (flat out) at its right end.
double speedAt(int position);

} // namespace propago
