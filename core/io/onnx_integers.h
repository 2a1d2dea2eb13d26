#pragma once
#include "core/graph/graph.h"
#include "core/tensor/tensor.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace onnx {
class TensorProto;
}

/// Weights as the integers of an ONNX file in QDQ form: DequantizeLinear makes real numbers of them.
namespace propago {

/// Whether the file gets the weights of this node as integers.
bool onnxHasIntegers(const Node& node);

/// The step between the values that node `index` reads, if a FakeQuantize of 8 bits at most made
/// them and nothing but what keeps the values of a tensor stands between.
std::optional<double> onnxInputStep(const Graph& graph, int index);

/// Weights are bytes without sign around kOnnxZero: products of two bytes without sign are exact in
/// other runtimes on every processor, while pairs of products with signed weights overflow 16 bits in
/// some that have no dot products for them.
inline constexpr std::uint8_t kOnnxZero = 128;

struct OnnxIntegers {
    std::vector<std::uint8_t> weights;
    std::vector<std::int32_t> bias; ///< in steps of input times weight; empty without `inputStep`
    Tensor scales;                  ///< of the weights: one for each filter
    Tensor biasScales;
};

/// The integers that a plan of integers would make of these numbers (quantiseWeights()).
OnnxIntegers onnxIntegers(const Tensor& weights, const Tensor* bias,
                          std::optional<double> inputStep, std::int64_t bits);

/// Fill a tensor of a file: real numbers, bytes without sign, 32-bit integers.
void fillNumbers(onnx::TensorProto& written, const Tensor& tensor);
void fillBytes(onnx::TensorProto& written, const Shape& shape,
               const std::vector<std::uint8_t>& bytes);
void fillWords(onnx::TensorProto& written, const std::vector<std::int32_t>& words);

} // namespace propago
