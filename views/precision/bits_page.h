#pragma once
#include "core/infer/quantisation_options.h"
#include "views/port/session_port.h"

#include <QWidget>

#include <memory>

namespace propago {

class BitBudgetView;

/// How few bits are enough for this network: the bit-budget game, training with rounded weights, and
/// the int8 network as a file.
class BitsPage : public QWidget {
    Q_OBJECT
public:
    explicit BitsPage(SessionPort* port, QWidget* parent = nullptr);
    /// How integers are made, but for the bits of the layers.
    void setOptions(const QuantisationOptions& options) { m_options = options; }

private:
    QWidget* makeFoot();
    void connectPort();
    void showNetwork();
    void tryBits(const std::vector<int>& layerBits);
    void findCurve();
    void takeTrial();
    void takeCurve();
    void askForFile();

    SessionPort* m_port;
    QuantisationOptions m_options;
    BitBudgetView* m_view;
    std::shared_ptr<const Program> m_program;
    std::shared_ptr<const BitTrial> m_trial;
    std::shared_ptr<const BitCurve> m_curve;
    bool m_isMeasuring = false;
};

} // namespace propago
