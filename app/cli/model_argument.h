#pragma once
#include "core/infer/weights.h"
#include "core/io/model_file.h"

namespace propago {

/// A network with numbers, whatever the word after --model was.
struct LoadedModel {
    Session session;
    Weights weights; ///< fp32
    bool isUntrained = false;
    std::vector<std::string> notes;
};

/// Opens the model for samples of `input` and gives it starting values when it has none.
Result<LoadedModel> loadModel(const std::string& text, const Shape& input, std::int64_t classes,
                              std::uint64_t seed);
/// The same for a zoo network's own input shape and ten categories.
Result<LoadedModel> loadModel(const std::string& text, std::uint64_t seed);

bool isZooName(const std::string& text);

/// Mean and deviation from --mean and --std, each empty when it was not given; else `otherwise`.
/// Each has one number, or one for each of the `channels`.
Result<Normalisation> normalisationFrom(const std::string& mean, const std::string& deviation,
                                        const Normalisation& otherwise, std::int64_t channels);

/// What stands for the tensor called `name` in a file name: '/' and ':' become '_'.
std::string fileNameFor(std::string name);

} // namespace propago
