#include "core/data/shapes.h"

#include "core/tensor/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace propago {

namespace {

constexpr int kSide = 32;
constexpr int kPlane = kSide * kSide;
constexpr float kMiddle = static_cast<float>(kSide) / 2.0f;

struct Point {
    float x = 0;
    float y = 0;
};

// Distances from the outline of a shape of about unit size, negative inside.

float box(Point p, float halfWidth, float halfHeight)
{
    const float dx = std::abs(p.x) - halfWidth;
    const float dy = std::abs(p.y) - halfHeight;
    return std::hypot(std::max(dx, 0.0f), std::max(dy, 0.0f)) + std::min(std::max(dx, dy), 0.0f);
}

float disc(Point p)
{
    return std::hypot(p.x, p.y) - 0.95f;
}

float ring(Point p)
{
    return std::abs(std::hypot(p.x, p.y) - 0.72f) - 0.2f;
}

float square(Point p)
{
    return box(p, 0.8f, 0.8f);
}

float frame(Point p)
{
    return std::abs(box(p, 0.66f, 0.66f)) - 0.18f;
}

float rhombus(Point p)
{
    return (std::abs(p.x) / 0.62f + std::abs(p.y) - 1.0f) * 0.527f;
}

float triangle(Point p)
{
    const float slope = (std::abs(p.x) * 0.866f - p.y * 0.5f) - 0.46f;
    return std::max(slope, p.y - 0.6f);
}

float plus(Point p)
{
    return std::min(box(p, 0.95f, 0.26f), box(p, 0.26f, 0.95f));
}

// Five points: folded into one tenth of the circle, where the outline is a straight line.
float star(Point p)
{
    constexpr float tenth = std::numbers::pi_v<float> / 5.0f;
    const float radius = std::hypot(p.x, p.y);
    const float turned = std::atan2(p.x, -p.y) + 2.0f * std::numbers::pi_v<float>;
    const float angle = std::abs(std::fmod(turned + tenth, 2.0f * tenth) - tenth);
    const Point folded{radius * std::cos(angle), radius * std::sin(angle)};
    const Point tip{1.05f, 0.0f};
    const Point notch{0.45f * std::cos(tenth), 0.45f * std::sin(tenth)};
    const Point edge{notch.x - tip.x, notch.y - tip.y};
    return ((folded.x - tip.x) * edge.y - (folded.y - tip.y) * edge.x)
           / -std::hypot(edge.x, edge.y);
}

float bars(Point p)
{
    const float middle = box(p, 0.95f, 0.17f);
    return std::min(middle, box({p.x, std::abs(p.y) - 0.66f}, 0.95f, 0.17f));
}

float crescent(Point p)
{
    return std::max(std::hypot(p.x, p.y) - 0.95f, 0.78f - std::hypot(p.x - 0.45f, p.y));
}

struct ShapeKind {
    const char* name;
    float (*distance)(Point);
};

constexpr std::array kKinds{
    ShapeKind{"circle", disc},       ShapeKind{"ring", ring},       ShapeKind{"square", square},
    ShapeKind{"frame", frame},       ShapeKind{"diamond", rhombus}, ShapeKind{"triangle", triangle},
    ShapeKind{"plus", plus},         ShapeKind{"star", star},       ShapeKind{"bars", bars},
    ShapeKind{"crescent", crescent},
};

using Colour = std::array<float, 3>;

// Hands out the random numbers of one picture in order.
class Draws {
public:
    Draws(std::uint64_t seed, Part part, std::int64_t index)
        : m_source(seed, RandomStream::Generate, static_cast<std::uint64_t>(index),
                   part == Part::Train ? 0u : 1u)
    {}
    float between(float low, float high) { return low + (high - low) * m_source.uniform(m_next++); }
    std::uint32_t below(std::uint32_t bound) { return m_source.below(bound, m_next++); }
    std::array<std::uint32_t, 4> words(std::uint32_t block) const { return m_source.words(block); }

private:
    RandomSource m_source;
    std::uint64_t m_next = 0;
};

float luminance(const Colour& colour)
{
    return 0.299f * colour[0] + 0.587f * colour[1] + 0.114f * colour[2];
}

Colour drawColour(Draws& draws)
{
    Colour colour{};
    for (float& channel : colour)
        channel = draws.between(0.0f, 1.0f);
    return colour;
}

// Everything about one picture except its noise.
struct Scene {
    std::uint32_t kind = 0;
    Point centre;
    float radius = 0; // pixels
    float cosine = 1;
    float sine = 0;
    Colour ink{};
    Colour ground{};
    Colour slope{}; // change of the ground over the width of the picture
    Point direction;
    float noise = 0;
};

// Ink that nobody could tell from the ground is moved to the other end of the scale.
void separate(Scene& scene)
{
    constexpr float least = 0.3f;
    if (std::abs(luminance(scene.ink) - luminance(scene.ground)) >= least)
        return;
    const bool isDark = luminance(scene.ground) < 0.5f;
    for (float& channel : scene.ink)
        channel = isDark ? 1.0f - 0.35f * channel : 0.35f * channel;
}

Scene drawScene(Draws& draws)
{
    Scene scene;
    scene.kind = draws.below(static_cast<std::uint32_t>(kKinds.size()));
    scene.radius = draws.between(6.0f, 12.5f);
    const float room = kMiddle - scene.radius;
    scene.centre.x = kMiddle + draws.between(-room, room);
    scene.centre.y = kMiddle + draws.between(-room, room);
    const float turn = draws.between(-0.35f, 0.35f); // a square stays a square, not a diamond
    scene.cosine = std::cos(turn);
    scene.sine = std::sin(turn);
    scene.ground = drawColour(draws);
    scene.ink = drawColour(draws);
    separate(scene);
    for (float& channel : scene.slope)
        channel = draws.between(-0.3f, 0.3f);
    const float heading = draws.between(0.0f, 2.0f * std::numbers::pi_v<float>);
    scene.direction = {std::cos(heading), std::sin(heading)};
    scene.noise = draws.between(0.01f, 0.1f);
    return scene;
}

constexpr std::uint32_t kNoiseBlock = 64; // far behind the words that draw a scene

// Sum of a word's four bytes, centred and scaled to unit variance: near enough to normal for noise.
float noiseFrom(std::uint32_t word)
{
    const std::uint32_t sum =
        (word & 255u) + (word >> 8 & 255u) + (word >> 16 & 255u) + (word >> 24);
    return (static_cast<float>(sum) - 510.0f) * (1.0f / 147.8f);
}

// How much of pixel (column, row) the shape covers; the outline is one pixel soft.
float coverage(const Scene& scene, int column, int row)
{
    const Point away{static_cast<float>(column) + 0.5f - scene.centre.x,
                     static_cast<float>(row) + 0.5f - scene.centre.y};
    const Point turned{(away.x * scene.cosine + away.y * scene.sine) / scene.radius,
                       (away.y * scene.cosine - away.x * scene.sine) / scene.radius};
    const float distance = kKinds[scene.kind].distance(turned) * scene.radius;
    return std::clamp(0.5f - distance, 0.0f, 1.0f);
}

std::uint8_t byteOf(float value)
{
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 1.0f) * 255.0f));
}

