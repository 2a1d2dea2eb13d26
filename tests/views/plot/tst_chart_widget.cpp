#include "tests/support/view_fixtures.h"
#include "views/plot/chart_builders.h"
#include "views/plot/chart_export.h"
#include "views/plot/chart_readout.h"
#include "views/plot/chart_widget.h"

#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

using namespace propago;

class TestChartWidget : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_chart = std::make_unique<ChartWidget>();
        m_chart->resize(700, 380);
        m_chart->setChart(lossChart(test::fallingHistory(300), 100));
        m_chart->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    }
    void cleanup() { m_chart.reset(); }

    void readsOutUnderThePointer()
    {
        auto* plot = reinterpret_cast<QWidget*>(m_chart->plot());
        QTest::mouseMove(plot, plot->rect().center());
        QTest::mouseMove(plot, plot->rect().center() + QPoint(3, 0));
        QTRY_VERIFY(hasLabelStartingWith(QStringLiteral("update 1")));
    }

    void readOutNamesEverySeries()
    {
        const ChartData chart = m_chart->chart();
        const QString text = readOut(chart, 100, 0, 2);
        QVERIFY2(text.contains(QStringLiteral("update 100")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("each batch"))
                && text.contains(QStringLiteral("epoch mean")));
        QVERIFY(readOut(chart, 5000, 0, 2).isEmpty());
    }

    void arrowsMoveAlongTheValues()
    {
        QCOMPARE(neighbour(m_chart->chart(), 7, 1), std::optional(8.0));
        QCOMPARE(neighbour(m_chart->chart(), 7, -1), std::optional(6.0));
        QCOMPARE(neighbour(m_chart->chart(), 300, 1), std::nullopt);
    }

    void wheelZoomsAndZeroShowsTheWhole()
    {
        auto* plot = reinterpret_cast<QWidget*>(m_chart->plot());
        const QPointF middle = plot->rect().center();
        QWheelEvent wheel(middle, plot->mapToGlobal(middle), {}, {0, 240}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(plot, &wheel);
        QVERIFY(m_chart->isZoomed());
        QTest::keyClick(plot, Qt::Key_0);
        QVERIFY(!m_chart->isZoomed());
    }

    void newValuesLeaveTheZoom()
    {
        auto* plot = reinterpret_cast<QWidget*>(m_chart->plot());
        QTest::keyClick(plot, Qt::Key_Plus);
        QVERIFY(m_chart->isZoomed());
        m_chart->setChart(lossChart(test::fallingHistory(400), 100));
        QTest::qWait(100);
        QVERIFY(m_chart->isZoomed());
    }

    void smoothingChangesThePicture()
    {
        const QImage raw = m_chart->grab().toImage();
        m_chart->setSmoothing(0.95);
        QCOMPARE(m_chart->smoothing(), 0.95);
        QTRY_VERIFY(m_chart->grab().toImage() != raw);
    }

    void exportsWhatIsShown()
    {
        QTemporaryDir folder;
        QVERIFY(m_chart->exportTo(folder.filePath(QStringLiteral("loss.svg"))).has_value());
        m_chart->setSmoothing(0.9);
        QVERIFY(m_chart->exportTo(folder.filePath(QStringLiteral("smooth.svg"))).has_value());
        QFile file(folder.filePath(QStringLiteral("smooth.svg")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("smoothed 0.90"));
    }

    void hasAnExportButtonWithAMenu()
    {
        auto* button = m_chart->findChild<QToolButton*>(QStringLiteral("exportChart"));
        QVERIFY(button && button->isVisible());
        QVERIFY(button->menu()->actions().size() >= 7);
    }

    void copiesValuesAsCsv()
    {
        m_chart->copyValues();
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("update,each batch")));
    }

    void showsItselfAsATable()
    {
        m_chart->showAsTable();
        const auto tables = QApplication::topLevelWidgets();
        QTableView* table = nullptr;
        for (QWidget* widget : tables)
            table = table ? table : widget->findChild<QTableView*>();
        QVERIFY(table);
        QCOMPARE(table->model()->rowCount(), 300);
        delete table->window();
    }

    void saysItselfInASentence()
    {
        QTRY_VERIFY(m_chart->accessibleDescription().contains(QStringLiteral("each batch: from")));
    }

    void aClickOnTheGridNamesTheCell()
    {
        m_chart->setChart(
            confusionChart(test::threePrecisions(100), test::lenetFacts().classNames));
        QTest::qWait(100);
        QSignalSpy spy(m_chart.get(), &ChartWidget::cellClicked);
        auto* plot = reinterpret_cast<QWidget*>(m_chart->plot());
        QTest::mouseClick(plot, Qt::LeftButton, {}, plot->rect().center());
        QCOMPARE(spy.size(), 1);
        QVERIFY(spy[0][0].toInt() >= 2 && spy[0][0].toInt() <= 7);
    }

private:
    bool hasLabelStartingWith(const QString& start) const
    {
        const auto labels = m_chart->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel* each) { return each->text().startsWith(start); });
    }

    std::unique_ptr<ChartWidget> m_chart;
};

QTEST_MAIN(TestChartWidget)
#include "tst_chart_widget.moc"
