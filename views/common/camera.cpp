#include "views/common/camera.h"

#include "core/base/text.h"
#include "views/port/translated.h"

namespace propago {

namespace {

constexpr int kBeat = 66;           // milliseconds from picture to picture
constexpr qint64 kPatience = 2'000; // without a picture
constexpr qint64 kOpening = 10'000; // some cameras take seconds to wake up

QImage imageOf(const VideoFrame& frame, bool isMirrored)
{
    const QImage seen(frame.rgb.data(), frame.width, frame.height, qsizetype{3} * frame.width,
                      QImage::Format_RGB888);
    return isMirrored ? seen.mirrored(true, false) : seen.copy(); // either has its own pixels
}

// Errors are written to follow a name; this one stands alone.
QString begun(QString sentence)
{
    return sentence.replace(0, 1, sentence.left(1).toUpper());
}

} // namespace

Camera::Camera(QObject* parent) : QObject(parent)
{
    m_beat.setInterval(kBeat);
    connect(&m_beat, &QTimer::timeout, this, &Camera::beat);
}

Camera::~Camera() = default;

void Camera::open(const VideoSource& source)
{
    open([source] { return openVideo(source); },
         QString::fromStdString(displayable(describe(source))));
}

void Camera::open(FrameReader::Open source, const QString& name)
{
    m_source = std::move(source);
    m_name = name;
    reconnect();
}

void Camera::reconnect()
{
    if (!m_source)
        return;
    m_reader.reset(); // first: most devices take one reader at a time
    m_reader = std::make_unique<FrameReader>(m_source);
    m_wasOpen = false;
    m_silence.start();
    m_beat.start();
    enter(State::Opening);
}

void Camera::close()
{
    m_beat.stop();
    m_reader.reset();
    enter(State::Off);
}

// The window looks for a frame when it has time for one: nothing can pile up.
void Camera::beat()
{
    const auto frame = m_reader->take();
    if (!frame)
        return lookForLoss();
    m_silence.start();
    enter(State::Live);
    emit frameArrived(imageOf(*frame, m_isMirrored));
}

void Camera::lookForLoss()
{
    if (const auto failure = m_reader->failure())
        return lose(begun(translated(*failure)));
    if (m_reader->hasEnded())
        return lose(tr("The pictures have stopped (%1); see whether it is plugged in, then connect "
                       "again.")
                        .arg(m_name));
    if (!m_wasOpen && m_reader->isOpen()) {
        m_wasOpen = true;
        m_silence.start();
    }
    if (m_silence.elapsed() > (m_wasOpen ? kPatience : kOpening) && m_state != State::Lost)
        enter(State::Lost, tr("No picture comes any more (%1); see whether it is plugged in and no "
                              "other program uses it, then connect again.")
                               .arg(m_name));
}

void Camera::lose(const QString& problem)
{
    m_beat.stop();
    m_reader.reset();
    enter(State::Lost, problem);
}

void Camera::enter(State state, const QString& problem)
{
    if (state == m_state && problem == m_problem)
        return;
    m_state = state;
    m_problem = problem;
    emit stateChanged();
}

} // namespace propago