void paintPixel(const Scene& scene, const Draws& draws, int at, std::span<std::uint8_t> chw)
{
    const int column = at % kSide;
    const int row = at / kSide;
    const float share = coverage(scene, column, row);
    const float along = (scene.direction.x * (static_cast<float>(column) - kMiddle)
                         + scene.direction.y * (static_cast<float>(row) - kMiddle))
                        / kSide;
    const auto words = draws.words(kNoiseBlock + static_cast<std::uint32_t>(at));
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const float ground = scene.ground[channel] + scene.slope[channel] * along;
        const float clean = ground + (scene.ink[channel] - ground) * share;
        chw[channel * kPlane + static_cast<std::size_t>(at)] =
            byteOf(clean + scene.noise * noiseFrom(words[channel]));
    }
}

DatasetFacts describeShapes(std::int64_t size, Part part, std::uint64_t seed)
{
    DatasetFacts facts;
    facts.name = part == Part::Train ? "shapes:train" : "shapes:test";
    facts.sampleShape = Shape{3, kSide, kSide};
    for (const ShapeKind& kind : kKinds)
        facts.classNames.emplace_back(kind.name);
    facts.labels.reserve(static_cast<std::size_t>(size));
    for (std::int64_t index = 0; index < size; ++index) {
        Draws draws(seed, part, index);
        facts.labels.push_back(static_cast<std::int32_t>(drawScene(draws).kind));
    }
    return facts;
}

} // namespace

ShapesDataset::ShapesDataset(std::int64_t size, Part part, std::uint64_t seed)
    : Dataset(describeShapes(size, part, seed)), m_part(part), m_seed(seed)
{}

void ShapesDataset::pixels(std::int64_t index, std::span<std::uint8_t> chw) const
{
    Draws draws(m_seed, m_part, index);
    const Scene scene = drawScene(draws);
    for (int at = 0; at < kPlane; ++at)
        paintPixel(scene, draws, at, chw);
}

} // namespace propago
