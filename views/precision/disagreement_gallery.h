#pragma once
#include "views/port/session_port.h"

#include <QScrollArea>
#include <QWidget>

#include <memory>

namespace propago {

/// The pictures that not all precisions take for the same, with the answers; one click hands a picture
/// on. Up and Down choose, Return opens.
class DisagreementGallery : public QWidget {
    Q_OBJECT
public:
    explicit DisagreementGallery(QWidget* parent = nullptr);
    void show(std::shared_ptr<const Evaluation> evaluation,
              std::shared_ptr<const HeldPictures> pictures, std::vector<std::string> classNames);
    int count() const;
    int current() const { return m_current; }
    /// What is said of picture `index`, one line for each answer.
    QStringList lines(int index) const;
    QRect cell(int index) const;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {400, heightForWidth(width())}; }

signals:
    /// A picture of the held-out dataset is to be looked at.
    void chosen(qint64 picture);
    void currentMoved();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Group { ///< formats that gave the same answer
        int answer = 0;
        QStringList formats;
        double lowest = 1, highest = 0; ///< what they say of it
    };
    std::vector<Group> groups(const Disagreement& each) const;
    const Disagreement& at(int index) const;
    QString className(int category) const;
    static QString sureness(const Group& group);
    QSize cellSize() const;
    int columns(int width) const;
    int indexAt(const QPoint& place) const;
    void choose(int index);
    void describe();
    void paintCell(QPainter& painter, int index) const;

    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const HeldPictures> m_pictures;
    std::vector<std::string> m_classNames;
    int m_current = -1;
    int m_mostGroups = 2;
};

} // namespace propago
