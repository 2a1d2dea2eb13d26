#pragma once
#include "core/tensor/tensor.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace propago {

/// A constant of an ONNX graph: real numbers as fp32, or integers (shapes, axes) as they are.
struct OnnxTensor {
    Shape shape;
    Tensor numbers;                     ///< fp32; empty for integers
    std::vector<std::int64_t> integers; ///< empty for numbers
    std::string source;                 ///< the initialiser these numbers come from
    bool isTransposed = false; ///< of a matrix: rows and columns of `source` changed places
    bool isLiteral = false;    ///< stands in the graph as a Constant node
    /// Of integers: smallest and largest number of their type, both 0 where it is wider than 16 bits.
    std::int64_t lowest = 0, highest = 0;
    /// Of numbers that a DequantizeLinear made of integers: the largest of these, without sign; else 0.
    std::int64_t largestCode = 0;

    bool isNumber() const { return !numbers.isEmpty(); }
};

/// An attribute of an ONNX node; only the members of its own type are filled.
struct OnnxAttribute {
    std::int64_t integer = 0;
    double number = 0;
    std::string text;
    std::vector<std::int64_t> integers;
    std::vector<float> numbers;
    std::optional<OnnxTensor> tensor;
};

/// One operation as the file names it.
struct OnnxNode {
    std::string name;
    std::string domain; ///< empty for the standard operators
    std::string type;
    std::vector<std::string> inputs; ///< an empty name stands for an input that is left out
    std::vector<std::string> outputs;
    std::map<std::string, OnnxAttribute> attributes;

    /// What tells operators apart: the type, with its domain before it if it has one.
    std::string key() const { return domain.empty() ? type : domain + "." + type; }
    std::int64_t integer(const char* key, std::int64_t fallback) const;
    double number(const char* key, double fallback) const;
    std::string text(const char* key, const char* fallback) const;
    std::vector<std::int64_t> integers(const char* key, std::vector<std::int64_t> fallback) const;
    /// Whether input `index` is there and not left out.
    bool hasInput(std::size_t index) const
    {
        return index < inputs.size() && !inputs[index].empty();
    }
    /// "Conv /layer1/Conv", safe to show.
    std::string label() const;
};

/// An input that the graph declares; a dimension without a fixed size is empty.
struct OnnxInput {
    std::string name;
    bool isTensorOfNumbers = false;
    bool hasShape = false;
    std::vector<std::optional<std::int64_t>> dimensions;
};

/// What an ONNX file says, word for word, in plain types: only its tensors are checked yet.
struct OnnxDescription {
    std::optional<std::int64_t> irVersion;
    std::optional<std::int64_t> opset; ///< of the standard operators
    std::string name;
    std::vector<OnnxNode> nodes;
    std::vector<OnnxInput> inputs;
    std::vector<std::string> outputs;
    std::map<std::string, OnnxTensor> initialisers;
};

} // namespace propago
