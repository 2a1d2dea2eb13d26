#include "core/base/thread_pool.h"
#include "core/data/byte_source.h"
#include "core/infer/inference_plan.h"
#include "core/train/gradients.h"
#include "tests/support/torch_vectors.h"

#include <QtTest>

#include <cstring>
#include <set>

using namespace propago;
using namespace propago::test;

namespace {

constexpr double kOutputBound = 1e-4;
constexpr double kGradientBound = 1e-3;

/// A network of make_torch_random_networks.py and what PyTorch computed for it in fp32.
struct Stored {
    QJsonObject facts;
    std::vector<std::byte> model;
    Tensor input, answers, output;
    std::map<std::string, Tensor> gradients;
    std::string label() const
    {
        return "seed " + std::to_string(facts["seed"].toInt()) + ", opset "
               + std::to_string(facts["opset"].toInt());
    }
};

/// Takes one part after another from the expanded file.
class Container {
public:
    explicit Container(const QString& path) : m_file(path)
    {
        if (!m_file.open(QIODevice::ReadOnly))
            throw std::runtime_error("no file " + path.toStdString());
        m_packed = m_file.readAll();
        const auto bytes = std::as_bytes(std::span(m_packed.constData(), m_packed.size()));
        m_source = makeByteSource(bytes, path.toStdString());
    }
    template<typename T> std::vector<T> take(std::size_t count)
    {
        std::vector<T> values(count);
        required(m_source->read({reinterpret_cast<std::uint8_t*>(values.data()), count * sizeof(T)},
                                "data"));
        return values;
    }
    Tensor tensor(const QJsonValue& shape)
    {
        std::vector<std::int64_t> dimensions;
        for (const QJsonValue& dimension : shape.toArray())
            dimensions.push_back(dimension.toInteger());
        Tensor result(Shape(dimensions), Format::Fp32);
        const auto values = take<float>(static_cast<std::size_t>(result.elements()));
        std::memcpy(result.view().data, values.data(), values.size() * sizeof(float));
        return result;
    }
    bool isAtEnd() { return m_source->expectEnd().has_value(); }

private:
    static void required(const Result<void>& result)
    {
        if (!result)
            throw std::runtime_error(describe(result.error()));
    }
    QFile m_file;
    QByteArray m_packed;
    std::unique_ptr<ByteSource> m_source;
};

Stored takeNetwork(Container& container, const QJsonObject& facts)
{
    Stored stored;
    stored.facts = facts;
    stored.model = container.take<std::byte>(static_cast<std::size_t>(facts["model"].toInteger()));
    stored.input = container.tensor(facts["input"]);
    stored.answers = container.tensor(facts["answers"]);
    stored.output = container.tensor(facts["output"]);
    for (const QJsonValue& gradient : facts["gradients"].toArray())
        stored.gradients.emplace(gradient["name"].toString().toStdString(),
                                 container.tensor(gradient["shape"]));
    return stored;
}

std::vector<Stored> readAll()
{
    Container container(torchFolder() + "/random-networks.gz");
    const std::uint64_t length = container.take<std::uint64_t>(1).front();
    const auto text = container.take<char>(length);
    std::vector<Stored> networks;
    for (const QJsonValue& facts :
         QJsonDocument::fromJson({text.data(), static_cast<qsizetype>(length)}).array())
        networks.push_back(takeNetwork(container, facts.toObject()));
    if (!container.isAtEnd())
        throw std::runtime_error("more is stored than the index says");
    return networks;
}

/// Category numbers for CrossEntropyLoss, real numbers for the others.
Tensor answersOf(const Stored& stored)
{
    if (stored.facts["loss"] != "cross-entropy")
        return copyOf(stored.answers.view());
    Tensor labels(stored.answers.shape(), Format::Int64);
    for (std::int64_t i = 0; i < labels.elements(); ++i)
        labels.span<std::int64_t>()[static_cast<std::size_t>(i)] =
            static_cast<std::int64_t>(stored.answers.at(i));
    return labels;
}

GradientResult computed(const Stored& stored, const ImportedModel& model, Format format,
                        ThreadPool& pool)
{
    GradientOptions options;
    options.format = format;
    options.isTraining = stored.facts["isTraining"].toBool();
    if (!parse(stored.facts["loss"].toString().toStdString(), options.loss))
        throw std::runtime_error("unknown loss");
    return required(computeGradients(model.graph, model.weights, stored.input.view(),
                                     answersOf(stored).view(), options, pool));
}

const Tensor* find(const std::vector<NamedTensor>& tensors, const std::string& name)
{
    const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
    return found == tensors.end() ? nullptr : &found->tensor;
}

double largestOf(const Tensor& tensor)
{
    double largest = 0;
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        largest = std::max(largest, std::abs(tensor.at(i)));
    return largest;
}

/// The worst that was seen over all networks.
struct Worst {
    double distance = 0;
    std::string where = "nowhere";
    void see(double value, const std::string& place)
    {
        if (value <= distance)
            return;
        distance = value;
        where = place;
    }
};

} // namespace

