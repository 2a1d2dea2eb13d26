#include "tests/core/infer/random_networks.h"
#include "tests/support/model_graphs.h"

#include "core/graph/zoo.h"

#include <QtTest>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<long> allocations{0};

void* counted(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}

void* counted(std::size_t size, std::align_val_t alignment)
{
    ++allocations;
    const auto step = static_cast<std::size_t>(alignment);
    if (void* memory = std::aligned_alloc(step, (size + step - 1) / step * step))
        return memory;
    throw std::bad_alloc();
}
} // namespace

void* operator new(std::size_t size)
{
    return counted(size);
}
void* operator new[](std::size_t size)
{
    return counted(size);
}
void* operator new(std::size_t size, std::align_val_t alignment)
{
    return counted(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment)
{
    return counted(size, alignment);
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

using namespace propago;
using namespace propago::test;

class TestAllocation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCounterCounts()
    {
        const long before = allocations;
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
            for (const Format format : {Format::Fp32, Format::Bf16, Format::Int8}) {
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
        const long before = allocations;
        plan->run(x.view(), y.view());
        const long during = allocations - before;
        QCOMPARE(during, 0);
    }
};

QTEST_GUILESS_MAIN(TestAllocation)
#include "tst_allocation.moc"
