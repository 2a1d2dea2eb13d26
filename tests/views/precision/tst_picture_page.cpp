#include "core/capture/video_source.h"
#include "tests/support/picture_sequence.h"
#include "tests/support/race_fixtures.h"
#include "tests/support/view_fixtures.h"
#include "views/precision/picture_page.h"
#include "views/precision/race_view.h"

#include <QClipboard>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QtTest>

using namespace propago;

class TestPicturePage : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_port = std::make_unique<test::ScriptedPort>();
        m_port->tell(test::lenetFacts());
        m_page = std::make_unique<PicturePage>(m_port.get());
        EvaluationOptions options;
        options.precisions = {Format::Fp32, Format::Int4};
        options.quantisation.ranges = RangeMethod::Entropy;
        m_page->setOptions(options);
        m_page->resize(1200, 460);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_port.reset();
    }

    // Whoever opens the page sees something, in the formats that are ticked.
    void theFirstPictureIsAskedFor()
    {
        QCOMPARE(m_port->asked, QStringList(QStringLiteral("startRace")));
        QCOMPARE(m_port->raced.heldOut, std::int64_t{0});
        QCOMPARE(m_port->raced.precisions, (std::vector<Format>{Format::Fp32, Format::Int4}));
        QCOMPARE(m_port->raced.quantisation.ranges, RangeMethod::Entropy);
    }

    void aNumberCanBeTyped()
    {
        auto* number = m_page->findChild<QSpinBox*>(QStringLiteral("heldOutNumber"));
        QCOMPARE(number->maximum(), 9'999);
        number->selectAll();
        QTest::keyClicks(number, QStringLiteral("123"));
        QTest::keyClick(number, Qt::Key_Return);
        QCOMPARE(m_port->raced.heldOut, std::int64_t{123});
        emit race()->pictureWanted(124);
        QCOMPARE(m_port->raced.heldOut, std::int64_t{124});
        QCOMPARE(number->value(), 124);
    }

    void picturesAreDroppedAndPasted()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("red.png"));
        QImage image(20, 12, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(file));
        QMimeData content;
        content.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &content, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(m_page.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &content, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_page.get(), &drop);
        QTRY_COMPARE(m_port->raced.heldOut, std::int64_t{-1});
        QCOMPARE(m_port->raced.name, QStringLiteral("red.png"));
        QCOMPARE(m_port->raced.picture.size(), QSize(20, 12));
        QApplication::clipboard()->setImage(image.scaled(8, 8));
        QTest::mouseClick(m_page->findChild<QPushButton*>(QStringLiteral("pasteRacePicture")),
                          Qt::LeftButton);
        QCOMPARE(m_port->raced.picture.size(), QSize(8, 8));
    }

    void aFileThatIsNoPictureIsRefused()
    {
        QSignalSpy failed(m_port.get(), &SessionPort::failed);
        m_page->openImage(QStringLiteral("/nowhere/at/all.png"));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(m_port->raced.heldOut, std::int64_t{0});
    }

    // Where the answer of fp32 stands in a format that answers otherwise.
    void theRankOfTheOldAnswerIsSaid()
    {
        PictureRace answer;
        answer.question = m_port->raced;
        answer.truth = 6;
        answer.race = std::make_shared<Race>(test::formulaRace(m_port->facts()->program->graph()));
        m_port->tell(answer);
        QCOMPARE(m_page->findChild<QLabel*>(QStringLiteral("racePicture"))->text(),
                 QStringLiteral("is: Shirt · int8 says Pullover; fp32's Shirt is its number 2"));
    }

    // Frame by frame, the next when the race of the last is over; nobody knows what it shows.
    void theCameraRaces()
    {
        finishRace(6); // of the picture that was asked for when the page opened
        startCamera();
        QTRY_COMPARE(m_port->raced.heldOut, std::int64_t{-1});
        QCOMPARE(m_port->raced.name, QStringLiteral("camera"));
        QVERIFY(test::areClose(m_port->raced.picture.pixelColor(40, 20), kFilm));
        m_port->asked.clear();
        QTest::qWait(300);
        QCOMPARE(m_port->asked, QStringList());
        finishRace(-1);
        QVERIFY(words()->text().startsWith(QStringLiteral("camera")));
        QVERIFY(!words()->text().contains(QStringLiteral("is:")));
        const QString board = m_page->findChild<QLabel*>(QStringLiteral("raceWords"))->text();
        QVERIFY2(!board.isEmpty() && !board.contains(QStringLiteral("is right"))
                     && !board.contains(QStringLiteral("truth")),
                 qPrintable(board));
        QTRY_COMPARE(m_port->asked, QStringList(QStringLiteral("startRace")));
        QVERIFY(camera()->isChecked());
    }

    void aHeldOutPictureEndsTheCamera()
    {
        startCamera();
        m_page->showHeldOut(3);
        QVERIFY(!camera()->isChecked());
        QCOMPARE(m_port->raced.heldOut, std::int64_t{3});
    }

    // Else it would fail with each frame, and say so each time.
    void aRaceThatFailsEndsTheCamera()
    {
        finishRace(6);
        startCamera();
        QTRY_COMPARE(m_port->raced.heldOut, std::int64_t{-1});
        emit m_port->raceChanged();
        QVERIFY(!camera()->isChecked());
    }

    void aCameraThatIsNotThereSaysSo()
    {
        m_page->setCamera({63, {}});
        QTest::mouseClick(camera(), Qt::LeftButton);
        auto* again = m_page->findChild<QPushButton*>(QStringLiteral("raceCameraAgain"));
        QTRY_VERIFY(again->isVisible());
        QVERIFY(m_page->findChild<QLabel*>(QStringLiteral("raceCameraProblem"))
                    ->text()
                    .startsWith(QStringLiteral("No camera was found")));
    }

    void anotherNetworkIsAskedAnew()
    {
        m_port->asked.clear();
        m_port->tell(test::lenetFacts());
        QCOMPARE(m_port->asked, QStringList(QStringLiteral("startRace")));
    }

private:
    static constexpr QColor kFilm{30, 160, 60};

    QPushButton* camera() const
    {
        return m_page->findChild<QPushButton*>(QStringLiteral("raceCamera"));
    }
    QLabel* words() const { return m_page->findChild<QLabel*>(QStringLiteral("racePicture")); }
    void startCamera() const
    {
        m_page->setCamera({0, test::writeSequence(m_folder.path(), {kFilm, kFilm}).toStdString()});
        QTest::mouseClick(camera(), Qt::LeftButton);
        QVERIFY(camera()->isChecked());
    }
    void finishRace(int truth) const
    {
        PictureRace answer;
        answer.question = m_port->raced;
        answer.truth = truth;
        answer.race = std::make_shared<Race>(test::formulaRace(m_port->facts()->program->graph()));
        m_port->tell(answer);
    }
    RaceView* race() const { return m_page->findChild<RaceView*>(); }

    QTemporaryDir m_folder;
    std::unique_ptr<test::ScriptedPort> m_port;
    std::unique_ptr<PicturePage> m_page;
};

QTEST_MAIN(TestPicturePage)
#include "tst_picture_page.moc"
