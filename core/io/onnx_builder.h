#pragma once
#include "core/io/onnx_build.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace propago {

/// Builds a Graph out of ONNX nodes, one after the other. Real values become nodes of the graph;
/// constants, and shapes that are computed while running, stay here until a layer takes them.
class OnnxBuilder {
public:
    OnnxBuilder(OnnxDescription description, std::string path);
    Result<ImportedModel> build();

    using Handler = Result<void> (OnnxBuilder::*)(const OnnxNode&);
    /// The handler for each type of operator.
    static const std::map<std::string, Handler>& handlers();

private:
    /// A parameter on its way into the graph.
    struct Parameter {
        std::string name;
        Tensor tensor;
    };
    /// A value with zeros around it, for the window that reads it: top, left, bottom, right.
    struct Padded {
        int producer = -1;
        std::array<std::int64_t, 4> amounts{};
    };

    // Layers with parameters: onnx_layers.cpp
    Result<void> convolution(const OnnxNode& node);
    Result<void> gemm(const OnnxNode& node);
    Result<void> matMul(const OnnxNode& node);
    Result<void> batchNorm(const OnnxNode& node);
    // onnx_transposed.cpp, onnx_norms.cpp
    Result<void> convTranspose(const OnnxNode& node);
    Result<void> fitTransposed(const OnnxNode& node, const Shape& in, Attributes& a) const;
    Result<void> layerNorm(const OnnxNode& node);
    Result<void> groupNorm(const OnnxNode& node);
    Result<void> localResponseNorm(const OnnxNode& node);
    Result<std::vector<Parameter>> scaleAndShift(const OnnxNode& node, const Shape& size) const;
    Result<void> add(const OnnxNode& node);
    Result<void> placeLinear(const OnnxNode& node, const OnnxTensor& weight, bool isTransposed,
                             std::vector<Parameter> bias);
    bool takesBias(int layer, const OnnxTensor& bias) const;
    Result<void> mergeBias(const OnnxNode& node, int layer, const OnnxTensor& bias);

    // Functions of one or two numbers: onnx_functions.cpp
    Result<void> function(const OnnxNode& node);
    Result<void> clip(const OnnxNode& node);
    Result<void> power(const OnnxNode& node);
    Result<void> negate(const OnnxNode& node);
    Result<void> reciprocal(const OnnxNode& node);
    Result<void> placeWithNumber(const OnnxNode& node, Node target, double number);
    Result<void> prelu(const OnnxNode& node);
    Result<void> arithmetic(const OnnxNode& node);
    Result<double> scalar(const OnnxNode& node, std::size_t index, double fallback) const;
    OnnxTensor aligned(const OnnxNode& node, const OnnxTensor& constant, int rank) const;
    Result<void> placeWithConstant(const OnnxNode& node, Node target, std::size_t input,
                                   const OnnxTensor& constant);

    /// How real values stand for integers: scale * (code - zeroPoint), one scale for all of a value or
    /// one for each index along an axis.
    struct Codes {
        std::vector<double> scales;
        std::vector<std::int64_t> zeroPoints;
        std::int64_t lowest = 0, highest = 255; ///< both 0 for 32 bits
        bool operator==(const Codes&) const = default;
    };

    // Integers that stand for real numbers: onnx_quantised.cpp
    Result<void> quantizeLinear(const OnnxNode& node);
    Result<void> dequantizeLinear(const OnnxNode& node);
    Result<void> dequantizeConstant(const OnnxNode& node, const OnnxTensor& integers);
    Result<void> quantisedConvolution(const OnnxNode& node);
    Result<void> quantisedGemm(const OnnxNode& node);
    Result<void> quantisedMatMul(const OnnxNode& node);
    Result<void> quantisedAdd(const OnnxNode& node);
    Result<void> quantisedGlobalAverage(const OnnxNode& node);
    Result<Codes> codesAt(const OnnxNode& node, std::size_t scale, const OnnxTensor* like) const;
    Result<void> requireCodes(const OnnxNode& node, std::size_t input, std::size_t scale) const;
    Result<OnnxTensor> realNumbers(const OnnxNode& node, const OnnxTensor& integers,
                                   const Codes& codes, std::int64_t axis) const;
    Result<std::string> realWeights(const OnnxNode& node, std::size_t input, std::int64_t axis);
    Result<std::string> realBias(const OnnxNode& node, std::size_t input, double factor);
    Result<void> placeCodes(const OnnxNode& node, const std::string& source, const Codes& codes);
    Result<void> onCodes(const OnnxNode& node, Handler handler);
    static std::int64_t weightBits(const OnnxTensor& constant, const Tensor& weights);

