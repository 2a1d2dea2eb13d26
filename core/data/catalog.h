#pragma once
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/picture.h"

#include <memory>
#include <optional>

namespace propago {

/// Where and how datasets are found.
struct CatalogOptions {
    std::string folder;     ///< holds digits/ and fashion-mnist/; empty: see datasetFolders()
    std::uint64_t seed = 1; ///< of generated pictures
};

/// A dataset as the user names it: `fashion-mnist`, `digits`, `shapes[:N]`, `idx:IMAGES,LABELS`,
/// each with `:train` or `:test` behind it or without.
struct DatasetName {
    std::string kind;    ///< the word before the first colon
    std::string details; ///< what stands between kind and part; may be empty
    std::optional<Part> part;
};

/// Takes a name apart; says nothing about whether there is such a dataset.
DatasetName parseDatasetName(const std::string& text);

/// Opens one part of a dataset: the one its name ends in, else `part`. An IDX pair without
/// `:train`/`:test` is taken whole.
Result<std::shared_ptr<const Dataset>> openDataset(const std::string& text, Part part,
                                                   const CatalogOptions& options = {});

/// What a network learns from and what it is judged by.
struct TrainingData {
    std::shared_ptr<const Dataset> training;
    std::shared_ptr<const Dataset> test;
};

/// Both parts of a dataset, never sharing a picture. Of an IDX pair named train-... the pair t10k-...
/// beside it is the test part; where there is none, every sixth picture is kept for the test.
/// A name that ends in `:test` exchanges the two.
Result<TrainingData> openTrainingData(const std::string& text, const CatalogOptions& options = {});

/// How pictures from elsewhere are met by a network that learned from `data`: handwriting is scanned
/// dark on white but was learned white on black; photographs stay as they are.
Inversion usualInversion(const std::string& data);

/// Where bundled datasets are looked for, in this order: PROPAGO_DATA_DIR, beside the program, the
/// source tree, the system.
std::vector<std::string> datasetFolders();

} // namespace propago
