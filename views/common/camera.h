#pragma once
#include "core/capture/frame_reader.h"
#include "core/capture/video_source.h"

#include <QElapsedTimer>
#include <QImage>
#include <QObject>
#include <QTimer>

#include <memory>

namespace propago {

/// Live pictures for the window, fifteen a second at most: always the newest, those between are
/// dropped. Nothing here waits for the device; see FrameReader.
class Camera : public QObject {
    Q_OBJECT
public:
    enum class State {
        Off,
        Opening,
        Live,
        Lost ///< problem() says why; a frame that comes after all makes it live again
    };

    explicit Camera(QObject* parent = nullptr);
    ~Camera() override;
    void open(const VideoSource& source);
    /// Frames from elsewhere; `name` stands in sentences.
    void open(FrameReader::Open source, const QString& name);
    /// The same source once more.
    void reconnect();
    void close();
    State state() const { return m_state; }
    bool isOn() const { return m_state != State::Off; }
    /// What, where, and what to do about it; empty unless it is lost.
    QString problem() const { return m_problem; }
    /// As in a looking glass.
    void setMirrored(bool isMirrored) { m_isMirrored = isMirrored; }
    bool isMirrored() const { return m_isMirrored; }

signals:
    void frameArrived(const QImage& frame);
    void stateChanged();

private:
    void beat();
    void lookForLoss();
    void lose(const QString& problem);
    void enter(State state, const QString& problem = {});

    FrameReader::Open m_source;
    QString m_name;
    std::unique_ptr<FrameReader> m_reader;
    QTimer m_beat;
    QElapsedTimer m_silence; ///< since the last frame, or since it was opened
    bool m_wasOpen = false;
    bool m_isMirrored = false;
    State m_state = State::Off;
    QString m_problem;
};

} // namespace propago
