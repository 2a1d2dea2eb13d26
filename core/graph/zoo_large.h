#pragma once
#include "core/graph/graph.h"

/// Networks of the literature, layer by layer as torchvision builds them, for any pictures that are
/// large enough.
namespace propago {

/// Three stages of two 3x3 convolutions each, after Simonyan and Zisserman 2015, with BatchNorm.
Graph vggSmall(const Shape& input, std::int64_t classes);
/// He, Zhang, Ren, Sun 2016.
Graph resnet18(const Shape& input, std::int64_t classes);
/// Sandler et al. 2018, width 1.
Graph mobilenetV2(const Shape& input, std::int64_t classes);
/// Iandola et al. 2016, version 1.1.
Graph squeezenet(const Shape& input, std::int64_t classes);

} // namespace propago
