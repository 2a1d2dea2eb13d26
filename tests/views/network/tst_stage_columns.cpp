#include "core/base/thread_pool.h"
#include "core/graph/zoo.h"
#include "core/program/executor.h"
#include "core/train/initialisers.h"
#include "tests/support/zoo_programs.h"
#include "views/common/palette.h"
#include "views/network/stage_layout.h"
#include "views/present/stage_columns.h"
#include "views/present/tensor_image.h"

#include <QtTest>

#include <cmath>

using namespace propago;
using test::programOf;

namespace {

Tensor sample(const Workspace& workspace, const TensorRef& ref)
{
    const TensorView view = workspace.view(ref);
    return copyOf(view.slice(0, 1).reshaped(view.shape.sample()));
}

} // namespace

class TestStageColumns : public QObject {
    Q_OBJECT
private slots:
    void lenetReadsLeftToRight()
    {
        const auto columns = stageColumns(*programOf("lenet"));
        QStringList titles;
        for (const StageColumn& column : columns)
            titles.append(QString::fromStdString(column.title));
        QCOMPARE(titles,
                 QStringList({"input", "conv1", "pool1", "conv2", "pool2", "fc1", "fc2", "fc3"}));
        QCOMPARE(columns[1].following, std::string("relu"));
        for (int i = 1; i < static_cast<int>(columns.size()); ++i)
            QCOMPARE(columns[static_cast<std::size_t>(i)].sources, std::vector<int>{i - 1});
    }

