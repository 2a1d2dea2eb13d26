#include "views/precision/bit_canvas.h"
#include "views/precision/number_lens.h"
#include "views/precision/range_ruler.h"
#include "views/present/number_words.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include <cmath>

using namespace propago;

/// The number lens under a user's hands.
class TestNumberLens : public QObject {
    Q_OBJECT
private:
    static void type(NumberLens& lens, const QString& text)
    {
        auto* input = lens.findChild<QLineEdit*>(QStringLiteral("lensInput"));
        input->setFocus();
        input->selectAll();
        QTest::keyClicks(input, text);
        QTest::keyClick(input, Qt::Key_Return);
    }

private slots:
    void aTypedNumberIsPicked()
    {
        NumberLens lens;
        lens.resize(1180, 520);
        lens.show();
        QSignalSpy picked(&lens, &NumberLens::valuePicked);
        QSignalSpy weight(&lens, &NumberLens::weightChanged);
        type(lens, QStringLiteral("1/3"));
        QCOMPARE(picked.size(), 1);
        QCOMPARE(lens.value(), 1.0 / 3);
        QCOMPARE(weight.size(), 0); // no weight lies under the lens
        type(lens, QStringLiteral("one"));
        QCOMPARE(lens.value(), 1.0 / 3);
        QVERIFY(lens.findChild<QLabel*>(QStringLiteral("lensHint"))->text().contains("0.1"));
        type(lens, QStringLiteral("bf16 0x3DCD"));
        QCOMPARE(lens.findChild<BitCanvas*>()->chosenFormat(), Format::Bf16);
        QCOMPARE(lens.model().row(Format::Bf16).bits, std::uint64_t{0x3DCD});
        QVERIFY(lens.findChild<BitCanvas*>()->accessibleDescription().contains("bf16"));
    }

    void leavingTheInputAloneChangesNothing()
    {
        NumberLens lens;
        lens.show();
        QSignalSpy picked(&lens, &NumberLens::valuePicked);
        lens.setValue(0.1234567890123456);
        auto* input = lens.findChild<QLineEdit*>(QStringLiteral("lensInput"));
        input->setFocus();
        QTest::keyClick(input, Qt::Key_Return);
        QCOMPARE(picked.size(), 0);
        QCOMPARE(lens.value(), 0.1234567890123456);
    }

    void aClickFlipsABit()
    {
        NumberLens lens;
        lens.resize(1180, 520);
        lens.show();
        auto* bits = lens.findChild<BitCanvas*>();
        for (const Format format : lensFormats()) {
            lens.setValue(0.75);
            const std::uint64_t before = lens.model().row(format).bits;
            QTest::mouseClick(bits, Qt::LeftButton, {},
                              bits->bitArea(format, 1).center().toPoint());
            QCOMPARE(lens.model().row(format).bits, before ^ 2);
            QCOMPARE(bits->chosenFormat(), format);
            QCOMPARE(lens.findChild<QLabel*>(QStringLiteral("lensFormula"))->text(),
                     rowFormula(lens.model().row(format)));
        }
    }

