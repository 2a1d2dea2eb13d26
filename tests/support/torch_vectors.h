#pragma once
#include "core/io/npy.h"
#include "core/io/onnx_file.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

/// The networks that tests/support/make_torch_vectors.py stored: what PyTorch computed for them.
namespace propago::test {

/// One network with a batch, and every tensor of a forward and a backward pass by its ONNX name.
struct TorchCase {
    ImportedModel model;
    Tensor input;  ///< fp32 [N, ...]
    Tensor labels; ///< int64 [N]
    std::string loss;
    double lossValue = 0;
    std::map<std::string, Tensor> values;
    std::map<std::string, Tensor> gradients;
};

inline QString torchFolder()
{
    return QString(PROPAGO_SOURCE_DIR) + "/tests/data/torch";
}

/// Names of the stored networks.
inline QStringList torchCases()
{
    QStringList names;
    const QDir folder(torchFolder());
    for (const QString& name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (QFile::exists(folder.filePath(name + "/model.onnx")))
            names << name;
    }
    return names;
}

template<typename T> T required(Result<T> result)
{
    if (!result)
        throw std::runtime_error(describe(result.error()));
    return std::move(*result);
}

/// Loads a case with its numbers in fp32 or fp64. Throws when the stored files are not sound.
inline TorchCase loadTorchCase(const QString& name, Format format)
{
    const QString folder = torchFolder() + "/" + name + "/";
    const auto path = [&](const QString& file) { return (folder + file).toStdString(); };
    QFile file(folder + "case.json");
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("there is no case " + name.toStdString());
    const QJsonObject description = QJsonDocument::fromJson(file.readAll()).object();
    const QString numbers = format == Format::Fp64 ? "fp64" : "fp32";
    const Tensor flat = required(readNpy(path(numbers + ".npy")));
    TorchCase result{required(readOnnx(path("model.onnx"))),
                     required(readNpy(path("input.npy"))),
                     required(readNpy(path("labels.npy"))),
                     description["loss"].toString().toStdString(),
                     description["loss_" + numbers].toDouble(),
                     {},
                     {}};
    for (const QJsonValue& item : description["tensors"].toArray()) {
        std::vector<std::int64_t> dimensions;
        for (const QJsonValue& dimension : item["shape"].toArray())
            dimensions.push_back(dimension.toInteger());
        Tensor tensor(Shape(dimensions), format);
        const auto offset = item["offset"].toInteger();
        convert(flat.view().slice(offset, tensor.elements()).reshaped(tensor.shape()),
                tensor.view());
        auto& group = item["what"] == "value" ? result.values : result.gradients;
        group.emplace(item["name"].toString().toStdString(), std::move(tensor));
    }
    return result;
}

/// Largest difference between two tensors, relative to the largest element of `expected`. A matrix
/// may be stored as outputs x inputs where the file has it the other way round.
inline double relativeDistance(const Tensor& actual, const Tensor& expected)
{
    if (actual.elements() != expected.elements())
        return 1e30;
    const Shape& shape = expected.shape();
    const bool isTurned = actual.shape() != shape && shape.rank() == 2 && actual.shape().rank() == 2
                          && actual.shape()[0] == shape[1];
    double difference = 0;
    double largest = 1e-30;
    for (std::int64_t i = 0; i < expected.elements(); ++i) {
        const std::int64_t there = isTurned ? i % shape[1] * shape[0] + i / shape[1] : i;
        difference = std::max(difference, std::abs(actual.at(there) - expected.at(i)));
        largest = std::max(largest, std::abs(expected.at(i)));
    }
    return difference / largest;
}

} // namespace propago::test
