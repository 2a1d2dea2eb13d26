#pragma once
#include <QImage>
#include <QWidget>

namespace propago {

/// A picture as large as the place allows, its proportions kept. Small ones are shown pixel by pixel.
class PictureLabel : public QWidget {
    Q_OBJECT
public:
    explicit PictureLabel(const QString& accessibleName, QWidget* parent = nullptr);
    void setPicture(const QImage& picture);
    QSize sizeHint() const override { return {160, 160}; }
    QSize minimumSizeHint() const override { return {96, 80}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
};

} // namespace propago
