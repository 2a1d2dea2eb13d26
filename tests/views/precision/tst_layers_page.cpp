#include "core/tensor/random.h"
#include "tests/support/shown_page.h"
#include "tests/support/view_fixtures.h"
#include "views/common/segmented.h"
#include "views/precision/layer_errors_canvas.h"
#include "views/precision/layers_page.h"
#include "views/precision/range_bars.h"
#include "views/precision/weight_canvas.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QtTest>

#include <cmath>

using namespace propago;

namespace {

Tensor bellTensor(const Shape& shape, unsigned seed)
{
    const RandomSource random(seed, RandomStream::Initial);
    Tensor tensor(shape, Format::Fp32);
    std::uint64_t i = 0;
    for (float& each : tensor.span<float>())
        each = static_cast<float>(0.1 * random.normal(i++));
    return tensor;
}

} // namespace

class TestLayersPage : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_port = std::make_unique<test::ScriptedPort>();
        m_page = test::shownPage<LayersPage>(*m_port);
        QVERIFY(m_page->isVisible());
    }
    void cleanup()
    {
        m_page.reset();
        m_port.reset();
    }

    // Every cell stands where its layer and its format cross.
    void aClickReadsItsCell()
    {
        m_port->tell(test::threePrecisions(100));
        const PrecisionErrors& int8 = m_port->evaluation()->errors[1];
        QCOMPARE(errors()->grid().rows.size(), int8.layers.size());
        const LayerGridLayout layout = errors()->layoutFor(errors()->width());
        for (const int row : {0, 3, 6}) {
            QTest::mouseClick(errors(), Qt::LeftButton, {}, layout.cell(row, 1).center().toPoint());
            const LayerError& expected = int8.layers[static_cast<std::size_t>(row)];
            QCOMPARE(errors()->node(), expected.node);
            QVERIFY(text("layerErrorText")
                        .contains(QStringLiteral("in int8: ") + decibels(expected.sqnr)));
        }
        QTest::mouseClick(errors(), Qt::LeftButton, {}, layout.cell(6, 0).center().toPoint());
        QVERIFY(text("layerErrorText").contains(QStringLiteral("in bf16: ")));
        QVERIFY(!text("layerErrorText").contains(QStringLiteral("steps")));
    }

    void keysChooseLayerAndFormat()
    {
        m_port->tell(test::threePrecisions(100));
        errors()->chooseRow(2);
        errors()->setFocus();
        QTest::keyClick(errors(), Qt::Key_Down);
        QCOMPARE(errors()->row(), 3);
        QTest::keyClick(errors(), Qt::Key_Left);
        QCOMPARE(errors()->column(), 0);
        QVERIFY(errors()->accessibleDescription().contains(QStringLiteral("in bf16")));
        QTest::keyClick(errors(), Qt::Key_Left); // there is no format further left
        QCOMPARE(errors()->column(), 0);
    }

    // The layer that lost most is shown first.
    void theWorstLayerIsChosenAtFirst()
    {
        m_port->tell(test::threePrecisions(100));
        QCOMPARE(errors()->row(), static_cast<int>(errors()->grid().rows.size()) - 1);
    }

    // The strip and the cells have the colours of what they show.
    void unhealthyLayersStandOut()
    {
        m_port->tell(test::threePrecisions(100));
        const LayerGridLayout layout = errors()->layoutFor(errors()->width());
        const QImage picture = errors()->grab().toImage();
        const auto colourAt = [&](const QPointF& place) {
            return picture.pixelColor(place.toPoint());
        };
        const int last = static_cast<int>(errors()->grid().rows.size()) - 1;
        const QPointF inStrip(layout.strip(0).left() + 4, layout.strip(1).center().y());
        const QPointF inLast(layout.strip(0).left() + 4, layout.strip(last).center().y());
        QVERIFY(*health(*errors()->grid().at(1, 1)) < kUnhealthy);
        QVERIFY(*health(*errors()->grid().at(last, 1)) > kUnhealthy);
        QVERIFY(colourAt(inStrip) != colourAt(inLast));
        const QPointF corner(8, layout.rowHeight / 2);
        QVERIFY(colourAt(layout.cell(0, 0).topLeft() + corner)
                != colourAt(layout.cell(last, 1).topLeft() + corner));
    }

    void withoutAComparisonWeightsCanBeLookedAt()
    {
        QCOMPARE(errors()->grid().rows.size(), std::size_t{5});
        QVERIFY(text("layerErrorText").contains(QStringLiteral("Run the comparison")));
        showWeights();
        QCOMPARE(canvas()->weights().total(), std::int64_t{150});
        m_page->hide(); // nobody looks: nothing is asked for
        QVERIFY(m_port->interests[QStringLiteral("precision layers")].tensors.empty());
    }

    // Against the definition: the nearest level, searched for.
    void draggingTheClipShowsWhatItCosts()
    {
        const Tensor weights = showWeights();
        const WeightAxis axis = canvas()->axis();
        const QPoint from(qRound(axis.area.right()) - 1, qRound(axis.area.center().y()));
        const QPoint to(qRound(axis.area.center().x() + axis.area.width() / 4), from.y());
        QTest::mousePress(canvas(), Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas(), to);
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, to);
        const double clip = axis.clipAt(to.x());
        QVERIFY(std::abs(canvas()->clip() - clip) < 1e-9);
        double rounding = 0, clipping = 0;
        int cut = 0;
        for (const float weight : std::as_const(weights).span<float>()) {
            double least = 1e300;
            for (int q = -7; q <= 7; ++q)
                least = std::min(least, std::abs(weight - clip * q / 7));
            const bool isCut = std::abs(weight) > clip;
            cut += isCut ? 1 : 0;
            (isCut ? clipping : rounding) += least * least / 150;
        }
        QVERIFY(cut > 0);
        QCOMPARE(canvas()->cost().cut, std::int64_t{cut});
        QVERIFY(std::abs(canvas()->cost().rounding - rounding) < 1e-12);
        QVERIFY(std::abs(canvas()->cost().clipping - clipping) < 1e-12);
        QVERIFY(text("clipCost").contains(QStringLiteral("15 levels")));
        QVERIFY(text("clipCost").contains(QStringLiteral("%1 of 150").arg(cut)));
    }

    // Hovering asks "what if", and forgets; keys move the clip itself.
    void hoveringLooksAndKeysMove()
    {
        showWeights();
        const double before = canvas()->clip();
        const QRectF area = canvas()->axis().area;
        QTest::mouseMove(canvas(),
                         QPoint(qRound(area.center().x() + 30), qRound(area.center().y())));
        QVERIFY(canvas()->cost().clip < 0.5 * before);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(canvas(), &leave);
        QCOMPARE(canvas()->cost().clip, before);
        canvas()->setFocus();
        QTest::keyClick(canvas(), Qt::Key_Down);
        QVERIFY(canvas()->clip() < before);
        QTest::keyClick(canvas(), Qt::Key_Home);
        QCOMPARE(canvas()->clip(), canvas()->bestClip());
        QTest::keyClick(canvas(), Qt::Key_End);
        QCOMPARE(canvas()->clip(), canvas()->weights().largest());
        QVERIFY(!canvas()->accessibleDescription().isEmpty());
    }

    void bitsAndFilterCanBeChosen()
    {
        const Tensor weights = showWeights();
        auto* bits = m_page->findChild<Segmented*>(QStringLiteral("weightBits"));
        bits->setFocus();
        QTest::keyClick(bits, Qt::Key_Down);
        QCOMPARE(canvas()->weights().bits(), 2);
        auto* filter = m_page->findChild<QSpinBox*>(QStringLiteral("weightFilter"));
        QCOMPARE(filter->maximum(), 6);
        QTest::keyClick(filter, Qt::Key_Up);
        QCOMPARE(canvas()->weights().total(), std::int64_t{25});
        double largest = 0;
        for (int i = 0; i < 25; ++i)
            largest = std::max(largest, std::abs(weights.at(i)));
        QCOMPARE(canvas()->weights().largest(), largest);
    }

    void aReluShowsTheWeightsBeforeIt()
    {
        m_port->tell(test::threePrecisions(100));
        errors()->chooseRow(1);
        QVERIFY(canvas()->isVisible());
    }

    void layersWithoutWeightsSaySo()
    {
        Evaluation evaluation = test::threePrecisions(100);
        for (PrecisionErrors& errors : evaluation.errors)
            errors.layers.front().node = 0; // the picture
        m_port->tell(evaluation);
        errors()->chooseRow(errors()->grid().rowOf(0));
        QVERIFY(!canvas()->isVisible());
    }

    void methodsAreComparedThroughThePort()
    {
        m_port->tell(test::threePrecisions(100));
        QuantisationOptions options;
        options.perChannel = false;
        m_page->setOptions(options);
        QTest::mouseClick(button("compareMethods"), Qt::LeftButton);
        QCOMPARE(m_port->asked.last(), QStringLiteral("compareRangeMethods int8"));
        QCOMPARE(m_port->quantised, options);
        QVERIFY(button("cancelMethods")->isVisible());
        emit m_port->measuringProgressed(0.5);
        QCOMPARE(m_page->findChild<QProgressBar*>()->value(), 500);
        QTest::mouseClick(button("cancelMethods"), Qt::LeftButton);
        QCOMPARE(m_port->asked.last(), QStringLiteral("cancelMeasuring"));
        emit m_port->rangeComparisonChanged(); // given up: nothing is there
        QVERIFY(button("compareMethods")->isVisible());
        RangeComparison comparison;
        comparison.fp32Accuracy = 0.8731;
        for (const RangeMethod method : {RangeMethod::MinMax, RangeMethod::Entropy}) {
            RangeTrial trial;
            trial.method = method;
            trial.accuracy = method == RangeMethod::MinMax ? 0.869 : 0.8712;
            trial.samples = 10'000;
            trial.ranges.assign(m_port->facts()->program->graph().nodes.size(), {0, 6.5F});
            comparison.trials.push_back(trial);
        }
        m_port->tell(comparison);
        const QStringList lines = m_page->findChild<RangeBars*>()->lines();
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[1], QStringLiteral("entropy: 0 to 6.5, accuracy 87.12 %"));
        QVERIFY(text("rangeText").contains(QStringLiteral("87.31 %")));
    }

private:
    // The weights of the first convolution, as a snapshot brings them.
    Tensor showWeights()
    {
        errors()->chooseRow(0);
        const auto& asked = m_port->interests[QStringLiteral("precision layers")].tensors;
        if (asked.size() != 1)
            qFatal("one tensor is to be asked for");
        const Tensor weights = bellTensor(Shape{6, 1, 5, 5}, 3);
        Snapshot snapshot = test::lenetSnapshot(*m_port->facts());
        snapshot.tensors[asked.front()] = weights;
        m_port->tell(snapshot);
        return weights;
    }
    LayerErrorsCanvas* errors() const { return m_page->findChild<LayerErrorsCanvas*>(); }
    WeightCanvas* canvas() const { return m_page->findChild<WeightCanvas*>(); }
    QPushButton* button(const char* name) const
    {
        return m_page->findChild<QPushButton*>(QString::fromLatin1(name));
    }
    QString text(const char* name) const
    {
        return m_page->findChild<QLabel*>(QString::fromLatin1(name))->text();
    }

    std::unique_ptr<test::ScriptedPort> m_port;
    std::unique_ptr<LayersPage> m_page;
};

QTEST_MAIN(TestLayersPage)
#include "tst_layers_page.moc"
