#include "app/engine_host.h"
#include "app/languages.h"
#include "app/main_window.h"
#include "app/window.h"
#include "views/classify/classify_view.h"
#include "views/frame/timeline.h"
#include "views/network/network_stage.h"
#include "views/network/network_view.h"
#include "views/network/stage_selection.h"
#include "views/present/step_words.h"

#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include <algorithm>
#include <cstring>

using namespace propago;

namespace {

constexpr int kPatience = 120'000;

Tensor weightsOf(const SessionPort& port)
{
    const auto snapshot = port.snapshot();
    const auto found = snapshot->tensors.find({SlotKind::Parameter, 1, 0});
    return found == snapshot->tensors.end() ? Tensor() : found->second;
}

bool isSame(const Tensor& a, const Tensor& b)
{
    return !a.isEmpty() && a.shape() == b.shape()
           && std::memcmp(a.view().data, b.view().data, static_cast<std::size_t>(a.bytes())) == 0;
}

} // namespace

/// Writes down which windows are shown while it lives.
class ShownWindows : public QObject {
public:
    ShownWindows() { qApp->installEventFilter(this); }
    bool eventFilter(QObject* object, QEvent* event) override
    {
        const bool isWindow =
            object->isWidgetType() && static_cast<const QWidget*>(object)->isWindow();
        if (isWindow && event->type() == QEvent::Show)
            names.append(QString::fromLatin1(object->metaObject()->className()));
        return false;
    }
    QStringList names;
};

/// The window with the real engine behind it, driven by keys and mouse.
class TestWindow : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Languages> m_languages;
    std::unique_ptr<EngineHost> m_host;
    std::unique_ptr<MainWindow> m_window;

    Position position() const { return m_host->snapshot()->position; }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(m_window.get(), key, modifiers);
    }
    // A step has arrived when a newer snapshot than the one before the key says so.
    void stepBy(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        const Position before = position();
        press(key, modifiers);
        QTRY_VERIFY_WITH_TIMEOUT(position() != before, kPatience);
    }
    bool hasMark(const RunMark& mark) const
    {
        const auto& marks = *m_host->snapshot()->marks;
        return std::ranges::find(marks, mark) != marks.end();
    }
    void pauseNow()
    {
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!m_host->snapshot()->isRunning, kPatience);
    }

