#include "core/data/augmentation.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace propago {

namespace {

constexpr AugmentationKind kKinds[] = {
    {"shift", &Augmentation::shift, 2, 1, 64},
    {"flip", &Augmentation::flip, 0.5, 0.01, 1},
    {"rotate", &Augmentation::rotate, 15, 0.1, 180},
    {"scale", &Augmentation::scale, 0.1, 0.01, 0.9},
    {"colour", &Augmentation::colour, 0.2, 0.01, 1},
    {"cutout", &Augmentation::cutout, 8, 1, 1024},
    {"mixup", &Augmentation::mixup, 0.2, 0.05, 1},
};

// Which random number of a sample decides what; a change that is switched on leaves the others as
// they were. Mixup comes last, it may need several tries.
enum Draw : std::uint64_t {
    ShiftX,
    ShiftY,
    Flip,
    Angle,
    Size,
    Brightness,
    Contrast,
    CutX,
    CutY,
    Partner,
    Blend
};

// In [-1, 1).
double either(const RandomSource& random, Draw draw)
{
    return 2.0 * static_cast<double>(random.uniform(draw)) - 1;
}

// Above 0 and below 1.
double between(const RandomSource& random, std::uint64_t index)
{
    return (static_cast<double>(random.word(index)) + 0.5) / 4294967296.0;
}

// Beta(alpha, alpha) for alpha up to 1 (Jöhnk 1964): two powers whose sum stays below 1.
double beta(const RandomSource& random, double alpha)
{
    constexpr std::uint64_t kTries = 64; // each succeeds at least every second time
    for (std::uint64_t i = 0; i < kTries; ++i) {
        const double x = std::pow(between(random, Blend + 2 * i), 1 / alpha);
        const double y = std::pow(between(random, Blend + 2 * i + 1), 1 / alpha);
        if (x + y <= 1)
            return x / (x + y);
    }
    return 0.5;
}

std::uint8_t byteOf(double value)
{
    const double rounded = std::clamp(value, 0.0, 255.0) + 0.5; // never below 0, so cutting rounds
    return static_cast<std::uint8_t>(rounded);
}

// As std::floor, which is a call on processors without the instruction.
std::int64_t floored(double value)
{
    const auto whole = static_cast<std::int64_t>(value);
    return whole - (static_cast<double>(whole) > value ? 1 : 0);
}

// One channel [H, W] of a picture; black outside.
struct Plane {
    const std::uint8_t* pixels;
    std::int64_t height, width;

    double at(std::int64_t y, std::int64_t x) const
    {
        const bool isInside = y >= 0 && y < height && x >= 0 && x < width;
        return isInside ? static_cast<double>(pixels[y * width + x]) : 0;
    }
    double between(double y, double x) const
    {
        const std::int64_t row = floored(y);
        const std::int64_t column = floored(x);
        const double down = y - static_cast<double>(row);
        const double right = x - static_cast<double>(column);
        const double above = at(row, column) * (1 - right) + at(row, column + 1) * right;
        const double under = at(row + 1, column) * (1 - right) + at(row + 1, column + 1) * right;
        return above * (1 - down) + under * down;
    }
};

// What is done to the geometry of one picture.
struct Motion {
    bool isFlipped;
    double angle, size; // radians; of a pixel before, in pixels after
    std::int64_t right, down;

    bool isWhole() const { return angle == 0 && size == 1; }
    bool isNone() const { return isWhole() && !isFlipped && right == 0 && down == 0; }
};

// Pixels stay pixels.
void moveWhole(const Plane& from, const Motion& motion, std::uint8_t* to)
{
    for (std::int64_t row = 0; row < from.height; ++row) {
        for (std::int64_t column = 0; column < from.width; ++column) {
            const std::int64_t x = column - motion.right;
            *to++ = static_cast<std::uint8_t>(
                from.at(row - motion.down, motion.isFlipped ? from.width - 1 - x : x));
        }
    }
}

// Each pixel is looked up where it comes from: turned, shrunk and flipped back about the middle.
void moveBetween(const Plane& from, const Motion& motion, std::uint8_t* to)
{
    const double flip = motion.isFlipped ? -1 : 1;
    const double cosine = std::cos(motion.angle) / motion.size;
    const double sine = std::sin(motion.angle) / motion.size;
    const double middleX = static_cast<double>(from.width - 1) / 2;
    const double middleY = static_cast<double>(from.height - 1) / 2;
    for (std::int64_t row = 0; row < from.height; ++row) {
        const double y = static_cast<double>(row - motion.down) - middleY;
        for (std::int64_t column = 0; column < from.width; ++column) {
            const double x = static_cast<double>(column - motion.right) - middleX;
            *to++ = byteOf(from.between(cosine * y - sine * x + middleY,
                                        flip * (cosine * x + sine * y) + middleX));
        }
    }
}

Failure unknown(const std::string& word)
{
    std::string names;
    for (const AugmentationKind& kind : kKinds)
        names += std::string(names.empty() ? "" : ", ") + kind.name;
    return fail(ErrorCode::BadInput,
                {PROPAGO_TEXT("there is no augmentation called %1"), {displayable(word)}}, {},
                {PROPAGO_TEXT("use one of %1"), {names}});
}

Result<void> readOne(const std::string& word, Augmentation& augmentation)
{
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto* const kind =
        std::ranges::find_if(kKinds, [&](const AugmentationKind& k) { return name == k.name; });
    if (kind == std::end(kKinds))
        return unknown(name);
    double strength = kind->usual;
    if (equals != std::string::npos) {
        const std::string number = word.substr(equals + 1);
        const char* end = number.data() + number.size();
        const auto [stop, error] = std::from_chars(number.data(), end, strength);
        if (stop != end || error != std::errc{}
            || !(strength >= kind->least && strength <= kind->most))
            return fail(ErrorCode::BadInput,
                        {PROPAGO_TEXT("%1 takes a strength from %2 to %3"),
                         {name, shortest(kind->least), shortest(kind->most)}},
                        displayable(word),
                        {PROPAGO_TEXT("leave it out for the usual %1"), {shortest(kind->usual)}});
    }
    augmentation.*(kind->strength) = strength;
    return {};
}

} // namespace

