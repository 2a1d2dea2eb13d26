#include "core/program/links.h"
#include "tests/support/program_fixtures.h"

#include <QtTest>

#include <algorithm>

using namespace propago;
using namespace propago::test;

namespace {

constexpr std::int64_t kBatch = 2;

/// A network of the zoo that has run forward once.
class Run {
public:
    explicit Run(const char* network)
        : m_program(compiled(*zooGraph(network, zooInput(network), 10), options()))
        , m_workspace(m_program, 1)
    {
        fillParameters(m_workspace, 5);
        fillSpaced(m_workspace.view({SlotKind::Value, 0, 0}), 6);
        Executor executor(*m_program, m_workspace, m_pool);
        int last = -1;
        for (int i = 0; i < static_cast<int>(m_program->steps().size()); ++i) {
            const Step& step = m_program->steps()[static_cast<std::size_t>(i)];
            if (step.kind != StepKind::Forward)
                continue;
            executor.forward(step.node, kBatch, 1, 0);
            last = i;
        }
        m_explainer.emplace(*m_program, m_workspace, m_pool, kBatch, last);
    }
    Explainer& explainer() { return *m_explainer; }
    const Graph& graph() const { return m_program->graph(); }
    std::int64_t elements(int node) const
    {
        return m_program->shapes()[static_cast<std::size_t>(node)].elements();
    }

private:
    static CompileOptions options()
    {
        CompileOptions o;
        o.batch = kBatch;
        o.inputGradient = true;
        return o;
    }
    ThreadPool m_pool{1};
    std::shared_ptr<const Program> m_program;
    Workspace m_workspace;
    std::optional<Explainer> m_explainer;
};

int nodeNamed(const Graph& graph, const std::string& name)
{
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        if (graph.nodes[static_cast<std::size_t>(i)].name == name)
            return i;
    }
    return -1;
}

} // namespace

/// Which numbers a number is made of, and which are made of it.
class TestLinks : public QObject {
    Q_OBJECT
private slots:
    // By hand: conv1 of lenet is 5x5 with padding 2 over 28x28; pool1 2x2; conv2 5x5 without padding.
    void aConvolutionReadsItsWindow()
    {
        Run run("lenet");
        const int conv = nodeNamed(run.graph(), "conv1");
        const auto middle = sourcesOf(run.explainer(), 1, {conv, 10 * 28 + 9});
        QCOMPARE(middle.size(), std::size_t{25});
        QCOMPARE(middle.front().element, std::int64_t{8 * 28 + 7});
        QCOMPARE(middle.back().element, std::int64_t{12 * 28 + 11});
        QCOMPARE(sourcesOf(run.explainer(), 1, {conv, 0}).size(), std::size_t{9}); // a corner
    }

    void everyMapOfTheNextLayerReadsAValue()
    {
        Run run("lenet");
        const int pool = nodeNamed(run.graph(), "pool1");
        // 5x5 windows at stride 1 over 14x14: value (7, 7) lies in 25 of each of 16 maps.
        QCOMPARE(consumersOf(run.explainer(), 0, {pool, 7 * 14 + 7}).size(), std::size_t{25 * 16});
        QCOMPARE(consumersOf(run.explainer(), 0, {pool, 0}).size(), std::size_t{16});
    }

    void bothWaysAgree_data()
    {
        QTest::addColumn<QString>("network");
        for (const char* name : {"lenet", "resnet8", "mobilenet-small", "mlp"}) {
            if (zooGraph(name, zooInput(name), 10))
                QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

    // A number is a consumer of each of its sources.
    void bothWaysAgree()
    {
        QFETCH(const QString, network);
        Run run(network.toLatin1().constData());
        const RandomSource random(3, RandomStream::Generate, 0, 1);
        std::uint64_t draw = 0;
        int pairs = 0;
        for (int node = 1; node < static_cast<int>(run.graph().nodes.size()); ++node) {
            const ValuePlace place{
                node, random.below(static_cast<std::uint32_t>(run.elements(node)), draw++)};
            const auto sources = sourcesOf(run.explainer(), 1, place);
            QVERIFY2(!sources.empty(),
                     run.graph().nodes[static_cast<std::size_t>(node)].name.c_str());
            for (std::size_t i = 0; i < sources.size(); i += 1 + sources.size() / 4) {
                const auto back = consumersOf(run.explainer(), 1, sources[i]);
                QVERIFY2(std::ranges::find(back, place) != back.end(),
                         run.graph().nodes[static_cast<std::size_t>(node)].name.c_str());
                ++pairs;
            }
        }
        QVERIFY(pairs > 8);
    }

    void whatIsNotShownIsPassedThrough()
    {
        Run run("lenet");
        const int conv = nodeNamed(run.graph(), "conv1"), relu = nodeNamed(run.graph(), "relu1");
        const int pool = nodeNamed(run.graph(), "pool1");
        LinkQuestion question{{pool, 3 * 14 + 5}, {relu}};
        const Links links = linksOf(run.explainer(), 0, question);
        QCOMPARE(links.sources.size(), std::size_t{1}); // the winner
        QCOMPARE(links.sources[0].node, conv);
        const std::int64_t row = links.sources[0].element / 28,
                           column = links.sources[0].element % 28;
        QVERIFY(row / 2 == 3 && column / 2 == 5);
        question = {{conv, links.sources[0].element}, {relu}};
        QCOMPARE(linksOf(run.explainer(), 0, question).consumers,
                 (std::vector<ValuePlace>{{pool, 3 * 14 + 5}}));
    }

    void nothingIsMadeOfTheAnswer()
    {
        Run run("mlp");
        QVERIFY(consumersOf(run.explainer(), 0, {run.graph().output, 0}).empty());
        QVERIFY(sourcesOf(run.explainer(), 0, {0, 5}).empty());
    }
};

QTEST_APPLESS_MAIN(TestLinks)
#include "tst_links.moc"
