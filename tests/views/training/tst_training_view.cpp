#include "tests/support/view_fixtures.h"
#include "views/plot/chart_widget.h"
#include "views/training/run_tables.h"
#include "views/training/settings_panel.h"
#include "views/training/training_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QtTest>

#include <limits>

using namespace propago;

class TestTrainingView : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_port = std::make_unique<test::ScriptedPort>();
        m_port->tell(test::lenetFacts());
        m_view = std::make_unique<TrainingView>(m_port.get());
        m_view->resize(1200, 620);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup()
    {
        m_view.reset();
        m_port.reset();
    }

    void drawsTheCurves()
    {
        m_port->tell(test::fallingHistory(250));
        auto* loss = m_view->findChild<ChartWidget*>(QStringLiteral("lossPlot"));
        QVERIFY(loss);
        QCOMPARE(loss->chart().series[0].y.size(), std::size_t(250));
        QCOMPARE(m_view->findChild<QTableView*>(QStringLiteral("epochTable"))->model()->rowCount(),
                 2);
    }

    void showsTheLayers()
    {
        m_port->tell(test::lenetSnapshot(*m_port->facts()));
        auto* layers = m_view->findChild<QTableView*>(QStringLiteral("layerTable"))->model();
        QCOMPARE(layers->rowCount(), 10);
        QCOMPARE(layers->index(0, 0).data().toString(), QStringLiteral("conv1.weight"));
        QCOMPARE(m_view->findChild<ChartWidget*>(QStringLiteral("gradientPlot"))
                     ->chart()
                     .x.categories.size(),
                 5);
    }

    void startingOverSendsTheForm()
    {
        field<QComboBox>("settingOptimizer")
            ->setCurrentIndex(static_cast<int>(OptimizerKind::Adam));
        type("settingLearningRate", QStringLiteral("0.002"));
        field<QSpinBox>("settingBatch")->setValue(32);
        m_port->asked.clear();
        QTest::mouseClick(field<QPushButton>("startOver"), Qt::LeftButton);
        QCOMPARE(m_port->asked,
                 QStringList({QStringLiteral("applySettings"), QStringLiteral("reset")}));
        QCOMPARE(m_port->applied.optimizer, OptimizerKind::Adam);
        QCOMPARE(m_port->applied.learningRate, 0.002);
        QCOMPARE(m_port->applied.batch, std::int64_t(32));
    }

    void rowsAppearWhereTheyApply()
    {
        const auto choose = [this](const char* box, int index) {
            field<QComboBox>(box)->setCurrentIndex(index);
        };
        const auto isShown = [this](const char* name) {
            return m_view->findChild<QWidget*>(QLatin1String(name))->isVisibleTo(m_view.get());
        };
        choose("settingOptimizer", static_cast<int>(OptimizerKind::RmsProp));
        QVERIFY(isShown("settingAlpha"));
        choose("settingOptimizer", static_cast<int>(OptimizerKind::AdamW));
        QVERIFY(!isShown("settingAlpha"));
        choose("settingSchedule", static_cast<int>(ScheduleKind::Plateau));
        QVERIFY(isShown("settingSchedulePatience"));
        choose("settingSchedule", static_cast<int>(ScheduleKind::OneCycle));
        QVERIFY(!isShown("settingSchedulePatience"));
        choose("settingLoss", static_cast<int>(LossKind::MeanSquaredError));
        QVERIFY(!isShown("settingLabelSmoothing"));
        choose("settingLoss", static_cast<int>(LossKind::CrossEntropy));
        QVERIFY(isShown("settingLabelSmoothing"));
    }

    /// Picked by hand, an optimizer brings its usual rate, unless the person has set another one.
    void optimizerBringsItsUsualRate()
    {
        auto* optimizer = field<QComboBox>("settingOptimizer");
        optimizer->setFocus();
        optimizer->setCurrentIndex(static_cast<int>(OptimizerKind::Sgd));
        emit optimizer->activated(optimizer->currentIndex());
        type("settingLearningRate", QStringLiteral("0.01"));
        QTest::keyClick(optimizer, Qt::Key_End);
        QCOMPARE(optimizer->currentIndex(), static_cast<int>(OptimizerKind::AdamW));
        QCOMPARE(field<QLineEdit>("settingLearningRate")->text(), QStringLiteral("0.001"));
        type("settingLearningRate", QStringLiteral("0.005"));
        QTest::keyClick(optimizer, Qt::Key_Home);
        QCOMPARE(field<QLineEdit>("settingLearningRate")->text(), QStringLiteral("0.005"));
    }

    void sendsEveryMethod()
    {
        field<QComboBox>("settingOptimizer")
            ->setCurrentIndex(static_cast<int>(OptimizerKind::RmsProp));
        field<QComboBox>("settingSchedule")
            ->setCurrentIndex(static_cast<int>(ScheduleKind::Plateau));
        field<QComboBox>("settingFormat")->setCurrentIndex(1);
        type("settingAlpha", QStringLiteral("0.9"));
        type("settingClipNorm", QStringLiteral("2.5"));
        type("settingClipValue", QStringLiteral("0.25"));
        type("settingLabelSmoothing", QStringLiteral("0.1"));
        field<QSpinBox>("settingSchedulePatience")->setValue(3);
        field<QCheckBox>("augment_flip")->setChecked(true);
        field<QCheckBox>("augment_mixup")->setChecked(true);
        QTest::mouseClick(field<QPushButton>("startOver"), Qt::LeftButton);
        QCOMPARE(m_port->applied.format, Format::Bf16);
        const TrainingSettings& sent = m_port->applied;
        QCOMPARE(sent.optimizer, OptimizerKind::RmsProp);
        QCOMPARE(sent.schedule, ScheduleKind::Plateau);
        QCOMPARE(sent.alpha, 0.9);
        QCOMPARE(sent.gradClipNorm, 2.5);
        QCOMPARE(sent.gradClipValue, 0.25);
        QCOMPARE(sent.labelSmoothing, 0.1);
        QCOMPARE(sent.schedulePatience, std::int64_t(3));
        QCOMPARE(textOf(sent.augmentation), std::string("flip=0.5,mixup=0.2"));
    }

    // A strength that came from the command line is not lost by looking at it.
    void keepsStrengthsThatCameFromElsewhere()
    {
        SessionFacts facts = test::lenetFacts();
        facts.settings.augmentation = {3, 0, 40, 0, 0, 0, 0};
        m_port->tell(facts);
        field<QCheckBox>("augment_shift")->setChecked(false);
        field<QCheckBox>("augment_cutout")->setChecked(true);
        QTest::mouseClick(field<QPushButton>("startOver"), Qt::LeftButton);
        QCOMPARE(textOf(m_port->applied.augmentation), std::string("rotate=40,cutout=8"));
    }

    void anotherNetworkIsOpenedFirst()
    {
        field<QComboBox>("settingModel")->setCurrentText(QStringLiteral("mlp"));
        QTest::mouseClick(field<QPushButton>("startOver"), Qt::LeftButton);
        QCOMPARE(m_port->asked.first(), QStringLiteral("openZoo mlp fashion-mnist"));
    }

    void whileRunningOnlyTheLearningRateCanChange()
    {
        emit m_port->runningChanged(true);
        QVERIFY(!field<QComboBox>("settingOptimizer")->isEnabled());
        QVERIFY(!field<QComboBox>("settingOptimizer")->toolTip().isEmpty());
        QVERIFY(!field<QPushButton>("startOver")->isEnabled());
        auto* rate = field<QLineEdit>("settingLearningRate");
        QVERIFY(rate->isEnabled());
        type("settingLearningRate", QStringLiteral("0.5"));
        QTest::keyClick(rate, Qt::Key_Return);
        QVERIFY(m_port->asked.contains(QStringLiteral("applySettings")));
        TrainingSettings expected = m_port->facts()->settings;
        expected.learningRate = 0.5;
        QVERIFY(m_port->applied == expected);
        emit m_port->runningChanged(false);
        QVERIFY(field<QComboBox>("settingOptimizer")->isEnabled());
    }

    void aNonsenseRateIsNotSent()
    {
        type("settingLearningRate", QStringLiteral("-"));
        QTest::mouseClick(field<QPushButton>("startOver"), Qt::LeftButton);
        QCOMPARE(m_port->applied.learningRate, m_port->facts()->settings.learningRate);
    }

    void saysWhenTheRunHasDiverged()
    {
        auto* banner = m_view->findChild<QLabel*>(QStringLiteral("divergenceBanner"));
        QVERIFY(!banner->isVisible());
        Snapshot snapshot = test::lenetSnapshot(*m_port->facts());
        snapshot.hasDiverged = true;
        m_port->tell(snapshot);
        QVERIFY(banner->isVisible());
    }

    void aLossThatIsNoNumberIsMarked()
    {
        History history = test::fallingHistory(50);
        history.put(30, {std::numeric_limits<double>::quiet_NaN(), 0.1, 0.01});
        m_port->tell(history);
        const ChartData chart =
            m_view->findChild<ChartWidget*>(QStringLiteral("lossPlot"))->chart();
        QCOMPARE(chart.markers.size(), std::size_t(1));
        QVERIFY(chart.markers[0].isIncident);
        QCOMPARE(chart.markers[0].x, 31.0);
    }

    void vanishingAndExplodingLayersAreNamed()
    {
        Snapshot snapshot;
        snapshot.learningRate = 0.1;
        snapshot.norms = {{{}, 1, 1e-9}, {{}, 1, 20}, {{}, 1, 0.01}, {{}, 0, 0.01}};
        const CsvTable table = layerTable(&snapshot);
        QCOMPARE(table.rows[0].back().text, QStringLiteral("vanishing"));
        QCOMPARE(table.rows[1].back().text, QStringLiteral("exploding"));
        QCOMPARE(table.rows[2].back().text, QString());
        QCOMPARE(table.rows[3].back().text, QString());
    }

private:
    template<typename T> T* field(const char* name) const
    {
        return m_view->findChild<T*>(QString::fromLatin1(name));
    }
    void type(const char* name, const QString& text) const
    {
        auto* line = field<QLineEdit>(name);
        line->selectAll();
        QTest::keyClicks(line, text);
    }

    std::unique_ptr<test::ScriptedPort> m_port;
    std::unique_ptr<TrainingView> m_view;
};

QTEST_MAIN(TestTrainingView)
#include "tst_training_view.moc"
