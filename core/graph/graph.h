#pragma once
#include "core/tensor/shape.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace propago {

enum class OperatorKind : std::uint8_t {
    Input,
    Conv2d,
    Linear,
    MaxPool2d,
    AvgPool2d,
    GlobalAvgPool2d,
    Relu,
    LeakyRelu,
    Sigmoid,
    Tanh,
    BatchNorm2d,
    Dropout,
    Flatten,
    Add,
    Concat,
    Softmax,
    Identity,
    Clip,
    HardSigmoid,
    HardSwish,
    Silu,
    Gelu,
    GeluTanh,
    Elu,
    Erf,
    Exp,
    Sqrt,
    Pow,
    PRelu,
    Sub,
    Mul,
    Div,
    Pad,
    Reshape,
    Transpose,
    Resize,
    ReduceMean,
    ReduceMax,
    ReduceSum,
    AdaptiveAvgPool2d,
    LayerNorm,
    GroupNorm,
    LocalResponseNorm,
    ConvTranspose2d,
    FakeQuantize,
};

inline constexpr int kOperatorKinds = static_cast<int>(OperatorKind::FakeQuantize) + 1;

/// What Pad puts around a map.
enum class PadMode : std::int64_t { Constant, Reflect, Edge };
enum class ResizeMode : std::int64_t { Nearest, Bilinear };
/// How Resize finds the place of an output pixel in its input; names as in ONNX.
enum class Coordinates : std::int64_t { HalfPixel, PytorchHalfPixel, AlignCorners, Asymmetric };
/// How Resize rounds that place to the nearest pixel.
enum class Rounding : std::int64_t { PreferFloor, PreferCeil, Floor, Ceil };

/// Everything that can be set on a node. Each operator reads its own part and leaves the rest alone,
/// so a node is plain data: it can be compared, copied, stored and undone.
struct Attributes {
    /// Conv2d, ConvTranspose2d: filters; Linear: outputs; LocalResponseNorm: maps in a window
    std::int64_t features = 0;
    std::int64_t kernelH = 1, kernelW = 1;
    std::int64_t strideH = 1, strideW = 1;
    std::int64_t padTop = 0, padLeft = 0, padBottom = 0, padRight = 0;
    std::int64_t dilationH = 1, dilationW = 1;
    std::int64_t groups = 1;
    std::int64_t extraH = 0, extraW = 0; ///< ConvTranspose2d: rows and columns more at the end
    /// Concat, Softmax: axis without the batch; LayerNorm: first axis that is normalised
    std::int64_t axis = 0;
    bool hasBias = true;       ///< Conv2d, ConvTranspose2d, Linear
    bool countsPadding = true; ///< AvgPool2d: divide by the whole window
    bool roundsUp = false;     ///< pooling: ceil instead of floor for the output size
    double slope = 0.01;       ///< LeakyRelu
    double epsilon = 1e-5;     ///< BatchNorm2d, LayerNorm, GroupNorm
    double momentum = 0.1;     ///< BatchNorm2d: share of the new statistics
    double probability = 0.5;  ///< Dropout: share of elements that are dropped
    double low = 0, high = 6;  ///< Clip: limits (as they stand, those of ReLU6)
    double alpha = 1;          ///< ELU, HardSigmoid, LocalResponseNorm: factor; Pow: exponent
    double beta = 0;           ///< HardSigmoid: shift; LocalResponseNorm: exponent
    /// Add, Sub, Mul, Div: the constant, if it is one number; Pad: the filling;
    /// LocalResponseNorm: what is added to the sum
    double value = 0;
    std::int64_t mode = 0;         ///< Pad: a PadMode; Resize: a ResizeMode
    std::int64_t coordinates = 0;  ///< Resize: one of Coordinates
    std::int64_t rounding = 0;     ///< Resize: one of Rounding
    double scaleH = 0, scaleW = 0; ///< Resize: 0 stands for output / input
    /// Add, Sub, Mul, Div: one operand is a constant of the node itself, not an input.
    bool hasConstant = false;
    bool isReversed = false; ///< the constant is the first operand
    bool isFrozen = false;   ///< the constant is not trained; GroupNorm: nor its weights
    /// Add, Sub, Mul, Div: shape of the constant, without dimensions for one number that stays;
    /// PReLU: shape of the slopes, without dimensions for a single one; Reshape: the new sample;
    /// Transpose: for each new axis the old one; Resize, AdaptiveAvgPool2d: height and width;
    /// ReduceMean, ReduceMax, ReduceSum: axes of a sample, without dimensions for all of them.
    Shape dims = {};
    /// FakeQuantize: a value is scale * (code - zeroPoint), a code an integer of `bits`
    double scale = 1;
    std::int64_t zeroPoint = 0;
    std::int64_t bits = 8;
    bool isSigned = false;
    /// Conv2d, Linear: the weights are used as if they were stored in so many bits; 0: as they are.
    /// Then `scale` is the step of the input, in whose steps the bias is rounded; 1: it is not known.
    std::int64_t weightBits = 0;
    bool operator==(const Attributes&) const = default;
};

/// One operation. Reads the outputs of the nodes in `inputs`, has exactly one output.
struct Node {
    std::string name; ///< unique in its graph, e.g. "conv1"
    OperatorKind kind = OperatorKind::Identity;
    Attributes attributes;
    std::vector<int> inputs; ///< indices of earlier nodes
    Shape inputShape;        ///< Input only: shape of one sample
    std::string valueName;   ///< name of its output in the file it came from; empty: `name`
    std::vector<std::string> parameterNames; ///< names in the file it came from; empty: name.role
    bool operator==(const Node&) const = default;
};

/// A network as the user edits it and files store it: nodes in topological order.
struct Graph {
    std::string name;
    std::vector<Node> nodes;
    int output = -1; ///< index of the node whose value is the network's output

    /// Index of the node called `name`, or -1.
    int find(std::string_view name) const;
    /// Adds a node and makes it the output; returns its index.
    int add(Node node);
    bool operator==(const Graph&) const = default;
};

/// Name of the output of `node`, for files and for people.
const std::string& valueName(const Node& node);

} // namespace propago
