#include "core/io/safetensors.h"
#include "core/io/session_file.h"
#include "core/io/session_json.h"
#include "core/train/training_run.h"
#include "tests/support/files.h"
#include "tests/support/session_samples.h"
#include "tests/support/training_fixtures.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <bit>
#include <clocale>
#include <locale>
#include <set>

using namespace propago;
using namespace propago::test;

namespace {

// Streams write 1.234,5 with it; unlike the locales of the C library it is there on every machine.
class DecimalComma : public std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

// Equal to the bit, NaN included.
bool isSame(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool isSame(const Tensor& a, const Tensor& b)
{
    return a.shape() == b.shape() && a.format() == b.format()
           && std::memcmp(a.view().data, b.view().data, static_cast<std::size_t>(a.bytes())) == 0;
}

void compareTensors(const Session& actual, const Session& expected)
{
    QCOMPARE(actual.tensors.size(), expected.tensors.size());
    for (const auto& [ref, tensor] : expected.tensors) {
        QVERIFY(actual.tensors.contains(ref));
        QVERIFY(isSame(actual.tensors.at(ref), tensor));
    }
    QCOMPARE(weightsSha256(actual), weightsSha256(expected));
}

void compareHistories(const History& actual, const History& expected)
{
    QCOMPARE(actual.batches.size(), expected.batches.size());
    for (std::size_t i = 0; i < expected.batches.size(); ++i) {
        const BatchMetrics a = actual.batches[i], b = expected.batches[i];
        QVERIFY(isSame(a.loss, b.loss) && isSame(a.accuracy, b.accuracy)
                && isSame(a.learningRate, b.learningRate));
    }
    QCOMPARE(actual.epochs.size(), expected.epochs.size());
    for (std::size_t i = 0; i < expected.epochs.size(); ++i) {
        const EpochMetrics &a = actual.epochs[i], &b = expected.epochs[i];
        QCOMPARE(a.epoch, b.epoch);
        QVERIFY(std::isnan(b.loss) ? std::isnan(a.loss) : isSame(a.loss, b.loss));
        QVERIFY(isSame(a.accuracy, b.accuracy) && isSame(a.testLoss, b.testLoss)
                && isSame(a.testAccuracy, b.testAccuracy) && isSame(a.seconds, b.seconds)
                && isSame(a.imagesPerSecond, b.imagesPerSecond));
    }
}

void compareSessions(const Session& actual, const Session& expected)
{
    QVERIFY(actual.graph == expected.graph);
    QVERIFY(actual.settings == expected.settings);
    QCOMPARE(actual.data, expected.data);
    QCOMPARE(actual.limit, expected.limit);
    QCOMPARE(actual.classNames, expected.classNames);
    QVERIFY(actual.normalisation == expected.normalisation);
    QVERIFY(actual.position == expected.position);
    QCOMPARE(actual.learningRates, expected.learningRates);
    QCOMPARE(actual.notes, expected.notes);
    compareTensors(actual, expected);
    compareHistories(actual.history, expected.history);
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT

    FileBox m_box;

    Session saved(const Session& session, const char* name)
    {
        const std::string path = m_box.path(name);
        if (const auto done = saveSession(session, path); !done)
            throw std::runtime_error(describe(done.error()));
        auto again = loadSession(path);
        if (!again)
            throw std::runtime_error(describe(again.error()));
        return std::move(*again);
    }

private Q_SLOTS:
    void comesBackWhole()
    {
        compareSessions(saved(smallSession(), "whole.propago"), smallSession());
    }

    void comesBackBeforeItsFirstStep()
    {
        Session session;
        session.graph = smallGraph();
        compareSessions(saved(session, "new.propago"), session);
    }

    void equalSessionsGiveEqualFiles()
    {
        saved(smallSession(), "one.propago");
        saved(saved(smallSession(), "two.propago"), "three.propago");
        const QByteArray file = FileBox::read(m_box.path("one.propago"));
        QVERIFY(file.size() > 4000);
        QVERIFY(file == FileBox::read(m_box.path("two.propago")));
        QVERIFY(file == FileBox::read(m_box.path("three.propago")));
    }

    // Readers of other languages find the weights under the names that PyTorch would give them.
    void followsTheSafetensorsLayout()
    {
        saved(smallSession(), "layout.propago");
        const QByteArray file = FileBox::read(m_box.path("layout.propago"));
        BoundedReader reader(bytesIn(file), "file");
        const auto header = takeSafetensorsHeader(reader);
        QVERIFY2(header, sentenceOf(header).c_str());
        QCOMPARE(reader.position() % 8, 0);
        std::set<std::string> names;
        for (const PlacedTensor& tensor : header->tensors)
            names.insert(tensor.name);
        for (const char* name :
             {"conv1.weight", "conv1.bias", "bn1.running_mean", "bn1.running_var", "fc1.weight",
              "optimizer/conv1.weight/0", "optimizer/fc1.bias/1", "history/batches"})
            QVERIFY2(names.contains(name), name);
        QVERIFY(!names.contains("optimizer/bn1.running_mean/0"));
        QVERIFY(header->metadata.contains("propago"));
    }

    void ignoresTheLocale()
    {
        saved(smallSession(), "plain.propago");
        // Whether or not this machine has such a locale, no number may change with it.
        const bool isForeign = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
        const std::locale before =
            std::locale::global(std::locale(std::locale(), new DecimalComma));
        const Session again = saved(smallSession(), "comma.propago");
        std::locale::global(before);
        std::setlocale(LC_ALL, "C");
        if (!isForeign)
            qInfo("no locale with a decimal comma on this machine");
        compareSessions(again, smallSession());
        QVERIFY(FileBox::read(m_box.path("plain.propago"))
                == FileBox::read(m_box.path("comma.propago")));
    }

    // 6 batches in one go and 3 + save + load + 3 end with the same bits.
    void resumesToTheBit()
    {
        TrainingSettings settings;
        settings.optimizer = OptimizerKind::Adam;
        settings.learningRate = 0.01;
        settings.batch = 8;
        const auto data = barPictures(40, {1, 6, 6}, 3);
        ThreadPool pool(2);
        const auto whole = started(sessionOf(smallGraph(), settings), data, pool);
        whole->changeLearningRate(0.02);
        runUntil(whole->stepper(), 6);
        const auto half = started(sessionOf(smallGraph(), settings), data, pool);
        half->changeLearningRate(0.02);
        runUntil(half->stepper(), 3);
        const auto rest = started(saved(half->session(), "half.propago"), data, pool);
        runUntil(rest->stepper(), 6);
        QCOMPARE(rest->weightsSha256(), whole->weightsSha256());
        QCOMPARE(rest->history().batches.size(), std::size_t{6});
        compareHistories(rest->history(), whole->history());
    }

    // What older versions did not know has the value that does what they did.
    void opensSessionsOfOlderVersions()
    {
        nlohmann::json json = jsonOf(smallSession());
        for (const char* key : {"alpha", "adagradEpsilon", "gradClipValue", "gradClipNorm",
                                "schedulePatience", "labelSmoothing", "augment"})
            QCOMPARE(json["settings"].erase(key), std::size_t{1});
        Session session;
        const auto done = readJson(json, session, "old");
        QVERIFY2(done, sentenceOf(done).c_str());
        TrainingSettings expected = smallSession().settings;
        const TrainingSettings usual;
        expected.alpha = usual.alpha;
        expected.adagradEpsilon = usual.adagradEpsilon;
        expected.gradClipValue = expected.gradClipNorm = 0;
        expected.schedulePatience = usual.schedulePatience;
        expected.labelSmoothing = 0;
        expected.augmentation = {};
        QVERIFY(session.settings == expected);
    }

    void refusesSettingsOutOfRange_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        const auto row = [](const char* key, const char* value) {
            QTest::addRow("%s %s", key, value) << key << value;
        };
        row("alpha", "1.01");
        row("adagradEpsilon", "-1e-9");
        row("gradClipValue", "-1");
        row("gradClipNorm", "\"inf\"");
        row("gradClipNorm", "\"nan\"");
        row("schedulePatience", "-1");
        row("schedulePatience", "2.5");
        row("labelSmoothing", "1.5");
        row("labelSmoothing", "null");
        row("augment", "\"spin\"");
        row("augment", "\"scale=5\"");
        row("augment", "7");
        row("optimizer", "\"adamx\"");
        row("schedule", "\"one\"");
    }
    void refusesSettingsOutOfRange()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        nlohmann::json json = jsonOf(smallSession());
        json["settings"][key.toStdString()] = nlohmann::json::parse(value.toStdString());
        Session session;
        QVERIFY(failsWith(readJson(json, session, "there"),
                          qPrintable(QString("settings.%1|there").arg(key))));
    }

