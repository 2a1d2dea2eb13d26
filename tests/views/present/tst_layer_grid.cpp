#include "tests/support/view_fixtures.h"
#include "views/present/layer_grid.h"

#include "core/graph/zoo.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace propago;

class TestLayerGrid : public QObject {
    Q_OBJECT
private slots:
    void everyErrorHasItsCell()
    {
        const Graph graph = *zooGraph("lenet", Shape{1, 28, 28}, 10);
        PrecisionErrors bf16 = test::lenetErrors(Format::Bf16, 58, 0);
        bf16.layers.erase(bf16.layers.begin() + 1); // fused away in this precision
        const PrecisionErrors int8 = test::lenetErrors(Format::Int8, 41, 0.1);
        const LayerGrid grid = layerGrid({bf16, int8}, graph);
        QCOMPARE(grid.rows.size(), int8.layers.size());
        QCOMPARE(grid.columns, (std::vector<Format>{Format::Bf16, Format::Int8}));
        for (int row = 0; row < static_cast<int>(grid.rows.size()); ++row) {
            const LayerError& expected = int8.layers[static_cast<std::size_t>(row)];
            QCOMPARE(grid.rows[static_cast<std::size_t>(row)].node, expected.node);
            QCOMPARE(grid.at(row, 1)->sqnr, expected.sqnr);
        }
        QCOMPARE(grid.at(1, 0), nullptr);
        QCOMPARE(grid.at(0, 0)->sqnr, bf16.layers[0].sqnr);
        QCOMPARE(grid.at(-1, 0), nullptr);
        QCOMPARE(grid.at(0, 2), nullptr);
        QCOMPARE(grid.worst(1), static_cast<int>(grid.rows.size()) - 1);
        QCOMPARE(grid.columnOf(Format::Int8), 1);
        QCOMPARE(grid.columnOf(Format::Int4), -1);
        QCOMPARE(grid.rowOf(int8.layers[2].node), 2);
    }

    void errorsOfNodesThatAreNotThereAreLeftOut()
    {
        PrecisionErrors errors = test::lenetErrors(Format::Int8, 41, 0.1);
        errors.layers.push_back({4000, 1, 1, 1, 1, 1});
        const Graph graph = *zooGraph("lenet", Shape{1, 28, 28}, 10);
        QCOMPARE(layerGrid({errors}, graph).rows.size(), errors.layers.size() - 1);
    }

    void weightedLayersHaveNoColumns()
    {
        const Graph graph = *zooGraph("lenet", Shape{1, 28, 28}, 10);
        const LayerGrid grid = weightedLayers(graph);
        QCOMPARE(grid.rows.size(), std::size_t{5}); // two convolutions, three fully connected
        QVERIFY(grid.isEmpty());
    }

    void numbersReadAsTheyAre_data()
    {
        QTest::addColumn<double>("sqnr");
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("shade");
        QTest::newRow("usual") << 23.44 << QStringLiteral("23.4") << 23.44 / 60;
        QTest::newRow("exact") << std::numeric_limits<double>::infinity() << QStringLiteral("∞")
                               << 1.0;
        QTest::newRow("noise") << -3.0 << QStringLiteral("-3.0") << 0.0;
        QTest::newRow("better than the palette") << 75.0 << QStringLiteral("75.0") << 1.0;
    }
    void numbersReadAsTheyAre()
    {
        QFETCH(double, sqnr);
        QTEST(decibels(sqnr), "text");
        QTEST(decibelShade(sqnr), "shade");
    }

    void healthIsTheErrorInSteps()
    {
        LayerError error;
        error.rmse = 0.02;
        QVERIFY(!health(error));
        error.scale = 0.05;
        QCOMPARE(*health(error), 0.4);
        QVERIFY(std::abs(kOneRounding - 1 / std::sqrt(12.0)) < 1e-15);
    }

    void placesAndCellsFitTogether()
    {
        LayerGridLayout layout;
        layout.rows = 7;
        layout.columns = 3;
        for (int row = 0; row < layout.rows; ++row) {
            for (int column = 0; column < layout.columns; ++column) {
                const QPointF centre = layout.cell(row, column).center();
                QCOMPARE(layout.rowAt(centre.y()), row);
                QCOMPARE(layout.columnAt(centre.x()), column);
            }
        }
        QCOMPARE(layout.rowAt(layout.headHeight - 1), -1);
        QCOMPARE(layout.rowAt(layout.size().height() + 1), -1);
        QCOMPARE(layout.columnAt(layout.strip(0).left()), -1);
        QCOMPARE(layout.stripX(0), layout.strip(0).left());
        QCOMPARE(layout.stripX(5), layout.strip(0).right());
        QCOMPARE(layout.number(2).left(), layout.strip(2).right());
        QCOMPARE(layout.number(2).left(), layout.strip(2).right());
    }

    // What a ReLU or a pooling passes on was made with the weights before it; a sum has two origins.
    void valuesBelongToTheWeightsBeforeThem()
    {
        const Graph lenet = *zooGraph("lenet", zooInput("lenet"), 10);
        const auto behind = [](const Graph& graph, const char* name) {
            const int found = weightsBehind(graph, graph.find(name));
            return found < 0 ? std::string() : graph.nodes[static_cast<std::size_t>(found)].name;
        };
        QCOMPARE(behind(lenet, "pool1"), std::string("conv1"));
        QCOMPARE(behind(lenet, "relu2"), std::string("conv2"));
        QCOMPARE(behind(lenet, "fc1"), std::string("fc1"));
        QCOMPARE(weightsBehind(lenet, 0), -1);
        const Graph resnet = *zooGraph("resnet8", zooInput("resnet8"), 10);
        for (std::size_t i = 0; i < resnet.nodes.size(); ++i) {
            if (resnet.nodes[i].kind == OperatorKind::Add)
                QCOMPARE(weightsBehind(resnet, static_cast<int>(i)), -1);
        }
    }
};

QTEST_APPLESS_MAIN(TestLayerGrid)
#include "tst_layer_grid.moc"
