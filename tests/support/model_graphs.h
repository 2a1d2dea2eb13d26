#pragma once
#include "tests/support/program_fixtures.h"

/// Networks out of the pieces that models of today are made of.
namespace propago::test {

/// Adds pieces that read maps of 4 x H x W and leave maps of the same shape behind.
class PieceBuilder {
public:
    explicit PieceBuilder(const Shape& input) : m_draft(input)
    {
        m_last = m_draft.conv(kMaps, 3, 0);
        m_height = input[1];
        m_width = input[2];
    }

    static constexpr std::int64_t kPieces = 15;

    void add(std::int64_t piece)
    {
        switch (piece) {
        case 0: return depthwise();
        case 1: return squeezeExcite();
        case 2: return groupNormed();
        case 3: return layerNormed();
        case 4: return damped();
        case 5: return bordered();
        case 6: return turned();
        case 7: return resized();
        case 8: return transposed();
        case 9: return shuffled();
        case 10: return standardised();
        case 11: return scaled();
        case 12: return spelledGelu();
        case 13: return rounded();
        default: return attended();
        }
    }

    Graph finish(std::int64_t classes)
    {
        put(OperatorKind::MaxPool2d, window(2, 2));
        put(OperatorKind::Flatten);
        m_draft.linear(classes, m_last);
        return m_draft.graph;
    }

private:
    static constexpr std::int64_t kMaps = 4;
    using Kind = OperatorKind;

    int put(Kind kind, const Attributes& a = {}) { return m_last = m_draft.put(kind, {m_last}, a); }
    int join(Kind kind, int left, int right) { return m_last = m_draft.put(kind, {left, right}); }
    int constant(Kind kind, double value, bool isReversed = false)
    {
        Attributes a;
        a.hasConstant = true;
        a.value = value;
        a.isReversed = isReversed;
        return put(kind, a);
    }
    static Attributes shaped(const Shape& dims)
    {
        Attributes a;
        a.dims = dims;
        return a;
    }
    int pointwise(std::int64_t filters) { return m_last = m_draft.conv(filters, 1, m_last); }

    void depthwise()
    {
        Attributes a = window(3, 1, 1);
        a.features = kMaps;
        a.groups = kMaps;
        put(Kind::Conv2d, a);
        put(Kind::BatchNorm2d);
        a.low = -0.5;
        a.high = 1.5;
        put(Kind::Clip, a);
    }
    void squeezeExcite()
    {
        const int entry = m_last;
        put(Kind::GlobalAvgPool2d);
        pointwise(2);
        put(Kind::Silu);
        pointwise(kMaps);
        Attributes a;
        a.alpha = 1.0 / 6;
        a.beta = 0.5;
        put(Kind::HardSigmoid, a);
        join(Kind::Mul, entry, m_last);
    }
    void groupNormed()
    {
        Attributes a;
        a.groups = 2;
        put(Kind::GroupNorm, a);
        put(Kind::Gelu);
    }
    void layerNormed()
    {
        Attributes a;
        a.axis = 1;
        put(Kind::LayerNorm, a);
        put(Kind::Elu);
    }
    void damped()
    {
        Attributes a;
        a.features = 3;
        a.alpha = 0.3;
        a.beta = 0.75;
        a.value = 1;
        put(Kind::LocalResponseNorm, a);
        put(Kind::PRelu, shaped({kMaps, 1, 1}));
    }
    void bordered()
    {
        Attributes a;
        a.padTop = a.padLeft = a.padBottom = a.padRight = 1;
        a.mode = static_cast<std::int64_t>(PadMode::Reflect);
        put(Kind::Pad, a);
        Attributes b = window(3, 1);
        b.features = kMaps;
        put(Kind::Conv2d, b);
        put(Kind::HardSwish);
    }
    void turned()
    {
        put(Kind::Transpose, shaped({1, 2, 0}));
        put(Kind::GeluTanh);
        put(Kind::Transpose, shaped({2, 0, 1}));
    }
    void resized()
    {
        Attributes a = shaped({2 * m_height, 2 * m_width});
        a.mode = static_cast<std::int64_t>(ResizeMode::Bilinear);
        put(Kind::Resize, a);
        Attributes b = window(2, 2);
        b.features = kMaps;
        put(Kind::Conv2d, b);
    }
    void transposed()
    {
        Attributes a = window(3, 2, 1);
        a.features = kMaps;
        a.groups = 2;
        a.extraH = 1;
        put(Kind::ConvTranspose2d, a);
        put(Kind::AdaptiveAvgPool2d, shaped({m_height, m_width}));
    }
    void shuffled()
    {
        put(Kind::Reshape, shaped({2, 2, m_height * m_width}));
        put(Kind::Transpose, shaped({1, 0, 2}));
        put(Kind::Reshape, shaped({kMaps, m_height, m_width}));
    }
    void standardised()
    {
        const int entry = m_last;
        put(Kind::ReduceMean, shaped({1, 2}));
        const int centred = join(Kind::Sub, entry, m_last);
        Attributes square;
        square.alpha = 2;
        put(Kind::Pow, square);
        put(Kind::ReduceMean, shaped({1, 2}));
        constant(Kind::Add, 0.1);
        put(Kind::Sqrt);
        join(Kind::Div, centred, m_last);
    }
    // x / (1 + e^-x), with factors that are learned.
    void scaled()
    {
        Attributes a = shaped({kMaps, 1, 1});
        a.hasConstant = true;
        const int entry = put(Kind::Mul, a);
        constant(Kind::Mul, -1);
        put(Kind::Exp);
        constant(Kind::Add, 1, true);
        join(Kind::Div, entry, m_last);
    }
    // A layer that learns to live with four bits, and a byte for each of its values.
    void rounded()
    {
        Attributes a = window(3, 1, 1);
        a.features = kMaps;
        a.weightBits = 4;
        put(Kind::Conv2d, a);
        Attributes codes;
        codes.scale = 1.0 / 64;
        codes.zeroPoint = 100;
        put(Kind::FakeQuantize, codes);
    }
    void spelledGelu()
    {
        const int entry = m_last;
        constant(Kind::Div, 1.4142135623730951);
        put(Kind::Erf);
        constant(Kind::Add, 1);
        join(Kind::Mul, entry, m_last);
        constant(Kind::Mul, 0.5);
    }
    void attended()
    {
        const int entry = m_last;
        put(Kind::ReduceMax, shaped({0}));
        const int strongest = put(Kind::Sigmoid);
        m_last = entry;
        put(Kind::ReduceSum, shaped({0}));
        put(Kind::Tanh);
        const int sum = m_last;
        join(Kind::Mul, entry, strongest);
        join(Kind::Add, m_last, sum);
    }

    Draft m_draft;
    int m_last = 0;
    std::int64_t m_height = 0, m_width = 0;
};

/// `count` different pieces in random order. With all of them the network holds every operator of a
/// family.
inline Graph pieceGraph(std::uint64_t seed, const Shape& input, std::int64_t classes,
                        std::int64_t count)
{
    PieceBuilder builder(input);
    const auto order = permutation(static_cast<std::int32_t>(PieceBuilder::kPieces),
                                   RandomSource(seed, RandomStream::Generate, 0, 31));
    for (std::int64_t i = 0; i < count; ++i)
        builder.add(order[static_cast<std::size_t>(i)]);
    return builder.finish(classes);
}

/// Half of the pieces.
inline Graph modelGraph(std::uint64_t seed, const Shape& input, std::int64_t classes)
{
    return pieceGraph(seed, input, classes, PieceBuilder::kPieces / 2);
}

} // namespace propago::test
