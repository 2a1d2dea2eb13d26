#pragma once
#include "views/common/card.h"
#include "views/present/stage_columns.h"

class QToolButton;

namespace propago {

class NetworkStage;
class SessionPort;
class StageSelection;

/// What is selected: its shape, statistics and histogram, and how its strongest element came about,
/// channel by channel, with numbers that add up.
class InspectorCard : public Card {
    Q_OBJECT
public:
    InspectorCard(SessionPort* port, NetworkStage* stage, StageSelection* selection,
                  QWidget* parent = nullptr);
    QSize minimumSizeHint() const override { return {260, 220}; }

signals:
    /// What is selected is wanted under the microscope.
    void microscopeAsked();
    /// The network is to be changed.
    void editAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    const Tensor* tensor(const TensorRef& ref) const;
    void paintOverview(QPainter& painter, QRectF area) const;
    void paintSelected(QPainter& painter, QRectF area) const;
    double paintStatistics(QPainter& painter, QRectF area, const Tensor& shown,
                           std::int64_t channel) const;
    double paintHistogram(QPainter& painter, QRectF area, const Tensor& shown,
                          std::int64_t channel) const;
    void paintArithmetic(QPainter& painter, QRectF area, const StageColumn& column,
                         std::int64_t channel) const;
    double paintPatch(QPainter& painter, QRectF area, const Node& node, const Tensor& input,
                      const Tensor& weight, const propago::Shape& output, std::int64_t element,
                      int channel) const;
    SessionPort* m_port;
    NetworkStage* m_stage;
    StageSelection* m_selection;
    QToolButton* m_microscope;
    QToolButton* m_edit;
};

} // namespace propago
