#include "tests/core/infer/random_networks.h"
#include "tests/support/model_graphs.h"

#include "core/graph/zoo.h"
#include "tests/support/counted_allocations.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

class TestAllocation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCounterCounts()
    {
        const std::int64_t before = allocations;
        const std::vector<int> some(100);
        QVERIFY(allocations > before);
        QCOMPARE(some.size(), std::size_t{100});
    }

    void runsWithoutAllocating_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("precision");
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("threads");
        std::vector<std::string> networks = zooNames();
        networks.emplace_back("pieces"); // of every kind
        for (const std::string& network : networks) {
            for (const Format format : inferenceFormats()) {
                if (format == Format::Fp64)
                    continue; // the reference
                for (const int batch : {1, 20}) {
                    const std::string row = network + " " + std::string(traits(format).name) + " "
                                            + std::to_string(batch);
                    QTest::newRow(row.c_str())
                        << QString::fromStdString(network) << static_cast<int>(format) << batch
                        << (batch > 1 ? 2 : 1);
                }
            }
        }
    }
    void runsWithoutAllocating()
    {
        QFETCH(QString, network);
        QFETCH(int, precision);
        QFETCH(int, batch);
        QFETCH(int, threads);
        const std::string name = network.toStdString();
        const Graph graph = name == "pieces" ? pieceGraph(1, {2, 8, 10}, 5, PieceBuilder::kPieces)
                                             : zooGraph(name, smallInput(name), 10).value();
        const Weights weights = randomWeights(graph, 1);
        ThreadPool pool(threads);
        const Tensor x = randomInputs(graph, batch, 1);
        const Calibration ranges = rangesOver(graph, weights, x, pool);
        auto plan = planInference(graph, weights, {static_cast<Format>(precision), batch, false},
                                  &ranges, pool)
                        .value();
        Tensor y = outputsFor(graph, batch);
        const std::int64_t before = allocations;
        plan->run(x.view(), y.view());
        const long during = allocations - before;
        QCOMPARE(during, 0);
    }
};

QTEST_GUILESS_MAIN(TestAllocation)
#include "tst_allocation.moc"
