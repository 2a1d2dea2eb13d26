#pragma once
#include "views/common/card.h"

class QCheckBox;
class QLabel;

namespace propago {

class SessionPort;

/// One sentence in a pupil's words on what has just happened, and one line in exact terms.
class CaptionCard : public Card {
    Q_OBJECT
public:
    explicit CaptionCard(SessionPort* port, QWidget* parent = nullptr);
    QCheckBox* sharedScale() const { return m_sharedScale; }
    QCheckBox* keptRanges() const { return m_keptRanges; }
    QCheckBox* dimmedRest() const { return m_dimmedRest; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void retranslate();
    SessionPort* m_port;
    QLabel* m_sentence;
    QLabel* m_exact;
    QCheckBox* m_sharedScale;
    QCheckBox* m_keptRanges;
    QCheckBox* m_dimmedRest;
};

} // namespace propago
