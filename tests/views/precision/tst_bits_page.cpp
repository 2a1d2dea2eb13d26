#include "tests/support/shown_page.h"
#include "tests/support/view_fixtures.h"
#include "views/precision/bit_budget_view.h"
#include "views/precision/bits_page.h"

#include <QProgressBar>
#include <QPushButton>
#include <QtTest>

using namespace propago;

class TestBitsPage : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_port = std::make_unique<test::ScriptedPort>();
        m_page = test::shownPage<BitsPage>(*m_port);
        QVERIFY(m_page->isVisible());
    }
    void cleanup()
    {
        m_page.reset();
        m_port.reset();
    }

    // The settings of the workspace hold for trials, too.
    void aTrialIsAskedForWithTheSettings()
    {
        QuantisationOptions options;
        options.ranges = RangeMethod::Entropy;
        m_page->setOptions(options);
        const std::vector<int> bits{0, 8, 0, 0, 4, 2};
        emit view()->trialWanted(bits);
        QCOMPARE(m_port->asked.last(), QStringLiteral("tryBits"));
        QCOMPARE(m_port->quantised.layerBits, bits);
        QCOMPARE(m_port->quantised.ranges, RangeMethod::Entropy);
        emit view()->curveWanted();
        QCOMPARE(m_port->asked.last(), QStringLiteral("findBitCurve"));
        QVERIFY(m_port->quantised.layerBits.empty());
        emit view()->cancelWanted();
        QCOMPARE(m_port->asked.last(), QStringLiteral("cancelMeasuring"));
    }

    void progressIsOfTheOwnMeasurementOnly()
    {
        auto* bar = m_page->findChild<QProgressBar*>();
        emit m_port->measuringProgressed(0.5); // somebody else's
        QVERIFY(!bar->isVisible());
        emit view()->curveWanted();
        emit m_port->measuringProgressed(0.5);
        QVERIFY(bar->isVisible());
        emit m_port->bitCurveChanged(); // given up
        QVERIFY(!bar->isVisible());
        emit view()->curveWanted();
        emit m_port->failed(QStringLiteral("no"));
        QVERIFY(!bar->isVisible());
    }

    void trainingIsHandedOn()
    {
        emit view()->trainingWanted(4);
        QCOMPARE(m_port->asked.last(), QStringLiteral("startQuantisedTraining 4"));
        QVERIFY(m_page->findChild<QPushButton*>(QStringLiteral("exportQuantised"))->isEnabled());
    }

    void layersOfTheNetworkAreOffered() { QCOMPARE(view()->game().rows().size(), std::size_t{5}); }

private:
    BitBudgetView* view() const { return m_page->findChild<BitBudgetView*>(); }

    std::unique_ptr<test::ScriptedPort> m_port;
    std::unique_ptr<BitsPage> m_page;
};

QTEST_MAIN(TestBitsPage)
#include "tst_bits_page.moc"
