#include "app/batch_pace.h"
#include "app/engine_host.h"

#include <QtTest>

using namespace propago;

namespace {

constexpr int kPatience = 120'000;

} // namespace

/// Where a run is, between its snapshots.
class TestPulse : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<EngineHost> m_host;

    // A deep network on one thread in large batches: slow on every processor.
    void open()
    {
        m_host = std::make_unique<EngineHost>(1);
        m_host->openZoo(QStringLiteral("resnet8"), QStringLiteral("shapes"));
        QTRY_VERIFY_WITH_TIMEOUT(m_host->snapshot() && m_host->facts()->program, kPatience);
        TrainingSettings settings = m_host->facts()->settings;
        settings.batch = 256;
        m_host->applySettings(settings);
        QTRY_VERIFY_WITH_TIMEOUT(m_host->facts()->settings == settings, kPatience);
    }
    void runUntilPulse()
    {
        m_host->setSpeed(0);
        m_host->run();
        QTRY_VERIFY_WITH_TIMEOUT(m_host->pulse() && !isStanding(), kPatience);
    }
    bool isStanding() const { return !m_host->snapshot()->isRunning; }

private slots:
    void cleanup() { m_host.reset(); }

    void onlySlowBatchesAreWorthIt_data()
    {
        QTest::addColumn<QList<int>>("batches"); // what each takes, where a frame is 10
        QTest::addColumn<bool>("isSlow");
        QTest::newRow("none yet") << QList<int>{} << false;
        QTest::newRow("one long batch") << QList<int>{20} << true;
        QTest::newRow("long batches") << QList<int>{50, 40, 50} << true;
        QTest::newRow("short batches") << QList<int>{10, 10, 10} << false;
        QTest::newRow("almost long") << QList<int>{19, 19, 19} << false;
        QTest::newRow("a hiccup") << QList<int>{10, 10, 90} << false;
        QTest::newRow("two hiccups") << QList<int>{10, 90, 10, 90} << false;
        QTest::newRow("became long") << QList<int>{10, 40, 40} << true;
        QTest::newRow("almost short") << QList<int>{40, 15, 15} << true;
        QTest::newRow("became short") << QList<int>{40, 40, 14} << false;
    }

    void onlySlowBatchesAreWorthIt()
    {
        QFETCH(const QList<int>, batches);
        QFETCH(const bool, isSlow);
        BatchPace pace(10);
        std::int64_t now = 1000;
        pace.resume(now);
        pace.reachLoss(now);
        for (const int period : batches)
            pace.reachLoss(now += period);
        QCOMPARE(pace.isSlow(now), isSlow);
        // Whatever was done in between is no batch, and changes nothing.
        pace.resume(now += 5000);
        pace.reachLoss(now += 5);
        QCOMPARE(pace.isSlow(now), isSlow);
    }

    // The first batch may take seconds.
    void aBatchThatIsLongAlreadyIsWorthItToo()
    {
        BatchPace pace(10);
        pace.resume(1000);
        QVERIFY(!pace.isSlow(1100));
        QVERIFY(pace.isSlow(1120));
    }

    void pulsesFollowTheRun()
    {
        open();
        std::vector<std::shared_ptr<const RunPulse>> pulses;
        connect(m_host.get(), &SessionPort::pulseChanged, m_host.get(), [&] {
            if (m_host->pulse())
                pulses.push_back(m_host->pulse());
        });
        runUntilPulse();
        const auto wasSeen = [&](Phase phase) {
            return std::ranges::any_of(pulses,
                                       [phase](const auto& p) { return p->phase == phase; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(wasSeen(Phase::Forward) && wasSeen(Phase::Backward)
                                     && pulses.back()->batch > pulses.front()->batch,
                                 kPatience);
        const auto program = m_host->facts()->program;
        Position before{-1, 0};
        for (const auto& pulse : pulses) {
            QCOMPARE(pulse->program, program);
            QVERIFY(pulse->lastStep >= 0);
            QVERIFY(pulse->lastStep < static_cast<int>(program->steps().size()));
            QCOMPARE(program->steps()[static_cast<std::size_t>(pulse->lastStep)].phase,
                     pulse->phase);
            const Position here{pulse->batch, pulse->lastStep};
            QVERIFY(here > before);
            before = here;
        }
    }

    void whatStandsStillHasNoPulse_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* how : {"pause", "step", "back", "seek", "reset", "another network"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void whatStandsStillHasNoPulse()
    {
        QFETCH(const QString, how);
        open();
        runUntilPulse();
        const auto program = m_host->facts()->program;
        if (how == QLatin1String("pause"))
            m_host->pause();
        else if (how == QLatin1String("step"))
            m_host->stepForward(Grain::Op);
        else if (how == QLatin1String("back"))
            m_host->stepBack(Grain::Batch);
        else if (how == QLatin1String("seek"))
            m_host->seek({0, 3});
        else if (how == QLatin1String("reset"))
            m_host->reset();
        else
            m_host->openZoo(QStringLiteral("lenet"), QStringLiteral("digits"));
        bool wasStale = false;
        connect(m_host.get(), &SessionPort::snapshotChanged, m_host.get(),
                [&] { wasStale = wasStale || (isStanding() && m_host->pulse()); });
        QTRY_VERIFY_WITH_TIMEOUT(isStanding(), kPatience);
        QVERIFY(!m_host->pulse());
        QVERIFY(!wasStale);
        QCOMPARE(m_host->facts()->program == program, how != QLatin1String("another network"));
    }

    // Step by step every operation has a picture of its own.
    void aRunThatIsWatchedStepByStepHasNoPulse()
    {
        open();
        runUntilPulse();
        m_host->setSpeed(2000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_host->pulse(), kPatience);
        const Position before = m_host->snapshot()->position;
        QTRY_VERIFY_WITH_TIMEOUT(m_host->snapshot()->position > before, kPatience);
        QVERIFY(!m_host->pulse());
        QVERIFY(m_host->snapshot()->isRunning);
        runUntilPulse(); // and has one again
    }
};

QTEST_MAIN(TestPulse)
#include "tst_pulse.moc"
