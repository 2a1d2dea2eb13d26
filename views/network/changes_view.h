#pragma once
#include <QWidget>

// Behind Qt's headers: moc of Qt 6.4 cannot read <compare> when it comes first.
#include "core/program/position.h"

#include <optional>

class QLabel;
class QToolButton;

namespace propago {

class AnswersCanvas;
class SessionPort;
class TableModel;

/// What has changed between a moment that was remembered and the present one: how far each layer's
/// weights went, and which held-out pictures are taken for something else. Follows the run, also
/// backwards, whenever it stands still.
class ChangesView : public QWidget {
    Q_OBJECT
public:
    explicit ChangesView(SessionPort* port, QWidget* parent = nullptr);
    /// Compares now; the first time there is nothing to compare with yet, this moment is remembered.
    void open();

public slots:
    /// From now on this moment is what the others are compared with.
    void remember();

signals:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void follow();
    void refresh();
    void retranslate();
    QString momentText(const Position& position) const;

    SessionPort* m_port;
    TableModel* m_layers;
    AnswersCanvas* m_answers;
    QLabel* m_title;
    QLabel* m_sentence;
    QToolButton* m_remember;
    QToolButton* m_close;
    std::optional<Position> m_asked;
};

} // namespace propago
