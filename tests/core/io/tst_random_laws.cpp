#include "core/io/session_file.h"
#include "core/trace/recorder.h"
#include "tests/support/random_programs.h"
#include "tests/support/stepping_fixtures.h"

#include <QTemporaryDir>
#include <QtTest>

#include <array>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::uint64_t kSmall = 300;
constexpr std::uint64_t kLong = 60;
constexpr std::uint64_t kWide = 100;
constexpr int kMostThreads = 4;

/// The state at the positions of a program: of everything, and of what survives a batch.
struct Reference {
    Truth truth, persistent;
    bool isPartial = false; ///< only where batches begin, and all around the keyframes
    std::string weights;
    Position end;
    bool hasDiverged = false;
};

void note(Reference& reference, const TrainingRun& run)
{
    const Position here = run.stepper().position();
    const bool isNearFrame = (here.batch + 2) % 50 < 4;
    if (reference.isPartial && here.op != 0 && !isNearFrame)
        return;
    reference.truth[here] = hashOf(run);
    reference.persistent[here] = stateHash(run.stepper().workspace(), true);
}

Reference referenceOf(const RandomProgram& program, ThreadPool& pool)
{
    Reference reference;
    reference.isPartial = program.batches > 50;
    const auto run = program.run(pool);
    Stepper& stepper = run->stepper();
    note(reference, *run);
    while (stepper.position() < Position{program.batches, 0} && !stepper.hasDiverged()) {
        stepper.run([](const Stepper&) { return true; });
        note(reference, *run);
    }
    reference.weights = run->weightsSha256();
    reference.end = stepper.position();
    reference.hasDiverged = stepper.hasDiverged();
    return reference;
}

/// Goes through a program in every way there is, until its end.
class Wanderer {
public:
    Wanderer(const RandomProgram& program, const Reference& reference, std::uint64_t seed,
             std::array<std::unique_ptr<ThreadPool>, kMostThreads>& pools, const QString& folder)
        : m_program(program)
        , m_reference(reference)
        , m_dice(seed + 77)
        , m_pools(pools)
        , m_file(folder.toStdString() + "/session.propago")
    {
        resume(program.session);
    }

    /// Where the state was another one, or "".
    std::string wander()
    {
        for (int move = 0; move < 24; ++move) {
            const std::string what = step();
            if (!isRight())
                return what + " led to another state at " + text(m_run->stepper().position());
        }
        m_run->stepper().seek(m_reference.end);
        return isRight() && m_run->weightsSha256() == m_reference.weights ? "" : "another end";
    }

private:
    // One thread pool in four, and one budget in three, until the next resumption.
    void resume(const Session& session)
    {
        const PastBudget budget =
            m_dice.one({PastBudget{}, PastBudget{30'000, 60'000}, PastBudget{1, 1}});
        ThreadPool& pool = *m_pools[static_cast<std::size_t>(m_dice.below(kMostThreads))];
        m_run = m_program.run(session, pool, budget);
    }

    std::string step()
    {
        const Grain grain = kGrains[m_dice.below(5)];
        Stepper& stepper = m_run->stepper();
        const int way = m_dice.below(100);
        if (way < 45)
            return forward(grain);
        if (way < 70) {
            stepper.back(grain);
            return "back";
        }
        if (way < 85)
            return seek();
        if (way < 95)
            return look();
        return saveAndResume();
    }

    std::string forward(Grain grain)
    {
        if (m_run->stepper().position() < m_reference.end && grain != Grain::Epoch)
            m_run->stepper().forward(grain);
        if (m_run->stepper().position() > m_reference.end)
            m_run->stepper().seek(m_reference.end);
        return "forward";
    }

    std::string seek()
    {
        const auto steps = static_cast<int>(m_run->stepper().program().steps().size());
        Position target{m_dice.from(0, m_reference.end.batch), m_dice.below(steps)};
        if (m_reference.isPartial)
            target.batch = 50 * m_dice.below(3) + m_dice.from(-2, 1);
        target = std::clamp(target, m_run->stepper().start(), m_reference.end);
        m_run->stepper().seek(target);
        return m_run->stepper().position() == target ? "seek" : "seek to another place";
    }

    // What a window does: asks for everything.
    std::string look()
    {
        Interest interest;
        for (const Slot& slot : m_run->stepper().program().allSlots())
            interest.tensors.push_back(slot.ref);
        interest.sample = m_dice.below(4);
        const auto snapshot = record(m_run->stepper(), interest);
        parameterNorms(m_run->stepper());
        return snapshot->tensors.empty() ? "an empty recording" : "recording";
    }

    std::string saveAndResume()
    {
        const Session session = m_run->session();
        if (m_dice.chance(60)) {
            resume(session);
            return "resuming";
        }
        if (const auto saved = saveSession(session, m_file); !saved)
            return describe(saved.error());
        auto loaded = loadSession(m_file);
        if (!loaded)
            return describe(loaded.error());
        resume(*loaded);
        return "resuming from a file";
    }

