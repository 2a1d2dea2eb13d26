#include "tests/core/infer/random_networks.h"
#include "tests/support/counted_locks.h"
#include "tests/support/model_graphs.h"

#include "core/graph/zoo.h"

#include <QtTest>

using namespace propago;
using namespace propago::test;

/// A plan that is made takes no lock while it runs.
class TestLocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!kCountsLocks)
            QSKIP("the sanitizer stands before the locks itself");
    }

    void runsWithoutLocks_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("precision");
        for (const char* network : {"lenet", "fashion-cnn", "resnet8", "mobilenet-v2", "pieces"}) {
            for (const Format format : {Format::Fp32, Format::Fp16, Format::Bf16, Format::Int16,
                                        Format::Int8, Format::Int4})
                QTest::addRow("%s %s", network, std::string(traits(format).name).c_str())
                    << QString::fromLatin1(network) << static_cast<int>(format);
        }
    }
    void runsWithoutLocks()
    {
        QFETCH(QString, network);
        QFETCH(int, precision);
        const std::string name = network.toStdString();
        const Graph graph = name == "pieces" ? pieceGraph(1, {2, 8, 10}, 5, PieceBuilder::kPieces)
                                             : zooGraph(name, smallInput(name), 10).value();
        const Weights weights = randomWeights(graph, 1);
        const Tensor x = randomInputs(graph, 2, 1);
        Tensor y = outputsFor(graph, 2);
        for (const int threads : {1, 2}) {
            ThreadPool pool(threads);
            const Calibration ranges = rangesOver(graph, weights, x, pool);
            auto plan = planInference(graph, weights, {static_cast<Format>(precision), 2, false},
                                      &ranges, pool)
                            .value();
            plan->run(x.view(), y.view());
            std::int64_t fewest = 1;
            // Beside other threads the best of many runs counts: a thread may have gone to sleep.
            for (int i = 0; i < (threads == 1 ? 1 : 500) && fewest > 0; ++i) {
                // On one thread only its own: libraries may have threads that start meanwhile.
                const auto counted = [&] { return threads == 1 ? ownLocks : locks.load(); };
                const std::int64_t before = counted();
                plan->run(x.view(), y.view());
                fewest = counted() - before;
            }
            QCOMPARE(fewest, std::int64_t{0});
        }
    }
};

QTEST_GUILESS_MAIN(TestLocks)
#include "tst_locks.moc"
