#pragma once
#include "views/present/integer_walk_model.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QSlider;
class QStackedLayout;
class QToolButton;

namespace propago {

class EmptyState;
class WalkCanvas;

/// One int8 multiply-add from end to end beside the float version, step by step.
class IntegerWalk : public QWidget {
    Q_OBJECT
public:
    explicit IntegerWalk(QWidget* parent = nullptr);
    /// `title` says which element it is. Explanations and facts are of that element; `reals` may be
    /// without terms. Shows the end of the walk.
    void setExplanations(const QString& title, const Explanation& integers,
                         const Explanation& reals, const IntegerWalkFacts& facts);
    /// Back to the invitation; `sentence` says why there is nothing (empty: the usual one).
    void clear(const QString& sentence = {});
    int step() const;
    void setStep(int step);
    bool isPlaying() const { return m_beat.isActive(); }
    WalkCanvas* canvas() const { return m_canvas; }

public slots:
    void copyText() const;
    void setPlaying(bool plays);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makePage();
    bool handleKey(int key);
    void advance();
    void refresh();
    void retranslate();

    QTimer m_beat;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QLabel* m_title;
    QLabel* m_sentence;
    QLabel* m_scales;
    QToolButton* m_back;
    QToolButton* m_play;
    QToolButton* m_next;
    QToolButton* m_copy;
    QSlider* m_slider;
    WalkCanvas* m_canvas;
    QString m_why;
};

} // namespace propago
