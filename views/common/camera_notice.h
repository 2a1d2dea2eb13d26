#pragma once
#include <QBoxLayout>
#include <QWidget>

class QLabel;
class QPushButton;

namespace propago {

class Camera;

/// Says what is wrong with a camera, with a button to connect again; hidden while all is well.
class CameraNotice : public QWidget {
    Q_OBJECT
public:
    /// The sentence is called `name`Problem, the button `name`Again.
    CameraNotice(Camera* camera, const QString& name, QBoxLayout::Direction direction,
                 QWidget* parent = nullptr);

private:
    void showState();

    Camera* m_camera;
    QLabel* m_words;
    QPushButton* m_again;
};

} // namespace propago
