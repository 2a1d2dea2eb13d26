#pragma once
#include <QWidget>

#include "core/trace/snapshot.h"

#include <cstdint>

class QStackedWidget;

namespace propago {

class BuilderView;
class CaptionCard;
class ChangesView;
class LossCard;
class NetworkStage;
class InspectorCard;
class MicroscopeView;
class SessionPort;
class StageSelection;
class WatchList;

/// The Network workspace: the stage, below it what happens in words, at its side the loss and the
/// inspector.
class NetworkView : public QWidget {
    Q_OBJECT
public:
    NetworkView(SessionPort* port, WatchList* watches, QWidget* parent = nullptr);
    NetworkStage* stage() const { return m_stage; }
    StageSelection* selection() const { return m_selection; }
    MicroscopeView* microscope() const { return m_microscope; }
    /// Puts one number of a column in the stage's place: element of its last layer.
    void openMicroscope(int column, std::int64_t element);
    /// The same for a probability or the loss.
    void openLoss(SlotKind kind, std::int64_t element);
    bool isMicroscopeOpen() const;
    BuilderView* builder() const { return m_builder; }
    /// Makes or changes a network in the stage's place, and the side's.
    void openBuilder();
    bool isBuilderOpen() const;
    /// What has changed since a moment that was remembered, in the stage's place.
    void openChanges();
    ChangesView* changes() const { return m_changes; }
    bool isChangesOpen() const;
    /// Loss and inspector side by side with the stage or not (presenter mode).
    void setSideVisible(bool visible);

private:
    void showStage();
    StageSelection* m_selection;
    NetworkStage* m_stage;
    MicroscopeView* m_microscope;
    BuilderView* m_builder;
    ChangesView* m_changes;
    QStackedWidget* m_centre;
    CaptionCard* m_caption;
    QWidget* m_side;
    bool m_wantsSide = true;
};

} // namespace propago