/// 300 random networks that PyTorch exported: its outputs and gradients from its own files.
class TestTorchRandomNetworks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_networks = readAll();
        QCOMPARE(m_networks.size(), std::size_t{300});
    }

    void everyFileIsRead()
    {
        int refused = 0;
        for (const Stored& stored : m_networks) {
            const auto model = parseOnnxModel(stored.model, stored.label());
            if (model)
                continue;
            qWarning("%s", describe(model.error()).c_str());
            ++refused;
        }
        QCOMPARE(refused, 0);
    }

    // What makes the 300 worth their number.
    void networksAreOfManyKinds()
    {
        std::map<OperatorKind, int> kinds;
        std::set<int> opsets;
        int training = 0;
        int folded = 0;
        std::size_t gradients = 0;
        for (const Stored& stored : m_networks) {
            for (const Node& node : modelOf(stored).graph.nodes)
                ++kinds[node.kind];
            opsets.insert(stored.facts["opset"].toInt());
            training += stored.facts["isTraining"].toBool() ? 1 : 0;
            folded += stored.facts["isFolded"].toBool() ? 1 : 0;
            gradients += stored.gradients.size();
        }
        QCOMPARE(opsets, (std::set{9, 10, 11, 12, 13, 14, 15, 16, 17}));
        qInfo("%d with the batch's statistics, %d folded, %zu gradients", training, folded,
              gradients);
        QVERIFY(training >= 30);
        QVERIFY(folded >= 30);
        QVERIFY(gradients >= 3000);
        QVERIFY(kinds.size() >= 36);
    }

    void gradientsAreThoseOfPyTorch_data() { addFormats(); }
    void gradientsAreThoseOfPyTorch()
    {
        QFETCH(int, format);
        Worst output, gradient, loss;
        for (const Stored& stored : m_networks) {
            const ImportedModel model = modelOf(stored);
            const GradientResult result =
                computed(stored, model, static_cast<Format>(format), m_pool);
            const double expected = stored.facts["lossValue"].toDouble();
            loss.see(std::abs(result.loss - expected) / expected, stored.label());
            const Node& last = model.graph.nodes[static_cast<std::size_t>(model.graph.output)];
            const Tensor* y = find(result.values, valueName(last));
            QVERIFY2(y, stored.label().c_str());
            output.see(relativeDistance(*y, stored.output), stored.label());
            compareGradients(stored, result, gradient);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("loss %g (%s), output %g (%s), gradient %g (%s)", loss.distance, loss.where.c_str(),
              output.distance, output.where.c_str(), gradient.distance, gradient.where.c_str());
        QVERIFY2(loss.distance <= kOutputBound, loss.where.c_str());
        QVERIFY2(output.distance <= kOutputBound, output.where.c_str());
        QVERIFY2(gradient.distance <= kGradientBound, gradient.where.c_str());
    }

    void plansSayWhatPyTorchSays_data() { addFormats(); }
    void plansSayWhatPyTorchSays()
    {
        QFETCH(int, format);
        Worst worst;
        int plans = 0;
        for (const Stored& stored : m_networks) {
            if (stored.facts["isTraining"].toBool())
                continue; // a plan has the running statistics
            const ImportedModel model = modelOf(stored);
            const std::int64_t count = stored.input.shape()[0];
            const auto plan = required(planInference(model.graph, model.weights,
                                                     {static_cast<Format>(format), count, false},
                                                     nullptr, m_pool));
            Tensor y(stored.output.shape(), Format::Fp32);
            plan->run(stored.input.view(), y.view());
            worst.see(relativeDistance(y, stored.output), stored.label());
            ++plans;
        }
        qInfo("%d plans, output %g (%s)", plans, worst.distance, worst.where.c_str());
        QVERIFY(plans >= 200);
        QVERIFY2(worst.distance <= kOutputBound, worst.where.c_str());
    }

private:
    static void addFormats()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("fp32") << static_cast<int>(Format::Fp32);
        QTest::newRow("fp64") << static_cast<int>(Format::Fp64);
    }

    static ImportedModel modelOf(const Stored& stored)
    {
        return required(parseOnnxModel(stored.model, stored.label()));
    }

    // Each relative to the largest number of its own tensor; those that are zero but for roundings,
    // to the largest of the network.
    static void compareGradients(const Stored& stored, const GradientResult& result, Worst& worst)
    {
        double largest = 0;
        for (const auto& [name, expected] : stored.gradients) {
            const std::string place = stored.label() + ", " + name;
            const Tensor* actual = find(result.gradients, name);
            QVERIFY2(actual, place.c_str());
            worst.see(relativeDistance(*actual, expected), place);
            largest = std::max(largest, largestOf(expected));
        }
        for (const QJsonValue& name : stored.facts["zeros"].toArray()) {
            const Tensor* actual = find(result.gradients, name.toString().toStdString());
            QVERIFY2(actual && largestOf(*actual) <= 1e-5 * largest, stored.label().c_str());
        }
    }

    ThreadPool m_pool{2};
    std::vector<Stored> m_networks;
};

QTEST_APPLESS_MAIN(TestTorchRandomNetworks)
#include "tst_torch_random_networks.moc"
