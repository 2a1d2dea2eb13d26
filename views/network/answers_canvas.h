#pragma once
#include <QWidget>

#include "views/port/session_port.h"

#include <memory>

namespace propago {

/// Held-out pictures with what the network said of them before and says now, those that gained or
/// lost most first.
class AnswersCanvas : public QWidget {
    Q_OBJECT
public:
    explicit AnswersCanvas(QWidget* parent = nullptr);
    void show(std::shared_ptr<const RunChanges> changes, std::vector<std::string> classNames);
    /// How many pictures have room.
    int shown() const;
    QSize minimumSizeHint() const override { return {260, 160}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF cell(int index) const;
    QSizeF cellSize() const;
    QString className(int category) const;
    QString words(const AnswerChange& change) const;
    void paintAnswer(QPainter& painter, const QRectF& area, const AnswerChange& change) const;

    std::shared_ptr<const RunChanges> m_changes;
    std::vector<std::string> m_classNames;
};

} // namespace propago
