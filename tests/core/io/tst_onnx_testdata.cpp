#include "core/base/bounded_reader.h"
#include "core/base/thread_pool.h"
#include "core/graph/shapes.h"
#include "core/infer/inference_plan.h"
#include "tests/support/files.h"
#include "tests/support/onnx_models.h"
#include "tests/support/torch_vectors.h"

#include <QDirIterator>
#include <QtTest>

using namespace propago;
using namespace propago::test;

namespace {

const QString kFolder = "/usr/share/libonnx-testdata/data";

// A tensor of real numbers as the test data stores it; empty for anything else.
Tensor tensorAt(const QString& path)
{
    onnx::TensorProto proto;
    if (!proto.ParseFromString(FileBox::read(path.toStdString()).toStdString())
        || proto.data_type() != onnx::TensorProto::FLOAT)
        return {};
    Tensor tensor(Shape(std::vector<std::int64_t>(proto.dims().begin(), proto.dims().end())),
                  Format::Fp32);
    const std::string raw = proto.raw_data();
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        if (raw.empty() && i >= proto.float_data_size())
            return {};
        if (raw.empty())
            tensor.span<float>()[static_cast<std::size_t>(i)] =
                proto.float_data(static_cast<int>(i));
        else
            std::memcpy(tensor.view().data + 4 * i, raw.data() + 4 * i, 4);
    }
    return tensor;
}

Tensor computed(const ImportedModel& model, const Tensor& input)
{
    ThreadPool pool(2);
    PlanOptions options;
    options.batch = input.shape()[0];
    const auto plan = planInference(model.graph, model.weights, options, nullptr, pool);
    if (!plan)
        throw std::runtime_error(describe(plan.error()));
    const Shape output = (*inferShapes(model.graph))[static_cast<std::size_t>(model.graph.output)];
    Tensor result(output.batched(options.batch), Format::Fp32);
    (*plan)->run(input.view(), result.view());
    return result;
}

double largestDifference(const Tensor& a, const Tensor& b)
{
    double largest = a.shape() == b.shape() ? 0 : 1e30;
    for (std::int64_t i = 0; i < a.elements() && largest < 1e30; ++i)
        largest = std::max(largest, std::abs(a.at(i) - b.at(i)));
    return largest;
}

// Dropout in its training form: read, but it drops only while this program trains.
bool isTraining(const QString& name)
{
    return name.contains("training_dropout") || name.contains("dropout_default_mask");
}

// The suite aligns the corners of an output of 1.2 x 2.4 pixels; there are 1 x 2, and PyTorch, which
// exports such models, aligns those.
bool hasBrokenPixels(const QString& name)
{
    return name.contains("resize_downsample_scales_linear_align_corners");
}

// The model with every input but the first as a constant, taken from the stored inputs: the suite
// hands weights over as inputs.
onnx::ModelProto withConstants(const QString& folder)
{
    onnx::ModelProto model;
    model.ParseFromString(FileBox::read((folder + "/model.onnx").toStdString()).toStdString());
    for (int i = 1; i < model.graph().input_size() && model.graph().initializer_size() < i; ++i) {
        const QString path = folder + QString("/test_data_set_0/input_%1.pb").arg(i);
        auto& tensor = *model.mutable_graph()->add_initializer();
        tensor.ParseFromString(FileBox::read(path.toStdString()).toStdString());
        tensor.set_name(model.graph().input(i).name());
    }
    return model;
}

Result<ImportedModel> readWithConstants(const QString& folder)
{
    const std::string bytes = withConstants(folder).SerializeAsString();
    return parseOnnxModel(std::as_bytes(std::span(bytes)), folder.toStdString());
}

QStringList models()
{
    QStringList paths;
    QDirIterator all(kFolder, {"model.onnx"}, QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext())
        paths << all.next();
    paths.sort();
    return paths;
}

} // namespace

/// The models of the ONNX project's own test suite: each is refused or read, none brings the reader
/// down, and what is read computes what the suite expects.
class TestOnnxTestdata : public QObject {
    Q_OBJECT

