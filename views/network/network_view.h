#pragma once
#include <QWidget>

namespace propago {

class LossCard;
class NetworkStage;
class InspectorCard;
class SessionPort;
class StageSelection;

/// The Network workspace: the stage, below it what happens in words, at its side the loss and the
/// inspector.
class NetworkView : public QWidget {
    Q_OBJECT
public:
    explicit NetworkView(SessionPort* port, QWidget* parent = nullptr);
    NetworkStage* stage() const { return m_stage; }
    StageSelection* selection() const { return m_selection; }
    /// Loss and inspector side by side with the stage or not (presenter mode).
    void setSideVisible(bool visible);

private:
    StageSelection* m_selection;
    NetworkStage* m_stage;
    QWidget* m_side;
};

} // namespace propago
