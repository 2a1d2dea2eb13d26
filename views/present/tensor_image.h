#pragma once
#include "core/tensor/tensor.h"

#include <QImage>

namespace propago {

/// One plane of a tensor [C, H, W] as a picture of W x H pixels: activations in the sequential
/// palette from 0 to `range` (negative ones from the other side of the diverging palette when
/// `isSigned`), gradients and weights always `isSigned`.
QImage planeImage(const Tensor& tensor, std::int64_t channel, double range, bool isSigned,
                  bool isDark);

/// The picture that enters the network: grey or RGB as it is, 0 black, 1 full colour.
QImage pictureImage(const Tensor& tensor);

} // namespace propago