    // Runs the stored inputs; the number of outputs that were compared.
    static int compare(const ImportedModel& model, const QString& folder)
    {
        int count = 0;
        for (const QString& set : QDir(folder).entryList({"test_data_set_*"}, QDir::Dirs)) {
            const Tensor input = tensorAt(folder + "/" + set + "/input_0.pb");
            const Tensor output = tensorAt(folder + "/" + set + "/output_0.pb");
            if (input.isEmpty() || output.isEmpty())
                continue;
            const Tensor actual = computed(model, input);
            const double difference = largestDifference(actual, output);
            [&] {
                QVERIFY2(difference <= 1e-5, qPrintable(QString("%1: %2, %3 for %4")
                                                            .arg(folder)
                                                            .arg(difference)
                                                            .arg(actual.shape().text().c_str(),
                                                                 output.shape().text().c_str())));
            }();
            ++count;
        }
        return count;
    }

private Q_SLOTS:
    // Cases of single operators that have to be read and to give the stored numbers.
    void computesTheCasesOfItsOperators_data()
    {
        QTest::addColumn<QString>("folder");
        const auto rows = [](const char* suite, const QStringList& names) {
            for (const QString& name : names)
                QTest::newRow(qPrintable(name)) << QString(suite) + "/test_" + name;
        };
        rows("node", {"add_bcast", "clip", "clip_default_max", "clip_default_min", "div_bcast",
                      "elu", "elu_default", "erf", "exp", "hardsigmoid", "hardsigmoid_default",
                      "hardswish", "hardswish_expanded", "celu_expanded", "mul_bcast",
                      "prelu_broadcast", "sqrt", "sub_bcast"});
        rows("node", {"constant_pad",
                      "globalmaxpool",
                      "reduce_max_do_not_keepdims_random",
                      "reduce_mean_keepdims_random",
                      "reduce_sum_negative_axes_keepdims_random",
                      "reshape_extended_dims",
                      "reshape_zero_and_negative_dim",
                      "resize_downsample_scales_linear",
                      "resize_downsample_sizes_linear_pytorch_half_pixel",
                      "resize_downsample_sizes_nearest",
                      "resize_upsample_scales_linear",
                      "resize_upsample_scales_linear_align_corners",
                      "resize_upsample_scales_nearest",
                      "resize_upsample_sizes_nearest_ceil_half_pixel",
                      "resize_upsample_sizes_nearest_floor_align_corners",
                      "resize_upsample_sizes_nearest_round_prefer_ceil_asymmetric",
                      "softmax_axis_2_expanded",
                      "transpose_all_permutations_1",
                      "unsqueeze_unsorted_axes",
                      "upsample_nearest"});
        rows("node",
             {"convtranspose", "convtranspose_autopad_same", "convtranspose_dilations",
              "convtranspose_kernel_shape", "convtranspose_output_shape", "convtranspose_pad",
              "convtranspose_pads", "instancenorm_epsilon", "layer_normalization_2d_axis1",
              "layer_normalization_3d_axis1_epsilon", "layer_normalization_4d_axis2",
              "layer_normalization_default_axis", "lrn", "lrn_default"});
        rows("pytorch-converted",
             {"ConstantPad2d", "ConvTranspose2d", "ConvTranspose2d_no_bias", "Conv2d_depthwise",
              "Conv2d_depthwise_with_multiplier", "ELU", "PReLU_2d", "PReLU_2d_multiparam",
              "PixelShuffle", "ReflectionPad2d", "ReplicationPad2d", "ZeroPad2d"});
        rows("pytorch-operator", {"operator_clip", "operator_convtranspose", "operator_permute2",
                                  "operator_reduced_sum_keepdim"});
    }
    void computesTheCasesOfItsOperators()
    {
        QFETCH(QString, folder);
        const QString path = kFolder + "/" + folder;
        if (!QDir(kFolder).exists())
            QSKIP("the package libonnx-testdata is not installed");
        auto model = readOnnx((path + "/model.onnx").toStdString());
        if (!model)
            model = readWithConstants(path);
        QVERIFY2(model, sentenceOf(model).c_str());
        QVERIFY(compare(*model, path) > 0);
    }

    void readsOrRefusesEveryModel()
    {
        const QStringList paths = models();
        if (paths.isEmpty())
            QSKIP("the package libonnx-testdata is not installed");
        QVERIFY2(paths.size() > 1000, qPrintable(QString::number(paths.size())));
        int accepted = 0;
        int compared = 0;
        for (const QString& path : paths) {
            const QString folder = QFileInfo(path).absolutePath();
            auto model = readOnnx(path.toStdString());
            if (!model) {
                QVERIFY2(sentenceOf(model).size() > 20, qPrintable(path));
                model = readWithConstants(folder);
            }
            if (!model)
                continue;
            ++accepted;
            const auto inputs =
                std::ranges::count(model->graph.nodes, OperatorKind::Input, &Node::kind);
            if (inputs == 1 && !isTraining(folder) && !hasBrokenPixels(folder))
                compared += compare(*model, folder);
        }
        qInfo("%d of %d models read, %d outputs compared", accepted, int(paths.size()), compared);
        QVERIFY2(accepted >= 230, qPrintable(QString::number(accepted)));
        QVERIFY2(compared >= 205, qPrintable(QString::number(compared)));
    }
};

QTEST_APPLESS_MAIN(TestOnnxTestdata)
#include "tst_onnx_testdata.moc"
