#include "core/graph/zoo.h"

#include "core/graph/builder.h"
#include "core/graph/shapes.h"
#include "core/graph/zoo_large.h"

#include <algorithm>

namespace propago {

namespace {

using Kind = OperatorKind;

Graph mlp(const Shape& input, std::int64_t classes)
{
    GraphBuilder b("mlp");
    b.input(input);
    b.simple(Kind::Flatten);
    b.linear(128);
    b.simple(Kind::Relu);
    b.linear(classes);
    return b.graph();
}

// LeCun, Bottou, Bengio, Haffner 1998, with ReLU and max pooling as it is taught today.
Graph lenet(const Shape& input, std::int64_t classes)
{
    GraphBuilder b("lenet");
    b.input(input);
    b.conv(6, 5, 1, 2);
    b.simple(Kind::Relu);
    b.maxPool(2, 2);
    b.conv(16, 5);
    b.simple(Kind::Relu);
    b.maxPool(2, 2);
    b.simple(Kind::Flatten);
    b.linear(120);
    b.simple(Kind::Relu);
    b.linear(84);
    b.simple(Kind::Relu);
    b.linear(classes);
    return b.graph();
}

Graph fashionCnn(const Shape& input, std::int64_t classes)
{
    GraphBuilder b("fashion-cnn");
    b.input(input);
    for (const std::int64_t filters : {32, 64}) {
        for (int i = 0; i < 2; ++i) {
            b.conv(filters, 3, 1, 1);
            b.simple(Kind::Relu);
        }
        b.maxPool(2, 2);
    }
    b.simple(Kind::Flatten);
    b.linear(128);
    b.simple(Kind::Relu);
    b.linear(classes);
    return b.graph();
}

// The basic block of He, Zhang, Ren, Sun 2016: two 3x3 convolutions and a skip.
void residualBlock(GraphBuilder& b, std::int64_t filters, std::int64_t stride, bool projects)
{
    const int entry = b.graph().output;
    b.conv(filters, 3, stride, 1, false);
    b.simple(Kind::BatchNorm2d);
    b.simple(Kind::Relu);
    b.conv(filters, 3, 1, 1, false);
    const int left = b.simple(Kind::BatchNorm2d);
    int right = entry;
    if (projects) {
        b.conv(filters, 1, stride, 0, false, entry);
        right = b.simple(Kind::BatchNorm2d);
    }
    b.add(left, right);
    b.simple(Kind::Relu);
}

Graph resnet8(const Shape& input, std::int64_t classes)
{
    GraphBuilder b("resnet8");
    b.input(input);
    b.conv(16, 3, 1, 1, false);
    b.simple(Kind::BatchNorm2d);
    b.simple(Kind::Relu);
    residualBlock(b, 16, 1, false);
    residualBlock(b, 32, 2, true);
    residualBlock(b, 64, 2, true);
    b.simple(Kind::GlobalAvgPool2d);
    b.simple(Kind::Flatten);
    b.linear(classes);
    return b.graph();
}

struct ZooRow {
    const char* name;
    Graph (*make)(const Shape&, std::int64_t);
    std::int64_t channels, size, classes;
};

constexpr ZooRow kZoo[] = {
    {"mlp", mlp, 1, 28, 10},
    {"lenet", lenet, 1, 28, 10},
    {"fashion-cnn", fashionCnn, 1, 28, 10},
    {"resnet8", resnet8, 3, 32, 10},
    {"vgg-small", vggSmall, 3, 32, 10},
    {"resnet18", resnet18, 3, 224, 1000},
    {"mobilenet-v2", mobilenetV2, 3, 224, 1000},
    {"squeezenet", squeezenet, 3, 224, 1000},
};

const ZooRow* rowNamed(const std::string& name)
{
    const auto* row = std::ranges::find_if(kZoo, [&](const ZooRow& r) { return name == r.name; });
    return row == std::end(kZoo) ? nullptr : row;
}

} // namespace

const std::vector<std::string>& zooNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> result;
        for (const ZooRow& row : kZoo)
            result.emplace_back(row.name);
        return result;
    }();
    return names;
}

Result<Graph> zooGraph(const std::string& name, const Shape& input, std::int64_t classes)
{
    const ZooRow* row = rowNamed(name);
    if (!row) {
        std::string known;
        for (const std::string& each : zooNames())
            known += (known.empty() ? "" : ", ") + each;
        return fail(ErrorCode::BadInput, {PROPAGO_TEXT("there is no network of this name"), {}},
                    name,
                    {PROPAGO_TEXT("use one of %1, a .propago session or an .onnx file"), {known}});
    }
    Graph graph = row->make(input, classes);
    if (const auto shapes = inferShapes(graph); !shapes)
        return tl::unexpected(shapes.error());
    return graph;
}

Shape zooInput(const std::string& name)
{
    const ZooRow* row = rowNamed(name);
    return row ? Shape{row->channels, row->size, row->size} : Shape{};
}

std::int64_t zooClasses(const std::string& name)
{
    const ZooRow* row = rowNamed(name);
    return row ? row->classes : 0;
}

} // namespace propago
