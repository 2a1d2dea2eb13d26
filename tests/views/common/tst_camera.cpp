#include "tests/support/picture_sequence.h"
#include "tests/support/planted_streams.h"
#include "views/common/camera_control.h"
#include "views/common/camera_notice.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QThread>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

using Opened = Result<std::unique_ptr<VideoStream>>;

} // namespace

class TestCamera : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_track = std::make_shared<StreamTrack>();
        m_camera = std::make_unique<Camera>();
    }
    void cleanup()
    {
        m_track->release();
        m_camera.reset();
    }

    void aSequenceArrivesInItsColours()
    {
        const QList<QColor> colours{QColor(200, 30, 30), QColor(30, 180, 40)};
        QList<QColor> seen;
        connect(m_camera.get(), &Camera::frameArrived, this, [&](const QImage& frame) {
            QCOMPARE(QThread::currentThread(), thread());
            QCOMPARE(frame.size(), QSize(64, 48));
            seen << frame.pixelColor(40, 20);
        });
        m_camera->open({0, writeSequence(m_folder.path(), colours).toStdString()});
        QCOMPARE(m_camera->state(), Camera::State::Opening);
        // Also after its end: it starts again.
        QTRY_VERIFY(seen.size() >= 6);
        QCOMPARE(m_camera->state(), Camera::State::Live);
        for (const QColor& colour : seen)
            QVERIFY(areClose(colour, colours[0]) || areClose(colour, colours[1]));
        m_camera->close();
        QCOMPARE(m_camera->state(), Camera::State::Off);
    }

    void aLookingGlassExchangesLeftAndRight()
    {
        QImage newest;
        connect(m_camera.get(), &Camera::frameArrived, this,
                [&](const QImage& frame) { newest = frame; });
        m_camera->setMirrored(true);
        m_camera->open(
            [track = m_track]() -> Opened { return std::make_unique<NumberedStream>(track, -1); },
            QStringLiteral("numbers"));
        QTRY_COMPARE(newest.size(), QSize(2, 1));
        QCOMPARE(newest.pixelColor(0, 0), QColor(Qt::red));
    }

    // The stream makes thousands a second; the window gets the newest at its own pace.
    void theWindowIsNotFlooded()
    {
        QList<int> numbers;
        connect(m_camera.get(), &Camera::frameArrived, this, [&](const QImage& frame) {
            numbers << static_cast<int>(frame.pixel(0, 0) & 0xffffff);
        });
        m_camera->open(
            [track = m_track]() -> Opened { return std::make_unique<NumberedStream>(track, -1); },
            QStringLiteral("numbers"));
        QTRY_VERIFY(numbers.size() >= 5);
        m_camera->close();
        QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
        QVERIFY2(m_track->read > 20 * numbers.size(), qPrintable(QString::number(m_track->read)));
    }

    void whatCannotBeOpenedIsSaid()
    {
        m_camera->open({63, {}});
        QTRY_COMPARE(m_camera->state(), Camera::State::Lost);
        QVERIFY2(m_camera->problem().contains(QStringLiteral("/dev/video63")),
                 qPrintable(m_camera->problem()));
        m_camera->open({0, "/nowhere/film.avi"});
        QTRY_VERIFY(m_camera->problem().contains(QStringLiteral("/nowhere/film.avi")));
    }

    // No frame, no error, no answer: what drivers do when a plug is pulled.
    void aSilentSourceIsLostAndMayComeBack()
    {
        CameraNotice notice(m_camera.get(), QStringLiteral("test"), QBoxLayout::TopToBottom);
        m_camera->open(
            [track = m_track]() -> Opened { return std::make_unique<BlockedStream>(track); },
            QStringLiteral("camera 7"));
        QVERIFY(notice.isHidden());
        QTRY_COMPARE_WITH_TIMEOUT(m_camera->state(), Camera::State::Lost, 20'000);
        QVERIFY(m_camera->problem().contains(QStringLiteral("camera 7")));
        QVERIFY(!notice.isHidden());
        QCOMPARE(notice.findChild<QLabel*>(QStringLiteral("testProblem"))->text(),
                 m_camera->problem());
        m_track->release();
        QTRY_COMPARE(m_camera->state(), Camera::State::Live);
        QVERIFY(notice.isHidden());
    }

    void closingDoesNotWaitForTheDriver()
    {
        m_camera->open(
            [track = m_track]() -> Opened { return std::make_unique<BlockedStream>(track); },
            QStringLiteral("camera 7"));
        QTRY_VERIFY(m_track->read > 0);
        QElapsedTimer closing;
        closing.start();
        m_camera->close();
        QVERIFY2(closing.elapsed() < 5'000, qPrintable(QString::number(closing.elapsed())));
    }

    void whatEndedIsConnectedAgain()
    {
        CameraNotice notice(m_camera.get(), QStringLiteral("test"), QBoxLayout::TopToBottom);
        m_camera->open(
            [track = m_track]() -> Opened { return std::make_unique<NumberedStream>(track, 2); },
            QStringLiteral("camera 7"));
        QTRY_COMPARE(m_camera->state(), Camera::State::Lost);
        QVERIFY(m_camera->problem().contains(QStringLiteral("have stopped (camera 7)")));
        QCOMPARE(m_track->destroyed.load(), 1);
        QTest::mouseClick(notice.findChild<QPushButton*>(QStringLiteral("testAgain")),
                          Qt::LeftButton);
        QCOMPARE(m_camera->state(), Camera::State::Opening);
        QTRY_COMPARE(m_track->opened.load(), 2);
    }

    void aCameraIsOnOnlyWhileItIsSeen_data()
    {
        QTest::addColumn<int>("way");
        QTest::newRow("hidden") << 0;
        QTest::newRow("minimised") << 1;
        QTest::newRow("closed") << 2;
    }
    void aCameraIsOnOnlyWhileItIsSeen()
    {
        QFETCH(int, way);
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* control = new CameraControl(QStringLiteral("test"));
        layout->addWidget(control);
        control->setSource({0, writeSequence(m_folder.path(), {Qt::green}).toStdString()});
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto* button = control->findChild<QPushButton*>(QStringLiteral("test"));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(control->isOn());
        QTRY_COMPARE(control->camera()->state(), Camera::State::Live);
        if (way == 0)
            control->hide();
        else if (way == 1)
            window.showMinimized();
        else
            window.close();
        QTRY_VERIFY(!control->isOn());
        QVERIFY(!button->isChecked());
    }

    void camerasAreLookedForWhenTheMenuOpens()
    {
        CameraControl control(QStringLiteral("test"));
        auto* menu = control.findChild<QToolButton*>(QStringLiteral("testMenu"))->menu();
        QVERIFY(menu->isEmpty());
        emit menu->aboutToShow();
        QCOMPARE(menu->actions().constFirst()->text(), QStringLiteral("Looking for cameras…"));
        QTRY_VERIFY(menu->actions().constFirst()->text() != QStringLiteral("Looking for cameras…"));
        QAction* mirror = menu->actions().constLast();
        QVERIFY(mirror->isChecked());
        mirror->trigger();
        QVERIFY(!control.camera()->isMirrored());
    }

private:
    QTemporaryDir m_folder;
    std::shared_ptr<StreamTrack> m_track;
    std::unique_ptr<Camera> m_camera;
};

QTEST_MAIN(TestCamera)
#include "tst_camera.moc"
