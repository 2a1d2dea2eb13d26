#pragma once
#include "core/infer/race.h"

#include <QElapsedTimer>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <memory>

class QLabel;
class QSlider;
class QStackedLayout;
class QToolButton;

namespace propago {

class EmptyState;
class MapTrio;
class RaceCanvas;

/// One picture in several precisions at once: what each layer computes, where it differs from fp32,
/// where the answer flips, and who is first.
class RaceView : public QWidget {
    Q_OBJECT
public:
    explicit RaceView(QWidget* parent = nullptr);
    /// Null shows the invitation.
    void setRace(std::shared_ptr<const Race> race, const Graph& graph,
                 const QStringList& classNames, int truth = -1);
    /// Which of how many pictures is shown: switches the way to its neighbours on.
    void setPicture(qint64 index, qint64 count);
    /// What stands there while there is no race.
    void setEmptyTexts(const QString& headline, const QString& sentence);
    /// Off: the race is over at once.
    void setAnimated(bool isAnimated) { m_isAnimated = isAnimated; }
    /// 0..1: how much of the race is over.
    double share() const;
    void setShare(double share);
    RaceCanvas* canvas() const { return m_canvas; }
    MapTrio* trio() const { return m_trio; }

public slots:
    void startRace();

signals:
    void pictureWanted(qint64 index);
    /// An element of a layer was opened: its arithmetic is wanted.
    void elementChosen(int node, qint64 element);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeBoard();
    void showChoice();
    void showWords();
    void retranslate();

    std::shared_ptr<const Race> m_race;
    Graph m_graph;
    QStringList m_classNames;
    int m_truth = -1;
    qint64 m_picture = 0, m_pictures = 0;
    bool m_isAnimated = true;
    QTimer m_beat;
    QElapsedTimer m_clock;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QLabel* m_words;
    QToolButton* m_previous;
    QToolButton* m_next;
    QToolButton* m_start;
    QSlider* m_scrubber;
    RaceCanvas* m_canvas;
    MapTrio* m_trio;
};

} // namespace propago