    void aDragSetsWhatItCrosses()
    {
        NumberLens lens;
        lens.resize(1180, 520);
        lens.show();
        lens.setValue(1); // the fraction of fp32 is empty
        auto* bits = lens.findChild<BitCanvas*>();
        const auto at = [&](int bit) {
            return bits->bitArea(Format::Fp32, bit).center().toPoint();
        };
        QTest::mousePress(bits, Qt::LeftButton, {}, at(22));
        for (const int bit : {21, 20, 20, 21}) {
            QMouseEvent move(QEvent::MouseMove, at(bit), bits->mapToGlobal(at(bit)), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(bits, &move);
        }
        QTest::mouseRelease(bits, Qt::LeftButton, {}, at(21));
        QCOMPARE(lens.value(), 1.875);
    }

    void keysMoveAndFlip()
    {
        NumberLens lens;
        lens.resize(1180, 520);
        lens.show();
        lens.setValue(2.5);
        auto* bits = lens.findChild<BitCanvas*>();
        bits->choose(Format::Fp32, 0);
        QTest::keyClick(bits, Qt::Key_Home);
        QTest::keyClick(bits, Qt::Key_Space);
        QCOMPARE(lens.value(), -2.5);
        QTest::keyClick(bits, Qt::Key_Down); // fp16, its sign
        QCOMPARE(bits->chosenFormat(), Format::Fp16);
        QTest::keyClick(bits, Qt::Key_Space);
        QCOMPARE(lens.value(), 2.5);
        QTest::keyClick(bits, Qt::Key_End);
        QTest::keyClick(bits, Qt::Key_Left);
        QCOMPARE(bits->chosenBit(), 1);
        QTest::keyClick(bits, Qt::Key_Space);
        QCOMPARE(lens.value(), 2.5 + 2.0 / 512);
    }

    // The window's own keys for running the network must not take them away.
    void keysOfTheWindowGiveWay()
    {
        BitCanvas bits;
        for (const auto key : {Qt::Key_Space, Qt::Key_Left, Qt::Key_Home}) {
            QKeyEvent event(QEvent::ShortcutOverride, key, Qt::NoModifier);
            event.ignore();
            QApplication::sendEvent(&bits, &event);
            QVERIFY(event.isAccepted());
        }
        QKeyEvent other(QEvent::ShortcutOverride, Qt::Key_Right, Qt::ControlModifier);
        other.ignore();
        QApplication::sendEvent(&bits, &other);
        QVERIFY(!other.isAccepted());
    }

    void aWeightTellsWhatBecomesOfIt()
    {
        NumberLens lens;
        lens.resize(1180, 520);
        lens.show();
        lens.setValue(0.25, QStringLiteral("conv1.weight [3]"));
        QSignalSpy changed(&lens, &NumberLens::weightChanged);
        auto* restore = lens.findChild<QToolButton*>(QStringLiteral("lensRestore"));
        QVERIFY(restore->isVisible() && !restore->isEnabled());
        auto* bits = lens.findChild<BitCanvas*>();
        QTest::mouseClick(bits, Qt::LeftButton, {},
                          bits->bitArea(Format::Bf16, 15).center().toPoint());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toDouble(), -0.25);
        lens.setOutcome(QStringLiteral("Shirt 0.82"));
        QVERIFY(lens.findChild<QLabel*>(QStringLiteral("lensOutcome"))->isVisible());
        QTest::mouseClick(restore, Qt::LeftButton);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(lens.value(), 0.25);
        QVERIFY(!restore->isEnabled());
    }

    void theRangeOfTheIntegersCanBeSet()
    {
        NumberLens lens;
        lens.show();
        lens.setValue(5);
        QCOMPARE(lens.model().row(Format::Int8).held, Held::AtTheEnd);
        auto* high = lens.findChild<QDoubleSpinBox*>(QStringLiteral("lensHigh"));
        high->setValue(6);
        QCOMPARE(lens.model().row(Format::Int8).held, Held::Rounded);
        QCOMPARE(lens.model().scaleOf(Format::Int8), integerScale(8, -1, 6));
    }

    void theRulerIsLogarithmic()
    {
        RangeRuler ruler;
        ruler.resize(900, 180);
        const double decade = ruler.xOf(10) - ruler.xOf(1);
        QVERIFY(std::abs(ruler.xOf(1e20) - ruler.xOf(1e10) - 10 * decade) < 1e-9);
        QCOMPARE(ruler.xOf(0), ruler.xOf(1e-60));
        NumberLensModel model;
        ruler.show(model, Format::Fp16);
        QVERIFY(ruler.accessibleDescription().contains(QStringLiteral("fp16 up to 65504")));
    }

    void presetsArePutUnderTheLens()
    {
        NumberLens lens;
        lens.show();
        int pressed = 0;
        for (QToolButton* preset : lens.findChildren<QToolButton*>(QStringLiteral("lensPreset"))) {
            lens.setValue(-7);
            QTest::mouseClick(preset, Qt::LeftButton);
            QVERIFY2(lens.value() != -7, qPrintable(preset->text()));
            ++pressed;
        }
        QCOMPARE(pressed, 9);
    }
};

QTEST_MAIN(TestNumberLens)
#include "tst_number_lens.moc"
