#include "app/languages.h"
#include "app/main_window.h"
#include "app/window.h"
#include "tests/support/picture_sequence.h"
#include "tests/support/view_fixtures.h"
#include "views/frame/timeline.h"
#include "views/frame/transport_bar.h"

#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QtTest>

using namespace propago;
using namespace propago::test;

/// The frame with a port that writes down what it is asked for.
class TestMainWindow : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<ScriptedPort> m_port;
    std::unique_ptr<Languages> m_languages;
    std::unique_ptr<MainWindow> m_window;
    QTemporaryDir m_folder;

    QAction* action(const char* id) const { return m_window->actions()[id]; }

private slots:
    void initTestCase()
    {
        prepareApplication();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    }

    void init()
    {
        QSettings().clear();
        m_port = std::make_unique<ScriptedPort>();
        m_languages = std::make_unique<Languages>();
        m_languages->use(QStringLiteral("en"));
        m_window = std::make_unique<MainWindow>(m_port.get(), m_languages.get());
        m_window->resize(1280, 720);
        m_window->show();
        m_window->activateWindow(); // shortcuts belong to the active window
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_port->tell(lenetFacts());
        m_port->asked.clear();
    }

    void cleanup()
    {
        m_window.reset();
        m_languages.reset();
        m_port.reset();
    }

    void keysBecomeIntents_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QString>("intent");
        const int none = Qt::NoModifier;
        QTest::newRow("space") << int(Qt::Key_Space) << none << QStringLiteral("run");
        QTest::newRow("right") << int(Qt::Key_Right) << none << QStringLiteral("stepForward");
        QTest::newRow("left") << int(Qt::Key_Left) << none << QStringLiteral("stepBack");
        QTest::newRow("layer") << int(Qt::Key_Right) << int(Qt::ShiftModifier)
                               << QStringLiteral("stepForward");
        QTest::newRow("batch") << int(Qt::Key_Right) << int(Qt::ControlModifier)
                               << QStringLiteral("stepForward");
        QTest::newRow("presenter on")
            << int(Qt::Key_PageDown) << none << QStringLiteral("stepForward");
        QTest::newRow("presenter back")
            << int(Qt::Key_PageUp) << none << QStringLiteral("stepBack");
        QTest::newRow("home") << int(Qt::Key_Home) << none << QStringLiteral("reset");
    }
    void keysBecomeIntents()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(QString, intent);
        QTest::keyClick(m_window.get(), Qt::Key(key), Qt::KeyboardModifiers(modifiers));
        QCOMPARE(m_port->asked, QStringList{intent});
    }

    void spacePausesWhatRuns()
    {
        emit m_port->runningChanged(true);
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        QCOMPARE(m_port->asked, QStringList{QStringLiteral("pause")});
    }

    void timelineSeeksWhenLetGo()
    {
        m_port->tell(lenetSnapshot(*m_port->facts()));
        auto* timeline = m_window->findChild<Timeline*>(QStringLiteral("timelineSlider"));
        QVERIFY(timeline);
        const int middle = timeline->height() / 2;
        QTest::mousePress(timeline, Qt::LeftButton, {}, QPoint(60, middle));
        QTest::mouseMove(timeline, QPoint(40, middle));
        QVERIFY(!m_port->asked.contains(QStringLiteral("seek")));
        QTest::mouseRelease(timeline, Qt::LeftButton, {}, QPoint(40, middle));
        QCOMPARE(m_port->asked.count(QStringLiteral("seek")), 1);
    }

    void settingsOfOneSessionCanBeTakenBack()
    {
        SessionFacts changed = *m_port->facts();
        const double before = changed.settings.learningRate;
        changed.settings.learningRate = 0.5;
        m_port->tell(changed);
        QVERIFY(action("actionUndo")->isEnabled());
        action("actionUndo")->trigger();
        QCOMPARE(m_port->asked, QStringList{QStringLiteral("applySettings")});
        QCOMPARE(m_port->applied.learningRate, before);
    }

    // What was changed in one session must not be put into the next.
    void anotherSessionStartsWithNothingToUndo()
    {
        SessionFacts changed = *m_port->facts();
        changed.settings.learningRate = 0.5;
        m_port->tell(changed);
        QVERIFY(action("actionUndo")->isEnabled());
        SessionFacts other = *m_port->facts();
        other.title = QStringLiteral("resnet8 on shapes");
        other.settings.learningRate = 0.1;
        other.settings.batch = 32;
        m_port->tell(other);
        QVERIFY(!action("actionUndo")->isEnabled());
    }

    // A file that is saved stays the same session.
    void savingKeepsWhatCanBeUndone()
    {
        SessionFacts changed = *m_port->facts();
        changed.settings.learningRate = 0.5;
        m_port->tell(changed);
        changed.fileName = QStringLiteral("/somewhere/session.propago");
        m_port->tell(changed);
        QVERIFY(action("actionUndo")->isEnabled());
    }

    void damagedSettingsGiveAUsableWindow_data()
    {
        QTest::addColumn<QVariant>("zoom");
        QTest::addColumn<QVariant>("theme");
        QTest::addColumn<QVariant>("geometry");
        QTest::newRow("words") << QVariant("abc") << QVariant("blue") << QVariant("none");
        QTest::newRow("not a number")
            << QVariant("nan") << QVariant("1e99") << QVariant(QByteArray(7, 'x'));
        QTest::newRow("too large")
            << QVariant("1e300") << QVariant(99) << QVariant(QByteArray(500, '\xff'));
        QTest::newRow("negative") << QVariant("-4") << QVariant(-3) << QVariant();
    }
    void damagedSettingsGiveAUsableWindow()
    {
        QFETCH(QVariant, zoom);
        QFETCH(QVariant, theme);
        QFETCH(QVariant, geometry);
        QSettings settings;
        settings.setValue(QStringLiteral("window/zoom"), zoom);
        settings.setValue(QStringLiteral("window/theme"), theme);
        settings.setValue(QStringLiteral("window/geometry"), geometry);
        m_window->restoreSettings();
        const int pixels = QApplication::font().pixelSize();
        QVERIFY2(pixels >= 9 && pixels <= 36, qPrintable(QString::number(pixels)));
        QVERIFY(m_window->width() >= m_window->minimumWidth());
        // Nonsense is no wish: it means the size that everybody starts with.
        if (zoom == QVariant("abc") || zoom == QVariant("nan"))
            QCOMPARE(pixels, 14);
    }

    // Canvases take their type from their own font: it must grow while the window is open.
    void theZoomReachesWhatIsOpen()
    {
        auto* timeline = m_window->findChild<Timeline*>();
        const int before = timeline->font().pixelSize();
        action("actionLarger")->trigger();
        action("actionLarger")->trigger();
        QVERIFY(QApplication::font().pixelSize() > before);
        QCOMPARE(timeline->font().pixelSize(), QApplication::font().pixelSize());
        action("actionNormalSize")->trigger();
        QCOMPARE(timeline->font().pixelSize(), before);
    }

    void failuresAreShownInTheWindow()
    {
        emit m_port->failed(QStringLiteral("the file is damaged at byte 12; open another"));
        bool isShown = false;
        for (const QLabel* label : m_window->findChildren<QLabel*>())
            isShown = isShown
                      || (label->isVisible() && label->text().contains(QStringLiteral("byte 12")));
        QVERIFY(isShown);
    }

    // Space runs the network, except where it takes a picture; the choice outlives the language.
    void spaceTakesPicturesWhileTheCameraIsOn()
    {
        m_window->setCamera(
            {0, writeSequence(m_folder.path(), {Qt::darkGreen, Qt::darkGreen}).toStdString()});
        m_languages->use(QStringLiteral("ko"));
        m_languages->use(QStringLiteral("en"));
        QApplication::processEvents(); // the views are made anew
        m_window->showWorkspace(2);
        const auto button = [this](const char* name) {
            return m_window->findChild<QPushButton*>(QLatin1String(name));
        };
        QTest::mouseClick(button("classifyCamera"), Qt::LeftButton);
        QTRY_VERIFY(button("classifyCameraShot")->hasFocus());
        QTest::keyClick(button("classifyCameraShot"), Qt::Key_Space);
        QVERIFY(!m_port->asked.contains(QStringLiteral("run")));
        m_window->showWorkspace(0);
        QVERIFY(!button("classifyCamera")->isChecked());
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        QVERIFY(m_port->asked.contains(QStringLiteral("run")));
    }

    void everyThemeRepaintsEverything()
    {
        QList<QRgb> corners;
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::HighContrast}) {
            m_window->setTheme(kind);
            const QImage picture = m_window->centralWidget()->grab().toImage();
            corners.append(picture.pixel(picture.width() - 4, 200));
        }
        QVERIFY(corners[0] != corners[1] && corners[1] != corners[2]);
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
