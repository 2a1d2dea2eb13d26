#pragma once
#include "core/base/result.h"
#include "core/tensor/random.h"
#include "core/tensor/shape.h"

#include <span>
#include <string>
#include <vector>

namespace propago {

/// How strongly pictures are changed each time they are learned from; 0 everywhere: not at all.
struct Augmentation {
    double shift = 0;  ///< most whole pixels to each side
    double flip = 0;   ///< probability that left and right are exchanged
    double rotate = 0; ///< most degrees to each side, about the middle
    double scale = 0;  ///< largest share by which a picture grows or shrinks
    double colour = 0; ///< largest share by which brightness and contrast change
    double cutout = 0; ///< side in pixels of a square that is blackened (DeVries and Taylor 2017)
    double mixup = 0;  ///< alpha of the Beta(alpha, alpha) that says how two pictures are blended
                       ///< (Zhang et al. 2018)
    bool operator==(const Augmentation&) const = default;
};

/// One kind of change: its name in files and on the command line, and what strength it may have.
struct AugmentationKind {
    const char* name;
    double Augmentation::*strength;
    double usual; ///< when only the name is given
    double least; ///< smallest strength that is not 0
    double most;
};

/// All kinds, in the order in which they are applied to a picture.
std::span<const AugmentationKind> augmentationKinds();

/// True when every strength is 0 or between its kind's least and most.
bool isSound(const Augmentation& augmentation);

/// Reads "shift,flip,rotate=30": names with or without a strength, separated by commas; or "none".
Result<Augmentation> parseAugmentation(const std::string& text);

/// The same, the other way: "shift=2,flip=0.5"; empty when nothing is changed.
std::string textOf(const Augmentation& augmentation);

/// What one sample of a batch is blended with.
struct Mix {
    std::int64_t partner = 0; ///< sample of the same batch
    double share = 1;         ///< of the sample itself, at least a half
};

/// Changes the pictures of batches. Everything is a pure function of (seed, batch, sample), so a batch
/// looks the same however often and on whatever thread it is loaded.
class Augmenter {
public:
    /// `sample` is C, H, W. Throws std::invalid_argument when the augmentation is not sound.
    Augmenter(const Augmentation& augmentation, const Shape& sample, std::uint64_t seed);

    /// Something beside mixup is to be done.
    bool changesPictures() const { return m_changesPictures; }
    bool mixes() const { return m_augmentation.mixup > 0; }

    /// Changes picture `sample` of batch `batch`, bytes planar C, H, W. What comes in from outside the
    /// picture is black. Places between pixels are interpolated linearly.
    void change(std::int64_t batch, std::int64_t sample, std::span<std::uint8_t> chw) const;

    /// With what sample `sample` of batch `batch`, which holds `count`, is to be blended.
    Mix mix(std::int64_t batch, std::int64_t sample, std::int64_t count) const;

private:
    RandomSource source(std::int64_t batch, std::int64_t sample) const;
    void move(const RandomSource& random, std::span<std::uint8_t> chw) const;
    void recolour(const RandomSource& random, std::span<std::uint8_t> chw) const;
    void cut(const RandomSource& random, std::span<std::uint8_t> chw) const;

    Augmentation m_augmentation;
    std::int64_t m_channels, m_height, m_width;
    std::uint64_t m_seed;
    bool m_changesPictures;
};

} // namespace propago
