#include "core/capture/video_source.h"
#include "tests/support/picture_sequence.h"
#include "tests/support/view_fixtures.h"
#include "views/classify/classify_view.h"
#include "views/classify/drawing_canvas.h"
#include "views/classify/prediction_bars.h"
#include "views/classify/results_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

using namespace propago;

class TestClassifyView : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_port = std::make_unique<test::ScriptedPort>();
        m_port->probabilities = {0.01, 0.02, 0.02, 0, 0, 0.05, 0, 0.85, 0.03, 0.02};
        m_port->tell(test::lenetFacts());
        m_view = std::make_unique<ClassifyView>(m_port.get());
        m_view->resize(1200, 640);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup()
    {
        m_view.reset();
        m_port.reset();
    }

    void aDroppedPngIsClassified()
    {
        drop({picture(QStringLiteral("shoe.png"))});
        QTRY_COMPARE(m_port->asked.filter(QStringLiteral("classify")),
                     QStringList(QStringLiteral("classify shoe.png")));
        QTRY_COMPARE(bars()->top(), 7);
        QVERIFY(m_view->findChild<QLabel*>(QStringLiteral("answer"))
                    ->text()
                    .startsWith(QStringLiteral("Sneaker")));
        QCOMPARE(m_view->findChild<QTableView*>(QStringLiteral("topFive"))->model()->rowCount(), 5);
    }

    void severalPicturesFillTheTable()
    {
        m_view->openImages({picture(QStringLiteral("a.png")), picture(QStringLiteral("b.png")),
                            picture(QStringLiteral("c.png"))});
        auto* table = m_view->findChild<QTableView*>(QStringLiteral("resultsTable"));
        QTRY_COMPARE(table->model()->rowCount(), 3);
        QVERIFY(table->isVisible());
        table->sortByColumn(ResultsModel::Picture, Qt::DescendingOrder);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("c.png"));
    }

    void aDamagedFileDoesNotStopTheOthers()
    {
        QSignalSpy failures(m_port.get(), &SessionPort::failed);
        QFile broken(m_folder.filePath(QStringLiteral("broken.png")));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("\x89PNG\r\n\x1a\n and then nothing");
        broken.close();
        m_view->openImages({broken.fileName(), picture(QStringLiteral("good.png"))});
        QTRY_COMPARE(bars()->top(), 7);
        QCOMPARE(failures.size(), 1);
        QVERIFY(failures[0][0].toString().contains(QStringLiteral("broken.png")));
    }

    void aWebAddressIsNotFetched()
    {
        QSignalSpy failures(m_port.get(), &SessionPort::failed);
        dropUrls({QUrl(QStringLiteral("https://example.org/shoe.png"))});
        QCOMPARE(failures.size(), 1);
        QVERIFY(m_port->pictures.empty());
    }

    void pastesAPicture()
    {
        QImage image(20, 20, QImage::Format_RGB32);
        image.fill(Qt::red);
        QApplication::clipboard()->setImage(image);
        QTest::mouseClick(m_view->findChild<QPushButton*>(QStringLiteral("pasteImage")),
                          Qt::LeftButton);
        QTRY_COMPARE(m_port->pictures.size(), std::size_t(1));
        QCOMPARE(m_port->pictures[0].pixelColor(5, 5), QColor(Qt::red));
    }

    void pastingNothingIsSaidSo()
    {
        QApplication::clipboard()->setText(QStringLiteral("no picture"));
        QSignalSpy failures(m_port.get(), &SessionPort::failed);
        m_view->pasteImage();
        QCOMPARE(failures.size(), 1);
    }

    void aStrokeIsClassified()
    {
        drawAcross();
        QTRY_VERIFY(!m_port->pictures.empty());
        QCOMPARE(m_port->pictures.back().size(), QSize(DrawingCanvas::kSide, DrawingCanvas::kSide));
        QTRY_COMPARE(bars()->top(), 7);
    }

    void aDrawingSurvivesAResize()
    {
        drawAcross();
        const QImage before = canvas()->drawing();
        QVERIFY(!canvas()->isBlank());
        QVERIFY(before.pixelColor(DrawingCanvas::kSide / 2, DrawingCanvas::kSide / 2).value()
                > 200);
        m_view->resize(1600, 1000);
        m_view->hide();
        m_view->show();
        m_view->resize(1000, 600);
        QTest::qWait(20);
        QCOMPARE(canvas()->drawing(), before);
    }

    void clearingEmptiesTheCanvas()
    {
        drawAcross();
        QTest::mouseClick(m_view->findChild<QPushButton*>(QStringLiteral("clearDrawing")),
                          Qt::LeftButton);
        QVERIFY(canvas()->isBlank());
        QCOMPARE(canvas()->drawing().pixelColor(140, 140), QColor(Qt::black));
    }

    void theRightButtonRubsOut()
    {
        drawAcross();
        const QPoint middle = canvas()->rect().center();
        QTest::mouseClick(canvas(), Qt::RightButton, {}, middle);
        QCOMPARE(canvas()->drawing().pixelColor(DrawingCanvas::kSide / 2, DrawingCanvas::kSide / 2),
                 QColor(Qt::black));
    }

    void theCameraIsClassified()
    {
        startCamera();
        QTRY_COMPARE(bars()->top(), 7);
        QTRY_VERIFY(m_port->pictures.size() >= 3);
        for (const QImage& frame : m_port->pictures)
            QVERIFY(test::areClose(frame.pixelColor(40, 20), kFilm));
        QVERIFY(m_view->findChild<QLabel*>(QStringLiteral("answer"))
                    ->text()
                    .startsWith(QStringLiteral("Sneaker")));
        QTest::mouseClick(camera(), Qt::LeftButton);
        QTest::qWait(1);
        const std::size_t asked = m_port->pictures.size();
        QTest::qWait(200);
        QCOMPARE(m_port->pictures.size(), asked);
        QVERIFY(shot()->isHidden());
    }

    // A network that needs long gets fewer frames, and none that is old.
    void oneFrameIsAskedAboutAtATime()
    {
        m_port->isSlow = true;
        startCamera();
        QTRY_COMPARE(m_port->pictures.size(), std::size_t(1));
        QTest::qWait(300);
        QCOMPARE(m_port->pictures.size(), std::size_t(1));
        emit m_port->classified(m_port->withheld);
        QTRY_COMPARE(m_port->pictures.size(), std::size_t(2));
    }

    void spaceKeepsTheFrame()
    {
        startCamera();
        QTRY_VERIFY(shot()->isEnabled());
        QVERIFY(shot()->hasFocus());
        QTest::keyClick(shot(), Qt::Key_Space);
        auto* table = m_view->findChild<QTableView*>(QStringLiteral("resultsTable"));
        QCOMPARE(table->model()->rowCount(), 1);
        QTRY_VERIFY(table->isVisible());
        QTest::keyClick(m_view.get(), Qt::Key_Space); // wherever the focus is
        QTest::mouseClick(shot(), Qt::LeftButton);
        QCOMPARE(table->model()->rowCount(), 3);
        QCOMPARE(table->model()->index(0, ResultsModel::Picture).data().toString(),
                 QStringLiteral("camera, picture 1"));
        QVERIFY(camera()->isChecked());
        table->selectRow(1); // to look at it, the camera must not paint over it
        QVERIFY(!camera()->isChecked());
    }

    void anotherPictureEndsTheCamera()
    {
        startCamera();
        QTRY_VERIFY(shot()->isEnabled());
        drop({picture(QStringLiteral("shoe.png"))});
        QVERIFY(!camera()->isChecked());
        QTRY_COMPARE(m_port->asked.constLast(), QStringLiteral("classify shoe.png"));
    }

    void leavingEndsTheCamera()
    {
        startCamera();
        QTRY_VERIFY(shot()->isEnabled());
        m_view->hide();
        QVERIFY(!camera()->isChecked());
    }

    void aCameraThatIsNotThereSaysSo()
    {
        m_view->setCamera({63, {}});
        QTest::mouseClick(camera(), Qt::LeftButton);
        auto* problem = m_view->findChild<QLabel*>(QStringLiteral("classifyCameraProblem"));
        auto* again = m_view->findChild<QPushButton*>(QStringLiteral("classifyCameraAgain"));
        QTRY_VERIFY(again->isVisible());
        QVERIFY2(problem->text().startsWith(QStringLiteral("No camera was found (/dev/video63)")),
                 qPrintable(problem->text()));
        QCOMPARE(m_view->findChildren<QPushButton*>(again->objectName()).size(), 1);
        QVERIFY(!shot()->isEnabled());
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_VERIFY(again->isVisible());
        QTest::mouseClick(camera(), Qt::LeftButton);
        QVERIFY(!again->isVisible());
    }

    void resultsAreWrittenExactly()
    {
        ResultsModel model;
        QAbstractItemModelTester tester(&model);
        Classification answer;
        answer.name = QStringLiteral("=evil.png");
        answer.probabilities = {1.0 / 3, 2.0 / 3};
        answer.latencyMicroseconds = 81.25;
        model.add(answer, {QStringLiteral("cat"), QStringLiteral("dog")});
        QCOMPARE(csvOf(model.table()),
                 QByteArray("file,label,probability,latency_us,error,cat,dog\r\n"
                            "\"'=evil.png\",dog,0.6666666666666666,81.25,,0.3333333333333333,0."
                            "6666666666666666\r\n"));
    }

    void likeliestComeFirst()
    {
        QCOMPARE(likeliest({0.1, 0.7, 0.2}, 2), std::vector<int>({1, 2}));
        QCOMPARE(likeliest({0.1}, 5), std::vector<int>({0}));
    }

