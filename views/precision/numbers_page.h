#pragma once
#include "core/trace/element_ref.h"
#include "views/port/session_port.h"

#include <QWidget>

class QComboBox;
class QSpinBox;
class QStackedWidget;

namespace propago {

class IntegerWalk;
class NumberLens;
class Segmented;

/// Numbers up close: one in every format, of one's own or a weight of the network, which can be bent
/// to see what the network says then; and one int8 multiply-add from end to end.
class NumbersPage : public QWidget {
    Q_OBJECT
public:
    explicit NumbersPage(SessionPort* port, QWidget* parent = nullptr);
    /// How int8 comes to one number of the picture that races.
    void showArithmetic(int node, qint64 element);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeLens();
    QWidget* makeSource();
    QWidget* makeWalk();
    void askForArithmetic();
    void showWalk();
    void fillLayers();
    void askForWeights();
    void takeWeights();
    void showWeight();
    void tryWeight(double value);
    void showOutcome();
    RaceQuestion question() const;
    int node() const;

    SessionPort* m_port;
    Segmented* m_choice;
    QStackedWidget* m_stack;
    IntegerWalk* m_walk;
    QComboBox* m_walkLayer;
    QSpinBox* m_walkElement;
    QComboBox* m_layer;
    QSpinBox* m_element;
    NumberLens* m_lens;
    std::shared_ptr<const Program> m_program;
    Tensor m_weights;
    int m_weightsOf = -1;
};

} // namespace propago
