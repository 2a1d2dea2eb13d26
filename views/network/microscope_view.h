#pragma once
#include <QTimer>
#include <QWidget>

#include "core/trace/snapshot.h"

#include <memory>

class QLabel;
class QToolButton;

namespace propago {

class MicroscopeCanvas;
class Segmented;
class SessionPort;
class WatchList;

/// One number of the network and the arithmetic that made it, forward and backward, element by
/// element. Asks the engine for the terms; shows what the newest snapshot says of them.
class MicroscopeView : public QWidget {
    Q_OBJECT
public:
    MicroscopeView(SessionPort* port, WatchList* watches, QWidget* parent = nullptr);

    enum Kind { Value, Gradient, WeightGradient, WeightUpdate, Integers };

    /// Puts `element` of the last of `nodes` under the microscope; `nodes` belong together on the stage.
    void open(const std::vector<int>& nodes, std::int64_t element);
    /// Puts what the loss is made of under it: the probability of a category, or the loss itself.
    void openLoss(SlotKind kind, std::int64_t element);
    void close();
    const ElementRef& element() const { return m_ref; }
    MicroscopeCanvas* canvas() const { return m_canvas; }

public slots:
    /// To the next (or an earlier) number of the same map; goes round.
    void moveBy(int elements);
    void setPlaying(bool plays);
    void copyCalculation();
    /// Follows the number from batch to batch, or no longer.
    void toggleWatch();
    /// A Kind: the number itself, the gradient that arrives at it, that of the chosen weight, or where
    /// the next update takes that weight, or the number in int8.
    void chooseKind(int kind);
    /// The gradient of one weight, with the vote of each picture.
    void chooseWeight(std::int64_t weight);

signals:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void choose(const ElementRef& ref);
    void chooseNode(int index);
    void chooseGroup(int group);
    void moveRows(int rows);
    void announceInterest();
    void refresh();
    void refreshChoices();
    void refreshWatch();
    bool canWatch() const { return !m_isLoss && m_kind != Integers; }
    void retranslate();
    QString title() const;
    QString weightTitle(const QString& name, const Shape& all) const;
    QString words(const Explanation& explanation) const;
    QString emptyWords(const Explanation& explanation) const;
    QString reasonForNothing() const;
    bool isOfWeight() const { return m_kind == WeightGradient || m_kind == WeightUpdate; }
    const Explanation* found(const Snapshot& snapshot) const;
    Shape shape() const;
    const Program* program() const;
    int node() const { return m_nodes.at(static_cast<std::size_t>(m_nodeIndex)); }

    SessionPort* m_port;
    WatchList* m_watches;
    MicroscopeCanvas* m_canvas;
    QLabel* m_title;
    Segmented* m_layers;
    Segmented* m_kinds;
    QToolButton* m_back;
    QToolButton* m_play;
    QToolButton* m_next;
    QToolButton* m_watch;
    QToolButton* m_copy;
    QToolButton* m_close;
    std::shared_ptr<const Program> m_opened;
    std::vector<int> m_nodes;
    int m_nodeIndex = 0;
    std::size_t m_group = 0;
    std::int64_t m_element = 0; ///< of the values, also while a weight's gradient is shown
    std::int64_t m_weight = 0;
    int m_kind = Value;
    bool m_isLoss = false; ///< the kinds are those of kLossKinds
    ElementRef m_ref;
    QTimer m_slide;
};

} // namespace propago
