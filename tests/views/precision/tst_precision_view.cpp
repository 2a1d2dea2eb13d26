#include "tests/support/view_fixtures.h"
#include "views/plot/chart_widget.h"
#include "views/precision/precision_model.h"
#include "views/precision/precision_rows.h"
#include "views/precision/precision_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

using namespace propago;

class TestPrecisionView : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_port = std::make_unique<test::ScriptedPort>();
        m_port->tell(test::lenetFacts());
        m_view = std::make_unique<PrecisionView>(m_port.get());
        m_view->resize(1200, 640);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup()
    {
        m_view.reset();
        m_port.reset();
    }

    void threeFormatsArePreselected()
    {
        QTest::mouseClick(button("runComparison"), Qt::LeftButton);
        QCOMPARE(m_port->asked, QStringList(QStringLiteral("evaluate")));
        QCOMPARE(m_port->evaluated.precisions,
                 (std::vector<Format>{Format::Fp32, Format::Bf16, Format::Int8}));
    }

    void tickingABoxAddsARow()
    {
        table()->model()->setData(table()->model()->index(0, 0), Qt::Checked, Qt::CheckStateRole);
        QTest::mouseClick(button("runComparison"), Qt::LeftButton);
        QCOMPARE(m_port->evaluated.precisions.front(), Format::Fp64);
        QCOMPARE(m_port->evaluated.precisions.size(), std::size_t(4));
    }

    void nothingTickedNothingToRun()
    {
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            table()->model()->setData(table()->model()->index(row, 0), Qt::Unchecked,
                                      Qt::CheckStateRole);
        QVERIFY(!button("runComparison")->isEnabled());
    }

    void theTableFills()
    {
        m_port->tell(test::threePrecisions(1000));
        QCOMPARE(text(Format::Fp32, PrecisionModel::Accuracy), QStringLiteral("87.31 %"));
        QCOMPARE(text(Format::Bf16, PrecisionModel::Precision), QStringLiteral("bf16 (emulated)"));
        QCOMPARE(text(Format::Int8, PrecisionModel::Kernel), QStringLiteral("avx512-vnni"));
        QVERIFY(text(Format::Int8, PrecisionModel::SpeedUp).startsWith(QStringLiteral("1.5")));
        QCOMPARE(text(Format::Fp64, PrecisionModel::Accuracy), QStringLiteral("–"));
        QVERIFY(m_view->findChild<QLabel*>(QStringLiteral("speedNotes"))
                    ->text()
                    .contains(QStringLiteral("bf16")));
        QCOMPARE(
            m_view->findChild<ChartWidget*>(QStringLiteral("paretoPlot"))->chart().series.size(),
            std::size_t(3));
    }

    void aMissingPercentileSaysWhatItNeeds()
    {
        m_port->tell(test::threePrecisions(200));
        QCOMPARE(text(Format::Fp32, PrecisionModel::P99), QStringLiteral("need 462 more"));
        bool isNumber = false;
        text(Format::Fp32, PrecisionModel::P95).toDouble(&isNumber);
        QVERIFY(isNumber);
    }

    void progressIsShownAndCanBeCancelled()
    {
        auto* progress = m_view->findChild<QProgressBar*>();
        QVERIFY(!progress->isVisible());
        QTest::mouseClick(button("runComparison"), Qt::LeftButton);
        QVERIFY(progress->isVisible());
        emit m_port->evaluationProgressed(0.25);
        QCOMPARE(progress->value(), 250);
        QTest::mouseClick(button("cancelComparison"), Qt::LeftButton);
        QVERIFY(m_port->asked.contains(QStringLiteral("cancelEvaluation")));
        emit m_port->evaluationChanged();
        QVERIFY(!progress->isVisible() && button("runComparison")->isVisible());
    }

    void theTableIsWrittenExactly()
    {
        const Evaluation evaluation = test::threePrecisions(200);
        m_port->tell(evaluation);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("precision.csv"));
        QVERIFY(m_view->exportTable(path).has_value());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QCOMPARE(lines.size(), 5);
        const QList<QByteArray> cells = lines[3].split(',');
        QCOMPARE(cells[0], QByteArray("int8"));
        QCOMPARE(cells[2].toDouble(), evaluation.precisions[2].accuracy);
        QCOMPARE(cells[12], QByteArray()); // p99 of 200 runs is not stated
        QVERIFY(!m_view->exportTable(QStringLiteral("/nowhere/at/all.csv")));
    }

    void theModelKeepsTheRulesOfModels()
    {
        PrecisionModel model;
        QAbstractItemModelTester tester(&model);
        model.setEvaluation(std::make_shared<Evaluation>(test::threePrecisions(100)));
        QCOMPARE(model.rowCount(), 4);
    }

    void beforeTheFirstComparisonItSaysWhatWillHappen()
    {
        const auto labels = m_view->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* each) {
            return each->isVisible()
                   && each->text().contains(QStringLiteral("Which precision is enough?"));
        }));
    }

private:
    QTableView* table() const
    {
        return m_view->findChild<QTableView*>(QStringLiteral("precisionTable"));
    }
    QPushButton* button(const char* name) const
    {
        return m_view->findChild<QPushButton*>(QString::fromLatin1(name));
    }
    QString text(Format format, int column) const
    {
        const auto& formats = offeredFormats();
        const auto row = std::find(formats.begin(), formats.end(), format) - formats.begin();
        return table()->model()->index(static_cast<int>(row), column).data().toString();
    }

    std::unique_ptr<test::ScriptedPort> m_port;
    std::unique_ptr<PrecisionView> m_view;
};

QTEST_MAIN(TestPrecisionView)
#include "tst_precision_view.moc"
