#pragma once
#include "core/data/normalisation.h"
#include "core/data/picture.h"
#include "core/tensor/tensor.h"

#include <QImage>

namespace propago {

/// A decoded picture of the window as the core takes it: grey stays grey, all else becomes RGBA.
Picture pictureOf(const QImage& image);

/// Planar bytes C, H, W as a picture to look at.
QImage imageOf(std::span<const std::uint8_t> chw, const Shape& shape);

/// The numbers the network sees: fp32 [1, C, H, W].
Tensor inputOf(std::span<const std::uint8_t> chw, const Shape& shape,
               const Normalisation& normalisation);

} // namespace propago