    // Windows and everything that changes values only: onnx_maps.cpp
    Result<void> pool(const OnnxNode& node);
    Result<void> globalAverage(const OnnxNode& node);
    Result<void> activation(const OnnxNode& node);
    Result<void> dropout(const OnnxNode& node);
    Result<void> concat(const OnnxNode& node);
    Result<void> softmax(const OnnxNode& node);
    Result<void> readWindow(const OnnxNode& node, Node& target) const;
    Result<void> readSteps(const OnnxNode& node, Attributes& a) const;
    Result<void> readAutomaticPadding(const OnnxNode& node, const Shape& input, bool isPadded,
                                      Attributes& a) const;

    // Other sizes and shapes: onnx_shaping.cpp, onnx_resize.cpp
    Result<void> pad(const OnnxNode& node);
    Result<void> reduce(const OnnxNode& node);
    Result<void> globalMax(const OnnxNode& node);
    Result<void> transposeValue(const OnnxNode& node);
    Result<void> resize(const OnnxNode& node);
    Result<void> placeReduced(const OnnxNode& node, Node target,
                              const std::vector<std::int64_t>& axes, bool keeps);
    std::vector<double> resizeScales(const OnnxNode& node, std::size_t index) const;
    bool onlyWindowsRead(const std::string& name, const std::array<std::int64_t, 4>& amounts) const;

    // Shapes and constants: onnx_shape_values.cpp
    Result<void> flatten(const OnnxNode& node);
    Result<void> reshape(const OnnxNode& node);
    Result<void> squeeze(const OnnxNode& node);
    Result<void> constant(const OnnxNode& node);
    Result<void> identity(const OnnxNode& node);
    Result<void> transpose(const OnnxNode& node);
    Result<void> shapeOf(const OnnxNode& node);
    Result<void> gather(const OnnxNode& node);
    Result<void> unsqueeze(const OnnxNode& node);
    Result<void> unsqueezeValue(const OnnxNode& node);
    Result<void> concatShapes(const OnnxNode& node);
    Result<void> shapeArithmetic(const OnnxNode& node, const OnnxTensor& left,
                                 const OnnxTensor& right);
    Result<void> placeReshaped(const OnnxNode& node, const Shape& target);

    // Lists of integers that the model computes for itself: onnx_folding.cpp
    Result<void> constantOfShape(const OnnxNode& node);
    Result<void> slice(const OnnxNode& node);
    Result<void> reshapeConstant(const OnnxNode& node, const OnnxTensor& data);
    Result<void> transposeIntegers(const OnnxNode& node, const OnnxTensor& matrix);

    // What all of them use: onnx_builder.cpp
    Failure refused(const OnnxNode& node, Text what,
                    Text remedy = {PROPAGO_TEXT("export the model again"), {}}) const;
    Result<int> value(const OnnxNode& node, std::size_t input = 0) const;
    const OnnxTensor* numbers(const OnnxNode& node, std::size_t input) const;
    const OnnxTensor* integers(const OnnxNode& node, std::size_t input) const;
    Result<std::vector<Parameter>> biasOf(const OnnxNode& node, std::size_t input,
                                          std::int64_t features) const;
    Result<void> place(const OnnxNode& from, Node node, std::vector<Parameter> parameters = {});
    Result<void> placeSimple(const OnnxNode& from, OperatorKind kind);
    Result<void> addInput(const OnnxInput& input);
    Result<void> addInputs();
    Result<void> checkMemory() const;
    void noteShared();
    void noteParameter(const OnnxNode& from, const Parameter& parameter);
    std::string freshName(OperatorKind kind);
    std::string keptName(const std::string& name);
    /// The constant's name before Identity nodes gave it others.
    std::string rootName(const std::string& name) const;
    void note(std::string text) { m_model.notes.push_back(std::move(text)); }
    const Shape& shape(int node) const { return m_shapes[static_cast<std::size_t>(node)]; }

    OnnxDescription m_description;
    std::string m_path;
    std::int64_t m_opset;
    std::optional<std::int64_t> m_batch; ///< that the inputs declare, where it is fixed
    ImportedModel m_model;
    std::map<std::string, OnnxTensor> m_constants;
    std::map<std::string, std::string>
        m_aliases; ///< constant that Identity renamed: its name in the file
    std::map<std::string, int> m_producers; ///< of real values: index in the graph
    std::map<std::string, Padded> m_padded;
    std::map<std::string, Codes> m_codes; ///< values that the file has as integers
    bool m_readsCodes = false;            ///< the layer at work may take such values for real ones
    std::map<std::string, int> m_readers; ///< how many inputs and outputs name a value
    std::map<std::string, std::vector<const OnnxNode*>> m_consumers; ///< nodes that name a value
    std::map<std::string, int> m_counts; ///< how many nodes have a prefix
    std::map<std::string, int> m_uses;   ///< how many nodes took an initialiser
    std::vector<Shape> m_shapes;
};

} // namespace propago
