#include "core/capture/detached.h"
#include "core/capture/frame_reader.h"
#include "tests/support/planted_streams.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

using Opened = Result<std::unique_ptr<VideoStream>>;

class ThrowingStream final : public VideoStream {
public:
    bool read(VideoFrame&) override { throw std::bad_alloc(); }
};

std::shared_ptr<StreamTrack> newTrack()
{
    return std::make_shared<StreamTrack>();
}

} // namespace

class TestFrameReader : public QObject {
    Q_OBJECT
private slots:
    // Frames that nobody took are gone; there is no queue that could grow.
    void theNewestFrameWins()
    {
        const auto track = newTrack();
        FrameReader reader(
            [track]() -> Opened { return std::make_unique<NumberedStream>(track, -1); });
        QTRY_VERIFY(track->read > 100);
        const auto first = reader.take();
        QVERIFY(first);
        QVERIFY(numberOf(*first) >= 100);
        const int then = track->read;
        QTRY_VERIFY(track->read > then + 100);
        const auto second = reader.take();
        QVERIFY(second);
        QVERIFY(numberOf(*second) > then + 99);
    }

    void aFrameIsHandedOutOnce()
    {
        const auto track = newTrack();
        FrameReader reader(
            [track]() -> Opened { return std::make_unique<NumberedStream>(track, 1); });
        QTRY_VERIFY(reader.hasEnded());
        QVERIFY(reader.isOpen());
        QVERIFY(!reader.failure());
        QCOMPARE(numberOf(*reader.take()), 1);
        QVERIFY(!reader.take());
    }

    void aFilmStartsAgain()
    {
        const auto track = newTrack();
        FrameReader reader(
            [track]() -> Opened { return std::make_unique<NumberedStream>(track, 3, true); });
        QTRY_VERIFY(track->rewound >= 4);
        QVERIFY(!reader.hasEnded());
        QVERIFY(track->read >= 12);
    }

    void whyItCannotBeOpenedIsSaid()
    {
        FrameReader reader([]() -> Opened {
            return fail(ErrorCode::FileMissing, {"no camera", {}});
        });
        QTRY_VERIFY(reader.hasEnded());
        QVERIFY(!reader.isOpen());
        QCOMPARE(english(reader.failure()->what), std::string("no camera"));
    }

    // Whoever opens the device next must find it free.
    // In a thread of its own nobody would catch it.
    void aStreamThatThrowsEndsTheReadingOnly()
    {
        FrameReader unopened([]() -> Opened { throw std::bad_alloc(); });
        QTRY_VERIFY(unopened.hasEnded());
        QVERIFY(unopened.failure());
        QVERIFY(!unopened.isOpen());
        FrameReader broken([]() -> Opened { return std::make_unique<ThrowingStream>(); });
        QTRY_VERIFY(broken.hasEnded());
        QVERIFY(broken.failure());
    }

    void theStreamIsGoneWhenItsReaderIs()
    {
        const auto track = newTrack();
        {
            FrameReader reader(
                [track]() -> Opened { return std::make_unique<NumberedStream>(track, -1); });
            QTRY_VERIFY(track->read > 0);
        }
        QCOMPARE(track->destroyed.load(), 1);
    }

    void aBlockedDriverHoldsNobody()
    {
        const auto track = newTrack();
        QElapsedTimer closing;
        {
            FrameReader reader(
                [track]() -> Opened { return std::make_unique<BlockedStream>(track); });
            QTRY_VERIFY(track->read > 0);
            closing.start();
        }
        QVERIFY2(closing.elapsed() < 5'000, qPrintable(QString::number(closing.elapsed())));
        QCOMPARE(track->destroyed.load(), 0); // left to itself, with all that it needs
        track->release();
        QTRY_COMPARE(track->destroyed.load(), 1);
    }

    void aDetachedValueIsTakenOnce()
    {
        Detached<int> value([] { return 7; });
        std::optional<int> taken;
        QTRY_VERIFY(taken || (taken = value.take()));
        QCOMPARE(*taken, 7);
        QVERIFY(!value.take());
    }
};

QTEST_GUILESS_MAIN(TestFrameReader)
#include "tst_frame_reader.moc"
