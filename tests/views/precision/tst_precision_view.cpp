#include "tests/support/view_fixtures.h"
#include "views/common/segmented.h"
#include "views/plot/chart_widget.h"
#include "views/precision/disagreement_gallery.h"
#include "views/precision/precision_model.h"
#include "views/precision/precision_rows.h"
#include "views/precision/precision_view.h"
#include "views/precision/precision_words.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
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
        QCOMPARE(table()->model()->rowCount(), 3);
        press(box("format-fp64"));
        press(box("format-int2"));
        QCOMPARE(table()->model()->rowCount(), 5);
        QTest::mouseClick(button("runComparison"), Qt::LeftButton);
        QCOMPARE(m_port->evaluated.precisions,
                 (std::vector<Format>{Format::Fp64, Format::Fp32, Format::Bf16, Format::Int8,
                                      Format::Int2}));
    }

    void allEightFormatsCanBeTicked()
    {
        for (const Format format : offeredFormats())
            QVERIFY(m_view->findChild<QCheckBox*>(QStringLiteral("format-") + formatText(format)));
        QCOMPARE(offeredFormats().size(), std::size_t{8});
    }

    void nothingTickedNothingToRun()
    {
        for (const char* name : {"format-fp32", "format-bf16", "format-int8"})
            press(box(name));
        QVERIFY(!button("runComparison")->isEnabled());
        QVERIFY(label("precisionSubline")->text().contains(QStringLiteral("Tick")));
    }

    // What was measured stays in the table when its box is no longer ticked.
    void measuredRowsStay()
    {
        m_port->tell(test::threePrecisions(100));
        press(box("format-int8"));
        QCOMPARE(table()->model()->rowCount(), 3);
        QTest::mouseClick(button("runComparison"), Qt::LeftButton);
        QCOMPARE(m_port->evaluated.precisions.size(), std::size_t{2});
    }

    void theFirstLineSaysWhatIsLostAndGained()
    {
        QVERIFY(label("precisionSubline")->text().contains(QStringLiteral("10,000")));
        m_port->tell(test::threePrecisions(1000));
        QCOMPARE(label("precisionHeadline")->text(), headline(*m_port->evaluation()));
        QVERIFY(label("precisionHeadline")->text().startsWith(QStringLiteral("int8 is ")));
        QVERIFY(label("precisionSubline")->text().contains(QStringLiteral("bf16")));
    }

    void pagesAreReachedByKeys()
    {
        auto* pages = m_view->findChild<Segmented*>(QStringLiteral("precisionPages"));
        pages->setFocus();
        for (const int page : {PrecisionView::Layers, PrecisionView::Picture,
                               PrecisionView::Numbers, PrecisionView::Bits}) {
            QTest::keyClick(pages, Qt::Key_Down);
            QCOMPARE(m_view->page(), page);
        }
        QTest::keyClick(pages, Qt::Key_Up);
        QCOMPARE(m_view->page(), static_cast<int>(PrecisionView::Numbers));
    }

    void settingsReachTheComparison()
    {
        QTest::mouseClick(m_view->findChild<QToolButton*>(QStringLiteral("quantisationSettings")),
                          Qt::LeftButton);
        auto* method = m_view->findChild<QComboBox*>(QStringLiteral("rangeMethod"));
        QVERIFY(method->isVisible());
        QTest::keyClick(method, Qt::Key_Down);
        QTest::keyClick(m_view->findChild<QComboBox*>(QStringLiteral("weightScales")),
                        Qt::Key_Down);
        press(box("equalises"));
        press(box("correctsBias"));
        press(box("symmetricActivations"));
        auto* samples = m_view->findChild<QSpinBox*>(QStringLiteral("calibrationSamples"));
        samples->selectAll();
        QTest::keyClicks(samples, QStringLiteral("64"));
        QTest::keyClick(samples, Qt::Key_Return);
        QTest::mouseClick(button("runComparison"), Qt::LeftButton);
        QuantisationOptions expected;
        expected.ranges = RangeMethod::Percentile;
        expected.perChannel = false;
        expected.equalises = expected.correctsBias = expected.symmetricActivations = true;
        QCOMPARE(m_port->evaluated.quantisation, expected);
        QCOMPARE(m_port->evaluated.calibrationSamples, std::int64_t{64});
    }

    void settingsAreRemembered()
    {
        press(box("format-int4"));
        press(box("equalises"));
        m_view->showPage(PrecisionView::Layers);
        PrecisionView other(m_port.get());
        other.restore(m_view->remembered());
        QCOMPARE(other.page(), static_cast<int>(PrecisionView::Layers));
        QVERIFY(other.findChild<QCheckBox*>(QStringLiteral("equalises"))->isChecked());
        QVERIFY(other.findChild<QCheckBox*>(QStringLiteral("format-int4"))->isChecked());
        other.restore({}); // a first start
        QVERIFY(other.findChild<QCheckBox*>(QStringLiteral("format-int4"))->isChecked());
    }

    // What produced a result is stated; settings that were changed since are named as such.
    void aResultSaysWhatItWasMadeWith()
    {
        m_port->tell(test::threePrecisions(100));
        QVERIFY(label("madeWith")->text().startsWith(QStringLiteral("Measured with: min-max")));
        QVERIFY(!label("madeWith")->text().contains(QStringLiteral("run again")));
        press(box("equalises"));
        QVERIFY(label("madeWith")->text().contains(QStringLiteral("run again")));
        QVERIFY(label("madeWith")->text().contains(QStringLiteral("equalised")));
    }

    void theChosenRowIsSpelledOut()
    {
        m_port->tell(test::threePrecisions(1000));
        QVERIFY(label("rowDetails")->text().startsWith(QStringLiteral("int8")));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Up);
        QVERIFY(label("rowDetails")->text().startsWith(QStringLiteral("bf16")));
        QVERIFY(label("rowDetails")->text().contains(QStringLiteral("emulated")));
    }

    void disagreementsAreShownAndHandedOn()
    {
        HeldPictures pictures;
        pictures.emplace(42, Tensor(Shape{1, 28, 28}, Format::Fp32));
        m_port->tell(test::threePrecisions(100), pictures);
        auto* choice = m_view->findChild<Segmented*>(QStringLiteral("compareDetails"));
        choice->setCurrent(3);
        auto* gallery = m_view->findChild<DisagreementGallery*>();
        QVERIFY(gallery->isVisible());
        QCOMPARE(gallery->count(), 3);
        QCOMPARE(gallery->lines(0),
                 (QStringList{QStringLiteral("is: Shirt"),
                              QStringLiteral("fp32 and bf16: Shirt, 58–62 %"),
                              QStringLiteral("int8: Coat, 51 %")}));
        QCOMPARE(gallery->lines(1)[1], QStringLiteral("fp32 and int8: Pullover, 50 %"));
        QSignalSpy chosen(gallery, &DisagreementGallery::chosen);
        QTest::mouseClick(gallery, Qt::LeftButton, {}, gallery->cell(1).center());
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toLongLong(), 42LL);
        QCOMPARE(m_view->page(), static_cast<int>(PrecisionView::Picture));
        QCOMPARE(m_port->raced.heldOut, std::int64_t{42});
        m_view->showPage(PrecisionView::Compare);
        gallery->setFocus();
        QTest::keyClick(gallery, Qt::Key_Down);
        QCOMPARE(gallery->current(), 2);
        QVERIFY(gallery->accessibleDescription().contains(QStringLiteral("Bag")));
        QTest::keyClick(gallery, Qt::Key_Return);
        QCOMPARE(chosen[1][0].toLongLong(), 99LL);
    }

    void confusionCanBeComparedWithFp32()
    {
        m_port->tell(test::threePrecisions(100));
        m_view->findChild<Segmented*>(QStringLiteral("compareDetails"))->setCurrent(2);
        auto* chart = m_view->findChild<ChartWidget*>(QStringLiteral("confusionPlot"));
        QCOMPARE(chart->chart().grid->values[0][0], std::int64_t{847}); // int8 is chosen
        press(box("confusionDifference"));
        QVERIFY(chart->chart().grid->isDifference);
        QCOMPARE(chart->chart().grid->values[0][0], std::int64_t{-3});
        QCOMPARE(chart->chart().grid->values[0][4], std::int64_t{3});
        auto* format = m_view->findChild<QComboBox*>(QStringLiteral("confusionFormat"));
        QTest::keyClick(format, Qt::Key_Up);
        QCOMPARE(chart->chart().grid->values[0][0], std::int64_t{0});
        QTest::keyClick(format, Qt::Key_Up); // fp32 has nothing to be compared with
        QVERIFY(!chart->chart().grid->isDifference);
        QVERIFY(!box("confusionDifference")->isEnabled());
    }

    void throughputIsShownOverBatchSizes()
    {
        m_port->tell(test::threePrecisions(100));
        const ChartData& chart =
            m_view->findChild<ChartWidget*>(QStringLiteral("batchPlot"))->chart();
        QCOMPARE(chart.series.size(), std::size_t{3});
        QCOMPARE(chart.series[2].x, (std::vector<double>{1, 8, 64}));
        QCOMPARE(chart.series[2].y[2], m_port->evaluation()->precisions[2].imagesPerSecond);
    }

    void driftIsOwnedUpTo()
    {
        Evaluation evaluation = test::threePrecisions(100);
        m_port->tell(evaluation);
        QVERIFY(!label("speedNotes")->text().contains(QStringLiteral("pace")));
        evaluation.precisions[1].drift = 1.08;
        m_port->tell(evaluation);
        QVERIFY(label("speedNotes")->text().contains(QStringLiteral("bf16 by 8 %")));
    }

    void theTableFills()
    {
        m_port->tell(test::threePrecisions(1000));
        QCOMPARE(text(Format::Fp32, PrecisionModel::Accuracy), QStringLiteral("87.31 %"));
        QCOMPARE(text(Format::Bf16, PrecisionModel::Precision), QStringLiteral("bf16 (emulated)"));
        QCOMPARE(text(Format::Int8, PrecisionModel::Kernel), QStringLiteral("avx512-vnni"));
        QVERIFY(text(Format::Int8, PrecisionModel::SpeedUp).startsWith(QStringLiteral("1.5")));
        press(box("format-fp64"));
        QCOMPARE(text(Format::Fp64, PrecisionModel::Accuracy), QStringLiteral("–"));
        QVERIFY(m_view->findChild<QLabel*>(QStringLiteral("speedNotes"))
                    ->text()
                    .contains(QStringLiteral("bf16")));
        QCOMPARE(
            m_view->findChild<ChartWidget*>(QStringLiteral("paretoPlot"))->chart().series.size(),
            std::size_t(4)); // and the line of those that none beats
        QCOMPARE(text(Format::Bf16, PrecisionModel::AgainstFp32),
                 QStringLiteral("−0.02 points, could be chance"));
        QCOMPARE(text(Format::Int8, PrecisionModel::AgainstFp32),
                 QStringLiteral("−0.33 points, real"));
        QCOMPARE(text(Format::Fp32, PrecisionModel::AgainstFp32), QStringLiteral("reference"));
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
        const QList<QByteArray> names = lines[0].trimmed().split(',');
        QCOMPARE(names.size(), cells.size());
        QCOMPARE(cells[names.indexOf("p99_us")], QByteArray()); // of 200 runs it is not stated
        QCOMPARE(cells[names.indexOf("mcnemar_p")].toDouble(), 0.00037);
        QCOMPARE(cells[names.indexOf("images_per_second_batch_64")].toDouble(),
                 evaluation.precisions[2].imagesPerSecond);
        QVERIFY(!m_view->exportTable(QStringLiteral("/nowhere/at/all.csv")));
    }

    void theModelKeepsTheRulesOfModels()
    {
        PrecisionModel model;
        QAbstractItemModelTester tester(&model);
        model.setEvaluation(std::make_shared<Evaluation>(test::threePrecisions(100)));
        QCOMPARE(model.rowCount(), 3);
        model.setChosen({Format::Int2});
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.rowOf(Format::Int2), 3);
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
    QLabel* label(const char* name) const
    {
        return m_view->findChild<QLabel*>(QString::fromLatin1(name));
    }
    QCheckBox* box(const char* name) const
    {
        return m_view->findChild<QCheckBox*>(QString::fromLatin1(name));
    }
    static void press(QCheckBox* box)
    {
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Space);
    }
    QPushButton* button(const char* name) const
    {
        return m_view->findChild<QPushButton*>(QString::fromLatin1(name));
    }
    QString text(Format format, int column) const
    {
        const int row = static_cast<const PrecisionModel*>(table()->model())->rowOf(format);
        return table()->model()->index(row, column).data().toString();
    }

    std::unique_ptr<test::ScriptedPort> m_port;
    std::unique_ptr<PrecisionView> m_view;
};

QTEST_MAIN(TestPrecisionView)
#include "tst_precision_view.moc"