    // A run that was resumed has nothing but what survives a batch until its first one is over.
    bool isRight() const
    {
        const Stepper& stepper = m_run->stepper();
        const Position start = stepper.start();
        const bool isYoung =
            start > Position{} && stepper.position() < Position{start.batch + 1, 0};
        const Truth& truth = isYoung ? m_reference.persistent : m_reference.truth;
        const auto known = truth.find(stepper.position());
        if (known == truth.end() && m_reference.isPartial)
            return true;
        return known != truth.end() && known->second == stateHash(stepper.workspace(), isYoung);
    }

    const RandomProgram& m_program;
    const Reference& m_reference;
    Dice m_dice;
    std::array<std::unique_ptr<ThreadPool>, kMostThreads>& m_pools;
    std::string m_file;
    std::unique_ptr<TrainingRun> m_run;
};

} // namespace

/// The laws of stepping for programs that nobody chose: random networks of every operator, with
/// random losses, optimizers, schedules, limits and augmentations, in fp32 and fp64.
class TestRandomLaws : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (int i = 0; i < kMostThreads; ++i)
            m_pools[static_cast<std::size_t>(i)] = std::make_unique<ThreadPool>(i + 1);
        QVERIFY(m_folder.isValid());
    }

    // Layers with enough channels for the kernels that large networks get.
    void wideProgramsHoldLargeLayers()
    {
        int large = 0;
        for (std::uint64_t seed = 1; seed <= kWide; ++seed) {
            const Graph graph = wideProgram(seed).session.graph;
            const auto shapes = inferShapes(graph).value();
            for (const Node& node : graph.nodes)
                large += node.kind == OperatorKind::Conv2d && node.attributes.kernelH == 3
                                 && node.attributes.features >= 16
                                 && shapes[static_cast<std::size_t>(node.inputs[0])][0] >= 16
                             ? 1
                             : 0;
        }
        QVERIFY2(large >= 20, std::to_string(large).c_str());
    }

    // Every kind of operator is in several of the small programs and of the wide ones.
    void programsHoldEveryOperator()
    {
        for (const bool isWide : {false, true}) {
            std::map<OperatorKind, int> found;
            for (std::uint64_t seed = 1; seed <= (isWide ? kWide : kSmall); ++seed) {
                const RandomProgram program = isWide ? wideProgram(seed) : smallProgram(seed);
                for (const Node& node : program.session.graph.nodes)
                    ++found[node.kind];
            }
            for (int i = 0; i < kOperatorKinds; ++i) {
                const auto kind = static_cast<OperatorKind>(i);
                QVERIFY2(found[kind] >= (isWide ? 1 : 5), operatorFor(kind).name());
            }
        }
    }

    // Grains, walks back and forth, other numbers of threads, recordings, files: one state at one
    // position, over the bytes of every tensor.
    void everyWayLeadsToTheSameState_data()
    {
        QTest::addColumn<bool>("isLong");
        QTest::newRow("short") << false;
        QTest::newRow("long") << true;
    }
    void everyWayLeadsToTheSameState()
    {
        QFETCH(bool, isLong);
        const Seeds seeds = Seeds::of(isLong ? kLong : kSmall);
        int diverged = 0;
        std::size_t positions = 0;
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            const RandomProgram program = isLong ? longProgram(seed) : smallProgram(seed);
            const Reference reference = referenceOf(program, *m_pools[0]);
            positions += reference.truth.size();
            diverged += reference.hasDiverged ? 1 : 0;
            Wanderer wanderer(program, reference, seed, m_pools, m_folder.path());
            const std::string difference = wanderer.wander();
            QVERIFY2(difference.empty(), message(seed, difference).c_str());
        }
        qInfo("%zu positions, %d programs diverged", positions, diverged);
        if (seeds.areAll())
            QVERIFY(static_cast<std::uint64_t>(diverged) * 20 < seeds.end);
    }

    // Flat out, with each number of threads, with the picture's gradient and without.
    void threadsChangeNothing()
    {
        const Seeds seeds = Seeds::of(kWide);
        for (std::uint64_t seed = seeds.first; seed < seeds.end; ++seed) {
            const RandomProgram program = wideProgram(seed);
            const auto alone = program.run(*m_pools[0]);
            runUntil(alone->stepper(), program.batches);
            const std::vector<Tensor> expected = copiesOf(alone->stepper().workspace());
            for (int threads = 2; threads <= kMostThreads; ++threads) {
                const auto run = program.run(*m_pools[static_cast<std::size_t>(threads - 1)]);
                runUntil(run->stepper(), program.batches);
                const std::string difference =
                    firstDifference(run->stepper().workspace(), expected);
                QVERIFY2(difference.empty(),
                         message(seed, difference + " of " + std::to_string(threads) + " threads")
                             .c_str());
            }
            const auto watched = program.run(*m_pools[1], {}, true);
            runUntil(watched->stepper(), program.batches);
            QVERIFY2(watched->weightsSha256() == alone->weightsSha256(),
                     message(seed, "the picture's gradient").c_str());
        }
    }

private:
    static std::string message(std::uint64_t seed, const std::string& what)
    {
        return "PROPAGO_SEED=" + std::to_string(seed) + ": " + what;
    }

    std::array<std::unique_ptr<ThreadPool>, kMostThreads> m_pools;
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestRandomLaws)
#include "tst_random_laws.moc"
