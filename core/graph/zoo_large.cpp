#include "core/graph/zoo_large.h"

#include "core/graph/builder.h"

namespace propago {

namespace {

using Kind = OperatorKind;

// Convolution, BatchNorm and, unless it is `linear`, an activation.
struct Unit {
    std::int64_t filters, kernel = 3, stride = 1, groups = 1;
    Kind activation = Kind::Relu;
    bool isLinear = false;
};

int addUnit(GraphBuilder& b, const Unit& unit, int from = -1)
{
    Attributes a;
    a.features = unit.filters;
    a.kernelH = a.kernelW = unit.kernel;
    a.strideH = a.strideW = unit.stride;
    a.padTop = a.padLeft = a.padBottom = a.padRight = unit.kernel / 2;
    a.groups = unit.groups;
    a.hasBias = false;
    b.node(Kind::Conv2d, a, from);
    const int normal = b.simple(Kind::BatchNorm2d);
    return unit.isLinear ? normal : b.simple(unit.activation); // Clip as it stands is ReLU6
}

void addDropout(GraphBuilder& b, double probability)
{
    Attributes a;
    a.probability = probability;
    b.node(Kind::Dropout, a);
}

void addPool(GraphBuilder& b, std::int64_t kernel, bool roundsUp)
{
    Attributes a;
    a.kernelH = a.kernelW = kernel;
    a.strideH = a.strideW = 2;
    a.roundsUp = roundsUp;
    b.node(Kind::MaxPool2d, a);
}

void addBasicBlock(GraphBuilder& b, std::int64_t filters, std::int64_t stride, bool projects)
{
    const int entry = b.graph().output;
    addUnit(b, {filters, 3, stride});
    const int left = addUnit(b, {filters, 3, 1, 1, Kind::Relu, true});
    const int right =
        projects ? addUnit(b, {filters, 1, stride, 1, Kind::Relu, true}, entry) : entry;
    b.add(left, right);
    b.simple(Kind::Relu);
}

// Widens by `factor`, looks around in each map for itself, and narrows again.
void addInvertedResidual(GraphBuilder& b, std::int64_t from, std::int64_t to, std::int64_t factor,
                         std::int64_t stride)
{
    const int entry = b.graph().output;
    const std::int64_t wide = from * factor;
    if (factor != 1)
        addUnit(b, {wide, 1, 1, 1, Kind::Clip});
    addUnit(b, {wide, 3, stride, wide, Kind::Clip});
    const int narrow = addUnit(b, {to, 1, 1, 1, Kind::Clip, true});
    if (stride == 1 && from == to)
        b.add(narrow, entry);
}

// Few filters look at single pixels, then as many look at single pixels as at 3x3.
void addFire(GraphBuilder& b, std::int64_t squeezed, std::int64_t expanded)
{
    b.conv(squeezed, 1);
    const int narrow = b.simple(Kind::Relu);
    b.conv(expanded, 1, 1, 0, true, narrow);
    const int points = b.simple(Kind::Relu);
    b.conv(expanded, 3, 1, 1, true, narrow);
    b.join({points, b.simple(Kind::Relu)});
}

void addClassifier(GraphBuilder& b, std::int64_t classes, double dropped)
{
    b.simple(Kind::GlobalAvgPool2d);
    b.simple(Kind::Flatten);
    if (dropped > 0)
        addDropout(b, dropped);
    b.linear(classes);
}

} // namespace

Graph vggSmall(const Shape& input, std::int64_t classes)
{
    GraphBuilder b("vgg-small");
    b.input(input);
    for (const std::int64_t filters : {32, 64, 128}) {
        addUnit(b, {filters});
        addUnit(b, {filters});
        b.maxPool(2, 2);
    }
    b.simple(Kind::Flatten);
    b.linear(256);
    b.simple(Kind::Relu);
    addDropout(b, 0.5);
    b.linear(classes);
    return b.graph();
}

Graph resnet18(const Shape& input, std::int64_t classes)
{
    GraphBuilder b("resnet18");
    b.input(input);
    addUnit(b, {64, 7, 2});
    b.maxPool(3, 2, 1);
    for (const std::int64_t filters : {64, 128, 256, 512}) {
        const bool narrows = filters > 64;
        addBasicBlock(b, filters, narrows ? 2 : 1, narrows);
        addBasicBlock(b, filters, 1, false);
    }
    addClassifier(b, classes, 0);
    return b.graph();
}

Graph mobilenetV2(const Shape& input, std::int64_t classes)
{
    struct Row {
        std::int64_t factor, filters, repeats, stride;
    };
    GraphBuilder b("mobilenet-v2");
    b.input(input);
    addUnit(b, {32, 3, 2, 1, Kind::Clip});
    std::int64_t channels = 32;
    for (const Row& row : {Row{1, 16, 1, 1}, Row{6, 24, 2, 2}, Row{6, 32, 3, 2}, Row{6, 64, 4, 2},
                           Row{6, 96, 3, 1}, Row{6, 160, 3, 2}, Row{6, 320, 1, 1}}) {
        for (std::int64_t i = 0; i < row.repeats; ++i) {
            addInvertedResidual(b, channels, row.filters, row.factor, i == 0 ? row.stride : 1);
            channels = row.filters;
        }
    }
    addUnit(b, {1280, 1, 1, 1, Kind::Clip});
    addClassifier(b, classes, 0.2);
    return b.graph();
}

Graph squeezenet(const Shape& input, std::int64_t classes)
{
    GraphBuilder b("squeezenet");
    b.input(input);
    b.conv(64, 3, 2);
    b.simple(Kind::Relu);
    for (const std::int64_t squeezed : {16, 32}) {
        addPool(b, 3, true);
        addFire(b, squeezed, 4 * squeezed);
        addFire(b, squeezed, 4 * squeezed);
    }
    addPool(b, 3, true);
    for (const std::int64_t squeezed : {48, 48, 64, 64})
        addFire(b, squeezed, 4 * squeezed);
    addDropout(b, 0.5);
    b.conv(classes, 1);
    b.simple(Kind::Relu);
    b.simple(Kind::GlobalAvgPool2d);
    b.simple(Kind::Flatten);
    return b.graph();
}

} // namespace propago