    void skipsOfAResidualNetworkAreKept()
    {
        const auto columns = stageColumns(*programOf("resnet8"));
        int skips = 0;
        for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
            for (const int source : columns[static_cast<std::size_t>(i)].sources) {
                QVERIFY(source >= 0 && source < i);
                skips += source != i - 1 ? 1 : 0;
            }
        }
        QVERIFY(skips >= 3);
    }

    void statesFollowTheSteps()
    {
        const auto program = programOf("lenet");
        const auto columns = stageColumns(*program);
        const int last = static_cast<int>(program->steps().size()) - 1;
        QCOMPARE(stateOf(*program, columns[1], 0), ColumnState::Waiting);
        for (int i = 0; i <= last; ++i) {
            if (program->steps()[static_cast<std::size_t>(i)].phase == Phase::Loss) {
                for (const StageColumn& column : columns)
                    QCOMPARE(stateOf(*program, column, i), ColumnState::Values);
            }
        }
        for (const StageColumn& column : columns)
            QCOMPARE(stateOf(*program, column, last), ColumnState::Gradients);
    }

    // What the picture says of an element adds up to what the engine computed.
    void breakdownAddsUp()
    {
        const auto program = programOf("lenet");
        ThreadPool pool(1);
        Workspace workspace(program, 1);
        initialiseAll(workspace, InitialiserKind::KaimingUniform, 7);
        const TensorView input = workspace.view(TensorRef{SlotKind::Value, 0, 0});
        for (std::int64_t i = 0; i < input.elements(); ++i)
            input.as<float>()[i] = static_cast<float>(std::sin(0.37 * static_cast<double>(i)));
        Executor executor(*program, workspace, pool);
        for (const Step& step : program->steps()) {
            if (step.kind == StepKind::Forward)
                executor.forward(step.node, 2, 1, 0);
        }
        int checked = 0;
        for (int node = 1; node < static_cast<int>(program->graph().nodes.size()); ++node) {
            const Node& n = program->graph().nodes[static_cast<std::size_t>(node)];
            if (n.kind != OperatorKind::Conv2d && n.kind != OperatorKind::Linear)
                continue;
            const Tensor value = sample(workspace, {SlotKind::Value, node, 0});
            const Tensor source = sample(workspace, {SlotKind::Value, n.inputs.front(), 0});
            const Tensor weight = copyOf(workspace.view(TensorRef{SlotKind::Parameter, node, 0}));
            const Tensor bias = copyOf(workspace.view(TensorRef{SlotKind::Parameter, node, 1}));
            for (std::int64_t element = 0; element < value.elements();
                 element += 1 + value.elements() / 17) {
                const Breakdown parts = breakdown(n, source, weight, &bias, value.shape(), element);
                double sum = parts.bias;
                for (const Contribution& part : parts.contributions)
                    sum += part.value;
                QVERIFY(std::abs(sum - parts.sum) < 1e-9);
                QVERIFY(std::abs(parts.sum - value.at(element)) < 1e-5 * (1 + std::abs(parts.sum)));
                ++checked;
            }
        }
        QVERIFY(checked > 40);
    }

    // A channel that is taken for another shows in a picture of three plain bars.
    void channelsKeepTheirColours()
    {
        Tensor picture(Shape{3, 4, 6}, Format::Fp32);
        for (int channel = 0; channel < 3; ++channel) {
            for (int y = 0; y < 4; ++y) {
                for (int x = 2 * channel; x < 2 * channel + 2; ++x)
                    picture.span<float>()[static_cast<std::size_t>((channel * 4 + y) * 6 + x)] = 1;
            }
        }
        const QImage image = pictureImage(picture);
        QCOMPARE(image.size(), QSize(6, 4));
        QCOMPARE(image.pixel(0, 0), qRgb(255, 0, 0));
        QCOMPARE(image.pixel(2, 3), qRgb(0, 255, 0));
        QCOMPARE(image.pixel(5, 1), qRgb(0, 0, 255));
    }

    void palettesOrderByLightnessAndSign()
    {
        for (const bool isDark : {false, true}) {
            for (int i = 0; i < 20; ++i) {
                const int here = qGray(sequentialColour(i / 20.0, isDark));
                const int next = qGray(sequentialColour((i + 1) / 20.0, isDark));
                QVERIFY(isDark ? next > here : next < here);
            }
            QVERIFY(qRed(divergingColour(-0.8, isDark)) > qBlue(divergingColour(-0.8, isDark)));
            QVERIFY(qBlue(divergingColour(0.8, isDark)) > qRed(divergingColour(0.8, isDark)));
            QCOMPARE(sequentialColour(std::nan(""), isDark), sequentialColour(0, isDark));
        }
    }

    void layoutKeepsColumnsApart_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<QSize>("size");
        for (const char* name : {"mlp", "lenet", "fashion-cnn", "resnet8"}) {
            for (const QSize size :
                 {QSize(640, 380), QSize(860, 470), QSize(1500, 800), QSize(3000, 1700)})
                QTest::addRow("%s %dx%d", name, size.width(), size.height())
                    << QString::fromLatin1(name) << size;
        }
    }
    void layoutKeepsColumnsApart()
    {
        QFETCH(QString, network);
        QFETCH(QSize, size);
        const auto columns = stageColumns(*programOf(network.toLatin1().constData()));
        const auto places = layoutStage(columns, QRectF(QPointF(0, 0), size), 50, 26, -1);
        for (int i = 0; i < places.size(); ++i) {
            QVERIFY(!places[i].tiles.isEmpty());
            QVERIFY(places[i].area.left() >= -0.5 && places[i].area.right() <= size.width() + 0.5);
            QVERIFY(places[i].area.top() >= 49 && places[i].area.bottom() <= size.height() - 25);
            if (i > 0)
                QVERIFY(places[i].area.left() > places[i - 1].area.right());
        }
    }

    // Neither height nor width lies idle while maps are too small to be seen.
    void layoutUsesTheRoom_data() { layoutKeepsColumnsApart_data(); }
    void layoutUsesTheRoom()
    {
        QFETCH(QString, network);
        QFETCH(QSize, size);
        const auto columns = stageColumns(*programOf(network.toLatin1().constData()));
        const auto places = layoutStage(columns, QRectF(QPointF(0, 0), size), 50, 26, -1);
        double highest = 0;
        for (const ColumnPlace& place : places) {
            highest = std::max(highest, place.area.height());
            for (const QRectF& tile : place.tiles)
                QVERIFY(tile.width() > 0 && tile.height() > 0
                        && place.area.contains(tile.center()));
        }
        QVERIFY(highest > 0.7 * (size.height() - 76));
    }

    void mapsOfDeepNetworksCanBeSeen()
    {
        // What the stage has of a window of 1280 by 720.
        const QRectF area(0, 0, 824, 400);
        const auto deep = stageColumns(*programOf("resnet8"));
        const auto residual = layoutStage(deep, area, 50, 26, -1);
        const auto wide = stageColumns(*programOf("fashion-cnn"));
        const auto fashion = layoutStage(wide, area, 50, 4, -1);
        QVERIFY(residual[1].tiles[0].height() >= 18);
        QVERIFY(residual[0].tiles[0].height() >= 36);
        QVERIFY(fashion[1].tiles[0].height() >= 20);
        for (int width = 600; width < 2000; width += 7) {
            const auto places = layoutStage(deep, QRectF(0, 0, width, 400), 50, 26, -1);
            QVERIFY2(places[1].tiles[0].height() >= 8, qPrintable(QString::number(width)));
        }
        for (int i = 1; i < residual.size(); ++i) // room for a title of five letters
            QVERIFY(residual[i].header.left() - residual[i - 1].header.left() >= 50);
    }
};

QTEST_GUILESS_MAIN(TestStageColumns)
#include "tst_stage_columns.moc"
