#pragma once
#include "core/tensor/shape.h"

#include <array>
#include <cstdint>
#include <vector>

namespace propago {

/// A decoded picture: rows from the top, channels interleaved. 1 channel is grey, 3 is RGB, 4 is RGBA
/// with the colours not multiplied by alpha.
struct Picture {
    int width = 0;
    int height = 0;
    int channels = 0;
    std::vector<std::uint8_t> interleaved;
};

/// How a picture of any size is brought to the size a network takes.
enum class Fit {
    Crop,      ///< fills the whole input, cuts off what is too long
    Letterbox, ///< keeps the whole picture, fills the rest with the background
    Stretch,   ///< keeps the whole picture, not its proportions
};

/// Whether bright and dark are exchanged. Handwritten digits on paper are dark on white, the digits
/// a network learned from are usually white on black.
enum class Inversion { Never, Always, ToDarkBorder };

struct PictureOptions {
    Fit fit = Fit::Crop;
    Inversion inversion = Inversion::Never;
    std::array<std::uint8_t, 3> background{0, 0, 0}; ///< RGB behind transparent and empty places
};

/// What a network is shown.
struct PreparedPicture {
    std::vector<std::uint8_t> chw; ///< planar bytes of the network's C, H, W
    bool isInverted = false;
};

/// Fits `picture` to `network` (C, H, W with C of 1 or 3): alpha composited, grey or RGB made as needed,
/// resized by area averaging when it shrinks and linearly when it grows. Throws std::invalid_argument
/// for an empty picture or another number of channels.
PreparedPicture preparePicture(const Picture& picture, const Shape& network,
                               const PictureOptions& options = {});

} // namespace propago