    void everyMethodComesBackByName()
    {
        for (const OptimizerKind kind :
             {OptimizerKind::Sgd, OptimizerKind::Nesterov, OptimizerKind::RmsProp,
              OptimizerKind::Adagrad, OptimizerKind::Adam, OptimizerKind::AdamW}) {
            for (const ScheduleKind schedule :
                 {ScheduleKind::Constant, ScheduleKind::Step, ScheduleKind::Cosine,
                  ScheduleKind::OneCycle, ScheduleKind::Plateau}) {
                Session session = smallSession();
                session.settings.optimizer = kind;
                session.settings.schedule = schedule;
                QVERIFY(saved(session, "named.propago").settings == session.settings);
            }
        }
    }

    void epochsAreReadInOrder()
    {
        nlohmann::json json = jsonOf(smallSession());
        std::swap(json["epochs"][0], json["epochs"][1]);
        Session session;
        QVERIFY(readJson(json, session, "there"));
        QCOMPARE(session.history.epochs[0].epoch, std::int64_t{1});
        QCOMPARE(session.history.epochs[1].epoch, std::int64_t{2});
    }

    void keepsTheOldFileWhenItCannotSave()
    {
        saved(smallSession(), "kept.propago");
        const QByteArray before = FileBox::read(m_box.path("kept.propago"));
        Session session = smallSession();
        session.notes = std::string(2 << 20, 'x');
        QVERIFY(failsWith(saveSession(session, m_box.path("kept.propago")), "session.notes"));
        session.notes.clear();
        session.tensors.begin()->second = Tensor(Shape{4}, Format::Fp32);
        QVERIFY(failsWith(saveSession(session, m_box.path("kept.propago")), "no place for"));
        QVERIFY(FileBox::read(m_box.path("kept.propago")) == before);
    }

    void keepsWeightsThatAreNotNumbers()
    {
        Session session = smallSession();
        for (auto& [ref, tensor] : session.tensors)
            tensor.span<double>()[0] = std::numeric_limits<double>::quiet_NaN();
        compareTensors(saved(session, "nan.propago"), session);
    }
};

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
