#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/infer/quantisation.h"
#include "core/infer/weights.h"
#include "core/kernels/geometry.h"
#include "core/kernels/unit_tiles.h"
#include "core/tensor/tensor.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace propago {

/// What a fused operation computes. A BatchNorm that nothing could take in is a Convolution with a
/// 1 x 1 window and one channel in each group.
enum class FusedKind : std::uint8_t {
    Input,
    Convolution,
    Linear,
    MaxPool,
    AveragePool,
    GlobalAverage,
    Activation,
    Add,
    Concat,
    Softmax,
    Relayout, ///< the same numbers as planes of another shape
    Generic,  ///< any other operator, computed by its own fp32 kernel
};

enum class FusedActivation : std::uint8_t { None, Relu, LeakyRelu, Clip, Sigmoid, Tanh };

/// How a sample lies in memory: a flattened value keeps the planes it had before.
struct Planes {
    std::int64_t channels = 0;
    std::int64_t height = 1;
    std::int64_t width = 1;
    std::int64_t plane() const { return height * width; }
    std::int64_t elements() const { return channels * plane(); }
    bool operator==(const Planes&) const = default;
};

/// One operation of a plan: one or several nodes of the network.
struct FusedNode {
    FusedKind kind = FusedKind::Input;
    int node = -1;            ///< the network's node that gives kind and attributes
    std::vector<int> values;  ///< the network's nodes whose value this one leaves behind
    std::vector<int> inputs;  ///< earlier fused nodes
    bool hasResidual = false; ///< Convolution: inputs[1] is added before the activation
    FusedActivation activation = FusedActivation::None;
    double slope = 0;         ///< LeakyRelu
    double low = 0, high = 0; ///< Clip; only behind a Convolution or Linear
    Planes planes;            ///< of the output
    WindowGeometry window;    ///< Convolution and pooling
    bool countsPadding = false;
    std::int64_t axis = 0;             ///< Concat: axis within `shape`
    Shape shape;                       ///< of one output sample of `node`
    RowUnits rows;                     ///< Input: how its units are filled
    std::int64_t emptyPlaces = 0;      ///< in `weights`, that only fill units
    std::vector<double> weights, bias; ///< Convolution, Linear; bias may be empty
    std::int64_t weightBits = 0;       ///< integers: of its weights, if the node itself says so
    std::optional<Quantisation> codes; ///< integers: what a FakeQuantize behind it rounds to
    LayerRules rules;                  ///< Convolution, Linear: how integer plans take the weights
    std::vector<Shape> operands;       ///< Generic: shapes of one sample of each input
    std::vector<Tensor> parameters;    ///< Generic: fp32
};

/// A network after fusion, in an order that runs.
struct FusedGraph {
    std::vector<FusedNode> nodes;
    std::vector<int>
        owners;      ///< index = node of the network: fused node that holds its value, or -1
    int output = -1; ///< fused node of the network's output
};

struct FusionOptions {
    bool fuses = true;          ///< false: one fused node for each node that computes
    bool isPlainLayout = false; ///< planes of another shape are the same bytes (fp32 NCHW)
    bool isInteger = false;     ///< values are stored as bytes, weights as integers
};

/// Folds BatchNorm into the weights before it (in fp64), takes ReLU, LeakyReLU and Clip into the
/// operation before it and Add into the convolution that makes one side of it, and drops Dropout, Identity and
/// Flatten. Nodes that do not reach the output are left out when it fuses. For integers a FakeQuantize
/// says how the value before it is stored, where nobody else reads that value, and weights stay as they
/// are; else it rounds as any operator does, and weights with bits of their own are rounded here.
/// Fails as inferShapes() does and when a parameter has no weights.
Result<FusedGraph> fuse(const Graph& graph, const Weights& weights, const FusionOptions& options);

} // namespace propago
