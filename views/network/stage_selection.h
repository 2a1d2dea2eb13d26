#pragma once
#include <QObject>

#include <cstdint>

namespace propago {

/// What the user has chosen on the stage; the inspector follows it.
class StageSelection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    int column() const { return m_column; }
    std::int64_t channel() const { return m_channel; }
    bool isEmpty() const { return m_column < 0; }
    void choose(int column, std::int64_t channel)
    {
        if (column == m_column && channel == m_channel)
            return;
        m_column = column;
        m_channel = channel;
        emit changed();
    }
    void clear() { choose(-1, 0); }

signals:
    void changed();

private:
    int m_column = -1;
    std::int64_t m_channel = 0;
};

} // namespace propago
