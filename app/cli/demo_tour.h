#pragma once
#include "core/base/result.h"
#include "views/common/palette.h"

#include <QSize>

#include <string>
#include <vector>

namespace propago {

/// What the pictures are to look like.
struct TourOptions {
    std::string folder;
    std::string language = "en";
    ThemeKind theme = ThemeKind::Light;
    QSize size;
    std::string model, data;
    int threads = 0;
};

/// Opens the real window, trains an epoch, walks through a batch, classifies a sample, compares
/// precisions, and takes a picture of every workspace as PNG on the way. Returns the files.
/// Needs a QApplication.
Result<std::vector<std::string>> takeTour(const TourOptions& options);

} // namespace propago
