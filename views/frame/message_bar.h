#pragma once
#include <QFrame>

class QLabel;

namespace propago {

/// A sentence above the workspace that does not stop anybody: failures stay until closed, notes go
/// by themselves.
class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);
    void showFailure(const QString& sentence);
    void showNote(const QString& sentence);
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showText(const QString& sentence, bool isFailure);
    QLabel* m_label;
    bool m_isFailure = false;
    int m_serial = 0;
};

} // namespace propago