private slots:
    void init()
    {
        prepareApplication();
        m_languages = std::make_unique<Languages>();
        m_languages->use(QStringLiteral("en"));
        m_host = std::make_unique<EngineHost>(2);
        m_window = std::make_unique<MainWindow>(m_host.get(), m_languages.get());
        m_window->resize(1280, 720);
        m_window->show();
        m_window->activateWindow(); // shortcuts belong to the active window
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_host->openZoo(QStringLiteral("lenet"), QStringLiteral("digits"));
        QTRY_VERIFY_WITH_TIMEOUT(m_host->snapshot() && m_host->facts()->program, kPatience);
        Interest weights;
        weights.tensors = {{SlotKind::Parameter, 1, 0}};
        m_host->setInterest(QStringLiteral("test"), weights);
        QTRY_VERIFY_WITH_TIMEOUT(!weightsOf(*m_host).isEmpty(), kPatience);
    }

    void cleanup()
    {
        m_window.reset();
        m_host.reset();
        m_languages.reset();
    }

    void showsAPictureBeforeAnyKey()
    {
        NetworkStage* stage = m_window->network()->stage();
        QTRY_VERIFY_WITH_TIMEOUT(!stage->tileImage(0, 0).isNull(), kPatience);
        const QImage picture = stage->tileImage(0, 0);
        QCOMPARE(picture.size(), QSize(28, 28));
        const auto& input = m_host->snapshot()->tensors.at({SlotKind::Value, 0, 0});
        for (int i = 0; i < 28 * 28; ++i)
            QCOMPARE(qGreen(picture.pixel(i % 28, i / 28)), qRound(input.at(i) * 255));
    }

    // At any speed, on the way forward and on the way back.
    void aRunPausesAtABreakpoint()
    {
        NetworkStage* stage = m_window->network()->stage();
        const int column = 3;
        const int node = stage->columns()[column].node();
        stage->toggleBreakpoint(column);
        for (const double speed : {0.0, 2000.0}) {
            m_host->setSpeed(speed);
            for (const Phase phase : {Phase::Forward, Phase::Backward}) {
                const Position before = position();
                m_host->run();
                QTRY_VERIFY_WITH_TIMEOUT(position() != before && !m_host->snapshot()->isRunning,
                                         kPatience);
                const auto snapshot = m_host->snapshot();
                QCOMPARE(snapshot->phase, phase);
                QCOMPARE(
                    snapshot->program->steps()[static_cast<std::size_t>(snapshot->lastStep)].node,
                    node);
                QVERIFY(snapshot->position.batch - before.batch <= 1);
            }
        }
        stage->toggleBreakpoint(column);
        const std::int64_t batch = position().batch;
        m_host->setSpeed(0);
        m_host->run();
        QTRY_VERIFY_WITH_TIMEOUT(position().batch > batch + 5, kPatience);
        pauseNow();
    }

    void spaceTrainsAndPauses()
    {
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(position().batch > 20, kPatience);
        pauseNow();
        const Position stopped = position();
        QTest::qWait(150);
        QCOMPARE(position(), stopped);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->history()->batches.size() >= 20, kPatience);
        QVERIFY(m_host->history()->batches.front().loss > 0);
    }

    void stepsBackToTheSameWeights()
    {
        stepBy(Qt::Key_Right, Qt::ControlModifier);
        stepBy(Qt::Key_Right, Qt::ControlModifier);
        const Tensor before = weightsOf(*m_host);
        const Position here = position();
        QCOMPARE(here.op, 0);
        stepBy(Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(!isSame(weightsOf(*m_host), before));
        while (position() > here)
            stepBy(Qt::Key_Left);
        QCOMPARE(position(), here);
        QVERIFY(isSame(weightsOf(*m_host), before));
    }

    // Clipping is a step that can be looked at, and the pictures that are learned from are changed.
    void stepsThroughEveryMethod()
    {
        TrainingSettings settings = m_host->facts()->settings;
        settings.optimizer = OptimizerKind::AdamW;
        settings.schedule = ScheduleKind::Plateau;
        settings.schedulePatience = 0;
        settings.batch = 256;
        settings.gradClipNorm = 0.5;
        settings.labelSmoothing = 0.1;
        for (const AugmentationKind& kind : augmentationKinds())
            settings.augmentation.*(kind.strength) = kind.usual;
        m_host->applySettings(settings);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->facts()->settings == settings, kPatience);
        bool wasSeen = false;
        while (position().batch < 1) {
            stepBy(Qt::Key_Right);
            wasSeen |= whereWeAre(*m_host->snapshot()).endsWith(QStringLiteral("clip gradients"));
        }
        QVERIFY(wasSeen);
        const Tensor before = weightsOf(*m_host);
        const Position here = position();
        press(Qt::Key_Space); // past the end of an epoch, where plateau tests
        const std::int64_t epoch = m_host->facts()->batchesPerEpoch;
        QTRY_VERIFY_WITH_TIMEOUT(position().batch > epoch + 1, kPatience);
        pauseNow();
        QTRY_VERIFY_WITH_TIMEOUT(!m_host->history()->epochs.empty(), kPatience);
        QVERIFY(m_host->history()->epochs.front().testLoss > 0);
        QVERIFY(m_host->history()->epochs.front().seconds > 0);
        m_host->seek(here);
        QTRY_COMPARE_WITH_TIMEOUT(position(), here, kPatience);
        QVERIFY(isSame(weightsOf(*m_host), before));
    }

    void homeStartsOver()
    {
        const Tensor first = weightsOf(*m_host);
        stepBy(Qt::Key_Right, Qt::ControlModifier);
        stepBy(Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(!isSame(weightsOf(*m_host), first));
        press(Qt::Key_Home);
        QTRY_COMPARE_WITH_TIMEOUT(position().batch, 0, kPatience);
        QVERIFY(isSame(weightsOf(*m_host), first));
    }

    void timelineGoesBackInTime()
    {
        for (int i = 0; i < 4; ++i)
            stepBy(Qt::Key_Right, Qt::ControlModifier);
        auto* timeline = m_window->findChild<Timeline*>(QStringLiteral("timelineSlider"));
        QVERIFY(timeline);
        const QPoint start(9, 14); // left of the first moment counts as it
        QTest::mouseClick(timeline, Qt::LeftButton, {}, start);
        QTRY_COMPARE_WITH_TIMEOUT(position().batch, 0, kPatience);
    }

    void aRunPausesWhenARuleHolds()
    {
        QSignalSpy told(m_host.get(), &SessionPort::noted);
        StopRules rules;
        rules.batch = 3;
        m_host->setStopRules(rules);
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_host->snapshot()->isRunning, kPatience);
        QCOMPARE(position().batch, 3);
        QCOMPARE(position().op, 0);
        QVERIFY(told.front().front().toString().contains(QStringLiteral("3 batches")));
        QVERIFY(hasMark({MarkKind::Keyframe, 0}));
        QVERIFY(hasMark({MarkKind::Planned, 3}));
        QVERIFY(hasMark({MarkKind::Condition, 3}));
        rules = {};
        rules.lossAbove = 1e-6;
        m_host->setStopRules(rules);
        told.clear();
        press(Qt::Key_Space); // goes on from there, to the next loss
        QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_host->snapshot()->isRunning, kPatience);
        QCOMPARE(m_host->snapshot()->phase, Phase::Loss);
        m_host->setStopRules({});
    }

    // What diverges is marked where it happened; starting over forgets it.
    void aDivergenceIsMarkedOnTheTimeline()
    {
        QSignalSpy failed(m_host.get(), &SessionPort::failed);
        press(Qt::Key_Home);
        TrainingSettings settings = m_host->facts()->settings;
        const TrainingSettings before = settings;
        settings.learningRate = 1e38;
        m_host->applySettings(settings);
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty(), kPatience);
        const auto diverged = [this](const RunMark& mark) {
            return mark.kind == MarkKind::Divergence && mark.batch == position().batch;
        };
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(*m_host->snapshot()->marks, diverged),
                                 kPatience);
        m_host->applySettings(before);
        press(Qt::Key_Home);
        QTRY_COMPARE_WITH_TIMEOUT(position().batch, 0, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::none_of(*m_host->snapshot()->marks,
                                                      [](const RunMark& mark) {
                                                          return mark.kind == MarkKind::Divergence;
                                                      }),
                                 kPatience);
    }

    // Weights and answers against a moment that was remembered, forward and back in time.
    void whatHasChangedSinceIsMeasured()
    {
        stepBy(Qt::Key_Right, Qt::ControlModifier);
        QSignalSpy compared(m_host.get(), &SessionPort::changesChanged);
        press(Qt::Key_M, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(compared.size() >= 1, kPatience);
        press(Qt::Key_D, Qt::ControlModifier);
        QVERIFY(m_window->findChild<NetworkView*>()->isChangesOpen());
        const Position remembered = m_host->snapshot()->position;
        stepBy(Qt::Key_Right, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->changes()->changes.to != remembered, kPatience);
        const auto all = m_host->changes();
        const Changes& changes = all->changes;
        QVERIFY(changes.from == remembered);
        QVERIFY(changes.mostMoved() >= 0);
        for (const ParameterChange& change : changes.parameters)
            QVERIFY(change.moved > 0);
        QCOMPARE(changes.answers.size(), std::size_t{64});
        QCOMPARE(all->pictures.size(), std::size_t{64});
        stepBy(Qt::Key_Left);
        stepBy(Qt::Key_Right);
        m_host->seek(remembered);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->changes()->changes.to == remembered, kPatience);
        QCOMPARE(m_host->changes()->changes.mostMoved(), -1); // the same bits again
        press(Qt::Key_Escape);
    }

    // Made for the weights of the moment, and answered by the kernels of an int8 plan.
    void int8ComesUnderTheMicroscope()
    {
        for (int i = 0; i < 3; ++i)
            stepBy(Qt::Key_Right, Qt::ControlModifier);
        const int node = m_host->facts()->program->graph().output;
        const ElementRef ref{{SlotKind::Value, node, 0}, 3};
        Interest interest;
        interest.integers = {ref};
        m_host->setInterest(QStringLiteral("int8"), interest);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->snapshot()->integers.contains(ref), kPatience);
        const Explanation first = m_host->snapshot()->integers.at(ref);
        QVERIFY(!first.terms.empty());
        QVERIFY(first.steps.size() == 1);
        const ElementRef picture{{SlotKind::Value, 0, 0}, 3};
        interest.integers = {picture}; // nothing multiplies there
        m_host->setInterest(QStringLiteral("int8"), interest);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->snapshot()->integers.contains(picture), kPatience);
        QVERIFY(m_host->snapshot()->integers.at(picture).terms.empty());
        m_host->setInterest(QStringLiteral("int8"), {});
    }

    void clickSelectsAMap()
    {
        NetworkStage* stage = m_window->network()->stage();
        stepBy(Qt::Key_Right, Qt::ControlModifier);
        const QRectF tile = stage->places()[1].tiles[2];
        QTest::mouseClick(stage, Qt::LeftButton, {}, tile.center().toPoint());
        QCOMPARE(m_window->network()->selection()->column(), 1);
        QCOMPARE(m_window->network()->selection()->channel(), 2);
        QTest::keyClick(stage, Qt::Key_Return);
        QCOMPARE(stage->zoomedColumn(), 1);
        QTest::keyClick(stage, Qt::Key_Escape);
        QCOMPARE(stage->zoomedColumn(), -1);
    }

    void aDroppedPictureIsClassified()
    {
        QSignalSpy answers(m_host.get(), &SessionPort::classified);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(
            QStringLiteral(PROPAGO_SOURCE_DIR "/datasets/samples/digit-7.png"))});
        QDragEnterEvent enter(QPoint(600, 300), Qt::CopyAction, &mime, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(600, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &drop);
        QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 1, kPatience);
        const auto answer = answers.front().front().value<Classification>();
        QVERIFY2(answer.error.isEmpty(), qPrintable(answer.error));
        QCOMPARE(answer.probabilities.size(), std::size_t{10});
        double sum = 0;
        for (const double probability : answer.probabilities)
            sum += probability;
        QVERIFY(std::abs(sum - 1) < 1e-5);
        QVERIFY(answer.latencyMicroseconds > 0);
        QCOMPARE(answer.seen.size(), QSize(28, 28));
    }

    void precisionTableFills()
    {
        press(Qt::Key_4, Qt::ControlModifier);
        auto* run = m_window->findChild<QAbstractButton*>(QStringLiteral("runComparison"));
        auto* table = m_window->findChild<QTableView*>(QStringLiteral("precisionTable"));
        QVERIFY(run && table);
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->evaluation(), kPatience);
        QCOMPARE(m_host->evaluation()->precisions.size(), std::size_t{3});
        bool showsInt8 = false;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QString name = table->model()->index(row, 0).data().toString();
            const QString accuracy = table->model()->index(row, 1).data().toString();
            showsInt8 =
                showsInt8 || (name == QLatin1String("int8") && accuracy.contains(QLatin1Char('%')));
        }
        QVERIFY(showsInt8);
    }

    void languageAndThemeSwitchWhileRunning()
    {
        press(Qt::Key_Space);
        const ShownWindows shown;
        m_languages->use(QStringLiteral("ko"));
        m_window->setTheme(ThemeKind::Dark);
        QTRY_VERIFY_WITH_TIMEOUT(position().batch > 5, kPatience);
        QVERIFY(paletteOf(m_window->palette()).isDark());
        m_languages->use(QStringLiteral("en"));
        m_window->setTheme(ThemeKind::Light);
        pauseNow();
        QCOMPARE(shown.names, QStringList()); // views are remade inside the window, not beside it
    }

    void workspacesByKeys()
    {
        auto* workspaces = m_window->findChild<QStackedWidget*>();
        for (int i = 0; i < 4; ++i) {
            press(static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(workspaces->currentIndex(), i);
        }
    }

    void closesWhileTraining()
    {
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(position().batch > 3, kPatience);
        m_window->close();
        QVERIFY(!m_window->isVisible());
        m_window.reset();
        m_host.reset(); // joins the worker, which must stop between two operations
        QVERIFY(!m_host);
    }

    void commandsHaveOneShortcutEach()
    {
        QStringList keys;
        for (const ActionRow& row : actionRows()) {
            for (const QKeySequence& key : m_window->actions()[row.id]->shortcuts())
                keys.append(key.toString());
        }
        const qsizetype all = keys.size();
        keys.removeDuplicates();
        QCOMPARE(keys.size(), all);
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
