#include "views/network/stage_camera.h"
#include "views/network/stage_layout.h"

#include <QtTest>

using namespace propago;

class TestStageCamera : public QObject {
    Q_OBJECT
private slots:
    void whatIsUnderThePointerStaysThere()
    {
        StageCamera camera;
        camera.setRoom({20, 10, 800, 400});
        const QPointF anchor(300, 200);
        const auto share = [&] {
            const QRectF world = camera.world();
            return QPointF((anchor.x() - world.left()) / world.width(),
                           (anchor.y() - world.top()) / world.height());
        };
        const QPointF before = share();
        for (const double factor : {1.3, 2.0, 0.8, 1.1}) {
            camera.zoomAt(anchor, factor);
            QVERIFY((share() - before).manhattanLength() < 1e-9);
        }
    }

    void theNetworkAlwaysFillsTheRoom()
    {
        StageCamera camera;
        const QRectF room(20, 10, 800, 400);
        camera.setRoom(room);
        camera.zoomAt({25, 15}, 3);
        for (const QPointF& delta : {QPointF(5000, 0), QPointF(-9000, 300), QPointF(10, -9000)}) {
            camera.pan(delta);
            QVERIFY(camera.world().adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(room));
        }
        camera.zoomAt(room.center(), 1e9);
        QCOMPARE(camera.scale(), StageCamera::kMostScale);
        camera.zoomAt({700, 300}, 1e-9);
        QVERIFY(camera.isWhole());
        QCOMPARE(camera.world(), room);
    }

    void aNewSizeOfTheWindowKeepsTheMiddle()
    {
        StageCamera camera;
        camera.setRoom({0, 0, 800, 400});
        camera.zoomAt({400, 200}, 4);
        camera.lookAt({0.4, 0.6});
        camera.setRoom({0, 0, 1000, 700});
        QVERIFY((camera.seen().center() - QPointF(0.4, 0.6)).manhattanLength() < 1e-9);
    }

    void theWayBetweenTwoLayoutsBeginsAndEndsInThem()
    {
        ColumnPlace small, large;
        small.area = QRectF(0, 0, 10, 10);
        small.tiles = {QRectF(0, 0, 10, 10)};
        large.area = QRectF(100, 0, 30, 10);
        large.tiles = {QRectF(100, 0, 10, 10), QRectF(120, 0, 10, 10)};
        const QList<ColumnPlace> from{small, large}, to{large, ColumnPlace{}};
        QCOMPARE(between(from, to, 0)[0].tiles[0], small.tiles[0]);
        QCOMPARE(between(from, to, 1)[0].tiles[0], large.tiles[0]);
        QCOMPARE(between(from, to, 0.5)[0].tiles[0].left(), 50.0);
        QCOMPARE(between(from, to, 0.25)[1].opacity, 0.75); // it goes
        QCOMPARE(between({ColumnPlace{}}, {small}, 0.25)[0].opacity, 0.25);
        QCOMPARE(between({}, to, 0.3).size(), to.size());
    }
};

QTEST_APPLESS_MAIN(TestStageCamera)
#include "tst_stage_camera.moc"