std::span<const AugmentationKind> augmentationKinds()
{
    return kKinds;
}

bool isSound(const Augmentation& augmentation)
{
    return std::ranges::all_of(kKinds, [&](const AugmentationKind& kind) {
        const double strength = augmentation.*(kind.strength);
        return strength == 0 || (strength >= kind.least && strength <= kind.most);
    });
}

Result<Augmentation> parseAugmentation(const std::string& text)
{
    Augmentation result;
    if (text == "none")
        return result;
    for (std::size_t first = 0; first <= text.size();) {
        const std::size_t comma = std::min(text.find(',', first), text.size());
        if (auto done = readOne(text.substr(first, comma - first), result); !done)
            return tl::unexpected(done.error());
        first = comma + 1;
    }
    return result;
}

std::string textOf(const Augmentation& augmentation)
{
    std::string text;
    for (const AugmentationKind& kind : kKinds) {
        const double strength = augmentation.*(kind.strength);
        if (strength != 0)
            text += std::string(text.empty() ? "" : ",") + kind.name + "=" + shortest(strength);
    }
    return text;
}

Augmenter::Augmenter(const Augmentation& augmentation, const Shape& sample, std::uint64_t seed)
    : m_augmentation(augmentation)
    , m_channels(sample[0])
    , m_height(sample[1])
    , m_width(sample[2])
    , m_seed(seed)
{
    if (!isSound(augmentation))
        throw std::invalid_argument("an augmentation has a strength that makes no sense");
    Augmentation alone = augmentation;
    alone.mixup = 0;
    m_changesPictures = alone != Augmentation{};
}

RandomSource Augmenter::source(std::int64_t batch, std::int64_t sample) const
{
    return {m_seed, RandomStream::Augment, static_cast<std::uint64_t>(batch),
            static_cast<std::uint32_t>(sample)};
}

void Augmenter::change(std::int64_t batch, std::int64_t sample, std::span<std::uint8_t> chw) const
{
    const RandomSource random = source(batch, sample);
    move(random, chw);
    if (m_augmentation.colour > 0)
        recolour(random, chw);
    if (m_augmentation.cutout > 0)
        cut(random, chw);
}

// Shift, flip, rotation and size in one go, so that a picture is interpolated once at most.
void Augmenter::move(const RandomSource& random, std::span<std::uint8_t> chw) const
{
    const Augmentation& a = m_augmentation;
    const auto reach = static_cast<std::int64_t>(a.shift);
    const auto steps = static_cast<std::uint32_t>(2 * reach + 1);
    const Motion motion{static_cast<double>(random.uniform(Flip)) < a.flip,
                        either(random, Angle) * a.rotate * std::numbers::pi / 180,
                        1 + either(random, Size) * a.scale, random.below(steps, ShiftX) - reach,
                        random.below(steps, ShiftY) - reach};
    if (motion.isNone())
        return;
    thread_local std::vector<std::uint8_t> before; // lives on: a run takes no memory for it
    before.assign(chw.begin(), chw.end());
    const std::int64_t size = m_height * m_width;
    for (std::int64_t channel = 0; channel < m_channels; ++channel) {
        const Plane plane{before.data() + channel * size, m_height, m_width};
        if (motion.isWhole())
            moveWhole(plane, motion, chw.data() + channel * size);
        else
            moveBetween(plane, motion, chw.data() + channel * size);
    }
}

// Brightness is a factor on every value, contrast one on the distance to their mean.
void Augmenter::recolour(const RandomSource& random, std::span<std::uint8_t> chw) const
{
    const double brightness = 1 + either(random, Brightness) * m_augmentation.colour;
    const double contrast = 1 + either(random, Contrast) * m_augmentation.colour;
    std::int64_t sum = 0;
    for (const std::uint8_t value : chw)
        sum += value;
    const double mean = brightness * static_cast<double>(sum) / static_cast<double>(chw.size());
    for (std::uint8_t& value : chw)
        value = byteOf(mean + contrast * (brightness * static_cast<double>(value) - mean));
}

// The middle of the square is any pixel, so that part of it may lie outside.
void Augmenter::cut(const RandomSource& random, std::span<std::uint8_t> chw) const
{
    const auto side = static_cast<std::int64_t>(m_augmentation.cutout);
    const std::int64_t left = random.below(static_cast<std::uint32_t>(m_width), CutX) - side / 2;
    const std::int64_t top = random.below(static_cast<std::uint32_t>(m_height), CutY) - side / 2;
    const std::int64_t lastRow = std::min(top + side, m_height);
    const std::int64_t first = std::max<std::int64_t>(left, 0);
    const std::int64_t last = std::min(left + side, m_width);
    for (std::int64_t channel = 0; channel < m_channels; ++channel) {
        for (std::int64_t row = std::max<std::int64_t>(top, 0); row < lastRow; ++row) {
            std::uint8_t* line = chw.data() + (channel * m_height + row) * m_width;
            std::fill(line + first, line + last, std::uint8_t{0});
        }
    }
}

Mix Augmenter::mix(std::int64_t batch, std::int64_t sample, std::int64_t count) const
{
    const RandomSource random = source(batch, sample);
    const double share = beta(random, m_augmentation.mixup);
    return {random.below(static_cast<std::uint32_t>(count), Partner), std::max(share, 1 - share)};
}

} // namespace propago
