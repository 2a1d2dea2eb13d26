#include "tests/support/shown_page.h"
#include "tests/support/view_fixtures.h"
#include "views/common/segmented.h"
#include "views/precision/integer_walk.h"
#include "views/precision/number_lens.h"
#include "views/precision/numbers_page.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QtTest>

using namespace propago;

class TestNumbersPage : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_port = std::make_unique<test::ScriptedPort>();
        m_page = test::shownPage<NumbersPage>(*m_port);
        QVERIFY(m_page->isVisible());
    }
    void cleanup()
    {
        m_page.reset();
        m_port.reset();
    }

    void aWeightOfTheNetworkGoesUnderTheLens()
    {
        takeWeight(2);
        QCOMPARE(lens()->value(), 0.25);
        QVERIFY(m_page->findChild<QSpinBox*>(QStringLiteral("weightElement"))->maximum() == 3);
    }

    // A bent weight is tried on the picture of the race; the answer is put in words.
    void aBentWeightIsTried()
    {
        takeWeight(1);
        emit lens()->weightChanged(8.0);
        QCOMPARE(m_port->asked.last(), QStringLiteral("tryWeight 8"));
        QCOMPARE(m_port->triedWeight.element, std::int64_t{1});
        QCOMPARE(m_port->triedWeight.tensor.kind, SlotKind::Parameter);
        QCOMPARE(m_port->raced.heldOut, std::int64_t{0});
        WeightTrial trial;
        trial.before = {0.1, 0.9};
        trial.after = {0.75, 0.25};
        m_port->tell(trial);
        QVERIFY(isSaid(QStringLiteral("With this weight the network says T-shirt/top (75.00 %) "
                                      "instead of Trouser (90.00 %).")));
        trial.after = {0.3, 0.7};
        m_port->tell(trial);
        QVERIFY(isSaid(QStringLiteral(
            "With this weight the network still says Trouser: 70.00 %, before 90.00 %.")));
    }

    void anElementOfTheRaceIsWalkedThrough()
    {
        const int node = m_port->facts()->program->graph().find("conv2");
        m_page->showArithmetic(node, 17);
        QCOMPARE(m_port->asked.last(), QStringLiteral("explainInteger %1 17").arg(node));
        QVERIFY(m_page->findChild<IntegerWalk*>()->isVisible());
        auto* value = m_page->findChild<QSpinBox*>(QStringLiteral("walkElement"));
        QCOMPARE(value->value(), 17);
        QTest::keyClick(value, Qt::Key_Up);
        QCOMPARE(m_port->asked.last(), QStringLiteral("explainInteger %1 18").arg(node));
        IntegerArithmetic nothing;
        nothing.node = node;
        m_port->tell(nothing);
        QVERIFY(isSaid(QStringLiteral("This layer multiplies nothing in int8.")));
    }

private:
    void takeWeight(int element)
    {
        const auto& asked = m_port->interests[QStringLiteral("precision numbers")].tensors;
        QCOMPARE(asked.size(), std::size_t{1});
        Tensor weights(Shape{4, 1}, Format::Fp32);
        for (int i = 0; i < 4; ++i)
            weights.span<float>()[static_cast<std::size_t>(i)] = 0.125F * static_cast<float>(i);
        Snapshot snapshot = test::lenetSnapshot(*m_port->facts());
        snapshot.tensors[asked.front()] = weights;
        m_port->tell(snapshot);
        m_page->findChild<QSpinBox*>(QStringLiteral("weightElement"))->setValue(element);
        QTest::mouseClick(m_page->findChild<QPushButton*>(QStringLiteral("takeWeight")),
                          Qt::LeftButton);
    }
    bool isSaid(const QString& sentence) const
    {
        const auto labels = m_page->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* each) {
            return each->isVisible() && each->text() == sentence;
        });
    }
    NumberLens* lens() const { return m_page->findChild<NumberLens*>(); }

    std::unique_ptr<test::ScriptedPort> m_port;
    std::unique_ptr<NumbersPage> m_page;
};

QTEST_MAIN(TestNumbersPage)
#include "tst_numbers_page.moc"