private:
    static constexpr QColor kFilm{30, 160, 60};

    QPushButton* camera() const
    {
        return m_view->findChild<QPushButton*>(QStringLiteral("classifyCamera"));
    }
    QPushButton* shot() const
    {
        return m_view->findChild<QPushButton*>(QStringLiteral("classifyCameraShot"));
    }
    void startCamera() const
    {
        m_view->setCamera({0, test::writeSequence(m_folder.path(), {kFilm, kFilm}).toStdString()});
        QTest::mouseClick(camera(), Qt::LeftButton);
        QVERIFY(camera()->isChecked());
    }
    PredictionBars* bars() const
    {
        return m_view->findChild<PredictionBars*>(QStringLiteral("predictionBars"));
    }
    DrawingCanvas* canvas() const
    {
        return m_view->findChild<DrawingCanvas*>(QStringLiteral("drawingCanvas"));
    }

    QString picture(const QString& name) const
    {
        QImage image(32, 24, QImage::Format_RGB32);
        image.fill(Qt::darkGreen);
        const QString path = m_folder.filePath(name);
        image.save(path);
        return path;
    }
    void drop(const QStringList& files) const
    {
        QList<QUrl> urls;
        for (const QString& file : files)
            urls << QUrl::fromLocalFile(file);
        dropUrls(urls);
    }
    void dropUrls(const QList<QUrl>& urls) const
    {
        QMimeData content;
        content.setUrls(urls);
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &content, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(m_view.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(10, 10), Qt::CopyAction, &content, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_view.get(), &event);
    }
    void drawAcross() const
    {
        const QPoint middle = canvas()->rect().center();
        QTest::mousePress(canvas(), Qt::LeftButton, {}, middle - QPoint(30, 0));
        QMouseEvent move(QEvent::MouseMove, middle + QPoint(30, 0),
                         canvas()->mapToGlobal(middle + QPoint(30, 0)), Qt::NoButton,
                         Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(canvas(), &move);
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, middle + QPoint(30, 0));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<test::ScriptedPort> m_port;
    std::unique_ptr<ClassifyView> m_view;
};

QTEST_MAIN(TestClassifyView)
#include "tst_classify_view.moc"
